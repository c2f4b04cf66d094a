//! Whole messages from indications ("Value: max size is 20 Bytes").
//!
//! An encrypted message ends where its length field says, a plain one where the command table says: each plain command
//! that a lock sends has one length. A short fragment ends nothing, since messages of a multiple of the fragment's size
//! exist. Keep one [`Reassembler`] for each connection and characteristic: streams don't mix.

use crate::{
    Api,
    command::{Command, CommandId},
    frame::{Form, Plain, Sealed, plain_size},
    payload::expected_sizes,
};

/// Collects the values of one characteristic; holds messages of up to `N` bytes.
#[derive(Clone, Debug)]
pub struct Reassembler<const N: usize> {
    buffer: [u8; N],
    length: usize,
}

impl<const N: usize> Reassembler<N> {
    /// Holds nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            buffer: [0; N],
            length: 0,
        }
    }

    /// Takes the value of one indication and says what that makes.
    ///
    /// Anything but [`Outcome::Incomplete`] hands out all bytes since the last message; the next value begins anew.
    pub fn push<'a>(&'a mut self, value: &'a [u8], form: Form) -> Outcome<'a> {
        let held = self.length;
        let Some(place) = self.buffer.get_mut(held..held + value.len()) else {
            self.length = 0;
            let held = &self.buffer[..held];
            return Outcome::Overflow { held, value };
        };
        place.copy_from_slice(value);
        let has = held + value.len();
        let bytes = &self.buffer[..has];
        let end = End::of(bytes, form);
        let over = match end {
            End::Unknown => false,
            End::At(needs) => needs <= has,
            End::Nowhere(_) => true,
        };
        self.length = if over { 0 } else { has };
        match end {
            End::Nowhere(command) => Outcome::UnknownEnd { command, bytes },
            End::At(needs) if needs <= has => {
                let (message, beyond) = bytes.split_at(needs);
                Outcome::Message { message, beyond }
            }
            End::At(needs) => Outcome::Incomplete {
                has,
                needs: Some(needs),
            },
            End::Unknown => Outcome::Incomplete { has, needs: None },
        }
    }

    /// The bytes of a message that is not whole yet.
    #[must_use]
    pub fn pending(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Forgets the bytes of a message that is not whole, as when the connection ends.
    pub const fn clear(&mut self) {
        self.length = 0;
    }
}

impl<const N: usize> Default for Reassembler<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// What an indication makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The message goes on.
    Incomplete {
        /// Bytes so far.
        has: usize,
        /// Bytes of the whole message; none while its length field or command is not there yet.
        needs: Option<usize>,
    },
    /// The message is whole.
    Message {
        /// Its bytes.
        message: &'a [u8],
        /// What came after it in the same indication; should be empty.
        beyond: &'a [u8],
    },
    /// A plain message of a command that the table does not let a lock send in the plain form: its end is not known.
    UnknownEnd {
        /// The command.
        command: CommandId,
        /// All bytes so far.
        bytes: &'a [u8],
    },
    /// The value does not fit any more.
    Overflow {
        /// The bytes before it.
        held: &'a [u8],
        /// The value.
        value: &'a [u8],
    },
}

/// The length of the message that begins with these bytes; none while it is not known yet, or never will be.
#[must_use]
pub fn needed(bytes: &[u8], form: Form) -> Option<usize> {
    match End::of(bytes, form) {
        End::At(needs) => Some(needs),
        End::Unknown | End::Nowhere(_) => None,
    }
}

/// Where a message ends.
enum End {
    /// After so many bytes.
    At(usize),
    /// More bytes will tell.
    Unknown,
    /// Nothing tells.
    Nowhere(CommandId),
}

impl End {
    fn of(bytes: &[u8], form: Form) -> Self {
        match form {
            Form::Encrypted => match Sealed(bytes).length() {
                Some(length) => Self::At(30 + usize::from(length)),
                None => Self::Unknown,
            },
            Form::Plain => match Plain(bytes).command() {
                Some(id) => plain_end(id).map_or(Self::Nowhere(id), Self::At),
                None => Self::Unknown,
            },
        }
    }
}

/// The length of a plain message from the lock.
fn plain_end(id: CommandId) -> Option<usize> {
    let spec = Command::of(id)?.spec();
    let payload = expected_sizes(spec, Api::V1_10).single()?;
    spec.comes_from_lock(Form::Plain)
        .then(|| plain_size(payload))
}

#[cfg(test)]
mod tests;
