//! What reaches the run from a link: the lock's words, its console, its end.

use crate::FromLock;
use alloc::string::String;
use core::fmt;

/// Something a link reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The lock said something.
    Lock(FromLock),
    /// The lock's console (standard error) printed a line.
    Console(String),
    /// A wire at one of the lock's parts has changed: what the probe saw.
    Edge(Edge),
    /// The lock is gone: its process ended or it closed the stream. Whose fault that is depends
    /// on what came before, so it is for the run to judge.
    Ended(End),
}

/// A change at a wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The part: `motor`, `led`, `buzzer`.
    pub input: String,
    /// It turns, is lit, sounds; else it has ceased to.
    pub on: bool,
}

/// How a lock ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// For people: `exit status 1`, `killed by signal 6`, `closed the stream`.
    pub how: String,
}

/// The bench is broken: nothing that a lock can be blamed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RigFault {
    /// What happened, with what was expected and what came.
    pub what: String,
    /// What the engineer can do about it.
    pub fix: String,
    /// Nothing is broken: the user asked the run to stop.
    pub interrupted: bool,
}

impl RigFault {
    /// The user asked the run to stop.
    #[must_use]
    pub fn interrupt() -> Self {
        Self {
            what: "interrupted".into(),
            fix: String::new(),
            interrupted: true,
        }
    }

    /// A fault with its mend.
    #[must_use]
    pub fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            fix: fix.into(),
            interrupted: false,
        }
    }
}

impl fmt::Display for RigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if self.fix.is_empty() {
            Ok(())
        } else {
            write!(f, "; {}", self.fix)
        }
    }
}

impl core::error::Error for RigFault {}
