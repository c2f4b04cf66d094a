//! Discovery of all services by UUID, sans I/O: which request comes next, what an answer means.
//!
//! Services, then the characteristics of each, then the descriptors behind those of the lock's own
//! family (Vol 3, Part G, 4.4 to 4.7).

use super::pdu::{Handle, Pdu, Request, code, kind, word};
use super::table::{FoundCharacteristic, FoundService, Table, uuid};
use wire::gatt::Uuid;

/// A discovery under way.
#[derive(Debug)]
pub(crate) struct Discovery {
    found: Table,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Services {
        from: Handle,
    },
    Characteristics {
        service: usize,
        from: Handle,
    },
    Descriptors {
        service: usize,
        characteristic: usize,
        from: Handle,
    },
    Done,
}

/// Why a discovery cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stuck {
    /// The lock answers with this ATT error.
    Error(u8),
    /// The answer is not what the procedure allows.
    Nonsense(&'static str),
}

impl Discovery {
    pub(crate) fn new() -> Self {
        Self {
            found: Table::default(),
            stage: Stage::Services { from: 1 },
        }
    }

    /// The request to send next; none when everything is found.
    pub(crate) fn request(&self) -> Option<Request> {
        match self.stage {
            Stage::Services { from } => {
                Some(Request::ReadByGroupType(from, LAST, kind::PRIMARY_SERVICE))
            }
            Stage::Characteristics { service, from } => {
                let last = self.found.services.get(service)?.last;
                Some(Request::ReadByType(from, last, kind::CHARACTERISTIC))
            }
            Stage::Descriptors {
                service,
                characteristic,
                from,
            } => Some(Request::FindInformation(
                from,
                self.end_of(service, characteristic)?,
            )),
            Stage::Done => None,
        }
    }

    /// Takes the answer to [`Self::request`].
    pub(crate) fn answer(&mut self, pdu: &Pdu) -> Result<(), Stuck> {
        match (self.stage, pdu) {
            (_, Pdu::Error(_, code::ATTRIBUTE_NOT_FOUND)) => self.end_of_range(),
            (_, Pdu::Error(_, code)) => return Err(Stuck::Error(*code)),
            (Stage::Services { from }, Pdu::Response(0x11, body)) => self.services(from, body)?,
            (Stage::Characteristics { service, from }, Pdu::Response(0x09, body)) => {
                self.characteristics(service, from, body)?;
            }
            (
                Stage::Descriptors {
                    service,
                    characteristic,
                    from,
                },
                Pdu::Response(0x05, body),
            ) => self.descriptors(service, characteristic, from, body)?,
            _ => return Err(Stuck::Nonsense("a response to another request")),
        }
        Ok(())
    }

    /// What was found.
    pub(crate) fn finish(self) -> Table {
        self.found
    }

    fn services(&mut self, from: Handle, body: &[u8]) -> Result<(), Stuck> {
        let mut next = from;
        for entry in entries(body, &[6, 20])? {
            let (first, last) = (at(entry, 0), at(entry, 2));
            forward(first >= next && last >= first)?;
            let service = FoundService {
                uuid: read(entry, 4)?,
                first,
                last,
                characteristics: Vec::new(),
            };
            self.found.services.push(service);
            if last == LAST {
                self.enter(0);
                return Ok(());
            }
            next = last + 1;
        }
        self.stage = Stage::Services { from: next };
        Ok(())
    }

    fn characteristics(&mut self, service: usize, from: Handle, body: &[u8]) -> Result<(), Stuck> {
        let Some(into) = self.found.services.get_mut(service) else {
            return Err(Stuck::Nonsense("no such service"));
        };
        let mut next = from;
        for entry in entries(body, &[7, 21])? {
            let declaration = at(entry, 0);
            forward(declaration >= next && declaration < into.last)?;
            into.characteristics.push(FoundCharacteristic {
                uuid: read(entry, 5)?,
                declaration,
                value: at(entry, 3),
                properties: entry.get(2).copied().unwrap_or_default(),
                cccd: None,
            });
            next = declaration + 1;
        }
        match next < into.last {
            true => {
                self.stage = Stage::Characteristics {
                    service,
                    from: next,
                }
            }
            false => self.enter_descriptors(service, 0),
        }
        Ok(())
    }

    fn descriptors(
        &mut self,
        service: usize,
        characteristic: usize,
        from: Handle,
        body: &[u8],
    ) -> Result<(), Stuck> {
        let end = self.end_of(service, characteristic).unwrap_or(from);
        let [format, pairs @ ..] = body else {
            return Err(Stuck::Nonsense("an empty list of descriptors"));
        };
        let size = if *format == 1 { 4 } else { 18 };
        let mut next = from;
        for entry in pairs.chunks_exact(size) {
            let handle = at(entry, 0);
            forward(handle >= next && handle <= end)?;
            if *format == 1 && at(entry, 2) == kind::CCCD {
                self.note_cccd(service, characteristic, handle);
            }
            if handle == end {
                self.enter_descriptors(service, characteristic + 1);
                return Ok(());
            }
            next = handle + 1;
        }
        forward(next > from)?;
        self.stage = Stage::Descriptors {
            service,
            characteristic,
            from: next,
        };
        Ok(())
    }

    fn note_cccd(&mut self, service: usize, characteristic: usize, handle: Handle) {
        let service = self.found.services.get_mut(service);
        if let Some(found) = service.and_then(|s| s.characteristics.get_mut(characteristic)) {
            found.cccd.get_or_insert(handle);
        }
    }

