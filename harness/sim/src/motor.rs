//! The motor: what the bolt does, step by step, in virtual time.

use crate::reply::Caller;
use alloc::collections::VecDeque;
use boundary::{Instant, Span};
use wire::code::{Completion, LockAction, LockState, Trigger};

/// The bolt, and the movement under way.
#[derive(Debug)]
pub(crate) struct Motor {
    /// What the States say of the bolt.
    pub(crate) state: LockState,
    /// What made it so.
    pub(crate) trigger: Trigger,
    /// The movement under way.
    pub(crate) job: Option<Job>,
    /// The latest action that ended.
    pub(crate) last: Last,
    /// When a lock 'n' go locks.
    pub(crate) lock_n_go: Option<Instant>,
    /// When an auto unlock, or any action, last began.
    pub(crate) latest_auto_unlock: Option<Instant>,
    pub(crate) latest_action: Option<Instant>,
}

impl Motor {
    /// A bolt at rest.
    pub(crate) const fn at_rest(state: LockState) -> Self {
        Self {
            state,
            trigger: Trigger::SYSTEM,
            job: None,
            last: Last::NONE,
            lock_n_go: None,
            latest_auto_unlock: None,
            latest_action: None,
        }
    }

    /// When something happens next.
    pub(crate) fn due(&self) -> Option<Instant> {
        match &self.job {
            Some(job) => Some(job.next),
            None => self.lock_n_go,
        }
    }
}

/// The latest action, as the States tell of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Last {
    pub(crate) action: LockAction,
    pub(crate) trigger: Trigger,
    pub(crate) completion: Completion,
}

impl Last {
    /// No action so far.
    pub(crate) const NONE: Self = Self {
        action: LockAction(0),
        trigger: Trigger::SYSTEM,
        completion: Completion::SUCCESS,
    };
}

/// A movement.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) trigger: Trigger,
    /// Who gets States and Status.
    pub(crate) caller: Option<Caller>,
    pub(crate) auto_unlock: bool,
    /// What is still to come.
    pub(crate) steps: VecDeque<Step>,
    /// When the step under way ends.
    pub(crate) next: Instant,
}

/// What a movement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A lock action.
    Action(LockAction),
    /// The end of a lock 'n' go, about which nobody is told.
    Relock,
    /// A calibration.
    Calibration,
}

/// A state of the bolt, and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) state: LockState,
    pub(crate) lasts: Span,
}

impl Step {
    /// A state on the way or at the end.
    pub(crate) const fn new(state: LockState, lasts: Span) -> Self {
        Self { state, lasts }
    }
}

/// Whether the motor turns in that state.
pub(crate) const fn moves(state: LockState) -> bool {
    matches!(
        state,
        LockState::UNLOCKING | LockState::LOCKING | LockState::UNLATCHING
    )
}

/// The time the parts of a movement take, and what it shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) travel: Span,
    pub(crate) unlatching: Span,
    pub(crate) hold: Span,
    pub(crate) lock_n_go: Span,
    pub(crate) shows_unlatching: bool,
    pub(crate) shows_lock_n_go: bool,
    /// Whether a lock 'n' go ends with the locking.
    pub(crate) relocks: bool,
    /// Whether it moves although it is there already.
    pub(crate) always: bool,
    /// Whether the latch is never pulled, as in a damaged lock.
    pub(crate) no_latch: bool,
}

impl Pace {
    /// The steps of an action that begins in `state`; none when nothing has to move.
    pub(crate) fn steps(&self, action: LockAction, state: LockState) -> VecDeque<Step> {
        let mut steps = VecDeque::new();
        match action {
            LockAction::LOCK | LockAction::FULL_LOCK => {
                if state != LockState::LOCKED || self.always {
                    self.lock(&mut steps);
                }
            }
            LockAction::UNLATCH => {
                self.unlock(&mut steps, state, false);
                self.unlatch(&mut steps);
                steps.push_back(Step::new(LockState::UNLOCKED, Span::ZERO));
            }
            LockAction::LOCK_N_GO => {
                self.unlock(&mut steps, state, self.always);
                self.wait(&mut steps);
            }
            LockAction::LOCK_N_GO_WITH_UNLATCH => {
                self.unlock(&mut steps, state, self.always);
                self.unlatch(&mut steps);
                self.wait(&mut steps);
            }
            _ => {
                self.unlock(&mut steps, state, self.always);
                if !steps.is_empty() || state == LockState::UNLOCKED_LOCK_N_GO {
                    steps.push_back(Step::new(LockState::UNLOCKED, Span::ZERO));
                }
            }
        }
        steps
    }

