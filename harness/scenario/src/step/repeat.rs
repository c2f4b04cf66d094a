//! `repeat`.

use super::Step;
use crate::ast::Holds;
use crate::check::{Meaning, Scope};
use crate::diagnostic::rule;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `repeat: 5`, `steps: [...]`.
    pub struct Repeat {
        /// How often; at most 10,000.
        pub repeat: At<u32>,
        /// The steps.
        pub steps: Vec<At<Step>> where required,
    }
}

impl Meaning for Repeat {
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
    }
}

/// The most rounds.
const MOST: u32 = 10_000;
