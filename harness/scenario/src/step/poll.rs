//! `poll`.

use super::Judging;
use crate::ast::{Duration, Fields};
use crate::load::shape;
use crate::span::At;
use wire::Command;

shape! {
    /// `poll: MESSAGE`, `with: {...}`: reads until the answer fits.
    pub struct Poll {
        /// The message wanted.
        pub poll: At<Command>,
        /// Tests on its fields.
        pub with: Fields => Tested(poll),
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
        /// The pause between two requests; 1 s when left out.
        pub every: Option<At<Duration>>,
        /// How long altogether.
        pub within: At<Duration>,
        /// Captures from the answer that fits.
        pub save: Vec<(At<String>, At<String>)>,
        /// Names the instant of the answer that fits.
        pub mark: Option<At<String>>,
    } and Judging
}
