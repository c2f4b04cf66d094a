//! Spoiling: the parts of a valid message that are made wrong, while the rest stays valid.

use super::Value;
use crate::load::shape;
use crate::span::At;

shape! {
/// What is made wrong, in the order in which a message is built: an early part's change is
/// covered by the later CRC and box, so that only that part is wrong.
#[derive(Default)]
pub struct Spoil {
    /// The payload, before the CRC is computed.
    pub payload: Option<At<Edit>>,
    /// The command identifier, before the CRC is computed.
    pub command: Option<At<Value>>,
    /// The authorization identifier inside the box.
    pub inner_auth_id: Option<At<Value>>,
    /// The CRC.
    pub crc: Option<At<Crc>>,
    /// The key that seals the box.
    pub key: Option<At<KeyChoice>>,
    /// The box nonce: 24 bytes.
    pub nonce: Option<At<Value>> => ByteString,
    /// The authorization identifier in front of the box.
    pub auth_id: Option<At<Value>>,
    /// The length field.
    pub length: Option<At<LengthChoice>>,
    /// The Poly1305 tag.
    pub tag: Option<At<TagChoice>>,
    /// The ciphertext behind the tag.
    pub ciphertext: Option<At<Edit>>,
    /// The finished message.
    pub message: Option<At<Edit>>,
}
}

shape! {
/// A change of a byte string; given parts apply in this order.
#[derive(Default)]
pub struct Edit {
    /// Keep only so many bytes from the front.
    pub keep: Option<At<Value>>,
    /// Cut so many bytes from the end.
    pub cut: Option<At<Value>>,
    /// Put something else in its place.
    pub replace: Option<At<Value>> => ByteString,
    /// Turn bits of the byte at this place (negative from the end).
    pub flip: Option<At<Value>>,
    /// The bits that `flip` turns; 0x01 when left out.
    pub mask: Option<At<Value>>,
    /// Put these bytes behind it.
    pub append: Option<At<Value>> => ByteString,
}
}

/// A wrong CRC.
#[derive(Clone, Debug, PartialEq)]
pub enum Crc {
    /// `flip`: one bit differs.
    Flip,
    /// `flip_high`: one bit of the high byte differs.
    FlipHigh,
    /// `big_endian`: the right value, high byte first.
    BigEndian,
    /// `without_auth_id`: computed over command and payload only.
    WithoutAuthId,
    /// `start_zero`: computed from 0x0000 (XMODEM).
    StartZero,
    /// A value.
    Is(Value),
}

/// A wrong key.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyChoice {
    /// `dh`: the Diffie-Hellman result k instead of s = kdf1(k).
    Dh,
    /// Another user's key, by that user's name, or 32 bytes.
    Is(Value),
}

/// A wrong length field.
#[derive(Clone, Debug, PartialEq)]
pub enum LengthChoice {
    /// `big_endian`: the right value, high byte first.
    BigEndian,
    /// `{add: -2}`: that much too large or too small.
    Add(At<Value>),
    /// A value.
    Is(Value),
}

/// A wrong tag.
#[derive(Clone, Debug, PartialEq)]
pub enum TagChoice {
    /// `last`: behind the ciphertext instead of in front of it.
    Last,
    /// A change of its bytes.
    Edit(Edit),
}
