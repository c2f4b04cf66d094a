//! Opening encrypted messages.

use super::SharedKey;
use crate::{
    command::CommandId,
    frame::{Full, Pdata, Sealed, room},
};
use crypto_secretbox::{KeyInit, XSalsa20Poly1305, aead::AeadInPlace};

/// The content of a message that was right in every respect; comes only out of [`SharedKey::open`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentic<'a> {
    auth_id: u32,
    command: CommandId,
    pdata: &'a [u8],
}

impl<'a> Authentic<'a> {
    /// The authorization id, the same inside and outside the box.
    #[must_use]
    pub const fn auth_id(&self) -> u32 {
        self.auth_id
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> CommandId {
        self.command
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        &self.pdata[6..self.pdata.len() - 2]
    }

    /// All that was in the box.
    #[must_use]
    pub const fn pdata(&self) -> Pdata<&'a [u8]> {
        Pdata(self.pdata)
    }
}

impl SharedKey {
    /// Opens a whole message and checks all there is to check: length, tag, the id inside, CRC, in this order.
    ///
    /// `out` must have room for what is in the box. When the id or the CRC is wrong, what was in the box stands in it.
    ///
    /// # Errors
    /// Says what is wrong first.
    pub fn open<'o>(&self, sealed: &[u8], out: &'o mut [u8]) -> Result<Authentic<'o>, OpenError> {
        let has = sealed.len();
        let sealed = Sealed(sealed);
        let (Some(says), Some(outer), true) = (sealed.length(), sealed.auth_id(), has >= SHORTEST)
        else {
            return Err(OpenError::TooShort { has });
        };
        if sealed.computed_length() != Some(says) {
            let has = has - LENGTH_COUNTS_FROM;
            return Err(OpenError::LengthField { says, has });
        }
        let pdata = self.unseal(sealed.bytes(), out)?;
        let (Some(inner), Some(command), Some(says), Some(computed)) = (
            pdata.auth_id(),
            pdata.command(),
            pdata.crc(),
            pdata.computed_crc(),
        ) else {
            return Err(OpenError::TooShort { has });
        };
        if inner != outer {
            return Err(OpenError::InnerAuthId { outer, inner });
        }
        if says != computed {
            return Err(OpenError::BadCrc { says, computed });
        }
        Ok(Authentic {
            auth_id: inner,
            command,
            pdata: pdata.0,
        })
    }

    /// Opens the box alone, whatever the length field, the id inside and the CRC say; proves only who made it.
    ///
    /// # Errors
    /// When there is no tag, it is wrong, or `out` is too small.
    pub fn unseal<'o>(
        &self,
        sealed: &[u8],
        out: &'o mut [u8],
    ) -> Result<Pdata<&'o [u8]>, OpenError> {
        let sealed = Sealed(sealed);
        let (Some(nonce), Some(tag)) = (sealed.nonce(), sealed.tag()) else {
            let has = sealed.bytes().len();
            return Err(OpenError::TooShort { has });
        };
        let pdata = room(out, sealed.ciphertext().len())?;
        pdata.copy_from_slice(sealed.ciphertext());
        let cipher = XSalsa20Poly1305::new(self.expose().into());
        cipher
            .decrypt_in_place_detached(nonce.into(), &[], pdata, tag.into())
            .map_err(|_| OpenError::BadTag)?;
        Ok(Pdata(pdata))
    }
}

/// Why an encrypted message is not a right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It ends before the parts that each message has.
    #[error("an encrypted message has at least {SHORTEST} bytes, this one {has}")]
    TooShort {
        /// Its bytes.
        has: usize,
    },
    /// The length field counts other than the bytes that follow it.
    #[error("the length field says {says}, {has} bytes follow it")]
    LengthField {
        /// What the field says.
        says: u16,
        /// The bytes that follow it.
        has: usize,
    },
    /// The key does not open the box: it is another one, or a bit has changed.
    #[error("the key does not open the box")]
    BadTag,
    /// The authorization id inside the box is not the one outside.
    #[error("the authorization id is {outer} outside the box and {inner} inside")]
    InnerAuthId {
        /// The one that selects the key.
        outer: u32,
        /// The one that is authenticated.
        inner: u32,
    },
    /// The CRC inside the box is wrong.
    #[error("the CRC inside the box is 0x{says:04X}, it should be 0x{computed:04X}")]
    BadCrc {
        /// As it stands.
        says: u16,
        /// As it should be.
        computed: u16,
    },
    /// There is no room for what is in the box.
    #[error(transparent)]
    Full(#[from] Full),
}

/// Bytes of a message without payload.
const SHORTEST: usize = 54;
const LENGTH_COUNTS_FROM: usize = 30;
