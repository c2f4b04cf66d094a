//! `wait`.

use crate::ast::Duration;
use crate::check::{Meaning, Scope};
use crate::diagnostic::rule;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `wait: 10s`.
    pub struct Wait {
        /// How long.
        pub wait: At<Duration>,
    }
}

impl Meaning for Wait {
    fn check(&self, scope: &mut Scope<'_>) {
        if self.wait.value.0 == boundary::Span::ZERO {
            scope.error(
                rule::NO_JUDGEMENT,
                self.wait.span,
                "to wait for no time does nothing",
            );
        }
    }
}
