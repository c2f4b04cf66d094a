//! The reference lock: a whole V1.10 lock in virtual time.
//!
//! [`Lock`] is a [`boundary::Peer`]: it takes what a harness says, lets time pass when told, and has something to say.
//! It has no clock and no I/O, and all its randomness follows from a seed.
//!
//! ```text
//!  ToLock --> gatt --> pairing -----> users, memory          FromLock <-- gatt::Link <-- replies
//!                  \-> session -> dispatch -> one module for each chapter
//!  time ----> lock (alarms) --> motor, hands, time control, links
//! ```
//!
//! ```
//! use boundary::{Conn, FromLock, Instant, Peer, ToLock};
//!
//! let mut lock = sim::Lock::new(sim::Setup::default());
//! assert!(matches!(lock.poll(), Some(FromLock::Advertising { .. })));
//! lock.take(Instant::ZERO, ToLock::Connect { conn: Conn(1), mtu: 185 });
//! assert_eq!(lock.poll(), Some(FromLock::Connected { conn: Conn(1), mtu: 185 }));
//! ```
//!
//! What the specification leaves open is a [`Settings`] row; what a lock gets wrong is a [`Defect`] row and a branch
//! where it bites. The undamaged lock with any settings conforms.
#![no_std]

extern crate alloc;

mod action;
mod advertising;
mod authorizations;
mod challenge;
mod clock;
mod configuration;
mod defect;
mod dispatch;
mod drive;
mod gatt;
mod hands;
mod lenient;
mod lock;
mod log;
mod memory;
mod motor;
mod pairing;
mod pin;
mod proof;
mod random;
mod reply;
mod session;
mod settings;
mod setup;
mod spoil;
mod states;
mod time_control;
mod upkeep;
mod users;

pub use defect::Defect;
pub use lock::Lock;
pub use settings::{BadSetting, Setting, Settings, Values, Variant};
pub use setup::{Begin, Setup};
