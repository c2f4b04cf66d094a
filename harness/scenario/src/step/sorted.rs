//! `sorted`.

use super::Judging;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `sorted: indices`: each value of the list is greater than the one before it.
    pub struct Sorted {
        /// The list of numbers or times.
        pub sorted: At<String>,
        /// Whether each is smaller than the one before it instead.
        pub descending: bool,
    } and Judging
}

impl Meaning for Sorted {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.use_list(&self.sorted);
    }
}
