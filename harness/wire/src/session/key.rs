//! How the shared key comes about, and what it proves.

use core::fmt;
use crypto_secretbox::{Kdf, XSalsa20Poly1305};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The long-term key of one authorization: 32 bytes, wiped when dropped, never printed.
#[derive(Clone)]
pub struct SharedKey([u8; 32]);

impl SharedKey {
    /// The key with these bytes, as from a file, or from an invitation.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key's bytes, to be stored or shown on purpose.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// h1: the authenticator over all parts, one after the other.
    #[must_use]
    pub fn authenticator(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(parts).finalize().into_bytes().into()
    }

    /// Whether that is the authenticator over all parts; takes the same time wherever they differ.
    #[must_use]
    pub fn authenticates(&self, parts: &[&[u8]], authenticator: &[u8; 32]) -> bool {
        self.mac(parts).verify_slice(authenticator).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut key = [0; BLOCK];
        key[..self.0.len()].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&key.into());
        key.zeroize();
        parts.iter().for_each(|part| mac.update(part));
        mac
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedKey(redacted)")
    }
}

impl Drop for SharedKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for SharedKey {}

/// dh1 and kdf1: the shared key of two key pairs.
///
/// # Errors
/// When the other's public key is of low order, so that anyone could know the outcome.
pub fn agree(private: &[u8; 32], public: &[u8; 32]) -> Result<SharedKey, LowOrder> {
    let secret = StaticSecret::from(*private).diffie_hellman(&PublicKey::from(*public));
    if secret.was_contributory() {
        Ok(derive(*secret.as_bytes()))
    } else {
        Err(LowOrder)
    }
}

/// dh1 and kdf1 without the check, for a peer that plays weak keys.
#[must_use]
pub fn agree_unchecked(private: &[u8; 32], public: &[u8; 32]) -> SharedKey {
    derive(raw_dh(private, public))
}

/// dh1 alone: not a key yet.
#[must_use]
pub fn raw_dh(private: &[u8; 32], public: &[u8; 32]) -> [u8; 32] {
    let secret = StaticSecret::from(*private).diffie_hellman(&PublicKey::from(*public));
    secret.to_bytes()
}

/// The public key that belongs to a private one; any 32 bytes are a private key.
#[must_use]
pub fn public_key(private: &[u8; 32]) -> [u8; 32] {
    PublicKey::from(&StaticSecret::from(*private)).to_bytes()
}

/// A public key of low order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public key is of low order: the shared key would be known to anyone")]
pub struct LowOrder;

/// kdf1.
fn derive(mut secret: [u8; 32]) -> SharedKey {
    let key = XSalsa20Poly1305::kdf((&secret).into(), &Default::default());
    secret.zeroize();
    SharedKey(key.into())
}

/// Bytes that the hash takes in at once, to which HMAC fills the key up.
const BLOCK: usize = 64;