    /// Adds the pulling of the latch, on the way to unlocked.
    pub(crate) fn unlatch(&self, steps: &mut VecDeque<Step>) {
        if self.no_latch {
            return;
        }
        if self.shows_unlatching {
            steps.push_back(Step::new(LockState::UNLATCHING, self.unlatching));
        } else if let Some(before) = steps.back_mut() {
            before.lasts = before.lasts + self.unlatching;
        }
        steps.push_back(Step::new(LockState::UNLATCHED, self.hold));
    }

    fn unlock(&self, steps: &mut VecDeque<Step>, state: LockState, always: bool) {
        let open = matches!(
            state,
            LockState::UNLOCKED | LockState::UNLOCKED_LOCK_N_GO | LockState::UNLATCHED
        );
        if !open || always {
            steps.push_back(Step::new(LockState::UNLOCKING, self.travel));
        }
    }

    fn lock(&self, steps: &mut VecDeque<Step>) {
        steps.push_back(Step::new(LockState::LOCKING, self.travel));
        steps.push_back(Step::new(LockState::LOCKED, Span::ZERO));
    }

    /// The wait of a lock 'n' go, and the locking where that belongs to the action.
    fn wait(&self, steps: &mut VecDeque<Step>) {
        let state = if self.shows_lock_n_go {
            LockState::UNLOCKED_LOCK_N_GO
        } else {
            LockState::UNLOCKED
        };
        if self.relocks {
            steps.push_back(Step::new(state, self.lock_n_go));
            self.lock(steps);
        } else {
            steps.push_back(Step::new(state, Span::ZERO));
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    const PACE: Pace = Pace {
        travel: Span::secs(4),
        unlatching: Span::secs(1),
        hold: Span::secs(3),
        lock_n_go: Span::secs(20),
        shows_unlatching: true,
        shows_lock_n_go: true,
        relocks: false,
        always: false,
        no_latch: false,
    };

    fn states(pace: Pace, action: LockAction, from: LockState) -> Vec<u8> {
        let steps = pace.steps(action, from);
        steps.into_iter().map(|step| step.state.0).collect()
    }

    #[test]
    fn each_action_goes_through_the_states_of_the_document() {
        for (action, from, expected) in [
            (LockAction::UNLOCK, LockState::LOCKED, &[2, 3][..]),
            (LockAction::LOCK, LockState::UNLOCKED, &[4, 1]),
            (LockAction::UNLATCH, LockState::LOCKED, &[2, 7, 5, 3]),
            (LockAction::UNLATCH, LockState::UNLOCKED, &[7, 5, 3]),
            (LockAction::LOCK_N_GO, LockState::LOCKED, &[2, 6]),
            (
                LockAction::LOCK_N_GO_WITH_UNLATCH,
                LockState::LOCKED,
                &[2, 7, 5, 6],
            ),
            (LockAction::UNLOCK, LockState::UNLOCKED, &[]),
            (LockAction::LOCK, LockState::LOCKED, &[]),
            (LockAction::UNLOCK, LockState::MOTOR_BLOCKED, &[2, 3]),
        ] {
            assert_eq!(states(PACE, action, from), expected, "{action:?}");
        }
    }

    #[test]
    fn states_that_are_not_shown_take_their_time_all_the_same() {
        let quiet = Pace {
            shows_unlatching: false,
            ..PACE
        };
        let total = |pace: Pace| {
            let steps = pace.steps(LockAction::UNLATCH, LockState::LOCKED);
            steps.iter().map(|step| step.lasts.0).sum::<u64>()
        };
        assert_eq!(total(quiet), total(PACE));
        assert_eq!(
            states(quiet, LockAction::UNLATCH, LockState::LOCKED),
            [2, 5, 3]
        );
    }
}
