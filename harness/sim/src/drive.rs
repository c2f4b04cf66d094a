//! The bolt on its way: each step is shown, told and counted, and so is how it ends ("Perform unlock").

use crate::Defect;
use crate::lock::Lock;
use crate::motor::{Job, Kind, Last, Pace, Step, moves};
use crate::reply::{Caller, Origin};
use crate::settings::{AlreadyThere, BlockedBolt, LockNGoComplete, UpdateCount};
use boundary::Span;
use wire::code::{
    Completion, ErrorCode, LockAction as Action, LockState, LogType, StatusCode, Trigger,
};
use wire::command::Command;

impl Lock {
    /// Goes on with what the motor does, as far as it is due.
    pub(crate) fn run_motor(&mut self) {
        let due = self.motor.due().is_some_and(|due| due <= self.now);
        if !due {
            return;
        }
        if self.motor.job.is_none() {
            return self.relock();
        }
        let blocked = self.hands.jammed && moves(self.motor.state);
        let next = self
            .motor
            .job
            .as_mut()
            .and_then(|job| job.steps.pop_front());
        match next {
            _ if blocked => self.block(),
            Some(step) => self.enter(step),
            None => self.finish(Completion::SUCCESS),
        }
    }

    /// Tells that an action has begun.
    pub(crate) fn say_accepted(&mut self, caller: Option<&Caller>) {
        if let Some(caller) = caller
            && !self.has(Defect::NoAccepted)
        {
            self.damage.delay = if self.has(Defect::AcceptedTakesFiveSeconds) {
                Span::secs(5)
            } else {
                Span::ZERO
            };
            self.say_status(caller, StatusCode::ACCEPTED);
            self.damage.delay = Span::ZERO;
            if self.has(Defect::CompleteBeforeTheEnd) {
                self.say_status(caller, StatusCode::COMPLETE);
            }
        }
    }

    /// Enters a step of the job and tells of it.
    fn enter(&mut self, step: Step) {
        let Some(job) = self.motor.job.as_mut() else {
            return;
        };
        job.next = self.now + step.lasts;
        let (trigger, kind, caller) = (job.trigger, job.kind, job.caller.clone());
        self.show(step.state, trigger);
        let last = self
            .motor
            .job
            .as_ref()
            .is_some_and(|job| job.steps.is_empty());
        let quiet = (kind == Kind::Calibration && !self.settings.calibration_states)
            || (last && self.has(Defect::LastStatesComeLate));
        if let Some(caller) = caller.as_ref().filter(|_| !quiet) {
            self.send_states(caller);
        }
        self.send_states_to_others(caller.as_ref());
    }

    /// Shows a state and counts what it means.
    pub(crate) fn show(&mut self, state: LockState, trigger: Trigger) {
        let opened = state == LockState::UNLOCKING
            || (state == LockState::UNLOCKED && self.motor.state == LockState::LOCKED);
        let closed = state == LockState::LOCKED && self.motor.state != LockState::LOCKED;
        let memory = &mut self.memory;
        if opened {
            memory.openings = memory.openings.wrapping_add(1);
            self.openings = self.openings.wrapping_add(1);
        } else if closed {
            memory.closings = memory.closings.wrapping_add(1);
            self.closings = self.closings.wrapping_add(1);
        }
        self.motor.state = state;
        self.motor.trigger = trigger;
        self.changed = true;
    }

    /// The motor has met something.
    fn block(&mut self) {
        if self.has(Defect::JamsGoUnnoticed) {
            return self.finish(Completion::SUCCESS);
        }
        if !self.has(Defect::JamsStayOnTheWay) {
            self.enter(Step::new(LockState::MOTOR_BLOCKED, Span::ZERO));
        }
        self.finish(Completion::MOTOR_BLOCKED);
    }

    /// Ends the job: keeps how it ended, logs it, tells whoever asked for it.
    fn finish(&mut self, completion: Completion) {
        let Some(job) = self.motor.job.take() else {
            return;
        };
        let caller = job.caller;
        match job.kind {
            Kind::Action(action) => {
                let last = Last {
                    action,
                    trigger: job.trigger,
                    completion,
                };
                if !self.has(Defect::LastActionIsNotKept) {
                    self.motor.last = last;
                }
                self.log_action(caller.as_ref(), last, job.auto_unlock);
                if self.settings.update_count == UpdateCount::ConfigAndActions {
                    self.count_update();
                }
                self.wait_to_relock(action, completion);
            }
            Kind::Relock => {}
            Kind::Calibration => self.log_plain(caller.as_ref(), LogType::CALIBRATION),
        }
        if let Some(caller) = caller {
            self.say_end(caller, job.kind, completion);
        }
    }

    fn wait_to_relock(&mut self, action: Action, completion: Completion) {
        let goes = matches!(action, Action::LOCK_N_GO | Action::LOCK_N_GO_WITH_UNLATCH);
        let waits = self.settings.lock_n_go_complete == LockNGoComplete::Unlocked;
        if goes && waits && completion == Completion::SUCCESS {
            let timeout = Span::secs(self.memory.advanced.lock_n_go_timeout.into());
            self.motor.lock_n_go = Some(self.now + timeout);
        }
    }

    /// Locks at the end of a lock 'n' go.
    fn relock(&mut self) {
        self.motor.lock_n_go = None;
        if self.has(Defect::LockNGoStaysOpen) {
            return;
        }
        self.motor.job = Some(Job {
            kind: Kind::Relock,
            trigger: self.motor.trigger,
            caller: None,
            auto_unlock: false,
            steps: self.pace().steps(Action::LOCK, self.motor.state),
            next: self.now,
        });
    }

    fn say_end(&mut self, caller: Caller, kind: Kind, completion: Completion) {
        let told_by_states = self.settings.blocked_bolt == BlockedBolt::Complete;
        if completion != Completion::SUCCESS && !told_by_states {
            let command = match kind {
                Kind::Calibration => Command::RequestCalibration,
                Kind::Action(_) | Kind::Relock => Command::LockAction,
            };
            let origin = Origin::User(caller);
            self.report(&origin, ErrorCode::MOTOR_BLOCKED, command.id());
        } else if !self.has(Defect::CompleteBeforeTheEnd) {
            self.say_status(&caller, StatusCode::COMPLETE);
            if self.has(Defect::LastStatesComeLate) {
                self.send_states(&caller);
            }
        }
    }

    /// How long the parts of a movement take.
    pub(crate) fn pace(&self) -> Pace {
        let settings = &self.settings;
        let advanced = &self.memory.advanced;
        let travel = if self.has(Defect::MotorTakesForever) {
            Span::secs(40)
        } else {
            Span::millis(settings.travel_ms.into())
        };
        let hold = if self.has(Defect::LatchIsLetGoAtOnce) {
            Span::millis(100)
        } else {
            Span::secs(advanced.unlatch_duration.into())
        };
        Pace {
            travel,
            unlatching: Span::millis(settings.unlatching_ms.into()),
            hold,
            lock_n_go: Span::secs(advanced.lock_n_go_timeout.into()),
            shows_unlatching: settings.unlatching_state,
            shows_lock_n_go: settings.lock_n_go_state,
            relocks: settings.lock_n_go_complete == LockNGoComplete::End,
            always: settings.already_there == AlreadyThere::Motion,
            no_latch: self.has(Defect::LatchIsNotPulled),
        }
    }
}
