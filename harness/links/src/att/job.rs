//! What a client has been asked to do, one ATT transaction after the other.

use super::discovery::Discovery;
use super::pdu::{Handle, Request, code, write_command};
use super::table::Table;
use boundary::{Cccd, Char, Id};

/// A piece of work; most are a single transaction.
#[derive(Debug)]
pub(crate) enum Job {
    /// The exchange that belongs to a connection with a larger MTU.
    Greet { mtu: u16 },
    /// Discovery: asked for, or because a handle is needed.
    Discover {
        id: Option<Id>,
        discovery: Discovery,
    },
    /// An exchange on the open connection.
    Mtu { id: Id, mtu: u16 },
    /// A write of a CCCD.
    Subscribe { id: Id, char: Char, cccd: Cccd },
    /// A Write Request.
    Write { id: Id, char: Char, value: Vec<u8> },
    /// A Write Command.
    Command { char: Char, value: Vec<u8> },
    /// A whole long write.
    Long {
        id: Id,
        char: Char,
        value: Vec<u8>,
        part: Part,
    },
    /// A single Prepare Write.
    Prepare {
        id: Id,
        char: Char,
        offset: u16,
        value: Vec<u8>,
    },
    /// A single Execute Write.
    Execute { id: Id, write: bool },
}

/// How far a long write has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The bytes from here on are still to be prepared.
    From(usize),
    /// It is being executed.
    Execute,
    /// It is being cancelled, because of this error.
    Cancel(u8),
}

/// The next thing a job does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// Sends a request and waits for the response.
    Ask(Request),
    /// Sends something that has no response.
    Tell(Vec<u8>),
    /// Cannot go on: the lock has no such attribute.
    Fail(u8),
    /// Has come to its end.
    End,
}

impl Job {
    /// Whether it needs handles.
    pub(crate) const fn needs_table(&self) -> bool {
        match self {
            Self::Subscribe { .. }
            | Self::Write { .. }
            | Self::Command { .. }
            | Self::Long { .. }
            | Self::Prepare { .. } => true,
            Self::Greet { .. }
            | Self::Discover { .. }
            | Self::Mtu { .. }
            | Self::Execute { .. } => false,
        }
    }

    /// The number its answer repeats.
    pub(crate) const fn id(&self) -> Option<Id> {
        match self {
            Self::Greet { .. } | Self::Command { .. } => None,
            Self::Discover { id, .. } => *id,
            Self::Mtu { id, .. }
            | Self::Subscribe { id, .. }
            | Self::Write { id, .. }
            | Self::Long { id, .. }
            | Self::Prepare { id, .. }
            | Self::Execute { id, .. } => Some(*id),
        }
    }

    /// What to do next, at this ATT_MTU.
    pub(crate) fn next(&self, table: &Table, mtu: u16) -> Move {
        let at = |char: &Char, ask: &dyn Fn(Handle) -> Request| match table.value(*char) {
            Some(handle) => Move::Ask(ask(handle)),
            None => Move::Fail(code::ATTRIBUTE_NOT_FOUND),
        };
        match self {
            Self::Greet { mtu } | Self::Mtu { mtu, .. } => Move::Ask(Request::ExchangeMtu(*mtu)),
            Self::Discover { discovery, .. } => discovery.request().map_or(Move::End, Move::Ask),
            Self::Subscribe { char, cccd, .. } => match table.cccd(*char) {
                Some(handle) => Move::Ask(Request::Write(handle, cccd.0.to_le_bytes().to_vec())),
                None => Move::Fail(code::ATTRIBUTE_NOT_FOUND),
            },
            Self::Write { char, value, .. } => {
                at(char, &|handle| Request::Write(handle, value.clone()))
            }
            Self::Command { char, value } => match table.value(*char) {
                Some(handle) => Move::Tell(write_command(handle, value)),
                None => Move::Fail(code::ATTRIBUTE_NOT_FOUND),
            },
            Self::Long {
                char, value, part, ..
            } => match part {
                Part::From(from) => at(char, &|handle| prepare(handle, value, *from, mtu)),
                Part::Execute => Move::Ask(Request::ExecuteWrite(true)),
                Part::Cancel(_) => Move::Ask(Request::ExecuteWrite(false)),
            },
            Self::Prepare {
                char,
                offset,
                value,
                ..
            } => at(char, &|handle| {
                Request::PrepareWrite(handle, *offset, value.clone())
            }),
            Self::Execute { write, .. } => Move::Ask(Request::ExecuteWrite(*write)),
        }
    }
}

impl Part {
    /// The part behind this one, when that has been answered.
    pub(crate) fn after(self, length: usize, mtu: u16) -> Self {
        match self {
            Self::From(from) if from + room(mtu) < length => Self::From(from + room(mtu)),
            _ => Self::Execute,
        }
    }
}

fn prepare(handle: Handle, value: &[u8], from: usize, mtu: u16) -> Request {
    let end = (from + room(mtu)).min(value.len());
    let part = value.get(from..end).unwrap_or_default().to_vec();
    // An attribute holds 512 bytes at most; a longer value keeps its offset and is refused.
    let offset = u16::try_from(from).unwrap_or(u16::MAX);
    Request::PrepareWrite(handle, offset, part)
}

/// What one Prepare Write can carry.
fn room(mtu: u16) -> usize {
    usize::from(mtu.saturating_sub(5).max(1))
}
