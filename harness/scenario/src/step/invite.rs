//! `invite`.

use super::Judging;
use crate::ast::Value;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `invite: NAME`: the owner invites a user with a key that the run makes.
    pub struct Invite {
        /// The user's name in this case.
        pub invite: At<String>,
        /// Fields of the invitation.
        pub with: Vec<(At<String>, At<Value>)> => Invited,
    } and Judging
}
