//! Keeping the lock: time, calibration, reboot, disconnect.

use crate::Defect;
use crate::clock::Clock;
use crate::gatt::Farewell;
use crate::lock::Lock;
use crate::motor::{Job, Kind, Motor, Step};
use crate::reply::{Caller, Refusal};
use crate::settings::{RebootAnswer, RequestDisconnect, TimeBase};
use boundary::{DisconnectReason, Instant, Span};
use wire::code::{ErrorCode, LockState, StatusCode, Trigger};
use wire::command::UpdateTime;

impl Lock {
    /// Update Time.
    pub(crate) fn on_update_time(
        &mut self,
        caller: &Caller,
        message: UpdateTime<'_>,
    ) -> Result<(), Refusal> {
        let time = message.time;
        if self.has(Defect::NoLeapDayIn2000) && (time.year, time.month, time.day) == (2000, 2, 29) {
            return Err(ErrorCode::BAD_PARAMETER.into());
        }
        let offset = i64::from(self.memory.config.timezone_offset) * 60;
        let told = time.unix_seconds().unwrap_or_default();
        let local = match self.settings.time_base {
            TimeBase::Local => told,
            TimeBase::Utc => told + offset,
        };
        if !self.has(Defect::UpdateTimeIsNotStored) {
            self.clock = Clock::set_seconds(self.now, local);
        }
        self.schedule();
        self.complete(caller)
    }

    /// Request Calibration.
    pub(crate) fn on_calibration(&mut self, caller: &Caller) -> Result<(), Refusal> {
        if self.motor.job.is_some() {
            return Err(ErrorCode::BUSY.into());
        }
        self.say_status(caller, StatusCode::ACCEPTED);
        let whole = self.settings.calibration_ms.into();
        let rest = match self.motor.state {
            LockState::LOCKED => LockState::LOCKED,
            _ => LockState::UNLOCKED,
        };
        let mut steps = [
            Step::new(LockState::UNCALIBRATED, Span::millis(whole)),
            Step::new(rest, Span::ZERO),
        ];
        if self.has(Defect::CalibrationNeverEnds) {
            steps[0].lasts = Span(u64::MAX);
        }
        if self.has(Defect::CalibrationResetsTheSettings) {
            self.memory.advanced = Default::default();
        }
        self.motor.lock_n_go = None;
        self.motor.job = Some(Job {
            kind: Kind::Calibration,
            trigger: Trigger::SYSTEM,
            caller: Some(caller.clone()),
            auto_unlock: false,
            steps: steps.into(),
            next: self.now + Span::millis(self.settings.first_states_ms.into()),
        });
        Ok(())
    }

    /// Request Reboot.
    pub(crate) fn on_reboot(&mut self, caller: &Caller) -> Result<(), Refusal> {
        match self.settings.reboot_answer {
            RebootAnswer::Complete => self.say_status(caller, StatusCode::COMPLETE),
            RebootAnswer::Drop => {}
        }
        if let Some(link) = self.links.get_mut(&caller.conn) {
            link.farewell = Some(Farewell::Reboot);
        }
        Ok(())
    }

    /// Request Disconnect.
    pub(crate) fn on_request_disconnect(&mut self, caller: &Caller) -> Result<(), Refusal> {
        match self.settings.request_disconnect {
            RequestDisconnect::Unknown => return Err(ErrorCode::UNKNOWN.into()),
            RequestDisconnect::Completes => self.say_status(caller, StatusCode::COMPLETE),
            RequestDisconnect::Drops => {}
        }
        self.close_after_answer(caller.conn);
        Ok(())
    }

    /// Answers that a command has been carried out.
    pub(crate) fn complete(&mut self, caller: &Caller) -> Result<(), Refusal> {
        self.say_status(caller, StatusCode::COMPLETE);
        Ok(())
    }

    /// Loses the power and starts again after that time.
    pub(crate) fn restart(&mut self, after: Span, reason: DisconnectReason) {
        self.drop_all(reason);
        if self.motor.job.is_some() {
            self.motor = Motor {
                last: self.motor.last,
                ..Motor::at_rest(LockState::UNDEFINED)
            };
        }
        self.motor.lock_n_go = None;
        self.hands.release();
        if !self.has(Defect::ChallengesOutliveAReboot) {
            self.challenges.clear();
        }
        self.openings = 0;
        self.closings = 0;
        self.damage_at_a_restart();
        self.damage.deaf = false;
        if !self.settings.pin_lock_over_reboot || self.has(Defect::LockoutEndsWithTheLink) {
            self.pin_tries.clear();
        }
        if self.has(Defect::RebootForgetsUsers) {
            self.memory.users = Default::default();
        }
        self.up_at = self.now + after;
    }

    /// What a damaged lock loses with the power, or finds again.
    fn damage_at_a_restart(&mut self) {
        self.damage.first_mtu = None;
        match self.defect {
            Some(Defect::SpentNoncesComeBack) => self.challenges.append(&mut self.damage.spent),
            Some(Defect::LoggingComesBack) => self.memory.log.enabled = true,
            Some(Defect::LogIndicesRestart) => self.memory.log.latest_index = 0,
            Some(Defect::UserIdsRestart) => self.memory.users.restart_ids(),
            Some(Defect::ScheduleIsLost) => self.scheduled = None,
            _ => {}
        }
    }

    /// Forgets all it ever learned.
    pub(crate) fn factory_reset(&mut self) {
        self.restart(Span::ZERO, DisconnectReason::Power);
        let fresh = crate::memory::Memory::new(&self.setup, &mut self.random);
        let before = core::mem::replace(&mut self.memory, fresh);
        if self.has(Defect::ResetKeepsThePin) {
            self.memory.pin = before.pin;
        }
        if self.has(Defect::ResetKeepsTheLog) {
            self.memory.log = before.log;
        }
        self.memory.initialised = false;
        self.pin_tries.clear();
        self.damage = Default::default();
        self.motor = Motor::at_rest(LockState::LOCKED);
        self.most_recent = wire::command::CommandId::NONE;
        self.changed = false;
        self.schedule();
    }

    /// Whether the lock has power and has started.
    pub(crate) fn is_up(&self) -> bool {
        self.now >= self.up_at
    }

    /// When the lock has started, if it has not yet.
    pub(crate) fn boot_due(&self) -> Option<Instant> {
        (!self.is_up()).then_some(self.up_at)
    }
}
