//! `subscribe`.

use super::Judging;
use crate::ast::Place;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;

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

impl Meaning for Subscribe {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.connected(self.by.as_ref());
        if self.cccd.as_ref().is_some_and(|cccd| cccd.value != 2) {
            scope.need(Capability::RawCccd);
        }
    }
}
