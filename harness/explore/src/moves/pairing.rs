//! Pairing, step by step: in order, out of order, spoiled, and cut.

use crate::model::{ANY_REFUSAL, Model, Person, Who};
use crate::walk::Ground;
use boundary::Capability;
use proptest::prelude::Strategy;
use proptest::sample::select;

/// A pairing of somebody.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pairing {
    how: How,
    whom: Who,
}

/// How the pairing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Everything in one step.
    Whole,
    /// To the end, with these fields of the Authorization Data.
    Named(&'static str),
    /// Up to a message that is wrong: which, what is wrong with it, what it gets, and the requirement.
    Spoiled(usize, &'static str, &'static str, &'static str),
    /// Up to before a message, then another one whose turn it is not.
    Skipped(usize, usize),
    /// The connection ends before a message, which is sent on a new one.
    Cut(usize),
    /// A key that makes the secret known to everybody.
    Weak(&'static str),
    /// The second challenge in a command of the owner.
    Borrowed,
    /// Bytes instead of the first request: where, what, what may come.
    Bytes(&'static str, &'static str, &'static str, &'static str),
    /// Without pairing mode: how that comes about.
    Closed(Closed),
}

/// Why the lock is not in pairing mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    PowerCut,
    ShortPress,
    SwitchedOff,
    LongAgo,
}

impl Pairing {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        (select(HOW), select(&[Who::Visitor, Who::Friend][..]))
            .prop_map(|(how, whom)| Self { how, whom })
    }

    /// The same for the first who comes into question.
    pub(crate) fn simpler(&self) -> Vec<Self> {
        let first = Self {
            whom: Who::Visitor,
            ..self.clone()
        };
        vec![first]
    }

    /// Whether somebody was paired under the same name in this walk; from now on somebody was.
    fn name_is_taken(&self, model: &mut Model<'_>) -> bool {
        matches!(self.how, How::Named(with) if with.contains("name:") && !model.names.insert(with))
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        if !model.setting.has(Capability::Button)
            || model.people.contains_key(&self.whom)
            || !model.pairable
            || (model.is_crowded() && !model.full)
            || self.name_is_taken(model)
        {
            return;
        }
        if let How::Closed(why) = self.how {
            return Self::closed(model, why);
        }
        if self.how == How::Whole && !model.full {
            return self.whole(model);
        }
        model.say("- press: 5200ms");
        model.say("- connect: a");
        model.connected();
        if model.full {
            self.refused_for_room(model);
            return model.doubt();
        }
        match self.how {
            How::Whole => {}
            How::Named(with) => self.named(model, with),
            How::Spoiled(at, spoil, patterns, requirement) => {
                self.up_to(model, at, "");
                self.message(model, at, spoil);
                model.expect(patterns, requirement);
                // The user may be stored already.
                if at > 3 {
                    model.users = None;
                }
            }
            How::Skipped(at, other) => {
                self.up_to(model, at, "");
                self.message(model, other, "");
                let patterns = if other == 1 {
                    "challenge, error_report, silence, disconnect"
                } else {
                    ANY_REFUSAL
                };
                model.expect(patterns, "PAIR-14");
            }
            How::Cut(at) => {
                self.up_to(model, at, "");
                model.say("- connect: a");
                self.message(model, at, "");
                model.expect(ANY_REFUSAL, "PAIR-13");
                if at > 3 {
                    model.users = None;
                }
            }
            How::Weak(key) => self.weak(model, key),
            How::Borrowed => self.borrowed(model),
            How::Bytes(place, bytes, patterns, requirement) => {
                model.push(format!("- write: '{bytes}'\n  on: {place}"));
                model.expect(patterns, requirement);
            }
            How::Closed(_) => {}
        }
        model.doubt();
    }

    fn whole(&self, model: &mut Model<'_>) {
        model.push(format!(
            "- pair: {}\n  requirements: [PAIR-12]",
            self.whom.name()
        ));
        model.connected();
        if model.people.contains_key(&Who::Owner) {
            model.push(format!(
                "- check: ${}.auth_id\n  is: {{not: $owner.auth_id}}\n  requirements: [PAIR-17]",
                self.whom.name()
            ));
        }
        self.enrolled(model);
    }

    fn enrolled(&self, model: &mut Model<'_>) {
        model.people.insert(self.whom, Person::default());
        model.users = model.users.map(|users| users + 1);
    }

    /// Sends a message of the pairing.
    fn message(&self, model: &mut Model<'_>, at: usize, more: &str) {
        if at == 0 && more.is_empty() {
            return model.push(format!("- send: request_data\n  as: {}\n  on: pairing_gdio\n  form: plain\n  with: {{command: public_key}}", self.whom.name()));
        }
        let command = MESSAGES[at].0;
        model.push(format!(
            "- send: {command}\n  as: {}{more}",
            self.whom.name()
        ));
    }

    /// All messages before one, and their answers.
    fn up_to(&self, model: &mut Model<'_>, end: usize, with: &str) {
        for (at, (_, answer, requirement)) in MESSAGES.iter().enumerate().take(end) {
            self.message(model, at, if at == 3 { with } else { "" });
            model.expect(answer, requirement);
        }
    }

    /// To the end, with identifier and UUID compared.
    fn named(&self, model: &mut Model<'_>, with: &str) {
        self.up_to(model, 3, "");
        self.message(model, 3, with);
        let uuid = model
            .uuid
            .as_ref()
            .map_or_else(String::new, |name| format!(", uuid: ${name}"));
        let other = if model.people.contains_key(&Who::Owner) {
            "{not: $auth_id}"
        } else {
            "{at_least: 0}"
        };
        let name = model.variable("uuid");
        model.push(format!("- expect: {{authorization_id: {{authorization_id: {other}{uuid}}}}}\n  save: {{{name}: uuid}}\n  requirements: [PAIR-07, PAIR-16, PAIR-17]"));
        model.uuid = Some(name);
        self.message(model, 4, "");
        model.expect(MESSAGES[4].1, MESSAGES[4].2);
        self.enrolled(model);
        let bridge = with.contains("bridge");
        model.person(self.whom, |person| person.bridge = bridge);
    }

    fn refused_for_room(&self, model: &mut Model<'_>) {
        self.up_to(model, 3, "");
        self.message(model, 3, "");
        model.expect(
            "{error_report: {code: max_user, on: pairing_gdio, as: plain}}",
            "PAIR-19",
        );
    }

    fn weak(&self, model: &mut Model<'_>, key: &str) {
        self.up_to(model, 1, "");
        self.message(model, 1, &format!("\n  with: {{public_key: '{key}'}}"));
        model.expect("challenge, error_report, silence, disconnect", "PAIR-20");
        self.message(model, 2, "");
        model.expect("challenge, error_report, silence, disconnect", "PAIR-20");
        self.message(model, 3, "");
        model.expect(ANY_REFUSAL, "PAIR-20");
    }

    fn borrowed(&self, model: &mut Model<'_>) {
        if !model.may_move() {
            return;
        }
        self.up_to(model, 2, "");
        self.message(model, 2, "");
        let name = model.variable("nonce");
        model.push(format!(
            "- expect: challenge\n  save: {{{name}: nonce}}\n  requirements: [PAIR-04]"
        ));
        model.push(format!(
            "- send: lock_action\n  as: owner\n  with: {{action: unlock, nonce: ${name}}}"
        ));
        model.expect(ANY_REFUSAL, "NONCE-09");
    }

    /// Outside pairing mode there is no key.
    fn closed(model: &mut Model<'_>, why: Closed) {
        // Until its first Set Config a new lock may count as being initialised, with pairing open.
        if model.ground == Ground::Bare {
            return;
        }
        if !model.setting.has(Capability::PowerCycle) {
            return;
        }
        match why {
            Closed::SwitchedOff
                if !model.is_served(Who::Owner) || model.pin != crate::model::Pin::Clean =>
            {
                return;
            }
            Closed::LongAgo if !model.setting.patient => return,
            // The button may do what a press is set to do.
            Closed::ShortPress if !model.may_move() => return,
            Closed::SwitchedOff => {
                model.clean();
                let off = [("pairing_enabled", "false")];
                super::settings::set_config(model, "\n  as: owner", &off);
                // Some locks tell there whether pairing is open.
                model.config.remove("pairing_enabled");
                model.pairable = false;
            }
            _ => {}
        }
        model.power_cut();
        match why {
            Closed::PowerCut => {}
            Closed::ShortPress => {
                model.say("- press: 1s");
                model.say("- wait: 2s");
                model.forget_bolt();
            }
            Closed::SwitchedOff => model.say("- press: 5200ms"),
            Closed::LongAgo => {
                model.say("- press: 5200ms");
                model.say("- wait: 16min");
                model.long_wait();
            }
        }
        model.doubt();
        model.clean();
        model.say("- write: '0100030027A7'\n  on: pairing_gdio");
        let requirement = match why {
            Closed::PowerCut => "PAIR-01",
            Closed::ShortPress => "TIME-01",
            Closed::SwitchedOff => "PAIR-22",
            Closed::LongAgo => "TIME-02",
        };
        model.expect(
            "{error_report: {code: not_pairing}}, disconnect",
            requirement,
        );
        model.doubt();
        if why == Closed::ShortPress {
            model.say("- drain: 30s");
        }
    }
}

