//! `gap`.

use super::Judging;
use crate::ast::Duration;
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `gap: [from, to]`, `at_least: 1s`, `at_most: 3s`.
    pub struct Gap {
        /// Two marks.
        pub gap: Vec<At<String>>,
        /// The least time between them.
        pub at_least: Option<At<Duration>>,
        /// The most time between them.
        pub at_most: Option<At<Duration>>,
    } and Judging
}

impl Meaning for Gap {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        for mark in &self.gap {
            scope.use_mark(mark);
        }
        if self.gap.len() != 2 {
            let said = Diagnostic::error(
                rule::WRONG_SHAPE,
                scope.here,
                format!("a gap is between two marks, got {}", self.gap.len()),
            )
            .help("write `gap: [from, to]`");
            scope.note(said);
        }
        match (&self.at_least, &self.at_most) {
            (None, None) => {
                let said =
                    Diagnostic::error(rule::NO_JUDGEMENT, scope.here, "this gap is not tested")
                        .help("add `at_least:`, `at_most:` or both");
                scope.note(said);
            }
            (Some(least), Some(most)) if least.value > most.value => {
                let message = format!(
                    "no time is at least {} and at most {}",
                    least.value.0, most.value.0
                );
                scope.note(
                    Diagnostic::error(rule::IMPOSSIBLE, least.span, message)
                        .related(most.span, "at most"),
                );
            }
            _ => {}
        }
    }
}
