//! `pair`.

use super::Judging;
use crate::ast::Value;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;
use wire::Command;

shape! {
    /// `pair: NAME`: presses the button, connects anew and goes through the whole pairing.
    pub struct Pair {
        /// The user's name in this case.
        pub pair: At<String>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
        /// Fields of the Authorization Data: `id_type`, `app_id`, `name`.
        pub with: Vec<(At<String>, At<Value>)> => Paired,
        /// Whether the button is pressed first; `true` when left out.
        pub press: bool = true,
    } and Judging
}

impl Meaning for Pair {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        if self.press {
            scope.need(Capability::Button);
        }
        scope.values(Some(Command::AuthorizationData), &self.with);
        scope.open(self.by.as_ref().map_or("a", |by| &*by.value));
        scope.enrol_named(&self.pair);
    }
}