    /// The lock has no more attributes of this kind in this range.
    fn end_of_range(&mut self) {
        match self.stage {
            Stage::Services { .. } => self.enter(0),
            Stage::Characteristics { service, .. } => self.enter_descriptors(service, 0),
            Stage::Descriptors {
                service,
                characteristic,
                ..
            } => self.enter_descriptors(service, characteristic + 1),
            Stage::Done => {}
        }
    }

    /// Begins with that service, or the next one that can hold something.
    fn enter(&mut self, service: usize) {
        let mut services = self.found.services.iter().enumerate().skip(service);
        self.stage = services.find(|(_, found)| found.first < found.last).map_or(
            Stage::Done,
            |(service, found)| Stage::Characteristics {
                service,
                from: found.first,
            },
        );
    }

    /// Begins with that characteristic's descriptors, or those of the next one that can have any.
    fn enter_descriptors(&mut self, service: usize, characteristic: usize) {
        let count = self
            .found
            .services
            .get(service)
            .map_or(0, |found| found.characteristics.len());
        for candidate in characteristic..count {
            let found = &self.found.services[service].characteristics[candidate];
            let ours = found.uuid.in_family().is_some();
            match (found.value.checked_add(1), self.end_of(service, candidate)) {
                (Some(from), Some(end)) if ours && from <= end => {
                    self.stage = Stage::Descriptors {
                        service,
                        characteristic: candidate,
                        from,
                    };
                    return;
                }
                _ => {}
            }
        }
        self.enter(service + 1);
    }

    /// The last handle that belongs to a characteristic.
    fn end_of(&self, service: usize, characteristic: usize) -> Option<Handle> {
        let service = self.found.services.get(service)?;
        match service.characteristics.get(characteristic + 1) {
            Some(next) => next.declaration.checked_sub(1),
            None => Some(service.last),
        }
    }
}

/// Cuts a list whose first byte is the size of its entries.
fn entries<'a>(body: &'a [u8], sizes: &[u8]) -> Result<impl Iterator<Item = &'a [u8]>, Stuck> {
    match body {
        [size, list @ ..] if sizes.contains(size) && list.len() >= usize::from(*size) => {
            Ok(list.chunks_exact(usize::from(*size)))
        }
        _ => Err(Stuck::Nonsense("a list with entries of an unknown size")),
    }
}

/// A list that goes back would be read for ever.
fn forward(goes: bool) -> Result<(), Stuck> {
    match goes {
        true => Ok(()),
        false => Err(Stuck::Nonsense("handles that do not go up")),
    }
}

fn at(entry: &[u8], place: usize) -> Handle {
    match entry.get(place..place + 2) {
        Some([low, high]) => word(*low, *high),
        _ => 0,
    }
}

fn read(entry: &[u8], place: usize) -> Result<Uuid, Stuck> {
    let bytes = entry.get(place..).and_then(uuid);
    bytes.ok_or(Stuck::Nonsense("a UUID of neither 2 nor 16 bytes"))
}

/// The highest handle there can be.
const LAST: Handle = 0xFFFF;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::att::test_lock::TestLock;
    use boundary::Char;

    fn discover(lock: &mut TestLock) -> Result<(Table, usize), Stuck> {
        let mut discovery = Discovery::new();
        let mut asked = 0;
        while let Some(request) = discovery.request() {
            asked += 1;
            assert!(asked < 200, "it never ends");
            for answer in lock.hear(&request.bytes()) {
                discovery.answer(&Pdu::read(&answer))?;
            }
        }
        Ok((discovery.finish(), asked))
    }

    #[test]
    fn every_service_and_every_cccd_is_found_by_uuid() {
        let (table, asked) = discover(&mut TestLock::default()).unwrap();
        assert_eq!(table.services.len(), 4);
        for char in [Char::PAIRING_GDIO, Char::KEYTURNER_GDIO, Char::USDIO] {
            let value = table.value(char).unwrap();
            assert_eq!(table.char_at(value), Some(char));
            assert_eq!(table.cccd(char), Some(value + 1));
        }
        assert!(asked < 20, "{asked} requests");
    }

    #[test]
    fn handles_may_be_anywhere() {
        let mut lock = TestLock {
            base: 0x0F00,
            ..TestLock::default()
        };
        let (table, _) = discover(&mut lock).unwrap();
        assert!(table.value(Char::USDIO).unwrap() > 0x0F00);
    }

    #[test]
    fn a_list_that_goes_back_is_not_read_for_ever() {
        let mut discovery = Discovery::new();
        let entry = [6, 5, 0, 9, 0, 0x0F, 0x18];
        let reply = Pdu::Response(0x11, entry.to_vec());
        discovery.answer(&reply).unwrap();
        assert!(matches!(discovery.answer(&reply), Err(Stuck::Nonsense(_))));
    }

    #[test]
    fn nonsense_is_told_and_never_a_panic() {
        for body in [&[][..], &[0], &[5, 1], &[6], &[20, 1, 2], &[7; 8]] {
            for opcode in [0x05, 0x09, 0x11, 0x13] {
                let reply = Pdu::Response(opcode, body.to_vec());
                assert!(Discovery::new().answer(&reply).is_err());
            }
        }
        let refused = Discovery::new().answer(&Pdu::Error(0x10, 0x05));
        assert_eq!(refused, Err(Stuck::Error(0x05)));
    }
}
