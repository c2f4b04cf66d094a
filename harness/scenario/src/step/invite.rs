//! `invite`.

use super::Judging;
use crate::ast::Value;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use wire::Command;

shape! {
    /// `invite: NAME`: the owner invites a user with a key that the run makes.
    pub struct Invite {
        /// The user's name in this case.
        pub invite: At<String>,
        /// Fields of the invitation.
        pub with: Vec<(At<String>, At<Value>)> => Invited,
    } and Judging
}

impl Meaning for Invite {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.user(None);
        scope.connected(None);
        scope.values(Some(Command::AuthorizationDataInvite), &self.with);
        scope.enrol_named(&self.invite);
    }
}
