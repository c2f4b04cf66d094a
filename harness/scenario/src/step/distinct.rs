//! `distinct`.

use super::Judging;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `distinct: nonces`.
    pub struct Distinct {
        /// The list.
        pub distinct: At<String>,
    } and Judging
}

impl Meaning for Distinct {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.use_list(&self.distinct);
    }
}
