//! `check`.

use super::Judging;
use crate::ast::{Matcher, Value};
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `check: $a`, `is: {not: $b}`.
    pub struct Check {
        /// The value.
        pub check: At<Value>,
        /// The test.
        pub is: At<Matcher>,
    } and Judging
}

impl Meaning for Check {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.value(&self.check, None);
        scope.matcher(&self.is, None);
    }
}
