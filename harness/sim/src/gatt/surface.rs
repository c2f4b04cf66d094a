//! The services and characteristics that the lock offers ("Bluetooth GATT services").

use crate::Defect;
use crate::lock::Lock;
use alloc::string::ToString;
use alloc::vec::Vec;
use boundary::{Char, Characteristic, Property, Service};
use wire::gatt;

impl Lock {
    /// Whether there is such a characteristic.
    pub(crate) fn offers(&self, char: Char) -> bool {
        let documented = [Char::PAIRING_GDIO, Char::KEYTURNER_GDIO, Char::USDIO].contains(&char);
        documented || (char == UNNAMED && self.settings.extra_characteristics)
    }

    /// Whether another client may connect.
    pub(crate) fn has_free_slot(&self) -> bool {
        let taken = self.links.len() + self.damage.lost_slots;
        taken < self.settings.max_links as usize
    }

    /// All services.
    pub(crate) fn services(&self) -> Vec<Service> {
        let mut keyturner = Vec::from([Char::KEYTURNER_GDIO, Char::USDIO]);
        if self.settings.extra_characteristics {
            keyturner.push(UNNAMED);
        }
        if self.has(Defect::NoKeyturnerGdio) {
            keyturner.remove(0);
        }
        let initialization: &[Char] = if self.has(Defect::InitializationHasACharacteristic) {
            &[Char(0xa92e_e001)]
        } else {
            &[]
        };
        let mut services = Vec::from([
            self.service(gatt::Service::INITIALIZATION, initialization),
            self.service(gatt::Service::PAIRING, &[Char::PAIRING_GDIO]),
            self.service(gatt::Service::KEYTURNER, &keyturner),
        ]);
        if self.settings.extra_characteristics {
            services.insert(1, self.service(gatt::Service(0xa92e_ea00), &[]));
        }
        if self.has(Defect::NoPairingService) {
            services.remove(1);
        }
        services
    }

    fn service(&self, service: gatt::Service, chars: &[Char]) -> Service {
        let characteristics = chars.iter().map(|char| Characteristic {
            uuid: char.uuid().to_string(),
            properties: self.properties(*char),
        });
        Service {
            uuid: service.uuid().to_string(),
            characteristics: characteristics.collect(),
        }
    }

    fn properties(&self, char: Char) -> Vec<Property> {
        if char == UNNAMED {
            return [Property::WriteWithoutResponse].into();
        }
        let mut properties = Vec::from([Property::Write]);
        if self.settings.declares_read {
            properties.push(Property::Read);
        }
        if self.settings.declares_notify || self.has(Defect::IndicateIsNotDeclared) {
            properties.push(Property::Notify);
        }
        if !self.has(Defect::IndicateIsNotDeclared) {
            properties.push(Property::Indicate);
        }
        properties
    }
}

/// A third characteristic of the keyturner service that some locks have.
const UNNAMED: Char = Char(0xa92e_e203);
