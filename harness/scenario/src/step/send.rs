//! `send`.

use crate::ast::{CommandName, Place, Spoil, Value};
use crate::load::shape;
use crate::span::At;
use boundary::WriteKind;

shape! {
    /// `send: COMMAND`: builds a valid message, spoils it where asked, writes it. Fields that are not
    /// given get the valid value that the run knows: a fresh challenge (fetched first), the PIN, the
    /// user's app id, the pairing's keys, nonces and authenticators, the present configuration.
    pub struct Send {
        /// The command.
        pub send: At<CommandName>,
        /// Fields by name.
        pub with: Vec<(At<String>, At<Value>)> => Sent(send),
        /// The user whose authorization and key are used; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client (connection); `a`, or the user's own, when left out.
        pub by: Option<At<String>>,
        /// Another characteristic than the command's own; the form (plain, encrypted) stays the
        /// command's unless `form` says otherwise.
        pub on: Option<At<Place>>,
        /// `plain` or `encrypted`, where it shall differ from the command's own form.
        pub form: Option<At<String>>,
        /// What is made wrong.
        pub spoil: Option<At<Spoil>>,
        /// How it is written; by Write Request where it fits, else by a long write.
        pub kind: Option<At<WriteKind>>,
        /// Several Write Requests of these sizes; the last takes the rest.
        pub pieces: Vec<At<u32>>,
        /// Keeps the bytes as written under this name.
        pub sent: Option<At<String>>,
        /// Names the instant at which the write was handed over.
        pub mark: Option<At<String>>,
    }
}
