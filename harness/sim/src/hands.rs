//! Hands: the button, the power, the clock, the key ("Control").

use crate::Defect;
use crate::clock::Clock;
use crate::lock::Lock;
use boundary::{Control, DisconnectReason, FromLock, Id, Instant, Span};
use wire::code::ButtonAction;
use wire::field::DateTime;

/// What people do to the lock.
#[derive(Debug, Default)]
pub(crate) struct Hands {
    /// Until when the lock is in pairing mode.
    pub(crate) pairing_until: Option<Instant>,
    /// Whether something blocks the bolt.
    pub(crate) jammed: bool,
    button: Option<Press>,
}

/// What becomes of a press of the button.
#[derive(Clone, Copy, Debug)]
enum Press {
    /// Held until pairing mode begins.
    Long(Instant),
    /// Released at that instant.
    Short(Instant),
    /// Released; a second press before that instant makes it a double one.
    Released(Instant),
}

impl Press {
    const fn ends(self) -> Instant {
        match self {
            Self::Long(at) | Self::Short(at) | Self::Released(at) => at,
        }
    }
}

impl Hands {
    /// Lets go of everything that needs power.
    pub(crate) fn release(&mut self) {
        self.pairing_until = None;
        self.button = None;
    }

    /// When the button does something next.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.button.map(Press::ends)
    }
}

impl Lock {
    /// Does what a hand does.
    pub(crate) fn control(&mut self, id: Id, control: Control) {
        let done = match control {
            Control::Button { press_ms } => {
                self.press(press_ms);
                true
            }
            Control::PowerCycle => {
                let boot = Span::millis(self.settings.power_up_ms.into());
                self.restart(boot, DisconnectReason::Power);
                true
            }
            Control::FactoryReset => {
                self.factory_reset();
                true
            }
            Control::SetClock { time } => self.set_clock(&time),
            Control::LimitUsers { max } => {
                self.max_users = max.min(MOST_USERS);
                true
            }
            Control::Jam { on } => {
                self.hands.jammed = on;
                true
            }
            Control::TurnKey { to } => {
                self.turn_key(to);
                true
            }
            // Only a bench can take the power away for a while.
            Control::Power { .. } => false,
            Control::Defect { name } => self.set_defect(name.as_deref()),
        };
        self.out.push_back(if done {
            FromLock::Done { id }
        } else {
            FromLock::Unsupported { id: Some(id) }
        });
    }

    /// Goes on with the button, as far as it is due.
    pub(crate) fn run_button(&mut self) {
        let Some(press) = self.hands.button.filter(|press| press.ends() <= self.now) else {
            return;
        };
        match press {
            Press::Long(_) => {
                self.hands.button = None;
                self.enter_pairing();
            }
            Press::Short(at) => {
                self.hands.button = Some(Press::Released(at + SECOND_PRESS));
            }
            Press::Released(_) => {
                self.hands.button = None;
                self.button_action(self.memory.advanced.single_button_press_action);
            }
        }
    }

    fn press(&mut self, press_ms: u32) {
        let hold = if self.has(Defect::ShortPressesPair) {
            Span::secs(1)
        } else {
            Span::secs(5)
        };
        let held = Span::millis(press_ms.into());
        let second = matches!(self.hands.button, Some(Press::Released(_)));
        self.hands.button = if held >= hold {
            Some(Press::Long(self.now + hold))
        } else if second {
            self.button_action(self.memory.advanced.double_button_press_action);
            None
        } else {
            Some(Press::Short(self.now + held))
        };
    }

    fn button_action(&mut self, action: u8) {
        if self.memory.config.button_enabled != 0 && self.is_up() {
            self.press_action(ButtonAction(action));
        }
    }

    fn enter_pairing(&mut self) {
        let enabled =
            self.memory.config.pairing_enabled != 0 || self.has(Defect::PairingCannotBeDisabled);
        if enabled && self.is_up() {
            let window = if self.has(Defect::PairingModeNeverEnds) {
                Span(u64::MAX)
            } else {
                Span::secs(self.settings.pairing_window_s.into())
            };
            self.hands.pairing_until = Some(self.now + window);
        }
    }

    fn set_clock(&mut self, time: &str) -> bool {
        let time = time.parse::<DateTime>().ok().filter(|time| time.is_valid());
        if let Some(time) = time {
            self.clock = Clock::set(self.now, time);
            self.schedule();
        }
        time.is_some()
    }

    fn set_defect(&mut self, name: Option<&str>) -> bool {
        let wanted = name.and_then(Defect::from_name);
        if wanted.is_none() && name.is_some() {
            return false;
        }
        self.defect = wanted;
        self.damage = Default::default();
        true
    }
}

/// How long after a press the second one of a double press comes at the latest.
const SECOND_PRESS: Span = Span::millis(600);
/// What the table holds in any case.
const MOST_USERS: u32 = 200;
