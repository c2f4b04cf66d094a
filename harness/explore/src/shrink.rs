//! From a walk that disagrees to the shortest one that still does.

use crate::explorer::{Explorer, Outcome};
use crate::moves::Move;
use crate::walk::{Ground, Walk};

/// Makes a failing walk shorter and simpler as long as it still fails.
pub(crate) fn shortest(
    explorer: &mut Explorer<'_>,
    walk: Walk,
    outcome: Outcome,
) -> (Walk, Outcome) {
    let left = explorer.patience();
    let mut search = Search {
        explorer,
        best: walk,
        outcome,
        left,
    };
    search.without_groups();
    search.with_simpler_moves();
    search.without_groups();
    search.on_simpler_ground();
    search.without_what_follows();
    (search.best, search.outcome)
}

struct Search<'e, 'l> {
    explorer: &'e mut Explorer<'l>,
    best: Walk,
    outcome: Outcome,
    /// Walks that may still be tried.
    left: u32,
}

impl Search<'_, '_> {
    /// Tries a walk; keeps it when it fails too and is no longer than the best.
    fn keeps(&mut self, walk: Walk) -> bool {
        self.keeps_if(walk, |_| true)
    }

    fn keeps_if(&mut self, walk: Walk, right: impl Fn(&Outcome) -> bool) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            return false;
        };
        self.left = if self.explorer.is_late() { 0 } else { left };
        let number = self.explorer.tally().walks;
        let Ok(outcome) = self.explorer.run(&walk, number) else {
            return false;
        };
        let better =
            outcome.fails() && right(&outcome) && outcome.steps.len() <= self.outcome.steps.len();
        if better {
            self.best = walk;
            self.outcome = outcome;
        }
        better
    }

    /// Leaves out moves: halves, quarters, and so on to single ones, until nothing can be left out.
    fn without_groups(&mut self) {
        let mut size = self.best.moves.len();
        while size > 0 {
            let mut at = 0;
            let mut gone = false;
            while at < self.best.moves.len() {
                let end = (at + size).min(self.best.moves.len());
                let mut walk = self.best.clone();
                walk.moves.drain(at..end);
                if self.keeps(walk) {
                    gone = true;
                } else {
                    at = end;
                }
            }
            size = if gone && size == 1 { 1 } else { size / 2 };
        }
    }

    /// Puts simpler moves into the place of those that are left, as long as one of them fails too.
    fn with_simpler_moves(&mut self) {
        for at in 0..self.best.moves.len() {
            let mut tried = Vec::new();
            while let Some(simpler) = self.next_simpler(at, &tried) {
                tried.push(simpler.clone());
                let mut walk = self.best.clone();
                walk.moves[at] = simpler;
                self.keeps(walk);
                if self.left == 0 {
                    return;
                }
            }
        }
    }

    /// A simpler move than the one at this place, which was not tried there.
    fn next_simpler(&self, at: usize, tried: &[Move]) -> Option<Move> {
        let here = self.best.moves.get(at)?;
        here.simpler()
            .into_iter()
            .find(|one| one != here && !tried.contains(one))
    }

    /// Leaves out what comes behind the step that fails: what is left is the begin of a walk, so a right lock passes it.
    fn without_what_follows(&mut self) {
        let (mut passes, mut fails) = (0, self.outcome.steps.len());
        while passes + 1 < fails {
            let until = passes.midpoint(fails);
            let walk = Walk {
                until: Some(until),
                ..self.best.clone()
            };
            // What only comes of stopping there is another failure.
            let reason = self.outcome.verdict.reason.clone();
            if self.keeps_if(walk, |outcome| outcome.verdict.reason == reason) {
                fails = until;
            } else {
                passes = until;
            }
        }
    }

    fn on_simpler_ground(&mut self) {
        let grounds = Ground::ALL
            .iter()
            .copied()
            .take_while(|ground| *ground != Ground::Bare);
        for ground in grounds {
            if ground == self.best.ground {
                break;
            }
            let walk = Walk {
                ground,
                ..self.best.clone()
            };
            if self.keeps(walk) {
                break;
            }
        }
        let walk = Walk {
            mtu: 23,
            ..self.best.clone()
        };
        self.keeps(walk);
    }
}
