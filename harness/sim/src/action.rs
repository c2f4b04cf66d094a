//! Lock actions: what is asked of the bolt, and what comes of it ("Lock Action", "Perform unlock").

use crate::Defect;
use crate::lock::Lock;
use crate::motor::{Job, Kind, Last, Step, moves};
use crate::reply::{Caller, Refusal};
use crate::settings::{AlreadyThere, AutoUnlockRecent};
use alloc::collections::VecDeque;
use boundary::{Bolt, Span};
use wire::code::LockAction as Action;
use wire::code::{ButtonAction, Completion, ErrorCode, FobAction, LockState, Trigger};
use wire::command::LockAction;

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
        if !self.has(Defect::LockNGoTimerGoesOn) {
            self.motor.lock_n_go = None;
        }
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
            Some(job) if self.waits_in_lock_n_go(job) || self.has(Defect::TimerCountsAnyAction) => {
                Some(job.next)
            }
            _ => self.motor.lock_n_go,
        };
        let left = waiting.map_or(0, |at| at.since(self.now).0.div_ceil(1_000_000));
        if self.has(Defect::LockNGoTimerStaysZero) {
            return 0;
        }
        u8::try_from(left).unwrap_or(u8::MAX)
    }

    /// Whether a lock 'n' go has opened and waits, whether or not it has a state of its own for that.
    fn waits_in_lock_n_go(&self, job: &Job) -> bool {
        let actions = [Action::LOCK_N_GO, Action::LOCK_N_GO_WITH_UNLATCH];
        let rests = matches!(
            self.motor.state,
            LockState::UNLOCKED_LOCK_N_GO | LockState::UNLOCKED
        );
        rests && matches!(job.kind, Kind::Action(action) if actions.contains(&action))
    }

    /// Whether an action may begin now (0x45, 0x40, 0x41).
    fn may_move(
        &self,
        caller: &Caller,
        action: Action,
        auto_unlock: bool,
    ) -> Result<(), ErrorCode> {
        if let Some(job) = &self.motor.job
            && !self.has(Defect::BusyIsNotChecked)
            && !(job.kind == Kind::Relock && self.has(Defect::RelocksAreNotBusy))
        {
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
        let plain = self.has(Defect::LockNGoNeverUnlatches);
        let way = match action {
            Action::LOCK_N_GO_WITH_UNLATCH if plain => Action::LOCK_N_GO,
            other => other,
        };
        let mut steps = pace.steps(way, self.motor.state);
        let unlatches =
            (self.memory.config.auto_unlatch != 0) ^ self.has(Defect::AutoUnlatchTurnedRound);
        if action == Action::UNLOCK && unlatches && !steps.is_empty() {
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

    fn intelligent(&self) -> Action {
        let open = matches!(
            self.motor.state,
            LockState::UNLOCKED | LockState::UNLOCKED_LOCK_N_GO | LockState::UNLATCHED
        );
        if open == self.has(Defect::IntelligentTurnedRound) {
            Action::UNLOCK
        } else {
            Action::LOCK
        }
    }
}

/// Bit 0 of the flags.
const AUTO_UNLOCK: u8 = 0x01;
/// What a fob action does that is configured as none.
const NOTHING: Action = Action(0);
