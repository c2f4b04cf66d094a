//! The encrypted form.

use super::{TooShort, part, set};

/// A view of an encrypted message: `nonce 24 | auth id 4 | length 2 | tag 16 | ciphertext`.
///
/// None of the first three parts is authenticated as such: the nonce and the id take part in the box through the cipher
/// and the choice of the key, the length not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed<T>(pub T);

impl<T: AsRef<[u8]>> Sealed<T> {
    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The authorization id in clear, bytes 24 to 27; it selects the key.
    pub fn auth_id(&self) -> Option<u32> {
        part(self.bytes(), 24).map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// The length as it stands in bytes 28 and 29; it counts what follows it.
    pub fn length(&self) -> Option<u16> {
        part(self.bytes(), 28).map(|bytes| u16::from_le_bytes(*bytes))
    }

    /// The length as it should be; none when the message ends before it, or is too long for it.
    pub fn computed_length(&self) -> Option<u16> {
        self.bytes().len().checked_sub(30)?.try_into().ok()
    }

    /// The same view of borrowed bytes.
    pub fn view(&self) -> Sealed<&[u8]> {
        Sealed(self.bytes())
    }
}

impl<'a, T: AsRef<[u8]> + ?Sized> Sealed<&'a T> {
    /// The box's nonce, bytes 0 to 23.
    pub fn nonce(&self) -> Option<&'a [u8; 24]> {
        part(self.0.as_ref(), 0)
    }

    /// The box's tag, bytes 30 to 45.
    pub fn tag(&self) -> Option<&'a [u8; 16]> {
        part(self.0.as_ref(), 30)
    }

    /// What follows the tag; empty when there is nothing.
    pub fn ciphertext(&self) -> &'a [u8] {
        self.0.as_ref().get(46..).unwrap_or_default()
    }
}

impl<T: AsRef<[u8]> + AsMut<[u8]>> Sealed<T> {
    /// Changes the box's nonce.
    ///
    /// # Errors
    /// When the message has none.
    pub fn set_nonce(&mut self, nonce: &[u8; 24]) -> Result<(), TooShort> {
        set(self.0.as_mut(), 0, nonce)
    }

    /// Changes the authorization id in clear.
    ///
    /// # Errors
    /// When the message has none.
    pub fn set_auth_id(&mut self, auth_id: u32) -> Result<(), TooShort> {
        set(self.0.as_mut(), 24, &auth_id.to_le_bytes())
    }

    /// Changes the length field.
    ///
    /// # Errors
    /// When the message has none.
    pub fn set_length(&mut self, length: u16) -> Result<(), TooShort> {
        set(self.0.as_mut(), 28, &length.to_le_bytes())
    }

    /// Changes the box's tag.
    ///
    /// # Errors
    /// When the message has none.
    pub fn set_tag(&mut self, tag: &[u8; 16]) -> Result<(), TooShort> {
        set(self.0.as_mut(), 30, tag)
    }

    /// The ciphertext, to be changed.
    pub fn ciphertext_mut(&mut self) -> &mut [u8] {
        self.0.as_mut().get_mut(46..).unwrap_or_default()
    }
}
