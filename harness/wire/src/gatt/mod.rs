//! Services and characteristics ("Bluetooth GATT services"), and what the lock advertises.

mod advertising;

pub use advertising::{Advertisement, LocalName};

use crate::frame::Form;
use core::{fmt, str::FromStr};

/// A 128-bit UUID, bytes in the order in which it is printed (big-endian).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// The UUID of the lock's family that begins with these eight hex digits.
    #[must_use]
    pub const fn of_family(first: u32) -> Self {
        let mut bytes = FAMILY;
        let [a, b, c, d] = first.to_be_bytes();
        bytes[0] = a;
        bytes[1] = b;
        bytes[2] = c;
        bytes[3] = d;
        Self(bytes)
    }

    /// The first eight hex digits, if the rest is that of the lock's family.
    #[must_use]
    pub fn in_family(self) -> Option<u32> {
        let first = u32::from_be_bytes(*self.0.first_chunk()?);
        (Self::of_family(first) == self).then_some(first)
    }

    /// The bytes in the order in which Bluetooth sends them (little-endian).
    #[must_use]
    pub const fn to_le_bytes(self) -> [u8; 16] {
        u128::from_be_bytes(self.0).to_le_bytes()
    }
}

impl fmt::Display for Uuid {
    /// Writes 36 characters in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uuid {
    type Err = BadUuid;

    /// Reads 36 characters, in either case.
    fn from_str(text: &str) -> Result<Self, BadUuid> {
        let hyphens_stand_right = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
        if !hyphens_stand_right {
            return Err(BadUuid);
        }
        let mut value = 0;
        for digit in text.chars().filter(|character| *character != '-') {
            value = value << 4 | u128::from(digit.to_digit(16).ok_or(BadUuid)?);
        }
        Ok(Self(value.to_be_bytes()))
    }
}

/// A text that is not a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a UUID like a92ee202-5501-11e4-916c-0800200c9a66")]
pub struct BadUuid;

/// A characteristic: the first eight hex digits of its UUID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Char(pub u32);

impl Char {
    /// General Data Input Output of the pairing service: plain, both ways.
    pub const PAIRING_GDIO: Self = Self(0xa92ee101);
    /// General Data Input Output of the keyturner service: plain; in practice errors from the lock.
    pub const KEYTURNER_GDIO: Self = Self(0xa92ee201);
    /// User-Specific Data Input Output of the keyturner service: encrypted, both ways.
    pub const USDIO: Self = Self(0xa92ee202);
    /// A third one in the keyturner service that some locks have; not in the document.
    pub const KEYTURNER_UNNAMED: Self = Self(0xa92ee203);
    /// General Data Input Output of the fifth generation's pairing service; not in the document.
    pub const ULTRA_PAIRING_GDIO: Self = Self(0xa92ee301);

    /// The three of the document, with the names they have in scenario files.
    pub const NAMES: &'static [(Self, &'static str)] = &[
        (Self::PAIRING_GDIO, "pairing_gdio"),
        (Self::KEYTURNER_GDIO, "keyturner_gdio"),
        (Self::USDIO, "usdio"),
    ];

    /// The whole UUID.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        Uuid::of_family(self.0)
    }

    /// The characteristic of that UUID, if it is of the lock's family.
    #[must_use]
    pub fn from_uuid(uuid: Uuid) -> Option<Self> {
        uuid.in_family().map(Self)
    }

    /// The form of message that it carries; none for one that is not in the document.
    #[must_use]
    pub const fn form(self) -> Option<Form> {
        match self {
            Self::PAIRING_GDIO | Self::KEYTURNER_GDIO => Some(Form::Plain),
            Self::USDIO => Some(Form::Encrypted),
            _ => None,
        }
    }

    /// The service it belongs to; none for one that is not in the document.
    #[must_use]
    pub const fn service(self) -> Option<Service> {
        match self {
            Self::PAIRING_GDIO => Some(Service::PAIRING),
            Self::KEYTURNER_GDIO | Self::USDIO => Some(Service::KEYTURNER),
            _ => None,
        }
    }

    /// Its name in scenario files, if it has one.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let known = Self::NAMES.iter().find(|(char, _)| *char == self);
        known.map(|(_, name)| *name)
    }

    /// The characteristic of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(_, known)| *known == name);
        known.map(|(char, _)| *char)
    }
}

impl fmt::Display for Char {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for Char {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Char {self}")
    }
}

/// A service: the first eight hex digits of its UUID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service(pub u32);

impl Service {
    /// Keyturner Initialization Service: no characteristics, only advertised while uninitialised.
    pub const INITIALIZATION: Self = Self(0xa92ee000);
    /// Keyturner Pairing Service.
    pub const PAIRING: Self = Self(0xa92ee100);
    /// Keyturner Service.
    pub const KEYTURNER: Self = Self(0xa92ee200);

    /// The whole UUID.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        Uuid::of_family(self.0)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service {self}")
    }
}

/// What all UUIDs of the lock share; the first four bytes differ.
const FAMILY: [u8; 16] = [
    0, 0, 0, 0, 0x55, 0x01, 0x11, 0xe4, 0x91, 0x6c, 0x08, 0x00, 0x20, 0x0c, 0x9a, 0x66,
];

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn the_documents_uuids_come_from_eight_digits() {
        for (char, text) in [
            (Char::PAIRING_GDIO, "a92ee101-5501-11e4-916c-0800200c9a66"),
            (Char::KEYTURNER_GDIO, "a92ee201-5501-11e4-916c-0800200c9a66"),
            (Char::USDIO, "a92ee202-5501-11e4-916c-0800200c9a66"),
        ] {
            assert_eq!(char.uuid().to_string(), text);
            assert_eq!(
                Char::from_uuid(text.to_uppercase().parse().unwrap()),
                Some(char)
            );
        }
        let service = Service::INITIALIZATION.uuid().to_string();
        assert_eq!(service, "a92ee000-5501-11e4-916c-0800200c9a66");
    }

    #[test]
    fn other_uuids_are_not_taken_for_the_locks() {
        let battery: Uuid = "0000180f-0000-1000-8000-00805f9b34fb".parse().unwrap();
        assert_eq!(Char::from_uuid(battery), None);
        for bad in ["", "a92ee202", "a92ee202-5501-11e4-916c-0800200c9a6g"] {
            assert_eq!(bad.parse::<Uuid>(), Err(BadUuid), "{bad}");
        }
    }

    #[test]
    fn only_the_user_specific_characteristic_is_encrypted() {
        assert_eq!(Char::USDIO.form(), Some(Form::Encrypted));
        assert_eq!(Char::PAIRING_GDIO.form(), Some(Form::Plain));
        assert_eq!(Char::KEYTURNER_GDIO.form(), Some(Form::Plain));
        assert_eq!(Char::KEYTURNER_UNNAMED.form(), None);
    }

    #[test]
    fn each_characteristic_of_the_document_is_in_its_service() {
        assert_eq!(Char::PAIRING_GDIO.service(), Some(Service::PAIRING));
        assert_eq!(Char::KEYTURNER_GDIO.service(), Some(Service::KEYTURNER));
        assert_eq!(Char::USDIO.service(), Some(Service::KEYTURNER));
        assert_eq!(Char::KEYTURNER_UNNAMED.service(), None);
    }

    #[test]
    fn names_lead_back_to_characteristics() {
        for (char, name) in Char::NAMES {
            assert_eq!(char.name(), Some(*name));
            assert_eq!(Char::from_name(name), Some(*char));
        }
    }
}
