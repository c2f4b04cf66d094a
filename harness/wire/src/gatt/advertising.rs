//! What the lock advertises. No API document tells of it: the layouts were seen in real locks.
//!
//! ```text
//! door      02 01 06  1A FF 4C 00 02 15  a92ee200... (16)  Nuki-ID (4)  TX power
//! pairing   02 01 06  15 21  a92ee100... (16, little-endian)  Nuki-ID (4)
//! ```
//!
//! The Nuki-ID is big-endian here, unlike anywhere else.

use super::{Service, Uuid};
use crate::frame::{Full, join};
use core::fmt;

/// An advertisement of the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advertisement {
    /// In service: a beacon with the keyturner service.
    Door {
        /// The lock's number.
        nuki_id: u32,
        /// Transmission power at one metre in dBm; its lowest bit says that state or log have changed.
        tx_power: u8,
    },
    /// In pairing mode: service data with the pairing service.
    Pairing {
        /// The lock's number.
        nuki_id: u32,
    },
    /// Not set up yet: service data with the initialization service.
    Uninitialized {
        /// The lock's number.
        nuki_id: u32,
    },
}

impl Advertisement {
    /// The lock's number.
    #[must_use]
    pub const fn nuki_id(self) -> u32 {
        match self {
            Self::Door { nuki_id, .. }
            | Self::Pairing { nuki_id }
            | Self::Uninitialized { nuki_id } => nuki_id,
        }
    }

    /// Whether the lock says that its state or log have changed.
    #[must_use]
    pub const fn changed(self) -> bool {
        matches!(self, Self::Door { tx_power, .. } if tx_power & 1 == 1)
    }

    /// Reads advertising data; none when it is not the lock's, such as its interleaved HomeKit advertisement.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<Self> {
        elements(data).find_map(|(kind, value)| match kind {
            MANUFACTURER_DATA => Self::parse_beacon(value),
            SERVICE_DATA => Self::parse_service_data(value),
            _ => None,
        })
    }

    /// Writes the advertising data and says how long it is: 30 bytes in door mode, 25 otherwise.
    ///
    /// # Errors
    /// When `out` is too small.
    pub fn emit(self, out: &mut [u8]) -> Result<usize, Full> {
        let nuki_id = self.nuki_id().to_be_bytes();
        let service_data = |service: Service, out| {
            let uuid = service.uuid().to_le_bytes();
            join(&[&FLAGS, &[0x15, SERVICE_DATA], &uuid, &nuki_id], out)
        };
        match self {
            Self::Door { tx_power, .. } => {
                let head = [0x1A, MANUFACTURER_DATA];
                let uuid = Service::KEYTURNER.uuid().0;
                join(&[&FLAGS, &head, &BEACON, &uuid, &nuki_id, &[tx_power]], out)
            }
            Self::Pairing { .. } => service_data(Service::PAIRING, out),
            Self::Uninitialized { .. } => service_data(Service::INITIALIZATION, out),
        }
    }

    fn parse_beacon(value: &[u8]) -> Option<Self> {
        let (uuid, rest) = value.strip_prefix(&BEACON)?.split_first_chunk()?;
        let (nuki_id, rest) = rest.split_first_chunk()?;
        let [tx_power] = *rest else { return None };
        let ours = Uuid(*uuid) == Service::KEYTURNER.uuid();
        ours.then_some(Self::Door {
            nuki_id: u32::from_be_bytes(*nuki_id),
            tx_power,
        })
    }

    fn parse_service_data(value: &[u8]) -> Option<Self> {
        let (uuid, rest) = value.split_first_chunk::<16>()?;
        let nuki_id = u32::from_be_bytes(rest.try_into().ok()?);
        if *uuid == Service::PAIRING.uuid().to_le_bytes() {
            Some(Self::Pairing { nuki_id })
        } else if *uuid == Service::INITIALIZATION.uuid().to_le_bytes() {
            Some(Self::Uninitialized { nuki_id })
        } else {
            None
        }
    }
}

/// The lock's name in its scan response: `Nuki_` and its number in eight hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalName {
    /// The lock's number.
    pub nuki_id: u32,
}

impl LocalName {
    /// Reads a scan response; none when it holds no such name.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<Self> {
        let digits = Self::written(data)?.strip_prefix(b"Nuki_")?;
        let written_well = digits.len() == 8 && digits.iter().all(u8::is_ascii_hexdigit);
        let digits = core::str::from_utf8(digits).ok().filter(|_| written_well)?;
        let nuki_id = u32::from_str_radix(digits, 16).ok()?;
        Some(Self { nuki_id })
    }

    /// The name in a scan response as it stands there, whatever it is.
    #[must_use]
    pub fn written(data: &[u8]) -> Option<&[u8]> {
        elements(data)
            .find(|(kind, _)| *kind == COMPLETE_LOCAL_NAME)
            .map(|(_, name)| name)
    }

    /// Writes the scan response and says how long it is: 15 bytes.
    ///
    /// # Errors
    /// When `out` is too small.
    pub fn emit(self, out: &mut [u8]) -> Result<usize, Full> {
        let mut digits = [0; 8];
        for (at, digit) in digits.iter_mut().enumerate() {
            let nibble = self.nuki_id >> (28 - 4 * at) & 0xF;
            let character = char::from_digit(nibble, 16).unwrap_or('0');
            *digit = character.to_ascii_uppercase() as u8;
        }
        join(&[&[0x0E, COMPLETE_LOCAL_NAME], b"Nuki_", &digits], out)
    }
}

