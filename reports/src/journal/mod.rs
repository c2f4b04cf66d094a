//! Journals: read by a tolerant fold, written a record at a time.

mod fold;
mod read;
mod write;

pub use fold::{Fold, Keep};
pub use read::{Limits, ReadError, read};
pub use write::{Durable, Writer};
