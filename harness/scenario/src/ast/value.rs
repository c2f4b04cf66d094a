//! Values: what stands behind a field's name.

use crate::span::At;
use boundary::Span as TimeSpan;

/// A value as it is written. What `1` or `unlock` means is decided by the field it is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `17`, `0x11`, `-300`.
    Int(i64),
    /// `48.2`, for the two coordinates.
    Float(f64),
    /// `true`, `false`, for flags.
    Bool(bool),
    /// A quoted or plain word: a code's name, hex digits for a byte field, text for a text field,
    /// `2026-11-21T10:00:00` for a time, `07:30` for a time of day.
    Word(String),
    /// `$nonce`: something captured before, or a variable that the run keeps (see the language's
    /// page): `$lock_key`, `$client_key`, `$challenge`, `$first_challenge`, `$shared_key`,
    /// `$dh_key`, `$auth_id`, `$guest.auth_id`, `$pin`, `$nuki_id`, `$beacon_name`, `$now`.
    Var(String),
    /// `{hmac: [a, b, ...], key: k}`: HMAC-SHA256 over the parts, keyed with the user's shared key
    /// unless `key` says otherwise.
    Hmac {
        /// The parts in order.
        parts: Vec<At<Self>>,
        /// Another key.
        key: Option<Box<At<Self>>>,
    },
    /// `{join: [a, b, ...]}`: the bytes of the parts, one after the other.
    Join(Vec<At<Self>>),
    /// `{random: 32}` or `{random: [0, 244]}`: that many random bytes, from the case's seed.
    Random(u32, u32),
    /// `{repeat: FF, times: 32}`: bytes, repeated.
    Repeat(Box<At<Self>>, u32),
    /// `{u8: v}`, `{u16: v}`, `{u32: v}`: a number as 1, 2 or 4 little-endian bytes.
    Number(u8, Box<At<Self>>),
    /// `{add: [v, n]}`: a number plus a number, round within its field; a time plus seconds.
    Add(Box<At<Self>>, Box<At<Self>>),
    /// `{flip: v, at: 3, mask: 0x01}`: bytes with some bits of one byte turned.
    Flip {
        /// The bytes.
        of: Box<At<Self>>,
        /// Which byte, from 0; negative counts from the end.
        at: Box<At<Self>>,
        /// Which bits; 0x01 when left out.
        mask: Option<Box<At<Self>>>,
    },
    /// `{slice: v, from: 0, to: 20}`: some of the bytes.
    Slice {
        /// The bytes.
        of: Box<At<Self>>,
        /// The first; 0 when left out.
        from: Option<Box<At<Self>>>,
        /// Behind the last; to the end when left out.
        to: Option<Box<At<Self>>>,
    },
    /// `{text: Front door}`: UTF-8 bytes of a text, where a byte string is wanted.
    Text(String),
}

/// A length of time: `250ms`, `5s`, `2min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub TimeSpan);

/// A characteristic by its name: `pairing_gdio`, `keyturner_gdio`, `usdio`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub boundary::Char);

/// A command by its name, or by a variable of a table or loop that holds its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandName {
    /// `lock_action`.
    Is(wire::Command),
    /// `$command`.
    Var(String),
}
