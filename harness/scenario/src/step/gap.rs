//! `gap`.

use super::Judging;
use crate::ast::Duration;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `gap: [from, to]`, `at_least: 1s`, `at_most: 3s`.
    pub struct Gap {
        /// Two marks.
        pub gap: Vec<At<String>>,
        /// The least time between them.
        pub at_least: Option<At<Duration>>,
        /// The most time between them.
        pub at_most: Option<At<Duration>>,
    } and Judging
}
