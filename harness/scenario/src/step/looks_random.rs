//! `looks_random`.

use super::Judging;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `looks_random: nonces`: monobit and byte-frequency tests with false alarms below one in 10^9.
    pub struct LooksRandom {
        /// The list of byte strings.
        pub looks_random: At<String>,
    } and Judging
}

impl Meaning for LooksRandom {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.use_list(&self.looks_random);
    }
}
