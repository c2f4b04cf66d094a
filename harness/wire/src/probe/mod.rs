//! The probe's serial protocol: what crosses the serial line between the harness and the ESP32-S3.
//!
//! ```text
//!  ToProbe / FromProbe --postcard--> body -- seq, CRC-32 --> COBS --> 00 .... 00 on the line
//! ```
//!
//! Both sides count their frames from 0 at each `hello`. A frame whose check sum is wrong is
//! skipped up to the next 00, and shows as a gap in the numbers; a number that comes twice is
//! a duplicate and dropped. Requests are handled in order and each is answered with its `id`; what
//! happens by itself is an event with `id` 0. Every frame of the probe has its 64-bit time in
//! microseconds. Golden byte vectors are in `tests/vectors/probe.rs`.

mod air;
mod frame;
mod greeting;
mod message;
mod pin;
mod refusal;
mod sync;

pub use air::{Host, LinkParameters, Peer};
pub use frame::{Deframer, FRAME_AT_MOST, Order, PIECE_AT_MOST, Piece, Unfit, Unreadable, encode};
pub use greeting::{BootCause, ClockKind, Features, HelloFrom, HelloTo};
pub use message::{Event, Frame, FromProbe, Hand, Report, ToProbe};
pub use pin::{Active, LineConfig, LineMode};
pub use refusal::{Gap, Refusal};
pub use sync::{ClockMap, Exchange};

/// The version of the protocol. Another one is refused in the handshake.
pub const VERSION: u16 = 1;

/// How many lines (pins with a role) a probe keeps.
pub const LINES: u8 = 16;
