//! The probe: hands, eyes and second radio of a bench, all its behaviour and no hardware.
//!
//! ```text
//!   serial line --hear--> Probe --> lines (press, power, edges, samples) --> Board
//!               <--said--       --> radio (observer, central)            --> Board
//!                               --> a lock of its own: Server --> sim::Lock
//! ```
//!
//! [`Probe`] is given bytes and the time, and says bytes; [`Board`] is what it needs of hardware. The
//! ESP32's board is in `firmware-probe/esp32s3`, the one of the emulation is [`Emulated`]. Nothing
//! here blocks, reads a clock or panics on what comes in; it builds without `std`.
#![no_std]

extern crate alloc;

mod attributes;
mod board;
mod emulated;
mod hci;
mod lines;
mod outbox;
mod probe;
mod role;
mod server;

pub use board::{Advertised, Board, Happening, Info, Level, RadioOrder};
pub use emulated::{Emulated, MakePeer, pin};
pub use hci::Hci;
pub use probe::Probe;
pub use server::{Server, ServerOut};
