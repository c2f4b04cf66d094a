//! Legal frames from their parts.

use super::CRC;
use crate::{command::CommandId, crc};

/// Bytes of a plain message with a payload of `payload` bytes.
#[must_use]
pub const fn plain_size(payload: usize) -> usize {
    payload.saturating_add(4)
}

/// Bytes of PDATA with a payload of `payload` bytes.
#[must_use]
pub const fn pdata_size(payload: usize) -> usize {
    payload.saturating_add(8)
}

/// Bytes of an encrypted message with a payload of `payload` bytes.
#[must_use]
pub const fn sealed_size(payload: usize) -> usize {
    payload.saturating_add(54)
}

/// Writes a plain message and says how long it is.
///
/// # Errors
/// When `out` is too small.
pub fn emit_plain(command: CommandId, payload: &[u8], out: &mut [u8]) -> Result<usize, Full> {
    emit_with_crc(&[&command.0.to_le_bytes(), payload], out)
}

/// Writes PDATA and says how long it is.
///
/// # Errors
/// When `out` is too small.
pub fn emit_pdata(
    auth_id: u32,
    command: CommandId,
    payload: &[u8],
    out: &mut [u8],
) -> Result<usize, Full> {
    let (auth_id, command) = (auth_id.to_le_bytes(), command.0.to_le_bytes());
    emit_with_crc(&[&auth_id, &command, payload], out)
}

/// No room to write in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("needs room for {needs} bytes, has {has}")]
pub struct Full {
    /// Bytes to be written.
    pub needs: usize,
    /// Bytes there is room for.
    pub has: usize,
}

/// The first `needs` bytes.
pub(crate) fn room(out: &mut [u8], needs: usize) -> Result<&mut [u8], Full> {
    let has = out.len();
    out.get_mut(..needs).ok_or(Full { needs, has })
}

/// Writes parts one after the other and says how many bytes that makes.
pub(crate) fn join(parts: &[&[u8]], out: &mut [u8]) -> Result<usize, Full> {
    let needs = parts.iter().map(|part| part.len()).sum();
    let mut rest = room(out, needs)?;
    for part in parts {
        let (here, after) = rest.split_at_mut(part.len());
        here.copy_from_slice(part);
        rest = after;
    }
    Ok(needs)
}

fn emit_with_crc(parts: &[&[u8]], out: &mut [u8]) -> Result<usize, Full> {
    let end: usize = parts.iter().map(|part| part.len()).sum();
    let frame = room(out, end.saturating_add(CRC))?;
    join(parts, frame)?;
    let crc = crc::of(&frame[..end]);
    frame[end..].copy_from_slice(&crc.to_le_bytes());
    Ok(frame.len())
}
