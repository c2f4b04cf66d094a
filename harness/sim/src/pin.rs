//! The security PIN and its lockout ("Set Security PIN", "Verify Security PIN", codes 0x21 and 0x28).

use crate::Defect;
use crate::lock::Lock;
use crate::reply::{Caller, Refusal};
use crate::settings::PinCounter;
use boundary::{Instant, Span};
use wire::code::ErrorCode;
use wire::command::{Command, SetSecurityPin};

/// How often the PIN was wrong, and until when it is not taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tries {
    wrong: u32,
    locked_until: Instant,
}

impl Lock {
    /// Set Security PIN.
    pub(crate) fn on_set_pin(
        &mut self,
        caller: &Caller,
        message: SetSecurityPin<'_>,
    ) -> Result<(), Refusal> {
        self.memory.old_pin = Some(self.memory.pin);
        if !self.has(Defect::NewPinIsNotStored) {
            self.memory.pin = message.new_pin;
        }
        self.complete(caller)
    }

    /// Whether that is the PIN, and PINs are taken at all.
    pub(crate) fn pin_holds(
        &mut self,
        caller: &Caller,
        command: Command,
        pin: u16,
    ) -> Result<(), Refusal> {
        if command == Command::SetConfig && self.has(Defect::SetConfigNeedsNoPin) {
            return Ok(());
        }
        if command == Command::SetConfig && self.has(Defect::SetConfigSetsThePin) {
            self.memory.pin = pin;
        }
        let slot = match self.settings.pin_counter {
            PinCounter::Lock => 0,
            PinCounter::User => caller.id,
        };
        let right = self.pin_is_right(pin)
            && !(command == Command::VerifySecurityPin
                && self.has(Defect::VerifyRefusesTheRightPin));
        let tries = self.pin_tries.get(&slot).copied().unwrap_or_default();
        let let_through = right && self.has(Defect::LockoutLetsTheRightPinThrough);
        if tries.locked_until > self.now && !let_through {
            return Err(ErrorCode::TOO_MANY_PIN_ATTEMPTS.into());
        }
        if right {
            if self.settings.good_pin_resets {
                self.pin_tries.remove(&slot);
            }
            return Ok(());
        }
        let tries = self.after_a_wrong_pin(tries);
        if tries.wrong == 0 && self.has(Defect::LockoutResetsThePin) {
            self.memory.pin = 0;
        }
        self.pin_tries.insert(slot, tries);
        Err(ErrorCode::BAD_PIN.into())
    }

    fn after_a_wrong_pin(&self, tries: Tries) -> Tries {
        let wrong = tries.wrong + 1;
        if wrong < self.settings.pin_attempts || self.has(Defect::NoPinLockout) {
            return Tries { wrong, ..tries };
        }
        Tries {
            wrong: 0,
            locked_until: self.now + Span::secs(self.settings.pin_lock_s.into()),
        }
    }

    fn pin_is_right(&self, pin: u16) -> bool {
        let old = self.has(Defect::OldPinStaysGood) && self.memory.old_pin == Some(pin);
        let half = self.has(Defect::HalfThePinIsEnough) && pin & 0xFF == self.memory.pin & 0xFF;
        let digits =
            self.has(Defect::PinsHaveFourDigits) && pin % 10_000 == self.memory.pin % 10_000;
        pin == self.memory.pin || old || half || digits || self.has(Defect::PinUnchecked)
    }
}
