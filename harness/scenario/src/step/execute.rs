//! `execute`.

use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;
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

impl Meaning for ExecuteStep {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.need(Capability::PrepareWrite);
        scope.connected(self.by.as_ref());
    }
}
