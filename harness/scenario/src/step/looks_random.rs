//! `looks_random`.

use super::Judging;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `looks_random: nonces`: monobit and byte-frequency tests with false alarms below one in 10^9.
    pub struct LooksRandom {
        /// The list of byte strings.
        pub looks_random: At<String>,
    } and Judging
}
