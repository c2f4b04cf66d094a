//! `expect`.

use super::Judging;
use crate::ast::{Duration, Pattern};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `expect: PATTERN` or `expect: [PATTERN, ...]`: the next thing from the lock is one of these.
    /// Unasked States and Status for other requests are passed over unless `strict` is set.
    pub struct Expect {
        /// What may come.
        pub expect: Vec<At<Pattern>> => Alternatives,
        /// How long it may take, from the step's begin; 10 s when left out, and for `silence` how long
        /// it must last, 2 s when left out.
        pub within: Option<At<Duration>>,
        /// It must not come earlier than this.
        pub not_before: Option<At<Duration>>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
        /// Whether unasked messages fail the step.
        pub strict: bool,
        /// Captures: variable name to field name (`bytes` for the whole message as received).
        pub save: Vec<(At<String>, At<String>)>,
        /// Names the instant at which it came.
        pub mark: Option<At<String>>,
    } and Judging
}
