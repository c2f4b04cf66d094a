//! `observe`.

use crate::ast::{Duration, Value};
use crate::check::{Meaning, Scope};
use crate::diagnostic::rule;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `observe: ABOUT`: records the next thing that comes, or silence, and never fails.
    pub struct Observe {
        /// What is looked at; shown in reports.
        pub observe: At<String>,
        /// How long; 3 s when left out.
        pub within: Option<At<Duration>>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
        /// Records this value instead of the next thing that comes.
        pub value: Option<At<Value>>,
        /// Records the time between two marks instead: `[from, to]`.
        pub between: Vec<At<String>>,
        /// Captures: variable name to field name, where a message came.
        pub save: Vec<(At<String>, At<String>)>,
        /// The requirements it belongs to; those of the file when left out.
        pub requirements: Vec<At<String>>,
    }
}

impl Meaning for Observe {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.observes();
        scope.requirements(&self.requirements);
        if let Some(value) = &self.value {
            scope.value(value, None);
        }
        for mark in &self.between {
            scope.use_mark(mark);
        }
        if self.between.len() == 1 || self.between.len() > 2 {
            scope.error(
                rule::WRONG_SHAPE,
                self.between[0].span,
                "a time lies between two marks: `between: [from, to]`",
            );
        }
        if self.value.is_none() && self.between.is_empty() {
            scope.client(self.by.as_ref());
        }
        scope.save(&self.save, &[]);
    }
}
