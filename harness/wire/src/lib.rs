//! Bytes and their meaning, for locks that speak the Nuki Smart Lock Bluetooth API.
//!
//! Everything here is a function of bytes: no clock, no I/O, no allocation, so the harness, the reference lock and the
//! probe's firmware share it. Two kinds of type are kept apart. A *view* ([`frame::Plain`], [`frame::Sealed`],
//! [`frame::Pdata`], [`payload::Fields`]) shows and changes any bytes, legal or not. A *meaning*
//! ([`command::Message`], [`code::LockState`], [`session::Authentic`]) holds only what the specification allows. To
//! send nonsense, emit a legal message and spoil it through its view.
//!
//! ```text
//!  indications --> reassembly --> frame::Plain  ------------------> payload::Fields   (by name, tolerant)
//!                          \----> frame::Sealed --> session::open   command::Message  (by type, legal only)
//! ```
//!
//! A lock's answer, from its bytes to what it says:
//!
//! ```
//! use wire::{Api, Command, code::LockState, field::Value, payload::Fields, session::SharedKey};
//!
//! # fn main() -> Result<(), Box<dyn core::error::Error>> {
//! let key = SharedKey::from_bytes([7; 32]);
//! # let states = [2, 1, 0, 0xE0, 7, 3, 7, 8, 15, 30, 60, 0, 0, 32, 0, 2, 0, 0];
//! # let mut message = [0; 72];
//! # key.seal(&[9; 24], 2, Command::NukiStates.id(), &states, &mut message)?;
//! let mut room = [0; 128];
//! let opened = key.open(&message, &mut room)?;
//! let spec = Command::of(opened.command()).ok_or("an unknown command")?.spec();
//! let fields = Fields::read(spec, Api::V1_10, opened.payload());
//! assert_eq!(fields.get("lock_state"), Some(Value::Uint(LockState::LOCKED.0.into())));
//! assert_eq!(fields.missing().count(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! Clauses name sections of the API document V1.10 of 20.11.2017. All integers on the wire are little-endian, except
//! in advertising.
#![no_std]

mod api;
pub mod code;
pub mod command;
pub mod crc;
pub mod field;
pub mod frame;
pub mod gatt;
pub mod payload;
pub mod probe;
pub mod reassembly;
pub mod session;
mod time;

pub use api::{Api, UnknownApi};
pub use command::Command;
