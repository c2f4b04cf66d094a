//! Commands that must not be obeyed: one part is wrong, the user may not, or the bytes were used before.

use super::deeds::{DEEDS, Deed, ENTRY, Proof};
use super::faults::{DH_KEY, FAULTS, Fault, GUEST_INSIDE, GUESTS_KEY, Nonce};
use super::reading;
use crate::model::{ANY_REFUSAL, Access, Model, Pin, Who};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

/// A command with a fault.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attack {
    deed: Deed,
    fault: Fault,
    who: Who,
    /// Whether it is sent to a connection that was just made.
    anew: bool,
    /// Whether what it would change is read before and after.
    looked_at: bool,
    /// Whether the same connection must serve the next request.
    served_on: bool,
}

impl Attack {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        // A user without a right needs nothing that is wrong beside.
        let fault = prop_oneof![2 => Just(Fault::None), 5 => select(FAULTS)];
        let ways = (any::<bool>(), any::<bool>(), any::<bool>());
        (select(DEEDS), fault, select(WHO), ways).prop_map(|(deed, fault, who, ways)| {
            let (anew, looked_at, served_on) = ways;
            Self {
                deed,
                fault,
                who,
                anew,
                looked_at,
                served_on,
            }
        })
    }

    /// The same with less around it, then with simpler commands.
    pub(crate) fn simpler(&self) -> Vec<Self> {
        let bare = Self {
            anew: false,
            looked_at: false,
            served_on: false,
            ..self.clone()
        };
        let mut all = vec![bare.clone()];
        all.extend([
            Self {
                anew: self.anew,
                ..bare.clone()
            },
            Self {
                looked_at: self.looked_at,
                ..bare.clone()
            },
            Self {
                served_on: self.served_on,
                ..bare.clone()
            },
        ]);
        let simple = DEEDS.iter().take_while(|deed| **deed != self.deed);
        all.extend(simple.take(SIMPLE).map(|deed| Self {
            deed: *deed,
            ..self.clone()
        }));
        all.push(Self {
            who: Who::Owner,
            ..self.clone()
        });
        all
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        let attack = Self {
            who: self.culprit(model),
            ..self.clone()
        };
        let Some(access) = model.access(attack.who) else {
            return;
        };
        if !attack.fits(model, access) {
            return;
        }
        if attack.looked_at {
            reading::look_before(model, attack.deed.command);
        }
        if attack.anew {
            model.doubt();
        }
        model.clean();
        attack.commit(model, access);
        if attack.served_on && attack.fault.is_told() {
            attack.serve_on(model);
        }
        let left_as_it_was = attack.fault == Fault::None
            && attack.deed.harmless
            && !attack.deed.more
            && access == Access::Served;
        if !left_as_it_was {
            model.doubt();
        }
        if attack.looked_at && attack.fault != Fault::Replay {
            reading::look_after(model, attack.deed.command);
        }
    }

    /// A command without a fault is worth most from somebody who may not give it.
    fn culprit(&self, model: &Model<'_>) -> Who {
        if self.fault != Fault::None {
            return self.who;
        }
        let barred =
            |who: &&Who| matches!(model.access(**who), Some(Access::Gone | Access::Refused(_)));
        Who::OTHERS.iter().find(barred).copied().unwrap_or(self.who)
    }

    /// Does it, and says what may come.
    fn commit(&self, model: &mut Model<'_>, access: Access) {
        match self.fault {
            Fault::Replay => self.replay(model),
            Fault::Nonce(nonce) => self.with_nonce(model, nonce),
            Fault::None => {
                if let Some(first) = self.read_first().filter(|_| access != Access::Served) {
                    model.push(format!(
                        "- read: {first}\n  as: owner\n  requirements: [CMD-01]"
                    ));
                }
                self.send(model, "", "");
                let (patterns, requirement) = self.met(access, self.deed.obeyed, "CMD-01", model);
                model.expect(&patterns, requirement);
            }
            Fault::Box(spoil, requirement) => {
                self.send(model, "", spoil);
                // Where the user is refused, the challenge for the command is.
                let refused = match access {
                    Access::Served | Access::Gone => NOT_AUTHORIZED,
                    Access::Refused(_) | Access::Unsure => ANY_REFUSAL,
                };
                model.expect(refused, requirement);
            }
            Fault::Loose(how, requirement) => {
                self.send(model, "", how);
                model.expect(ANY_REFUSAL, requirement);
                // A lock that puts writes together may wait for the rest of it.
                model.doubt();
                model.clean();
            }
            Fault::Length(spoil) => {
                self.send(model, "", spoil);
                let (patterns, requirement) = self.met(
                    access,
                    "{error_report: {code: bad_length}}",
                    "ROBUST-03",
                    model,
                );
                model.expect(&patterns, requirement);
            }
            Fault::Pin(pin) => self.with_pin(model, pin, access),
        }
    }

    /// After any error the connection serves, or ends. A challenge that stays open may block it.
    fn serve_on(&self, model: &mut Model<'_>) {
        if !model.is_served(Who::Owner) {
            return;
        }
        model.say("- send: request_data\n  as: owner\n  with: {command: battery_report}");
        model.expect(
            "battery_report, {error_report: {code: unknown, command: request_data}}, disconnect",
            "ERR-05",
        );
    }

    /// Whether the fault can be put into the command, and what is right of it does no harm.
    fn fits(&self, model: &mut Model<'_>, access: Access) -> bool {
        let proof = self.deed.proof;
        if proof == Proof::Pin && model.pin == Pin::Changed {
            return false;
        }
        if self.deed.with.contains(ENTRY) && model.entries.as_ref().is_none_or(Vec::is_empty) {
            return false;
        }
        // A setting is made from the one that is read first, which the user must be allowed.
        if self.read_first().is_some() && access != Access::Served {
            let read_for_them = self.fault == Fault::None && model.is_served(Who::Owner);
            if !read_for_them {
                return false;
            }
        }
        let moves = matches!(
            self.deed.command,
            "lock_action" | "request_calibration" | "add_time_control_entry"
        );
        if moves && !model.may_move() {
            return false;
        }
        match self.fault {
            Fault::None => {
                self.deed.harmless || matches!(access, Access::Gone | Access::Refused(_))
            }
            // An invited user has no key of dh1.
            Fault::Box(DH_KEY, _) => self.who == Who::Owner,
            Fault::Box(spoil, _) => {
                spoil != GUESTS_KEY
                    || (self.who != Who::Guest && model.people.contains_key(&Who::Guest))
            }
            Fault::Loose(how, _) => {
                how != GUEST_INSIDE
                    || (self.who != Who::Guest && model.people.contains_key(&Who::Guest))
            }
            // More bytes behind a request for data are additional data.
            Fault::Length(spoil) => proof != Proof::Nothing || spoil.contains("cut"),
            Fault::Nonce(Nonce::Foreign) => {
                proof != Proof::Nothing
                    && self.who != Who::Owner
                    && model.is_served(Who::Owner)
                    && access == Access::Served
            }
            Fault::Nonce(Nonce::Spent) => {
                let leaves_all = self.deed.harmless || self.deed.command == "lock_action";
                let taken = proof != Proof::Pin || model.pin == Pin::Clean;
                proof != Proof::Nothing && access == Access::Served && leaves_all && taken
            }
            Fault::Nonce(_) => proof != Proof::Nothing && access == Access::Served,
            Fault::Pin(_) => proof == Proof::Pin && model.setting.fresh,
            Fault::Replay => {
                proof != Proof::Nothing && self.deed.harmless && access == Access::Served
            }
        }
    }

    /// What must be read for the fields that the step leaves out.
    fn read_first(&self) -> Option<&'static str> {
        match self.deed.command {
            "set_config" => Some("config"),
            "set_advanced_config" => Some("advanced_config"),
            _ => None,
        }
    }

    /// Sends the command; `with` are more fields, `more` other members of the step.
    fn send(&self, model: &mut Model<'_>, with: &str, more: &str) {
        let command = self.deed.command;
        let mut fields = self.deed.fields(with);
        if let Some((id, _)) = model.entries.as_ref().and_then(|entries| entries.last()) {
            fields = fields.replace(ENTRY, &format!("${id}"));
        }
        let line = model.line(self.who);
        model.push(format!("- send: {command}{line}{fields}{more}"));
    }

    /// What may come where the command itself gets `patterns`, for what the user may.
    fn met(
        &self,
        access: Access,
        patterns: &str,
        requirement: &'static str,
        model: &Model<'_>,
    ) -> (String, &'static str) {
        let reads = self.deed.proof == Proof::Nothing;
        let locked_out = self.deed.proof == Proof::Pin && model.pin == Pin::Doubted;
        let more = if locked_out {
            ", {error_report: {code: too_many_pin_attempts}}"
        } else {
            ""
        };
        match access {
            Access::Served => (format!("{patterns}{more}"), requirement),
            Access::Gone => (NOT_AUTHORIZED.to_owned(), "AUTH-05"),
            Access::Refused(code) if reads => (
                format!("{{error_report: {{code: {code}}}}}, {patterns}"),
                "AUTH-07",
            ),
            Access::Refused(code) => {
                let requirement = if code == "disabled" {
                    "AUTH-07"
                } else {
                    "AUTH-08"
                };
                // Length and command may be looked at before the user is.
                let before = if patterns.contains("error_report") {
                    format!(", {patterns}")
                } else {
                    String::new()
                };
                let refused = format!("{{error_report: {{code: {code}}}}}{before}");
                (refused, requirement)
            }
            Access::Unsure => (format!("{patterns}, {ANY_REFUSAL}"), requirement),
        }
    }

    fn with_nonce(&self, model: &mut Model<'_>, nonce: Nonce) {
        let who = model.line(self.who);
        let name = model.variable("nonce");
        let fetch = |model: &mut Model<'_>, who: &str| {
            model.push(format!(
                "- read: challenge{who}\n  save: {{{name}: nonce}}\n  requirements: [CMD-01]"
            ));
        };
        // What a step leaves out is read first, with a challenge of its own: not between this one and its use.
        if let Some(first) = self.read_first() {
            model.push(format!("- read: {first}{who}\n  requirements: [CMD-01]"));
        }
        let value = match nonce {
            Nonce::Noise => "{repeat: '5C', times: 32}".to_owned(),
            Nonce::Zeros => "{repeat: '00', times: 32}".to_owned(),
            Nonce::Flipped(at) => {
                fetch(model, who);
                format!("{{flip: ${name}, at: {at}}}")
            }
            Nonce::Used => {
                fetch(model, who);
                model.push(format!(
                    "- send: request_config{who}\n  with: {{nonce: ${name}}}"
                ));
                model.expect("config", "NONCE-02");
                format!("${name}")
            }
            Nonce::Older => {
                fetch(model, who);
                model.doubt();
                model.clean();
                model.push(format!("- read: challenge{who}\n  requirements: [CMD-01]"));
                format!("${name}")
            }
            Nonce::Spent => {
                fetch(model, who);
                return self.spend_twice(model, &name);
            }
            Nonce::Foreign => {
                fetch(model, model.line(Who::Owner));
                format!("${name}")
            }
        };
        self.send(model, &format!("nonce: {value}"), "");
        match nonce {
            Nonce::Foreign => model.expect(ANY_REFUSAL, "NONCE-04"),
            Nonce::Flipped(_) | Nonce::Older => {
                model.expect(&self.error("bad_nonce"), "NONCE-03");
            }
            Nonce::Used | Nonce::Spent => model.expect(&self.error(NO_NONCE), "NONCE-02"),
            Nonce::Noise | Nonce::Zeros => model.expect(&self.error(NO_NONCE), "NONCE-01"),
        }
        if matches!(nonce, Nonce::Flipped(_) | Nonce::Noise | Nonce::Zeros) {
            // It is no better for having been seen.
            self.send(model, &format!("nonce: {value}"), "");
            let patterns = format!("{}, disconnect", self.error(NO_NONCE));
            model.expect(&patterns, "NONCE-01");
        }
    }

    /// The command is obeyed, and its challenge is worth nothing for the next one.
    fn spend_twice(&self, model: &mut Model<'_>, name: &str) {
        self.send(model, &format!("nonce: ${name}"), "");
        let acts = self.deed.command == "lock_action";
        if acts {
            let patterns = format!("{}, {{status: {{status: complete}}}}", self.deed.obeyed);
            model.expect(&patterns, "CMD-03");
            model.say("- drain: 30s");
            model.moved(None, None);
        } else {
            let (patterns, requirement) =
                self.met(Access::Served, self.deed.obeyed, "CMD-01", model);
            model.expect(&patterns, requirement);
            model.say("- drain: 4s");
        }
        let who = model.line(self.who);
        model.push(format!(
            "- send: request_config{who}\n  with: {{nonce: ${name}}}"
        ));
        model.expect(
            &format!("{{error_report: {{code: {NO_NONCE}, command: request_config, on: usdio}}}}, disconnect"),
            "NONCE-02",
        );
    }

    /// A report in a box, which names the command that it is about.
    fn error(&self, code: &str) -> String {
        format!(
            "{{error_report: {{code: {code}, command: {}, on: usdio}}}}",
            self.deed.command
        )
    }

    fn with_pin(&self, model: &mut Model<'_>, pin: &str, access: Access) {
        self.send(model, &format!("pin: {pin}"), "");
        // From the second on, the lockout may have begun.
        let code = match model.pin {
            Pin::Clean => "bad_pin",
            Pin::Doubted | Pin::Changed => "{one_of: [bad_pin, too_many_pin_attempts]}",
        };
        let wrong = self.error(code);
        let (patterns, requirement) = self.met(access, &wrong, "PIN-02", model);
        model.expect(&patterns, requirement);
        if access != Access::Gone {
            model.pin = Pin::Doubted;
        }
    }

    fn replay(&self, model: &mut Model<'_>) {
        let name = model.variable("recording");
        self.send(model, "", &format!("\n  sent: {name}"));
        let (patterns, requirement) = self.met(Access::Served, self.deed.obeyed, "CMD-01", model);
        model.expect(&patterns, requirement);
        model.say("- drain: 2s");
        model.push(format!("- write: ${name}\n  on: usdio"));
        model.expect(ANY_REFUSAL, "NONCE-05");
    }
}

/// What a box gets that does not open.
const NOT_AUTHORIZED: &str = "{error_report: {code: not_authorized}}";
/// What a nonce gets where no challenge is open.
const NO_NONCE: &str = "{one_of: [bad_nonce, unknown]}";
/// So many simpler commands are tried in the place of one.
const SIMPLE: usize = 7;
const WHO: &[Who] = &[
    Who::Owner,
    Who::Guest,
    Who::Owner,
    Who::Visitor,
    Who::Friend,
];
