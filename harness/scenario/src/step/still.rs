//! `still`.

use super::Judging;
use crate::ast::{Duration, Value};
use crate::check::For;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use wire::code::LockState;

shape! {
    /// `still: locked`: for a while nothing moves, and then the lock says that it is in this state.
    /// The security check behind every refused action.
    pub struct Still {
        /// The lock state.
        pub still: At<Value> => LockStateName,
        /// The user who asks for the states; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
        /// How long is watched; 8 s when left out, longer than a slow lock takes to begin.
        pub within: Option<At<Duration>>,
    } and Judging
}

impl Meaning for Still {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.value(&self.still, Some(For::code("still", LockState::SET)));
        scope.user(self.user.as_ref());
        scope.connected(self.by.as_ref());
    }
}
