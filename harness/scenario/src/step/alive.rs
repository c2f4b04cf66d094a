//! `alive`.

use super::Judging;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `alive`: the lock answers a request for its states, on a new connection if it has to.
    #[derive(Default)]
    pub struct Alive {
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
    } and Judging
}

impl Meaning for Alive {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.user(self.user.as_ref());
        scope.open_again();
    }
}
