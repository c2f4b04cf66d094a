//! `check`.

use super::Judging;
use crate::ast::{Matcher, Value};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `check: $a`, `is: {not: $b}`.
    pub struct Check {
        /// The value.
        pub check: At<Value>,
        /// The test.
        pub is: At<Matcher>,
    } and Judging
}
