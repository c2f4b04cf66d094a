//! What discovery found on a lock: services by UUID, and the handles behind them.

use super::pdu::Handle;
use boundary::{Char, Characteristic, Property, Service};
use wire::gatt::Uuid;

/// A lock's attributes, as far as discovery goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) services: Vec<FoundService>,
}

/// A primary service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundService {
    pub(crate) uuid: Uuid,
    pub(crate) first: Handle,
    pub(crate) last: Handle,
    pub(crate) characteristics: Vec<FoundCharacteristic>,
}

/// A characteristic of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundCharacteristic {
    pub(crate) uuid: Uuid,
    pub(crate) declaration: Handle,
    pub(crate) value: Handle,
    pub(crate) properties: u8,
    pub(crate) cccd: Option<Handle>,
}

impl Table {
    /// Where a characteristic's value stands.
    pub(crate) fn value(&self, char: Char) -> Option<Handle> {
        self.find(char).map(|found| found.value)
    }

    /// Where a characteristic's CCCD stands.
    pub(crate) fn cccd(&self, char: Char) -> Option<Handle> {
        self.find(char).and_then(|found| found.cccd)
    }

    /// The characteristic whose value stands there.
    pub(crate) fn char_at(&self, handle: Handle) -> Option<Char> {
        let found = self.characteristics().find(|found| found.value == handle)?;
        Char::from_uuid(found.uuid)
    }

    /// The services as a run is told of them.
    pub(crate) fn told(&self) -> Vec<Service> {
        self.services.iter().map(FoundService::told).collect()
    }

    fn find(&self, char: Char) -> Option<&FoundCharacteristic> {
        self.characteristics()
            .find(|found| found.uuid == char.uuid())
    }

    fn characteristics(&self) -> impl Iterator<Item = &FoundCharacteristic> {
        let services = self.services.iter();
        services.flat_map(|service| &service.characteristics)
    }
}

impl FoundService {
    fn told(&self) -> Service {
        Service {
            uuid: self.uuid.to_string(),
            characteristics: self
                .characteristics
                .iter()
                .map(|found| Characteristic {
                    uuid: found.uuid.to_string(),
                    properties: properties(found.properties),
                })
                .collect(),
        }
    }
}

/// Reads the properties of a characteristic declaration (Vol 3, Part G, 3.3.1.1).
pub(crate) fn properties(bits: u8) -> Vec<Property> {
    const NAMED: &[(u8, Property)] = &[
        (0x02, Property::Read),
        (0x04, Property::WriteWithoutResponse),
        (0x08, Property::Write),
        (0x10, Property::Notify),
        (0x20, Property::Indicate),
        (0xC1, Property::Other),
    ];
    let set = NAMED.iter().filter(|(bit, _)| bits & bit != 0);
    set.map(|(_, property)| *property).collect()
}

/// The properties that bluetoothd names, as the declaration's bits.
#[cfg(feature = "ble")]
pub(crate) fn bits(flags: &bluer::gatt::CharacteristicFlags) -> u8 {
    [
        (flags.read, 0x02),
        (flags.write_without_response, 0x04),
        (flags.write, 0x08),
        (flags.notify, 0x10),
        (flags.indicate, 0x20),
        (flags.broadcast || flags.extended_properties, 0x80),
    ]
    .into_iter()
    .filter(|(set, _)| *set)
    .fold(0, |bits, (_, bit)| bits | bit)
}

/// The 128-bit form of a UUID that came as 2 or 16 bytes, lowest byte first.
pub(crate) fn uuid(bytes: &[u8]) -> Option<Uuid> {
    match bytes {
        [low, high] => {
            let mut base = *b"\0\0\0\0\0\0\x10\0\x80\0\0\x80\x5f\x9b\x34\xfb";
            base[2] = *high;
            base[3] = *low;
            Some(Uuid(base))
        }
        _ => {
            let mut whole: [u8; 16] = bytes.try_into().ok()?;
            whole.reverse();
            Some(Uuid(whole))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_uuid_stands_for_a_long_one() {
        let battery = uuid(&[0x0F, 0x18]).unwrap();
        assert_eq!(battery.to_string(), "0000180f-0000-1000-8000-00805f9b34fb");
        let usdio = uuid(&Char::USDIO.uuid().to_le_bytes()).unwrap();
        assert_eq!(Char::from_uuid(usdio), Some(Char::USDIO));
        assert_eq!(uuid(&[1, 2, 3]), None);
    }

    #[test]
    fn every_property_is_told() {
        assert_eq!(properties(0x28), [Property::Write, Property::Indicate]);
        assert_eq!(
            properties(0x96),
            [
                Property::Read,
                Property::WriteWithoutResponse,
                Property::Notify,
                Property::Other
            ]
        );
    }
}
