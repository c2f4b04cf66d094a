//! `send`.

use crate::ast::Holds;
use crate::ast::{CommandName, Place, Spoil, Value};
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
use crate::load::shape;
use crate::span::At;
use boundary::WriteKind;
use wire::{Command, gatt::Char};

shape! {
    /// `send: COMMAND`: builds a valid message, spoils it where asked, writes it. Fields that are not
    /// given get the valid value that the run knows: a fresh challenge (fetched first), the PIN, the
    /// user's app id, the pairing's keys, nonces and authenticators, the present configuration.
    pub struct Send {
        /// The command.
        pub send: At<CommandName>,
        /// The user whose authorization and key are used; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client (connection); `a`, or the user's own, when left out.
        pub by: Option<At<String>>,
        /// Fields by name.
        pub with: Vec<(At<String>, At<Value>)> => Sent(send),
        /// `plain` or `encrypted`, where it shall differ from the command's own form.
        pub form: Option<At<String>>,
        /// Another characteristic than the command's own; the form (plain, encrypted) stays the
        /// command's unless `form` says otherwise.
        pub on: Option<At<Place>>,
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

impl Meaning for Send {
    fn check(&self, scope: &mut Scope<'_>) {
        let command = scope.command(&self.send);
        let pairing = command.is_some_and(is_pairing);
        match &self.user {
            Some(user) if pairing => scope.enrol_named(user),
            None if pairing => scope.enrol("owner"),
            user if self
                .form
                .as_ref()
                .is_none_or(|form| form.value == "encrypted") =>
            {
                scope.user(user.as_ref())
            }
            _ => {}
        }
        scope.connected(self.by.as_ref());
        if let Some(command) = command {
            self.to_lock(command, scope);
        }
        scope.values(command, &self.with);
        if let Some(form) = &self.form {
            scope.word(form, "form", &["plain", "encrypted"]);
        }
        if let Some(spoil) = &self.spoil {
            scope.spoil(spoil);
        }
        scope.written(self.kind.as_ref(), &self.pieces);
        if let Some(sent) = &self.sent {
            scope.define(sent, Holds::Bytes(None), &[]);
        }
        scope.mark(self.mark.as_ref());
    }
}

impl Send {
    /// A message that only a lock sends is worth a question, unless the step says that it means it.
    fn to_lock(&self, command: Command, scope: &mut Scope<'_>) {
        let spec = command.spec();
        let meant = self.form.is_some() || self.spoil.is_some() || self.on.is_some();
        if spec.to_lock.is_empty() && !spec.from_lock.is_empty() && !meant {
            let said = Diagnostic::warning(
                rule::WRONG_DIRECTION,
                self.send.span,
                format!("`{command}` comes from a lock and never goes to one"),
            )
            .help(format!(
                "to get it: `read: {command}`; to send it all the same, say where: `on: usdio`"
            ));
            scope.note(said);
        }
    }
}

/// Whether the command belongs to a pairing, in which the user has no authorization yet.
fn is_pairing(command: Command) -> bool {
    let places = command.spec().to_lock;
    places == [Char::PAIRING_GDIO]
}
