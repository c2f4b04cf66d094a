//! `execute`.

use crate::load::shape;
use crate::span::At;
use boundary::Execute;

shape! {
    /// `execute: write` or `execute: cancel`.
    pub struct ExecuteStep {
        /// The flag.
        pub execute: At<Execute>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    }
}
