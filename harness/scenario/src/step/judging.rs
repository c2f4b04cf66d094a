//! `judging`.

use crate::ast::{Level, Otherwise};
use crate::load::shape;
use crate::span::At;

shape! {
    /// Members that every judging step takes.
    #[derive(Default)]
    pub struct Judging {
        /// Requirements that a failure of this step violates; those of the file when left out.
        pub requirements: Vec<At<String>>,
        /// How binding it is; `must` when left out.
        pub level: Level = Level::Must,
        /// Why, in one sentence; shown when it fails.
        pub because: Option<At<String>>,
        /// What it means when it does not hold: `fail` when left out.
        pub otherwise: Otherwise = Otherwise::Fail,
    }
}
