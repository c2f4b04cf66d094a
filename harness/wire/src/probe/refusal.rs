//! Why something was not done, and what did not come.

use serde::{Deserialize, Serialize};

/// Frames that did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The number that was due.
    pub expected: u16,
    /// The number that came.
    pub got: u16,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// This version of the protocol is not spoken.
    Version,
    /// No session has begun, or it is spoilt: say `hello`.
    NoSession,
    /// No such feature on this board.
    Unsupported,
    /// No such line, or not of that kind.
    Line,
    /// No such pin, or it can't be used like that.
    Pin,
    /// No such link, or it exists already.
    Conn,
    /// No such name or value.
    Value,
    /// The radio refused it.
    Radio,
    /// The request could not be read.
    Unreadable,
}

impl Refusal {
    /// For people, completing "the probe refused it: ...".
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Version => "it speaks another version of the protocol",
            Self::NoSession => "no session is open",
            Self::Unsupported => "this board can't do it",
            Self::Line => "no such line, or not of that kind",
            Self::Pin => "no such pin on this board, or it can't be used like that",
            Self::Conn => "no such link, or it exists already",
            Self::Value => "no such name or value",
            Self::Radio => "its radio refused it",
            Self::Unreadable => "it could not read the request",
        }
    }
}
