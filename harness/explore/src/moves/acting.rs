//! The bolt: actions, and what must be seen of them.

use super::by::By;
use super::settings;
use crate::model::{Model, Pin, Rest, Who};
use boundary::Capability;
use proptest::prelude::Strategy;

/// Something that moves the bolt.
pub(crate) type Acting = By<What>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Unlock,
    Lock,
    Watched,
    Unlatch,
    LockNGo,
    Busy,
    AutoUnlock,
    Cut,
    Jam,
    TurnKey,
    Replay,
    ReplayAfterCut,
    WithoutLatch,
}

impl Acting {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        Self::one_of(WHAT, Who::ALL)
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        if !model.is_served(self.who) || !model.may_move() {
            return;
        }
        model.clean();
        model.actor = Some(self.who);
        let who = model.line(self.who);
        match self.what {
            What::Unlock => Self::act(model, who, "unlock", Rest::Locked, Rest::Unlocked),
            What::Lock => Self::act(model, who, "lock", Rest::Unlocked, Rest::Locked),
            What::Watched => Self::watched(model, who),
            What::Unlatch => Self::unlatch(model, who),
            What::LockNGo => Self::lock_n_go(model, who),
            What::Busy => Self::busy(model, who),
            What::AutoUnlock => Self::auto_unlock(model, who),
            What::Cut => Self::cut(model, who),
            What::Jam => Self::jam(model, who),
            What::TurnKey => Self::turn_key(model),
            What::Replay => Self::replay(model, who),
            What::ReplayAfterCut => Self::replay_after_cut(model, who),
            What::WithoutLatch => Self::without_latch(model, who),
        }
    }

    /// The printed sequence; the bolt must be seen to move where it has to.
    fn act(model: &mut Model<'_>, who: &str, action: &'static str, from: Rest, to: Rest) {
        let unlatches = model
            .config
            .get("auto_unlatch")
            .is_some_and(|value| value != "false");
        let through = match (model.bolt == Some(from) && !unlatches, action) {
            (true, "unlock") => "\n  through: [unlocking, unlocked]",
            (true, _) => "\n  through: [locking, locked]",
            (false, _) => "",
        };
        model.push(format!(
            "- act: {action}{who}{through}\n  requirements: [CMD-03, CMD-04]"
        ));
        let rest = if unlatches && action == "unlock" {
            Rest::Open
        } else {
            to
        };
        model.moved(Some(rest), Some(action));
    }

    /// The owner locks, unless the lock is known to be locked.
    pub(super) fn lock(model: &mut Model<'_>) -> bool {
        if model.bolt == Some(Rest::Locked) {
            return true;
        }
        if !model.is_served(Who::Owner) || !model.may_move() {
            return false;
        }
        model.clean();
        model.actor = Some(Who::Owner);
        let who = model.line(Who::Owner);
        Self::act(model, who, "lock", Rest::Unlocked, Rest::Locked);
        true
    }

    /// The bolt is locked for what comes.
    fn locked_first(model: &mut Model<'_>, who: &str) {
        if model.bolt != Some(Rest::Locked) {
            Self::act(model, who, "lock", Rest::Unlocked, Rest::Locked);
        }
    }

    /// Sends an action and does not wait for its end.
    fn order(model: &mut Model<'_>, who: &str, action: &str) {
        model.push(format!(
            "- send: lock_action{who}\n  with: {{action: {action}}}"
        ));
    }

    /// Sends an action, which must be accepted.
    fn accepted(model: &mut Model<'_>, who: &str, action: &str) {
        Self::order(model, who, action);
        model.expect(ACCEPTED, "CMD-03");
    }

    /// The States on the way are those of a lock at rest, in size and in what does not move.
    fn watched(model: &mut Model<'_>, who: &str) {
        Self::locked_first(model, who);
        let size = model.variable("size");
        model.push(format!(
            "- send: request_data{who}\n  with: {{command: nuki_states}}"
        ));
        model.push(format!(
            "- expect: nuki_states\n  save: {{{size}: size}}\n  requirements: [CMD-01]"
        ));
        Self::accepted(model, who, "unlock");
        let (timer, requirements) = if model.setting.counts {
            (", lock_n_go_timer: 0", "FRAME-09, CMD-10")
        } else {
            ("", "FRAME-09")
        };
        model.push(format!("- expect: {{nuki_states: {{size: ${size}{timer}}}}}\n  within: 30s\n  strict: true\n  requirements: [{requirements}]"));
        model
            .say("- expect: {status: {status: complete}}\n  within: 30s\n  requirements: [CMD-03]");
        model.moved(Some(Rest::Open), Some("unlock"));
    }

    fn unlatch(model: &mut Model<'_>, who: &str) {
        Self::accepted(model, who, "unlatch");
        model.say("- expect: {nuki_states: {lock_state: unlatched}}\n  within: 30s\n  requirements: [CMD-05]");
        model.say("- drain: 45s");
        model.moved(Some(Rest::Open), Some("unlatch"));
        model.doubt();
    }

    fn lock_n_go(model: &mut Model<'_>, who: &str) {
        Self::accepted(model, who, "lock_n_go");
        if model.setting.counts {
            model.push(format!("- poll: nuki_states{who}\n  with: {{lock_n_go_timer: {{not: 0}}}}\n  every: 500ms\n  within: 30s\n  requirements: [CMD-10]"));
        }
        model.say("- drain: 30s");
        model.doubt();
        model.clean();
        let over = if model.setting.counts {
            ", lock_n_go_timer: 0"
        } else {
            ""
        };
        model.push(format!("- poll: nuki_states{who}\n  with: {{lock_state: locked{over}}}\n  within: 2min\n  requirements: [CMD-05]"));
        model.say("- drain: 5s");
        model.moved(Some(Rest::Locked), None);
        model.doubt();
    }

    /// A second action while one runs.
    fn busy(model: &mut Model<'_>, who: &str) {
        Self::locked_first(model, who);
        let name = model.variable("nonce");
        Self::accepted(model, who, "unlock");
        model.push(format!(
            "- send: request_data{who}\n  with: {{command: challenge}}"
        ));
        model.push(format!(
            "- expect: challenge\n  save: {{{name}: nonce}}\n  otherwise: not_applicable"
        ));
        model.push(format!(
            "- send: lock_action{who}\n  with: {{action: unlock, nonce: ${name}}}"
        ));
        model.say("- expect: [{error_report: {code: busy}}, {status: {status: complete}}]\n  within: 30s\n  requirements: [CMD-07]");
        model.say("- drain: 30s");
        model.moved(None, None);
        model.doubt();
    }

    /// An auto unlock long after any other, and another one at once.
    fn auto_unlock(model: &mut Model<'_>, who: &str) {
        if !model.setting.patient {
            return;
        }
        model.say("- wait: 16min");
        model.long_wait();
        model.clean();
        model.push(format!(
            "- act: unlock{who}\n  flags: 0x01\n  requirements: [CMD-03]"
        ));
        model.push(format!(
            "- send: lock_action{who}\n  with: {{action: unlock, flags: 0x01}}"
        ));
        model.expect("{error_report: {code: auto_unlock_too_recent}}", "CMD-08");
        model.moved(None, None);
        model.doubt();
    }

    /// The connection ends in mid-action; the bolt must come to rest.
    fn cut(model: &mut Model<'_>, who: &str) {
        Self::order(model, who, "unlock");
        model.expect(
            "{status: {status: accepted}}, {status: {status: complete}}",
            "CMD-03",
        );
        model.say("- wait: 500ms");
        model.say("- disconnect: a");
        model.say("- wait: 20s");
        model.doubt();
        model.clean();
        model.push(format!("- poll: nuki_states{who}\n  with: {{lock_state: {{one_of: [locked, unlocked, unlatched]}}}}\n  within: 60s\n  requirements: [ROBUST-05]"));
        model.moved(None, None);
    }

    fn jam(model: &mut Model<'_>, who: &str) {
        if !model.setting.has(Capability::Jam) {
            return;
        }
        Self::locked_first(model, who);
        model.say("- jam: true");
        Self::accepted(model, who, "unlock");
        model.say("- expect: [{error_report: {code: motor_blocked}}, {status: {status: complete}}]\n  within: 60s\n  requirements: [CMD-03]");
        model.push(format!("- read: nuki_states{who}\n  with: {{lock_state: {{not: unlocked}}, last_lock_action_completion: motor_blocked}}\n  requirements: [CMD-09]"));
        // The motor turns no more.
        model.push(format!("- poll: nuki_states{who}\n  with: {{lock_state: {{one_of: [uncalibrated, locked, unlatched, motor_blocked, undefined]}}}}\n  within: 30s\n  requirements: [CMD-09]"));
        model.say("- jam: false");
        model.moved(None, None);
    }

    fn turn_key(model: &mut Model<'_>) {
        // A key that turns to where the bolt is already changes nothing, and nothing need tell of it.
        if !model.setting.has(Capability::TurnKey) || !Self::lock(model) {
            return;
        }
        model.say("- turn_key: unlocked");
        model.say("- poll: nuki_states\n  with: {lock_state: unlocked, trigger: manual}\n  within: 10s\n  requirements: [CMD-09]");
        model.moved(Some(Rest::Unlocked), None);
    }

    /// A recorded action must not move the bolt again.
    fn replay(model: &mut Model<'_>, who: &str) {
        let name = Self::recorded(model, who);
        model.doubt();
        model.clean();
        Self::act(model, who, "lock", Rest::Open, Rest::Locked);
        Self::again(model, &name);
    }

    /// Nor when its challenge is the newest that there was before the power went.
    fn replay_after_cut(model: &mut Model<'_>, who: &str) {
        if !model.setting.has(Capability::PowerCycle) {
            return;
        }
        let name = Self::recorded(model, who);
        model.moved(None, None);
        model.power_cut();
        Self::again(model, &name);
    }

    /// An unlock that is kept, as the variable with its bytes.
    fn recorded(model: &mut Model<'_>, who: &str) -> String {
        let name = model.variable("recording");
        model.push(format!(
            "- send: lock_action{who}\n  with: {{action: unlock}}\n  sent: {name}"
        ));
        model.expect(
            "{status: {status: accepted}}, {status: {status: complete}}",
            "CMD-03",
        );
        model.say("- drain: 30s");
        name
    }

    fn again(model: &mut Model<'_>, name: &str) {
        model.push(format!("- write: ${name}\n  on: usdio"));
        model.expect("error_report, silence, disconnect", "NONCE-05");
        model.doubt();
    }

    /// An unlock does not pull the latch where the configuration says so.
    fn without_latch(model: &mut Model<'_>, who: &str) {
        if model.pin != Pin::Clean {
            return;
        }
        settings::set_config(model, who, &[("auto_unlatch", "false")]);
        Self::locked_first(model, who);
        Self::accepted(model, who, "unlock");
        model.say("- repeat: 20\n  until: {status: {status: complete}}\n  steps:\n    - expect: [{nuki_states: {lock_state: {one_of: [locked, unlocking, unlocked]}}}, {status: {status: complete}}]\n      within: 30s\n      strict: true\n      requirements: [CMD-04]");
        model.moved(Some(Rest::Unlocked), Some("unlock"));
    }
}

const ACCEPTED: &str = "{status: {status: accepted}}";

const WHAT: &[What] = &[
    What::Unlock,
    What::Lock,
    What::Unlock,
    What::Lock,
    What::Watched,
    What::Unlatch,
    What::LockNGo,
    What::Busy,
    What::AutoUnlock,
    What::Cut,
    What::Jam,
    What::TurnKey,
    What::Replay,
    What::ReplayAfterCut,
    What::WithoutLatch,
];
