//! Time passes, the power goes, and patience is tried.

use crate::model::{ANY_REFUSAL, Model, Pin, Who};
use boundary::Capability;
use proptest::prelude::Strategy;
use proptest::sample::select;

/// Something that takes time or power.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timing {
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Wait(&'static str),
    PowerCut,
    Reboot,
    Calibrate,
    Idle,
    StaleChallenge,
    WrongPins(Then),
    FactoryReset,
}

/// What is tried once wrong PINs are stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// A wrong one on a new connection.
    Anew,
    /// The right one.
    Right,
    /// The right one a day later.
    DayAfter,
}

impl Timing {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        select(WHAT).prop_map(|what| Self { what })
    }

    /// There is nothing simpler.
    pub(crate) const fn simpler(&self) -> Vec<Self> {
        Vec::new()
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        let served = model.is_served(Who::Owner);
        match self.what {
            What::Wait(span) if model.setting.patient || span != "2min" => {
                model.push(format!("- wait: {span}"));
                model.doubt();
            }
            What::PowerCut if model.setting.has(Capability::PowerCycle) => model.power_cut(),
            What::Idle if served => Self::idle(model),
            What::StaleChallenge if served && model.setting.has(Capability::PowerCycle) => {
                Self::stale_challenge(model);
            }
            What::Reboot if served && model.pin == Pin::Clean => {
                model.clean();
                model.say("- send: request_reboot\n  as: owner");
                model.expect("status, disconnect, silence", "CMD-23");
                model.say("- wait: 55s");
                model.lost_power();
            }
            What::Calibrate if served && model.pin == Pin::Clean && model.may_move() => {
                Self::calibrate(model);
            }
            // Wrong ones that were given before may end their lockout in the midst of it.
            What::WrongPins(then) if served && model.setting.fresh && model.pin == Pin::Clean => {
                Self::wrong_pins(model, then);
            }
            What::FactoryReset
                if model.setting.fresh && model.setting.has(Capability::FactoryReset) =>
            {
                model.say("- factory_reset");
                model.say("- advertises: uninitialised\n  within: 60s\n  requirements: [ADV-03]");
                // Nobody is left who could go on.
                model.people.clear();
                model.pairable = false;
            }
            _ => {}
        }
    }

    /// Nobody types for four seconds, and the connection is still there.
    fn idle(model: &mut Model<'_>) {
        model.say("- connect: a");
        model.connected();
        model.say("- read: nuki_states\n  as: owner\n  requirements: [CMD-01]");
        model.say("- wait: 4s");
        model.say("- send: request_data\n  as: owner\n  with: {command: battery_report}");
        model.expect("battery_report", "TIME-06");
    }

    /// A challenge from before a power cut opens nothing after it.
    fn stale_challenge(model: &mut Model<'_>) {
        model.clean();
        let name = model.variable("nonce");
        model.push(format!(
            "- read: challenge\n  as: owner\n  save: {{{name}: nonce}}\n  requirements: [CMD-01]"
        ));
        model.power_cut();
        model.clean();
        model.push(format!(
            "- send: request_config\n  as: owner\n  with: {{nonce: ${name}}}"
        ));
        model.expect(ANY_REFUSAL, "NONCE-06");
        model.doubt();
    }

    fn calibrate(model: &mut Model<'_>) {
        model.clean();
        model.say("- send: request_calibration\n  as: owner");
        model.expect("status, error_report, nuki_states", "CMD-22");
        model.say("- drain: 30s");
        model.doubt();
        model.clean();
        model.say("- poll: nuki_states\n  as: owner\n  with: {lock_state: {one_of: [locked, unlocked]}}\n  within: 2min\n  requirements: [CMD-22]");
        model.moved(None, None);
    }

    /// Whoever guesses is stopped, also on a new connection, also with the right PIN, and not for ever.
    fn wrong_pins(model: &mut Model<'_>, then: Then) {
        model.clean();
        // No more than it takes: a lock that answers slowly may be at the end of its lockout when all are told.
        model.say("- repeat: 101\n  until: {error_report: {code: too_many_pin_attempts}}\n  steps:\n    - send: verify_security_pin\n      as: owner\n      with: {pin: {add: [$pin, 1]}}\n    - expect: error_report\n      requirements: [PIN-03]\n  requirements: [PIN-03]");
        if then == Then::Anew {
            model.doubt();
            model.clean();
        }
        model.say("- send: verify_security_pin\n  as: owner\n  with: {pin: {add: [$pin, 1]}}");
        let stopped = "{error_report: {code: too_many_pin_attempts}}";
        let requirement = if then == Then::Anew {
            "PIN-05"
        } else {
            "PIN-03"
        };
        model.expect(stopped, requirement);
        match then {
            Then::Anew => {}
            Then::Right => {
                model.say("- send: verify_security_pin\n  as: owner");
                model.expect(stopped, "PIN-04");
            }
            Then::DayAfter => {
                model.say("- wait: 1440min");
                model.long_wait();
                model.clean();
                model.say("- send: verify_security_pin\n  as: owner");
                model.expect("{status: {status: complete}}", "PIN-04");
            }
        }
        model.pin = Pin::Doubted;
        model.doubt();
    }
}

const WHAT: &[What] = &[
    What::Wait("3s"),
    What::Wait("30s"),
    What::Wait("2min"),
    What::PowerCut,
    What::PowerCut,
    What::Reboot,
    What::Calibrate,
    What::Idle,
    What::StaleChallenge,
    What::WrongPins(Then::Right),
    What::WrongPins(Then::Anew),
    What::WrongPins(Then::DayAfter),
    What::FactoryReset,
];
