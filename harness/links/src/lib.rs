//! Every way to a lock, and the only place with a clock, sockets, processes and chance.
//!
//! ```text
//!   LockAddress --open--> Interruptible<link>       Exclusive: one run at a time on one lock
//!                           |- SimLink                a Peer in virtual time
//!                           |- AttachedLink           exec, tcp, unix: the attached-lock protocol
//!                           |- ProbeLink              probe: an ESP32-S3 at a serial port
//!                           |- BleLink                ble: a lock on the air, through BlueZ
//!   WithProbe, WithPerson: any link on a real clock, with hands beside it
//!   Troubled: any link, with one trouble of the bench or of the lock at a chosen point
//!   serve: any Peer, the reference lock above all, on the other side of that protocol
//! ```
//!
//! A link never judges. What a lock did is an [`Event`](boundary::Event), what the bench did a
//! [`RigFault`](boundary::RigFault), and whatever comes in is bounded in size, number and time.

mod address;
mod att;
mod attached;
#[cfg(feature = "ble")]
mod ble;
pub mod clock;
mod exclusive;
mod interrupt;
mod lines;
mod open;
mod person;
mod probe;
mod protocol;
pub mod serve;
mod sim_link;
mod step;
#[cfg(test)]
mod test_peer;
mod troubled;
mod waiting;

pub use address::{AddressError, CommandLine, KINDS, LinkKind, LockAddress, SimChoice};
pub use attached::{AttachedLink, AttachedOptions, ClockChoice, is_secret_claim, understands};
#[cfg(feature = "ble")]
pub use ble::{BleLink, Finding, Health, OnAirOptions, examine, serve_on_air};
pub use exclusive::Exclusive;
pub use interrupt::Interrupt;
pub use open::open;
pub use person::{Ask, Terminal, WithPerson};
pub use probe::{
    Board, Candidate, Desk, DeskEvent, Device, Emulator, FaultKind, Line, ProbeLink, ROLES,
    SecondRadio, Wiring, WithProbe, candidates, flash,
};
pub use sim_link::{MakePeer, SimLink};
pub use troubled::{Order, Side, Trouble, Troubled};
pub use waiting::{Interruptible, SLICE};
