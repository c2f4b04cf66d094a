//! `wait`.

use crate::ast::Duration;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `wait: 10s`.
    pub struct Wait {
        /// How long.
        pub wait: At<Duration>,
    }
}
