//! `act`.

use super::Judging;
use crate::ast::{Duration, Value};
use crate::check::For;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use wire::code::{LockAction, LockState};
use wire::field::Kind;

shape! {
    /// `act: unlock`: challenge, Lock Action, ACCEPTED, States, COMPLETE. Requires what the document's
    /// sequence demands and no more: an action that has nothing to move may complete at once.
    pub struct Act {
        /// The action by name.
        pub act: At<Value> => LockActionName,
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
        /// Flags of the message; 0 when left out.
        pub flags: Option<At<Value>>,
        /// Lock states that must be passed through in this order, the last one being the final one.
        pub through: Vec<At<Value>> => LockStateName,
        /// How long it may take; 30 s when left out, and never less.
        pub within: Option<At<Duration>>,
    } and Judging
}

impl Meaning for Act {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.value(&self.act, Some(For::code("act", LockAction::SET)));
        if let Some(flags) = &self.flags {
            scope.value(
                flags,
                Some(For {
                    name: "flags",
                    kind: Kind::U8,
                }),
            );
        }
        for state in &self.through {
            scope.value(state, Some(For::code("through", LockState::SET)));
        }
        scope.user(self.user.as_ref());
        scope.connected(self.by.as_ref());
    }
}
