//! `advertises`.

use super::Judging;
use crate::ast::{Duration, Fields};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `advertises: door` (or `pairing`, `uninitialised`): what the lock advertises.
    pub struct Advertises {
        /// The state that must be advertised.
        pub advertises: At<String>,
        /// Tests on `nuki_id`, `name`, `changed`.
        pub with: Fields => Advertised,
        /// How long it may take; 10 s when left out.
        pub within: Option<At<Duration>>,
    } and Judging
}
