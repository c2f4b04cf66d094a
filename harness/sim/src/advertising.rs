//! What the lock advertises; no document tells of it, all of it was seen in real locks.

use crate::Defect;
use crate::lock::Lock;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use boundary::FromLock;
use wire::gatt::{Advertisement, LocalName};

impl Lock {
    /// Says what is advertised, if that has changed.
    pub(crate) fn advertise(&mut self) {
        let data = self.advertisement();
        if self.advertised.as_ref() == Some(&data) {
            return;
        }
        if self.settings.homekit_between && !data.is_empty() {
            let homekit = HOMEKIT.to_vec();
            self.tell(homekit);
        }
        self.tell(data.clone());
        self.advertised = Some(data);
    }

    fn tell(&mut self, data: Vec<u8>) {
        let scan_response = if data.is_empty() {
            Vec::new()
        } else {
            self.scan_response()
        };
        self.out.push_back(FromLock::Advertising {
            data,
            scan_response,
            address: self.address(),
        });
    }

    /// The advertising data; nothing while no connection is free, or without power.
    fn advertisement(&self) -> Vec<u8> {
        let stays_off = self.has(Defect::AdvertisingEndsWithAConnection) && self.damage.connected;
        if !self.is_up() || !self.has_free_slot() || stays_off {
            return Vec::new();
        }
        let nuki_id = self.setup.nuki_id;
        let uninitialised =
            !self.memory.initialised && !self.has(Defect::UninitialisedIsNotAdvertised);
        let advertisement = if uninitialised {
            Advertisement::Uninitialized { nuki_id }
        } else if self.is_pairing() && !self.has(Defect::PairingIsNotAdvertised) {
            Advertisement::Pairing { nuki_id }
        } else {
            let tx_power = 0xC4 | u8::from(self.changed);
            Advertisement::Door { nuki_id, tx_power }
        };
        let mut data = [0; 31];
        let size = advertisement.emit(&mut data).unwrap_or_default();
        if self.has(Defect::AdvertisedIdIsLittleEndian) {
            let end = if size == DOOR { size - 1 } else { size };
            data[end - 4..end].reverse();
        }
        data[..size].to_vec()
    }

    fn scan_response(&self) -> Vec<u8> {
        let name = LocalName {
            nuki_id: self.setup.nuki_id,
        };
        let mut response = [0; 31];
        let size = name.emit(&mut response).unwrap_or_default();
        if self.has(Defect::AdvertisedNameIsLowerCase) {
            response[2..size].make_ascii_lowercase();
        }
        response[..size].to_vec()
    }

    fn address(&self) -> String {
        let [_, a, b, c] = self.setup.nuki_id.to_be_bytes();
        format!("54:D2:72:{a:02X}:{b:02X}:{c:02X}")
    }
}

/// Bytes of the advertising data in door mode.
const DOOR: usize = 30;
/// A HomeKit advertisement: Apple's company number, type 6.
const HOMEKIT: [u8; 21] = [
    0x02, 0x01, 0x06, 0x11, 0xFF, 0x4C, 0x00, 0x06, 0x2D, 0x01, 1, 2, 3, 4, 5, 6, 0x06, 0x00, 0x01,
    0x00, 0x02,
];
