//! `still`.

use super::Judging;
use crate::ast::{Duration, Value};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `still: locked`: for a while nothing moves, and then the lock says that it is in this state.
    /// The security check behind every refused action.
    pub struct Still {
        /// The lock state.
        pub still: At<Value> => LockStateName,
        /// How long is watched; 8 s when left out, longer than a slow lock takes to begin.
        pub within: Option<At<Duration>>,
        /// The user who asks for the states; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
    } and Judging
}
