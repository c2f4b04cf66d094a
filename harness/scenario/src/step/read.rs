//! `read`.

use super::Judging;
use crate::ast::{CommandName, Duration, Fields, Matcher, Value};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `read: MESSAGE`: sends the request that the message answers (challenge and PIN where needed)
    /// and tests the answer. For lists (`authorization_entry`, `log_entry`, `time_control_entry`) all
    /// entries are read up to the closing Status and `count` and `entries` test them.
    pub struct Read {
        /// The message wanted.
        pub read: At<CommandName>,
        /// Tests on its fields (of the first entry, for lists).
        pub with: Fields => Tested(read),
        /// Fields of the request: `offset`, `count`, `start_index`, `sort_order`, `total_count`, `pin`.
        pub asking: Vec<(At<String>, At<Value>)> => Asked(read),
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
        /// For lists: a test on the number of entries that came.
        pub count: Option<At<Matcher>>,
        /// For lists: some entry must fit each of these.
        pub having: Vec<At<Fields>> => TestedEach(read),
        /// For lists: no entry may fit any of these.
        pub lacking: Vec<At<Fields>> => TestedEach(read),
        /// How long it may take; 10 s when left out.
        pub within: Option<At<Duration>>,
        /// Captures: variable name to field name; `entries.NAME` for a list of that field over all
        /// entries, `total` for the count message's count.
        pub save: Vec<(At<String>, At<String>)>,
    } and Judging
}
