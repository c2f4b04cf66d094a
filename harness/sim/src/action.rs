//! Lock actions: what is asked of the bolt, and what comes of it ("Lock Action", "Perform unlock").

use crate::Defect;
use crate::lock::Lock;
use crate::motor::{Job, Kind, Last, Pace, Step, moves};
use crate::reply::{Caller, Origin, Refusal};
use crate::settings::{AlreadyThere, AutoUnlockRecent, BlockedBolt, LockNGoComplete, UpdateCount};
use alloc::collections::VecDeque;
use boundary::{Bolt, Span};
use wire::code::LockAction as Action;
use wire::code::{
    ButtonAction, Completion, ErrorCode, FobAction, LockState, LogType, StatusCode, Trigger,
};
use wire::command::{Command, LockAction};

impl Lock {
    /// Lock Action.
    pub(crate) fn on_lock_action(
        &mut self,
        caller: &Caller,
        message: LockAction<'_>,
    ) -> Result<(), Refusal> {
        let auto_unlock = message.flags & AUTO_UNLOCK != 0;
        let action = self.resolve(Action(message.action));
        self.may_move(caller, action, auto_unlock)?;
        if let Some(user) = self.memory.users.find_mut(caller.id) {
            user.lock_count = user.lock_count.wrapping_add(1);
        }
        self.start(action, Trigger::SYSTEM, Some(caller.clone()), auto_unlock);
        Ok(())
    }

    /// Begins an action; whoever asked for it has the right to.
    pub(crate) fn start(
        &mut self,
        action: Action,
        trigger: Trigger,
        caller: Option<Caller>,
        auto_unlock: bool,
    ) {
        let mut steps = self.steps_of(action);
        let moves = !steps.is_empty();
        if moves || self.settings.already_there == AlreadyThere::Accepted {
            self.say_accepted(caller.as_ref());
        }
        if !moves && self.settings.already_there == AlreadyThere::Accepted {
            steps.push_back(Step::new(self.motor.state, Span::ZERO));
        }
        self.motor.lock_n_go = None;
        self.motor.latest_action = Some(self.now);
        if auto_unlock {
            self.motor.latest_auto_unlock = Some(self.now);
        }
        let wait = if moves {
            Span::millis(self.settings.first_states_ms.into())
        } else {
            Span::ZERO
        };
        self.motor.job = Some(Job {
            kind: Kind::Action(action),
            trigger,
            caller,
            auto_unlock,
            steps,
            next: self.now + wait,
        });
    }

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

    /// A key turns the bolt.
    pub(crate) fn turn_key(&mut self, to: Bolt) {
        if self.motor.job.is_some() {
            return;
        }
        let (state, action) = match to {
            Bolt::Locked => (LockState::LOCKED, Action::LOCK),
            Bolt::Unlocked => (LockState::UNLOCKED, Action::UNLOCK),
        };
        self.motor.lock_n_go = None;
        self.show(state, Trigger::MANUAL);
        self.motor.last = Last {
            action,
            trigger: Trigger::MANUAL,
            completion: Completion::SUCCESS,
        };
        self.log_action(None, self.motor.last, false);
        self.send_states_to_others(None);
    }

    /// What the button does on a press that was not held.
    pub(crate) fn press_action(&mut self, wanted: ButtonAction) {
        let action = match wanted {
            ButtonAction::INTELLIGENT => self.intelligent(),
            ButtonAction::UNLOCK => Action::UNLOCK,
            ButtonAction::LOCK => Action::LOCK,
            ButtonAction::UNLATCH => Action::UNLATCH,
            ButtonAction::LOCK_N_GO => Action::LOCK_N_GO,
            _ => return,
        };
        if self.motor.job.is_none() {
            self.start(action, Trigger::BUTTON, None, false);
        }
    }

    /// The action that a number stands for: fob actions are configured.
    pub(crate) fn resolve(&self, action: Action) -> Action {
        if self.has(Defect::LockAndUnlockSwapped) {
            return match action {
                Action::UNLOCK => Action::LOCK,
                Action::LOCK => Action::UNLOCK,
                other => other,
            };
        }
        let config = &self.memory.config;
        let fob = match action {
            Action::FOB_ACTION_1 => config.fob_actions[0],
            Action::FOB_ACTION_2 => config.fob_actions[1],
            Action::FOB_ACTION_3 => config.fob_actions[2],
            other => return other,
        };
        match FobAction(fob) {
            FobAction::UNLOCK => Action::UNLOCK,
            FobAction::LOCK => Action::LOCK,
            FobAction::LOCK_N_GO => Action::LOCK_N_GO,
            FobAction::INTELLIGENT => self.intelligent(),
            _ => NOTHING,
        }
    }

