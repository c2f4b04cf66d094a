//! What crosses between the harness and a lock.
//!
//! Everything above this crate speaks of a lock in these words only: the run sends [`ToLock`] and
//! hears [`FromLock`], whatever carries them. The words are those of the attached-lock protocol,
//! so a link to a lock's process is a matter of writing them as JSON lines, and the reference lock
//! is a [`Peer`] that takes them as they are.
//!
//! ```text
//!   scenario::Run --ToLock-->  Link  --bytes-->  a lock
//!                 <--Event---        <--bytes--
//! ```
//!
//! The crate has no clock, no I/O and builds without `std`.
#![no_std]

extern crate alloc;

mod capability;
mod control;
mod event;
pub mod journal;
mod link;
mod message;
mod peer;
mod time;
mod verdict;

pub use capability::{Capabilities, Capability};
pub use control::{Bolt, Control};
pub use event::{Edge, End, Event, RigFault};
pub use link::{Clock, Identity, Link, Stamped};
pub use message::{
    Cccd, Characteristic, Conn, DisconnectReason, Execute, FromLock, Id, Property, Service, ToLock,
    WriteKind,
};
pub use peer::{Peer, Signals};
pub use time::{Instant, Span};
pub use verdict::{Verdict, VerdictKind};
/// A characteristic.
pub use wire::gatt::Char;
