//! `advertises`.

use super::Judging;
use crate::ast::{Duration, Fields};
use crate::check::For;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;
use wire::field::Kind;

shape! {
    /// `advertises: door` (or `pairing`, `uninitialised`): what the lock advertises.
    pub struct Advertises {
        /// The state that must be advertised.
        pub advertises: At<String>,
        /// Tests on `nuki_id`, `name`, `changed`.
        pub with: Fields => Advertised,
        /// How long it may take; 10 s when left out.
        pub within: Option<At<Duration>>,
    } and Judging
}

impl Meaning for Advertises {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.need(Capability::Advertising);
        let states = ["door", "pairing", "uninitialised"];
        scope.word(&self.advertises, "advertised state", &states);
        for (name, matcher) in &self.with {
            let kind = match &*name.value {
                "nuki_id" => Kind::U32,
                "changed" => Kind::Flag,
                _ => Kind::Text(29),
            };
            scope.matcher(matcher, Some(For { name, kind }));
        }
    }
}
