//! Which walk comes next: of several that were drawn, the one with the most that was never tried.
//!
//! A walk on a lock at the end of a link costs seconds and drawing one costs microseconds, so walks are chosen by what
//! they add: steps that were not run yet, and pairs of steps that did not follow each other yet.

use crate::moves::{Move, chapters};
use crate::setting::Setting;
use crate::walk::{Ground, Played, Walk};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Rng as _, Strategy};
use proptest::strategy::{Union, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::Hasher as _;

/// Draws walks, all of them from one seed.
pub(crate) struct Draw {
    runner: TestRunner,
    chapters: Vec<(u32, BoxedStrategy<Move>)>,
    /// The most moves of a walk.
    length: usize,
    /// Of so many walks the best is taken.
    choice: usize,
    tried: FxHashSet<u64>,
}

impl Draw {
    /// The number is the generator's seed, and nothing else is.
    pub(crate) fn new(seed: u64, length: usize, choice: usize) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self {
            runner: TestRunner::new_with_rng(Config::default(), rng),
            chapters: chapters(),
            length,
            choice: choice.max(1),
            tried: FxHashSet::default(),
        }
    }

    /// The next walk, and what it comes to; none when a strategy gives up, which none does.
    pub(crate) fn next(&mut self, grounds: &[Ground], setting: &Setting) -> Option<(Walk, Played)> {
        let mut best: Option<(usize, (Walk, Played), Vec<u64>)> = None;
        for _ in 0..self.choice {
            let walk = self.one(grounds)?;
            let played = walk.play(setting);
            let marks = marks(&played.steps);
            let new = marks.iter().filter(|mark| !self.tried.contains(mark));
            // A walk costs its steps, and a lock and its users beside.
            let worth = new.count() * 1_000 / (played.steps.len() + BEGINNING);
            if best.as_ref().is_none_or(|(most, ..)| worth > *most) {
                best = Some((worth, (walk, played), marks));
            }
        }
        let (_, walk, marks) = best?;
        if self.tried.len() > MOST {
            self.tried.clear();
        }
        self.tried.extend(marks);
        Some(walk)
    }

    fn one(&mut self, grounds: &[Ground]) -> Option<Walk> {
        let moves = self.moves()?;
        let ground = self.ground(grounds)?;
        let mtu = MTUS[self.below(MTUS.len())];
        let until = None;
        Some(Walk {
            ground,
            mtu,
            moves,
            until,
        })
    }

    /// Moves of some chapters only, so that what belongs together meets.
    fn moves(&mut self) -> Option<Vec<Move>> {
        let mask = self.runner.rng().next_u32();
        let one = self.below(self.chapters.len());
        let chosen = self
            .chapters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at == 0 || *at == one || mask >> (2 * at) & 3 == 0);
        let union = Union::new_weighted(chosen.map(|(_, chapter)| chapter.clone()).collect());
        let tree = vec(union, 0..=self.length)
            .new_tree(&mut self.runner)
            .ok()?;
        Some(tree.current())
    }

    /// The ground with two users comes most often: it can do everything.
    fn ground(&mut self, grounds: &[Ground]) -> Option<Ground> {
        let at = self.below(grounds.len() * 2);
        let usual = grounds.iter().find(|ground| **ground == Ground::TwoUsers);
        grounds
            .get(at)
            .or(usual)
            .or_else(|| grounds.first())
            .copied()
    }

    fn below(&mut self, end: usize) -> usize {
        let drawn = usize::try_from(self.runner.rng().next_u32()).unwrap_or_default();
        drawn % end.max(1)
    }
}

/// Each step, and each step together with the one before it. The numbers of variables do not count.
fn marks(steps: &[String]) -> Vec<u64> {
    let mut marks = Vec::with_capacity(2 * steps.len());
    let mut last = 0;
    for step in steps {
        let this = mark(step);
        marks.push(this);
        marks.push(this.wrapping_mul(31).wrapping_add(last));
        last = this;
    }
    marks
}

fn mark(step: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for part in step.split('_') {
        let unnumbered = part.trim_start_matches(|one: char| one.is_ascii_digit());
        hasher.write(unnumbered.as_bytes());
    }
    hasher.finish()
}

/// ATT_MTUs that a walk's connections ask for.
const MTUS: &[u16] = &[23, 247, 23, 185, 64, 23];
/// Steps that bringing about a ground is worth.
const BEGINNING: usize = 15;
/// So many marks are kept: some sixteen megabytes.
const MOST: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use boundary::Capabilities;
    use std::collections::HashSet;

    fn setting() -> Setting {
        Setting {
            can: Capabilities::all(),
            fresh: true,
            counts: true,
            room: None,
            nuki_id: None,
            patient: true,
            motor: None,
        }
    }

    fn walks(seed: u64, choice: usize, number: usize) -> Vec<Walk> {
        let mut draw = Draw::new(seed, 60, choice);
        (0..number)
            .map(|_| draw.next(Ground::ALL, &setting()).unwrap().0)
            .collect()
    }

    #[test]
    fn one_seed_gives_the_same_walks_again() {
        let (some, same) = (walks(7, 3, 20), walks(7, 3, 20));
        assert_eq!(format!("{some:?}"), format!("{same:?}"));
        assert_ne!(format!("{some:?}"), format!("{:?}", walks(8, 3, 20)));
    }

    #[test]
    fn walks_that_are_chosen_try_more() {
        let tried = |choice| {
            let walks = walks(1, choice, 40);
            let steps = walks
                .iter()
                .flat_map(|walk| marks(&walk.play(&setting()).steps));
            steps.collect::<HashSet<_>>().len()
        };
        let (drawn, chosen) = (tried(1), tried(16));
        assert!(chosen * 10 > drawn * 12, "{chosen} after {drawn}");
    }

    #[test]
    fn a_variables_number_makes_no_new_step() {
        assert_eq!(mark("- check: $nonce_12"), mark("- check: $nonce_7"));
        assert_ne!(mark("- wait: 3s"), mark("- wait: 30s"));
    }

    #[test]
    fn no_walk_moves_the_motor_more_often_than_it_may() {
        for most in [0, 3, 4, 9, 40] {
            let spared = Setting {
                motor: Some(most),
                ..setting()
            };
            for walk in walks(5, 1, 100) {
                let Played { steps, motors } = walk.play(&spared);
                assert!(motors <= most, "{motors} of {most}: {steps:?}");
            }
        }
    }

    #[test]
    fn every_step_of_every_walk_can_be_read() {
        let mut texts = crate::texts::Texts::default();
        for walk in walks(3, 1, 400) {
            for step in walk.play(&setting()).steps {
                texts.read(&step, &mut Vec::new()).unwrap();
            }
        }
    }
}