/// The client's messages, what answers each, and the requirement.
const MESSAGES: [(&str, &str, &str); 5] = [
    (
        "request_data",
        "{public_key: {size: 32, on: pairing_gdio, as: plain}}",
        "PAIR-02",
    ),
    (
        "public_key",
        "{challenge: {size: 32, on: pairing_gdio, as: plain}}",
        "PAIR-03",
    ),
    (
        "authorization_authenticator",
        "{challenge: {size: 32, nonce: {not: $first_challenge}, on: pairing_gdio, as: plain}}",
        "PAIR-04",
    ),
    (
        "authorization_data",
        "{authorization_id: {size: 84, on: pairing_gdio, as: plain}}",
        "PAIR-07",
    ),
    (
        "authorization_id_confirmation",
        "{status: {status: complete, on: pairing_gdio, as: plain}}",
        "PAIR-10",
    ),
];
const AUTHENTICATOR: &str =
    "{error_report: {code: bad_authenticator, on: pairing_gdio, as: plain}}";
const LENGTH: &str = "{error_report: {code: bad_length}}";
const CRC: &str = "{error_report: {code: bad_crc}}, silence, disconnect";

const HOW: &[How] = &[
    How::Whole,
    How::Named("\n  with: {id_type: app}"),
    How::Named("\n  with: {id_type: bridge}"),
    How::Named("\n  with: {name: {join: [{text: Schlüssel 🔑🔒}, {repeat: '00', times: 13}]}}"),
    How::Named("\n  with: {name: {join: [{text: Visitor}, '00', {repeat: 'C3', times: 24}]}}"),
    How::Named("\n  with: {name: {repeat: '6E', times: 32}}"),
    How::Spoiled(
        2,
        "\n  spoil: {payload: {flip: 0}}",
        AUTHENTICATOR,
        "PAIR-05",
    ),
    How::Spoiled(
        2,
        "\n  spoil: {payload: {flip: 31}}",
        AUTHENTICATOR,
        "PAIR-05",
    ),
    How::Spoiled(
        2,
        "\n  with: {authenticator: {hmac: [$client_key, $lock_key, $challenge], key: $dh_key}}",
        AUTHENTICATOR,
        "PAIR-05",
    ),
    How::Spoiled(
        2,
        "\n  with: {authenticator: {hmac: [$lock_key, $client_key, $challenge]}}",
        AUTHENTICATOR,
        "PAIR-06",
    ),
    How::Spoiled(
        3,
        "\n  spoil: {payload: {flip: 31}}",
        AUTHENTICATOR,
        "PAIR-08",
    ),
    How::Spoiled(
        3,
        "\n  spoil: {payload: {flip: 40}}",
        AUTHENTICATOR,
        "PAIR-08",
    ),
    How::Spoiled(
        3,
        "\n  with: {id_type: app, app_id: 0x51CA7E02, name: {join: [{text: Visitor}, {repeat: '00', times: 25}]}, nonce_abf: {repeat: 'B6', times: 32}, authenticator: {hmac: ['00', {u32: 0x51CA7E02}, {text: Visitor}, {repeat: '00', times: 25}, {repeat: 'B6', times: 32}, $first_challenge]}}",
        AUTHENTICATOR,
        "PAIR-09",
    ),
    How::Spoiled(
        3,
        "\n  with: {id_type: 0x80}",
        "{error_report: {code: pairing_bad_parameter}}",
        "PAIR-18",
    ),
    How::Spoiled(
        3,
        "\n  with: {id_type: 0xFF}",
        "{error_report: {code: pairing_bad_parameter}}",
        "PAIR-18",
    ),
    How::Spoiled(
        4,
        "\n  spoil: {payload: {flip: 0}}",
        AUTHENTICATOR,
        "PAIR-11",
    ),
    How::Spoiled(
        4,
        "\n  spoil: {payload: {flip: 31}}",
        AUTHENTICATOR,
        "PAIR-11",
    ),
    How::Spoiled(1, "\n  spoil: {payload: {keep: 31}}", LENGTH, "PAIR-23"),
    How::Spoiled(2, "\n  spoil: {payload: {append: '00'}}", LENGTH, "PAIR-23"),
    How::Spoiled(3, "\n  spoil: {payload: {keep: 100}}", LENGTH, "PAIR-23"),
    How::Spoiled(4, "\n  spoil: {payload: {append: '00'}}", LENGTH, "PAIR-23"),
    How::Spoiled(1, "\n  spoil: {crc: flip}", CRC, "CRC-03"),
    How::Spoiled(2, "\n  spoil: {crc: flip}", CRC, "CRC-03"),
    How::Spoiled(3, "\n  spoil: {crc: 0}", CRC, "CRC-05"),
    How::Skipped(1, 2),
    How::Skipped(2, 3),
    How::Skipped(2, 4),
    How::Skipped(1, 3),
    How::Skipped(3, 2),
    How::Skipped(3, 4),
    How::Cut(1),
    How::Cut(2),
    How::Cut(3),
    How::Cut(4),
    How::Weak("0000000000000000000000000000000000000000000000000000000000000000"),
    How::Weak("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800"),
    How::Borrowed,
    How::Bytes("pairing_gdio", "010003000000", CRC, "CRC-05"),
    How::Bytes("pairing_gdio", "0100030026A7", CRC, "CRC-03"),
    How::Bytes("pairing_gdio", "01000300A727", CRC, "CRC-03"),
    How::Bytes("keyturner_gdio", "0100030027A7", ANY_REFUSAL, "GATT-15"),
    How::Bytes("usdio", "0100030027A7", ANY_REFUSAL, "ENC-11"),
    How::Closed(Closed::PowerCut),
    How::Closed(Closed::ShortPress),
    How::Closed(Closed::SwitchedOff),
    How::Closed(Closed::LongAgo),
];
