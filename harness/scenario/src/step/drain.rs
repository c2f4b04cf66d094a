//! `drain`.

use crate::ast::Duration;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `drain: 100ms`.
    pub struct Drain {
        /// How long.
        pub drain: At<Duration>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    }
}
