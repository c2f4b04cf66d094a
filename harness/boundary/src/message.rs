//! The messages between harness and lock: GATT, one step above the radio.
//!
//! They carry what the attached-lock protocol carries, in the same words, and two more that only a
//! raw bearer can: [`ToLock::Prepare`] and [`ToLock::Execute`].

use crate::Control;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use wire::gatt::Char;

/// A connection, numbered by the harness; never reused within a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Conn(pub u32);

/// A request, numbered by the harness; its answer repeats the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(pub u64);

/// The 16-bit value of a Client Characteristic Configuration descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cccd(pub u16);

impl Cccd {
    /// Neither notifications nor indications.
    pub const OFF: Self = Self(0);
    /// Notifications.
    pub const NOTIFY: Self = Self(1);
    /// Indications: what the specification asks for.
    pub const INDICATE: Self = Self(2);
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteKind {
    /// Write Request: one value of at most ATT_MTU - 3 bytes.
    Request,
    /// Prepare Write and Execute Write: a value of up to 512 bytes.
    Long,
    /// Write Command: no answer.
    Command,
}

/// The flag of an Execute Write Request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Execute {
    /// 0x00: forget what was prepared.
    Cancel,
    /// 0x01: write what was prepared.
    Write,
}

/// What the harness says to a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the members are described by their variant")]
pub enum ToLock {
    /// Opens a connection with an ATT_MTU of 23 to 517.
    Connect { conn: Conn, mtu: u16 },
    /// Asks for all services.
    Discover { conn: Conn, id: Id },
    /// Exchanges the MTU on an open connection.
    Mtu { conn: Conn, id: Id, mtu: u16 },
    /// Writes a characteristic's CCCD.
    Subscribe {
        conn: Conn,
        id: Id,
        #[serde(with = "crate::message::eight_digits")]
        char: Char,
        cccd: Cccd,
    },
    /// Writes a characteristic's value.
    Write {
        conn: Conn,
        id: Id,
        #[serde(with = "crate::message::eight_digits")]
        char: Char,
        #[serde(with = "crate::message::hex")]
        value: Vec<u8>,
        kind: WriteKind,
    },
    /// Queues one part of a long write (only with the capability `prepare-write`).
    Prepare {
        conn: Conn,
        id: Id,
        #[serde(with = "crate::message::eight_digits")]
        char: Char,
        offset: u16,
        #[serde(with = "crate::message::hex")]
        value: Vec<u8>,
    },
    /// Ends a long write (only with the capability `prepare-write`).
    Execute { conn: Conn, id: Id, flag: Execute },
    /// Confirms the last indication of a connection.
    Confirm { conn: Conn },
    /// Closes a connection.
    Disconnect { conn: Conn },
    /// A hand: see [`Control`].
    Control {
        id: Id,
        #[serde(flatten)]
        control: Control,
    },
}

impl ToLock {
    /// The connection this is about, if it is about one.
    #[must_use]
    pub const fn conn(&self) -> Option<Conn> {
        match self {
            Self::Connect { conn, .. }
            | Self::Discover { conn, .. }
            | Self::Mtu { conn, .. }
            | Self::Subscribe { conn, .. }
            | Self::Write { conn, .. }
            | Self::Prepare { conn, .. }
            | Self::Execute { conn, .. }
            | Self::Confirm { conn }
            | Self::Disconnect { conn } => Some(*conn),
            Self::Control { .. } => None,
        }
    }
}

/// A property of a characteristic, as its declaration states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Property {
    /// 0x02.
    Read,
    /// 0x08.
    Write,
    /// 0x04.
    WriteWithoutResponse,
    /// 0x10.
    Notify,
    /// 0x20.
    Indicate,
    /// Any other; kept so that an unusual lock is still read.
    #[serde(other)]
    Other,
}

/// One characteristic of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Characteristic {
    /// The UUID, 36 characters.
    pub uuid: String,
    /// What its declaration allows.
    pub properties: Vec<Property>,
}

/// One primary service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The UUID, 36 characters.
    pub uuid: String,
    /// Its characteristics in declaration order.
    pub characteristics: Vec<Characteristic>,
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DisconnectReason {
    /// The lock ended it.
    Local,
    /// The harness ended it.
    Remote,
    /// The lock lost its power.
    Power,
    /// Anything else a lock says.
    #[serde(other)]
    Other,
}

