//! A move that one of the users makes.

use crate::model::Who;
use proptest::prelude::Strategy;
use proptest::sample::select;
use std::fmt::Debug;

/// What is done, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct By<W> {
    pub(super) what: W,
    pub(super) who: Who,
}

impl<W: Clone + Debug + 'static> By<W> {
    /// One of these, by one of these.
    pub(super) fn one_of(what: &'static [W], who: &'static [Who]) -> impl Strategy<Value = Self> {
        (select(what), select(who)).prop_map(|(what, who)| Self { what, who })
    }

    /// The same by the owner.
    pub(crate) fn simpler(&self) -> Vec<Self> {
        let owner = Self {
            who: Who::Owner,
            ..self.clone()
        };
        vec![owner]
    }
}
