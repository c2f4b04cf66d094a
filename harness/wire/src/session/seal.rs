//! Making encrypted messages.

use super::SharedKey;
use crate::{
    command::CommandId,
    frame::{Full, emit_pdata, pdata_size, room, sealed_size},
};
use crypto_secretbox::{KeyInit, XSalsa20Poly1305, aead::AeadInPlace};

impl SharedKey {
    /// Writes an encrypted message and says how long it is: 54 bytes and the payload.
    ///
    /// # Errors
    /// When `out` is too small, or the payload longer than the length field can say (65,511 bytes).
    pub fn seal(
        &self,
        nonce: &[u8; 24],
        auth_id: u32,
        command: CommandId,
        payload: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Full> {
        let out = head(nonce, auth_id, pdata_size(payload.len()), out)?;
        emit_pdata(auth_id, command, payload, &mut out[BOX..])?;
        self.encrypt(nonce, out);
        Ok(sealed_size(payload.len()))
    }

    /// The same with any bytes in the box, right or wrong: PDATA with another id, without its CRC, or cut short.
    ///
    /// # Errors
    /// As for [`SharedKey::seal`].
    pub fn seal_pdata(
        &self,
        nonce: &[u8; 24],
        auth_id: u32,
        pdata: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Full> {
        let out = head(nonce, auth_id, pdata.len(), out)?;
        out[BOX..].copy_from_slice(pdata);
        self.encrypt(nonce, out);
        Ok(out.len())
    }

    /// Turns a whole message's PDATA into its ciphertext, and puts the tag before it.
    fn encrypt(&self, nonce: &[u8; 24], message: &mut [u8]) {
        let cipher = XSalsa20Poly1305::new(self.expose().into());
        let (before, pdata) = message.split_at_mut(BOX);
        let tag = cipher.encrypt_in_place_detached(nonce.into(), &[], pdata);
        let tag = tag.expect("XSalsa20-Poly1305 refuses nothing shorter than 256 GiB");
        before[TAG..].copy_from_slice(&tag);
    }
}

/// Writes nonce, authorization id and length, and gives the whole message to be filled.
fn head<'o>(
    nonce: &[u8; 24],
    auth_id: u32,
    pdata: usize,
    out: &'o mut [u8],
) -> Result<&'o mut [u8], Full> {
    let needs = BOX.saturating_add(pdata);
    let has = out.len();
    let out = room(out, needs)?;
    let length = u16::try_from(needs - TAG).map_err(|_| Full {
        needs,
        has: has.min(TAG + usize::from(u16::MAX)),
    })?;
    out[..24].copy_from_slice(nonce);
    out[24..28].copy_from_slice(&auth_id.to_le_bytes());
    out[28..TAG].copy_from_slice(&length.to_le_bytes());
    Ok(out)
}

/// Where the tag begins, and the length begins to count.
const TAG: usize = 30;
/// Where the ciphertext begins.
const BOX: usize = 46;
