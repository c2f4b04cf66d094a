//! `drain`.

use crate::ast::Duration;
use crate::check::{Meaning, Scope};
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

impl Meaning for Drain {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.client(self.by.as_ref());
    }
}
