//! `subscribe`.

use super::Judging;
use crate::ast::Place;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `subscribe: usdio`, `cccd: 2`.
    pub struct Subscribe {
        /// The characteristic.
        pub subscribe: At<Place>,
        /// The value; 2 (indications) when left out.
        pub cccd: Option<At<u16>>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
        /// Whether an ATT error is allowed.
        pub may_fail: bool,
    } and Judging
}
