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
pub mod reassembly;
pub mod session;
mod time;

pub use api::{Api, UnknownApi};
pub use command::Command;