/// What a lock says to the harness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the members are described by their variant")]
pub enum FromLock {
    /// The connection is open, with this ATT_MTU.
    Connected { conn: Conn, mtu: u16 },
    /// The lock does not take the connection.
    Refused {
        conn: Conn,
        #[serde(default)]
        reason: String,
    },
    /// The answer to [`ToLock::Discover`].
    Services {
        conn: Conn,
        id: Id,
        services: Vec<Service>,
    },
    /// The MTU now in force.
    Mtu { conn: Conn, id: Id, mtu: u16 },
    /// A Write Response (also to a CCCD write, a Prepare and an Execute).
    Written { conn: Conn, id: Id },
    /// An ATT Error Response.
    AttError { conn: Conn, id: Id, code: u8 },
    /// A Handle Value Indication; the next one comes after [`ToLock::Confirm`].
    Indicate {
        conn: Conn,
        #[serde(with = "crate::message::eight_digits")]
        char: Char,
        #[serde(with = "crate::message::hex")]
        value: Vec<u8>,
    },
    /// A Handle Value Notification; a conforming lock sends none.
    Notify {
        conn: Conn,
        #[serde(with = "crate::message::eight_digits")]
        char: Char,
        #[serde(with = "crate::message::hex")]
        value: Vec<u8>,
    },
    /// The connection has ended.
    Disconnected {
        conn: Conn,
        reason: DisconnectReason,
    },
    /// A control action has happened; a button's press has begun.
    Done { id: Id },
    /// The lock can't do that.
    Unsupported {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
    },
    /// What the lock advertises now: AD structures, scan response, address text.
    Advertising {
        #[serde(with = "crate::message::hex")]
        data: Vec<u8>,
        #[serde(default, with = "crate::message::hex")]
        scan_response: Vec<u8>,
        #[serde(default)]
        address: String,
    },
}

impl FromLock {
    /// The connection this is about, if it is about one.
    #[must_use]
    pub const fn conn(&self) -> Option<Conn> {
        match self {
            Self::Connected { conn, .. }
            | Self::Refused { conn, .. }
            | Self::Services { conn, .. }
            | Self::Mtu { conn, .. }
            | Self::Written { conn, .. }
            | Self::AttError { conn, .. }
            | Self::Indicate { conn, .. }
            | Self::Notify { conn, .. }
            | Self::Disconnected { conn, .. } => Some(*conn),
            Self::Done { .. } | Self::Unsupported { .. } | Self::Advertising { .. } => None,
        }
    }
}

/// A characteristic as the first eight hex digits of its UUID.
pub(crate) mod eight_digits {
    use alloc::string::String;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use wire::gatt::Char;

    pub(crate) fn serialize<S: Serializer>(char: &Char, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(char)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Char, D::Error> {
        let text = String::deserialize(from)?;
        let digits = (text.len() == 8)
            .then(|| u32::from_str_radix(&text, 16).ok())
            .flatten();
        digits
            .map(Char)
            .ok_or_else(|| D::Error::custom("a characteristic is eight hex digits"))
    }
}

/// Byte strings as hex digits, either case, without a prefix.
pub(crate) mod hex {
    use alloc::string::String;
    use alloc::vec::Vec;
    use core::fmt::Write as _;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(bytes.len() * 2);
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02X}");
        }
        to.serialize_str(&text)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        let digits: Option<Vec<u8>> = text
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|d| u8::try_from(d).ok()))
            .collect();
        match digits {
            Some(digits) if digits.len() % 2 == 0 => Ok(digits
                .chunks_exact(2)
                .map(|pair| pair[0] << 4 | pair[1])
                .collect()),
            _ => Err(D::Error::custom(
                "a byte string is an even number of hex digits",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_write_is_one_object_with_one_key() {
        let write = ToLock::Write {
            conn: Conn(1),
            id: Id(7),
            char: Char::USDIO,
            value: vec![0x0A, 0xFF],
            kind: WriteKind::Request,
        };
        let line = serde_json::to_string(&write).expect("it serialises");
        assert_eq!(
            line,
            r#"{"write":{"conn":1,"id":7,"char":"a92ee202","value":"0AFF","kind":"request"}}"#
        );
        assert_eq!(
            serde_json::from_str::<ToLock>(&line).expect("it reads back"),
            write
        );
    }

    #[test]
    fn unknown_members_are_ignored_and_hex_is_of_either_case() {
        let line = r#"{"indicate":{"conn":1,"char":"A92EE202","value":"0a","more":[1]}}"#;
        let read: FromLock = serde_json::from_str(line).expect("it is legal");
        assert_eq!(
            read,
            FromLock::Indicate {
                conn: Conn(1),
                char: Char::USDIO,
                value: vec![0x0A]
            }
        );
    }

    #[test]
    fn odd_hex_is_refused() {
        let line = r#"{"indicate":{"conn":1,"char":"a92ee202","value":"0a1"}}"#;
        assert!(serde_json::from_str::<FromLock>(line).is_err());
    }
}
