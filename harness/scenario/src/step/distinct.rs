//! `distinct`.

use super::Judging;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `distinct: nonces`.
    pub struct Distinct {
        /// The list.
        pub distinct: At<String>,
    } and Judging
}
