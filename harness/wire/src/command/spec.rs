//! A command's description, made from its row.

use super::{Command, CommandId};
use crate::{
    field::{Field, Presence},
    frame::Form,
    gatt::Char,
};

/// What the document says of a command.
#[derive(Debug, PartialEq)]
pub struct Spec {
    /// Which command it is.
    pub command: Command,
    /// Its identifier on the wire.
    pub id: CommandId,
    /// Its name in scenario files.
    pub name: &'static str,
    /// The section of V1.10 that defines it.
    pub clause: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// The characteristics on which it goes to the lock.
    pub to_lock: &'static [Char],
    /// The characteristics on which it comes from the lock.
    pub from_lock: &'static [Char],
    /// What it must carry to be obeyed.
    pub proof: Proof,
    /// Its payload, in the order of the wire.
    pub fields: &'static [Field],
}

impl Spec {
    /// Which way it goes.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        match (self.to_lock, self.from_lock) {
            ([], []) => Direction::Unstated,
            (_, []) => Direction::ToLock,
            ([], _) => Direction::FromLock,
            _ => Direction::Both,
        }
    }

    /// Whether it must carry the nonce of a fresh challenge.
    #[must_use]
    pub const fn needs_challenge(&self) -> bool {
        matches!(self.proof, Proof::Challenge | Proof::ChallengeAndPin)
    }

    /// Whether it must carry the security PIN.
    #[must_use]
    pub const fn needs_pin(&self) -> bool {
        matches!(self.proof, Proof::ChallengeAndPin)
    }

    /// Whether it may come from the lock in that form.
    #[must_use]
    pub fn comes_from_lock(&self, form: Form) -> bool {
        let mut forms = self.from_lock.iter().filter_map(|char| char.form());
        forms.any(|known| known == form)
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether later versions put fields in between, so that only the length tells where the last fields lie.
    pub(crate) fn has_insertions(&self) -> bool {
        let always = |field: &Field| field.presence == Presence::Always;
        let later =
            |field: &Field| matches!(field.presence, Presence::Since(_) | Presence::Optional(_));
        let first = self.fields.iter().position(later);
        first.is_some_and(|first| self.fields[first..].iter().any(always))
    }
}

/// Which way a command goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client.
    ToLock,
    /// From the lock.
    FromLock,
    /// Either way.
    Both,
    /// The document does not say.
    Unstated,
}

/// What a command must carry to be obeyed; these fields are always the last, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    Nothing,
    /// The nonce of a fresh challenge.
    Challenge,
    /// The nonce of a fresh challenge, and the security PIN.
    ChallengeAndPin,
}