impl fmt::Display for LocalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nuki_{:08X}", self.nuki_id)
    }
}

/// The elements of advertising data, type and value; ends at the first that runs past the end.
fn elements(data: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = data;
    core::iter::from_fn(move || {
        let (length, after) = rest.split_first()?;
        let (element, after) = after.split_at_checked((*length).into())?;
        rest = after;
        let (kind, value) = element.split_first()?;
        Some((*kind, value))
    })
}

/// General discoverable, no classic Bluetooth.
const FLAGS: [u8; 3] = [0x02, 0x01, 0x06];
/// Apple's company number, and "beacon of 21 bytes".
const BEACON: [u8; 4] = [0x4C, 0x00, 0x02, 0x15];
const MANUFACTURER_DATA: u8 = 0xFF;
const SERVICE_DATA: u8 = 0x21;
const COMPLETE_LOCAL_NAME: u8 = 0x09;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::{string::ToString, vec::Vec};

    #[test]
    fn door_mode_is_a_beacon_with_a_big_endian_id() {
        let mut out = [0; 31];
        let door = Advertisement::Door {
            nuki_id: 0x1A2B_3C4D,
            tx_power: 0xC5,
        };
        let length = door.emit(&mut out).unwrap();
        let expected = [
            0x02, 0x01, 0x06, 0x1A, 0xFF, 0x4C, 0x00, 0x02, 0x15, 0xA9, 0x2E, 0xE2, 0x00, 0x55,
            0x01, 0x11, 0xE4, 0x91, 0x6C, 0x08, 0x00, 0x20, 0x0C, 0x9A, 0x66, 0x1A, 0x2B, 0x3C,
            0x4D, 0xC5,
        ];
        assert_eq!(out[..length], expected);
        assert!(door.changed());
        let same = Advertisement::Door {
            nuki_id: 1,
            tx_power: 0xC4,
        };
        assert!(!same.changed() && !Advertisement::Pairing { nuki_id: 1 }.changed());
    }

    #[test]
    fn pairing_mode_is_service_data_with_a_little_endian_uuid() {
        let mut out = [0; 31];
        let pairing = Advertisement::Pairing {
            nuki_id: 0x1A2B_3C4D,
        };
        let length = pairing.emit(&mut out).unwrap();
        let expected = [
            0x02, 0x01, 0x06, 0x15, 0x21, 0x66, 0x9A, 0x0C, 0x20, 0x00, 0x08, 0x6C, 0x91, 0xE4,
            0x11, 0x01, 0x55, 0x00, 0xE1, 0x2E, 0xA9, 0x1A, 0x2B, 0x3C, 0x4D,
        ];
        assert_eq!(out[..length], expected);
    }

    #[test]
    fn the_scan_response_names_the_lock() {
        let mut out = [0; 31];
        let name = LocalName {
            nuki_id: 0x00B2_3C4D,
        };
        let length = name.emit(&mut out).unwrap();
        assert_eq!(&out[..length], b"\x0e\x09Nuki_00B23C4D");
        assert_eq!(name.to_string(), "Nuki_00B23C4D");
        assert_eq!(LocalName::parse(b"\x0e\x09Nuki_+0B23C4D"), None);
    }

    #[test]
    fn a_homekit_advertisement_is_not_taken_for_a_beacon() {
        let homekit = [0x02, 0x01, 0x06, 0x06, 0xFF, 0x4C, 0x00, 0x06, 0x31, 0x00];
        assert_eq!(Advertisement::parse(&homekit), None);
    }

    proptest! {
        #[test]
        fn an_advertisement_survives(kind in 0..3, nuki_id: u32, tx_power: u8) {
            let sent = match kind {
                0 => Advertisement::Door { nuki_id, tx_power },
                1 => Advertisement::Pairing { nuki_id },
                _ => Advertisement::Uninitialized { nuki_id },
            };
            let mut out = [0; 31];
            let length = sent.emit(&mut out).unwrap();
            prop_assert_eq!(Advertisement::parse(&out[..length]), Some(sent));
            let name = LocalName { nuki_id };
            let length = name.emit(&mut out).unwrap();
            prop_assert_eq!(LocalName::parse(&out[..length]), Some(name));
        }

        #[test]
        fn any_bytes_can_be_advertised_at_us(data: Vec<u8>) {
            let _ = (Advertisement::parse(&data), LocalName::parse(&data));
        }
    }
}
