//! What the two sides agree on, prove and keep secret ("Encryption").
//!
//! | document | here | exact function |
//! |---|---|---|
//! | dh1 | [`raw_dh`] | X25519 of the own private and the other's public key |
//! | kdf1 | inside [`agree`] | HSalsa20 of 16 zero bytes, keyed with the outcome of dh1 |
//! | h1 | [`SharedKey::authenticator`] | HMAC-SHA256, keyed with the shared key |
//! | e1 | [`SharedKey::seal`], [`SharedKey::open`] | XSalsa20-Poly1305, tag before ciphertext |
//!
//! The key is the same in both directions and for good, so a box's nonce must never be used twice by either side. Who
//! draws nonces and keys is not decided here: all randomness comes in as an argument.

mod key;
mod open;
mod seal;

pub use key::{LowOrder, SharedKey, agree, agree_unchecked, public_key, raw_dh};
pub use open::{Authentic, OpenError};

#[cfg(test)]
mod tests;