    /// Seconds until a lock 'n' go locks; 0 when none is under way.
    pub(crate) fn lock_n_go_timer(&self) -> u8 {
        let waiting = match &self.motor.job {
            Some(job) if self.motor.state == LockState::UNLOCKED_LOCK_N_GO => Some(job.next),
            _ => self.motor.lock_n_go,
        };
        let left = waiting.map_or(0, |at| at.since(self.now).0.div_ceil(1_000_000));
        if self.has(Defect::LockNGoTimerStaysZero) {
            return 0;
        }
        u8::try_from(left).unwrap_or(u8::MAX)
    }

    /// Whether an action may begin now (0x45, 0x40, 0x41).
    fn may_move(
        &self,
        caller: &Caller,
        action: Action,
        auto_unlock: bool,
    ) -> Result<(), ErrorCode> {
        if self.motor.job.is_some() && !self.has(Defect::BusyIsNotChecked) {
            return Err(ErrorCode::BUSY);
        }
        let recent = match self.settings.auto_unlock_recent {
            AutoUnlockRecent::AutoUnlock => self.motor.latest_auto_unlock,
            AutoUnlockRecent::AnyAction => self.motor.latest_action,
        };
        let span = Span::secs(self.settings.auto_unlock_s.into());
        let too_recent = recent.is_some_and(|at| self.now < at + span);
        if auto_unlock && too_recent && !self.has(Defect::AutoUnlockAnyTime) {
            return Err(ErrorCode::AUTO_UNLOCK_TOO_RECENT);
        }
        let unsure = matches!(
            self.motor.state,
            LockState::UNCALIBRATED | LockState::MOTOR_BLOCKED | LockState::UNDEFINED
        );
        let opens = !matches!(action, Action::LOCK | Action::FULL_LOCK) && action != NOTHING;
        if opens && unsure && self.is_remote(caller) {
            return Err(ErrorCode::POSITION_UNKNOWN);
        }
        Ok(())
    }

    fn steps_of(&self, action: Action) -> VecDeque<Step> {
        if action == NOTHING {
            return VecDeque::new();
        }
        let pace = self.pace();
        let mut steps = pace.steps(action, self.motor.state);
        if action == Action::UNLOCK && self.memory.config.auto_unlatch != 0 && !steps.is_empty() {
            steps.pop_back();
            pace.unlatch(&mut steps);
            steps.push_back(Step::new(LockState::UNLOCKED, Span::ZERO));
        }
        if self.has(Defect::NoStatesOnTheWay) {
            let total = steps.iter().fold(Span::ZERO, |sum, step| sum + step.lasts);
            steps.retain(|step| !moves(step.state));
            if let Some(first) = steps.front_mut() {
                first.lasts = total;
            }
        }
        steps
    }

    fn pace(&self) -> Pace {
        let settings = &self.settings;
        let advanced = &self.memory.advanced;
        let travel = if self.has(Defect::MotorTakesForever) {
            Span::secs(40)
        } else {
            Span::millis(settings.travel_ms.into())
        };
        Pace {
            travel,
            unlatching: Span::millis(settings.unlatching_ms.into()),
            hold: Span::secs(advanced.unlatch_duration.into()),
            lock_n_go: Span::secs(advanced.lock_n_go_timeout.into()),
            shows_unlatching: settings.unlatching_state,
            shows_lock_n_go: settings.lock_n_go_state,
            relocks: settings.lock_n_go_complete == LockNGoComplete::End,
            always: settings.already_there == AlreadyThere::Motion,
        }
    }

    fn intelligent(&self) -> Action {
        match self.motor.state {
            LockState::UNLOCKED | LockState::UNLOCKED_LOCK_N_GO | LockState::UNLATCHED => {
                Action::LOCK
            }
            _ => Action::UNLOCK,
        }
    }

    fn say_accepted(&mut self, caller: Option<&Caller>) {
        if let Some(caller) = caller
            && !self.has(Defect::NoAccepted)
        {
            self.say_status(caller, StatusCode::ACCEPTED);
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
        let quiet = kind == Kind::Calibration && !self.settings.calibration_states;
        if let Some(caller) = caller.as_ref().filter(|_| !quiet) {
            self.send_states(caller);
        }
        self.send_states_to_others(caller.as_ref());
    }

    /// Shows a state and counts what it means.
    fn show(&mut self, state: LockState, trigger: Trigger) {
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
        self.enter(Step::new(LockState::MOTOR_BLOCKED, Span::ZERO));
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
        }
    }
}

/// Bit 0 of the flags.
const AUTO_UNLOCK: u8 = 0x01;
/// What a fob action does that is configured as none.
const NOTHING: Action = Action(0);
