//! The handles of a capture: its own numbers for the document's characteristics.

use boundary::{Char, Characteristic, Property, Service};

/// A lock's characteristics by handle.
#[derive(Clone, Debug, Default)]
pub(super) struct Handles {
    services: Vec<Placed>,
    /// Characteristics that no service told of; each value has a descriptor behind it.
    odd: Vec<Char>,
}

/// A service with its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) uuid: Vec<u8>,
    pub(super) first: u16,
    pub(super) last: u16,
    pub(super) characteristics: Vec<PlacedCharacteristic>,
}

/// A characteristic: its declaration stands at `declaration`, value and CCCD behind it.
#[derive(Clone, Debug)]
pub(super) struct PlacedCharacteristic {
    pub(super) uuid: Vec<u8>,
    char: Option<Char>,
    pub(super) properties: u8,
    pub(super) declaration: u16,
}

impl PlacedCharacteristic {
    pub(super) const fn value(&self) -> u16 {
        self.declaration + 1
    }

    pub(super) const fn cccd(&self) -> u16 {
        self.declaration + 2
    }
}

impl Handles {
    /// Those of the document's services.
    pub(super) fn nominal() -> Self {
        let characteristic = |char: Char| Characteristic {
            uuid: char.uuid().to_string(),
            properties: vec![Property::Write, Property::Indicate],
        };
        let services: [(u32, &[Char]); 2] = [
            (0xa92e_e100, &[Char::PAIRING_GDIO]),
            (0xa92e_e200, &[Char::KEYTURNER_GDIO, Char::USDIO]),
        ];
        let services: Vec<Service> = services
            .iter()
            .map(|(service, chars)| Service {
                uuid: Char(*service).uuid().to_string(),
                characteristics: chars.iter().map(|char| characteristic(*char)).collect(),
            })
            .collect();
        Self::of(&services)
    }

    /// Those of services as a lock told them.
    pub(super) fn of(services: &[Service]) -> Self {
        let mut next = 1_u16;
        let mut placed = Vec::new();
        for service in services {
            let first = next;
            next = next.saturating_add(1);
            let mut characteristics = Vec::new();
            for one in &service.characteristics {
                let declaration = next;
                next = next.saturating_add(3);
                characteristics.push(PlacedCharacteristic {
                    uuid: le_bytes(&one.uuid),
                    char: char_of(&one.uuid),
                    properties: bits(&one.properties),
                    declaration,
                });
            }
            placed.push(Placed {
                uuid: le_bytes(&service.uuid),
                first,
                last: next.saturating_sub(1),
                characteristics,
            });
        }
        Self {
            services: placed,
            odd: Vec::new(),
        }
    }

    pub(super) fn services(&self) -> &[Placed] {
        &self.services
    }

    /// Where a characteristic's value stands.
    pub(super) fn value(&mut self, char: Char) -> u16 {
        let mut known = self.services.iter().flat_map(|one| &one.characteristics);
        if let Some(found) = known.find(|one| one.char == Some(char)) {
            return found.value();
        }
        let place = self.odd.iter().position(|odd| *odd == char);
        let place = place.unwrap_or_else(|| {
            self.odd.push(char);
            self.odd.len() - 1
        });
        ODD.saturating_add(u16::try_from(place).unwrap_or_default().saturating_mul(2))
    }

    /// Where a characteristic's CCCD stands.
    pub(super) fn cccd(&mut self, char: Char) -> u16 {
        self.value(char).saturating_add(1)
    }
}

fn char_of(uuid: &str) -> Option<Char> {
    Char::from_uuid(uuid.parse().ok()?)
}

/// A UUID in the order of the wire; of a text that is none, nothing is known.
fn le_bytes(uuid: &str) -> Vec<u8> {
    let digits: String = uuid.chars().filter(|letter| *letter != '-').collect();
    let value = u128::from_str_radix(&digits, 16).unwrap_or_default();
    value.to_le_bytes().to_vec()
}

fn bits(properties: &[Property]) -> u8 {
    let bit = |property: &Property| match property {
        Property::Read => 0x02,
        Property::WriteWithoutResponse => 0x04,
        Property::Write => 0x08,
        Property::Notify => 0x10,
        Property::Indicate => 0x20,
        Property::Other => 0x80,
    };
    properties.iter().fold(0, |bits, one| bits | bit(one))
}

/// Where the handles of characteristics begin that no service told of.
const ODD: u16 = 0x0100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_characteristic_of_the_document_has_its_place() {
        let mut handles = Handles::nominal();
        let chars = [Char::PAIRING_GDIO, Char::KEYTURNER_GDIO, Char::USDIO];
        assert_eq!(chars.map(|char| handles.value(char)), [3, 7, 10]);
        assert_eq!(handles.cccd(Char::USDIO), 11);
        assert_eq!(handles.services()[1].last, 11);
    }

    #[test]
    fn a_characteristic_that_nobody_told_of_keeps_its_handle() {
        let mut handles = Handles::nominal();
        let first = handles.value(Char(1));
        assert_ne!(first, handles.value(Char(2)));
        assert_eq!(first, handles.value(Char(1)));
    }

    #[test]
    fn a_uuid_that_is_none_is_no_reason_to_stop() {
        let odd = Service {
            uuid: "not one".into(),
            characteristics: Vec::new(),
        };
        assert_eq!(Handles::of(&[odd]).services()[0].uuid, [0; 16]);
    }
}
