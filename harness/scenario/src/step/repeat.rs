//! `repeat`.

use super::{Judging, Steps};
use crate::ast::{Holds, Pattern};
use crate::check::{Meaning, Scope};
use crate::diagnostic::rule;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `repeat: 5`, `steps: [...]`. With `until`, the loop ends after the round in which that came, and fails when no
    /// round brought it.
    pub struct Repeat {
        /// How often; at most 10,000.
        pub repeat: At<u32>,
        /// What ends the loop: one of these patterns is the last thing that a step of the round expected and got.
        pub until: Vec<At<Pattern>> => Alternatives,
        /// The steps.
        pub steps: Steps where required,
    } and Judging
}

impl Meaning for Repeat {
    fn judging(&self) -> Option<&Judging> {
        (!self.until.is_empty()).then_some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        if self.repeat.value > MOST {
            let message = format!("at most {MOST} rounds, got {}", self.repeat.value);
            scope.error(rule::TOO_LARGE, self.repeat.span, message);
        }
        if self.repeat.value == 0 {
            scope.error(
                rule::NO_JUDGEMENT,
                self.repeat.span,
                "a loop of no rounds does nothing",
            );
        }
        scope.offer("index", Holds::Number);
        scope.body(&self.steps, u64::from(self.repeat.value.min(MOST)));
        scope.patterns(&self.until);
    }
}

/// The most rounds.
const MOST: u32 = 10_000;
