//! A lock's attributes: handles, declarations and values, made from its services.

use alloc::vec::Vec;
use boundary::{Char, Property, Service};
use wire::gatt::Uuid;

pub(crate) type Handle = u16;

/// GATT's own kinds of attributes (Vol 3, Part G, 3).
pub(crate) const PRIMARY_SERVICE: u16 = 0x2800;
pub(crate) const CHARACTERISTIC: u16 = 0x2803;
pub(crate) const CCCD: u16 = 0x2902;

/// All attributes of a lock, in the order of their handles, which count from 1.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    all: Vec<Attribute>,
}

#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) handle: Handle,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    /// A primary service with its last handle.
    Service(Uuid, Handle),
    /// A characteristic declaration: properties, and the UUID of the value behind it.
    Declaration(u8, Uuid),
    /// A characteristic's value; none for one that is not of the lock's family.
    Value(Uuid, Option<Char>),
    /// The CCCD of the value before it.
    Cccd(Option<Char>),
}

impl Attributes {
    /// The table of these services; one whose UUID makes no sense is left out.
    pub(crate) fn of(services: &[Service]) -> Self {
        let mut table = Self::default();
        for service in services {
            let Ok(uuid) = service.uuid.parse() else {
                continue;
            };
            let place = table.all.len();
            table.push(What::Service(uuid, 0));
            for one in &service.characteristics {
                let Ok(uuid) = one.uuid.parse() else {
                    continue;
                };
                table.push(What::Declaration(bits(&one.properties), uuid));
                let char = Char::from_uuid(uuid);
                table.push(What::Value(uuid, char));
                let listened = [Property::Notify, Property::Indicate];
                if listened
                    .iter()
                    .any(|one_of| one.properties.contains(one_of))
                {
                    table.push(What::Cccd(char));
                }
            }
            let end = table.last();
            if let Some(Attribute {
                what: What::Service(_, last),
                ..
            }) = table.all.get_mut(place)
            {
                *last = end;
            }
        }
        table
    }

    /// Those from `first` to `last`.
    pub(crate) fn range(&self, first: Handle, last: Handle) -> impl Iterator<Item = &Attribute> {
        let within = move |one: &&Attribute| (first..=last).contains(&one.handle);
        self.all.iter().filter(within)
    }

    pub(crate) fn at(&self, handle: Handle) -> Option<&Attribute> {
        self.all.get(usize::from(handle).checked_sub(1)?)
    }

    /// Where a characteristic's value stands.
    pub(crate) fn value_of(&self, char: Char) -> Option<Handle> {
        let is =
            |one: &&Attribute| matches!(one.what, What::Value(_, Some(other)) if other == char);
        self.all.iter().find(is).map(|one| one.handle)
    }

    fn last(&self) -> Handle {
        Handle::try_from(self.all.len()).unwrap_or(Handle::MAX)
    }

    fn push(&mut self, what: What) {
        let handle = self.last().saturating_add(1);
        self.all.push(Attribute { handle, what });
    }
}

impl Attribute {
    /// Its type, lowest byte first.
    pub(crate) fn kind(&self) -> Vec<u8> {
        match &self.what {
            What::Service(..) => PRIMARY_SERVICE.to_le_bytes().into(),
            What::Declaration(..) => CHARACTERISTIC.to_le_bytes().into(),
            What::Value(uuid, _) => little(*uuid),
            What::Cccd(_) => CCCD.to_le_bytes().into(),
        }
    }

    /// What a declaration says; none for values.
    pub(crate) fn declared(&self) -> Option<Vec<u8>> {
        match &self.what {
            What::Service(uuid, _) => Some(little(*uuid)),
            What::Declaration(bits, uuid) => {
                let mut value = Vec::from([*bits]);
                value.extend((self.handle + 1).to_le_bytes());
                value.extend(little(*uuid));
                Some(value)
            }
            What::Value(..) | What::Cccd(_) => None,
        }
    }
}

/// A UUID as ATT sends it: 2 bytes for one of the Bluetooth SIG's, else 16.
fn little(uuid: Uuid) -> Vec<u8> {
    match uuid.0 {
        [0, 0, high, low, rest @ ..] if rest == SIG => [low, high].into(),
        _ => uuid.to_le_bytes().into(),
    }
}

fn bits(properties: &[Property]) -> u8 {
    properties.iter().fold(0, |bits, one| {
        bits | match one {
            Property::Read => 0x02,
            Property::WriteWithoutResponse => 0x04,
            Property::Write => 0x08,
            Property::Notify => 0x10,
            Property::Indicate => 0x20,
            Property::Other => 0x80,
        }
    })
}

/// What follows the 16 bits in the UUIDs of the Bluetooth SIG.
const SIG: [u8; 12] = *b"\0\0\x10\0\x80\0\0\x80\x5f\x9b\x34\xfb";
