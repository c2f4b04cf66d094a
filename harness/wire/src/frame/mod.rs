//! The two forms of a message, as raw views ("Message format").
//!
//! ```text
//! plain      command 2 | payload n | crc 2
//! encrypted  nonce 24 | auth id 4 | length 2 | tag 16 | ciphertext 8 + n
//!                                            `-- length counts from here: 24 + n
//! pdata      auth id 4 | command 2 | payload n | crc 2         (what the ciphertext holds)
//! ```
//!
//! A view shows any bytes: a part that is not there reads as none or empty. Parts that are bytes are read from a view of
//! borrowed bytes, and live as long as those; [`Plain::view`] makes one of an owning view. A setter changes its own part only; the CRC
//! stays as it was until [`Plain::renew_crc`] or [`Pdata::renew_crc`] is called.

mod clear;
mod emit;
mod sealed;

pub use clear::{Pdata, Plain};
pub use emit::{Full, emit_pdata, emit_plain, pdata_size, plain_size, sealed_size};
pub(crate) use emit::{join, room};
pub use sealed::Sealed;

use core::ops::Range;

/// Which of the two forms a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Command, payload and CRC in clear.
    Plain,
    /// Nonce, authorization id and length in clear, then a box.
    Encrypted,
}

/// A part that the message is too short to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message is too short: this part ends at byte {needs}, it has {has}")]
pub struct TooShort {
    /// Where the part would end.
    pub needs: usize,
    /// Bytes there are.
    pub has: usize,
}

/// The bytes of a part that begins at `at`.
fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<&[u8; N]> {
    bytes.get(at..)?.first_chunk()
}

fn set(bytes: &mut [u8], at: usize, value: &[u8]) -> Result<(), TooShort> {
    let needs = at.saturating_add(value.len());
    let has = bytes.len();
    let place = bytes.get_mut(at..needs).ok_or(TooShort { needs, has })?;
    place.copy_from_slice(value);
    Ok(())
}

/// Where the payload lies between a head and the CRC; empty when there is no room for the CRC.
fn between(head: usize, length: usize) -> Range<usize> {
    match length.checked_sub(CRC) {
        Some(end) if end >= head => head..end,
        _ => 0..0,
    }
}

/// Bytes of the CRC.
const CRC: usize = 2;

#[cfg(test)]
mod tests;
