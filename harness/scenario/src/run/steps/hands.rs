//! Hands: the button, the power, the key.

use super::super::known::OWNER;
use super::super::session::Button;
use super::super::{ANSWER_WITHIN, Flow, Run, Stop};
use crate::step::Hand;
use boundary::{Capability, Control, Span, ToLock};

impl Run<'_> {
    pub(super) fn do_hand(&mut self, hand: &Hand) -> Flow {
        match hand {
            Hand::Press(held) => {
                if self.session.button == Button::OffUnasked && held.value.0 >= OPENS_PAIRING {
                    self.allow_pairing_again()?;
                }
                self.press(held.value.0)
            }
            Hand::PowerCycle => self.control(Control::PowerCycle, Capability::PowerCycle),
            Hand::FactoryReset => {
                self.control(Control::FactoryReset, Capability::FactoryReset)?;
                for user in self.users.values_mut() {
                    user.gone = true;
                }
                self.session.users.clear();
                self.session.pin = None;
                self.session.button = Button::Pairs;
                Ok(())
            }
            Hand::SetClock(value) => {
                let time = self.eval(value)?.show();
                self.control(Control::SetClock { time }, Capability::SetClock)
            }
            Hand::LimitUsers(max) => {
                self.limits_users = true;
                self.limit_users(max.value)
            }
            Hand::Jam(on) => self.control(Control::Jam { on: on.value }, Capability::Jam),
            Hand::Power(on) => self.control(Control::Power { on: on.value }, Capability::Power),
            Hand::TurnKey(to) => {
                self.control(Control::TurnKey { to: to.value }, Capability::TurnKey)
            }
        }
    }

    /// What no step of the case has switched off does not stand in the button's way.
    fn allow_pairing_again(&mut self) -> Flow {
        let client = self.client_for(OWNER);
        let open = self.clients.get(&client).is_some_and(|client| client.open);
        match self.allow_pairing() {
            Ok(()) => {}
            // During a lockout, for instance; that is no fault of the lock's.
            Err(Stop::Wrong(wrong)) if !wrong.always => {
                let why = wrong.sentence();
                let what = "the lock takes back that pairing is off only by a Set Config";
                return Err(Stop::Unclear(format!("{what}, and now it does not: {why}")));
            }
            other => return other,
        }
        if open {
            Ok(())
        } else {
            self.disconnect(&client)
        }
    }

    /// Makes the lock's user table so large.
    pub(in super::super) fn limit_users(&mut self, max: u32) -> Flow {
        self.control(Control::LimitUsers { max }, Capability::LimitUsers)
    }

    /// Presses the button and holds it; returns after its release.
    pub(in super::super) fn press(&mut self, held: Span) -> Flow {
        let press_ms = u32::try_from(held.0 / 1_000).unwrap_or(u32::MAX);
        self.control(Control::Button { press_ms }, Capability::Button)?;
        self.pump_until(self.now() + held + AFTER_RELEASE)
    }

    /// A capability that the link must have for the present step.
    pub(super) fn needs(&self, needed: Capability) -> Flow {
        if self.link.capabilities().has(needed) {
            return Ok(());
        }
        Err(Stop::NotApplicable(format!(
            "needs something that {}: capability `{needed}` is missing",
            needed.meaning()
        )))
    }

    fn control(&mut self, control: Control, needed: Capability) -> Flow {
        self.needs(needed)?;
        let id = self.session.id();
        self.send(ToLock::Control { id, control })?;
        let deadline = self.now() + self.patience(ANSWER_WITHIN);
        loop {
            match self.hands.remove(&id) {
                Some(true) => return Ok(()),
                Some(false) => {
                    return Err(Stop::NotApplicable(format!(
                        "the lock lists `{needed}` but does not support it"
                    )));
                }
                None if self.pump(deadline)? => {}
                None => {
                    return Self::rig(
                        format!("no `done` for the control action `{needed}` in {ANSWER_WITHIN}"),
                        "a lock process answers each control with `done` or `unsupported`",
                    );
                }
            }
        }
    }
}

impl Hand {
    /// The verb, as it is written.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Press(_) => "press",
            Self::PowerCycle => "power_cycle",
            Self::FactoryReset => "factory_reset",
            Self::SetClock(_) => "set_clock",
            Self::LimitUsers(_) => "limit_users",
            Self::Jam(_) => "jam",
            Self::TurnKey(_) => "turn_key",
            Self::Power(_) => "power",
        }
    }
}

/// A lock notices a release a little later.
const AFTER_RELEASE: Span = Span::millis(300);

/// How long the button is held for pairing, as the document says.
const OPENS_PAIRING: Span = Span::secs(5);
