//! `repeat`.

use super::Step;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `repeat: 5`, `steps: [...]`.
    pub struct Repeat {
        /// How often; at most 10,000.
        pub repeat: At<u32>,
        /// The steps.
        pub steps: Vec<At<Step>>,
    }
}
