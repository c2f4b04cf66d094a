//! An ATT server of a few lines for the tests: the lock's services, echoing what is written.

use super::pdu::{Handle, error_response, word};
use boundary::Char;
use std::collections::BTreeMap;
use wire::gatt::Service;

/// Answers each PDU at once; a value written comes back as an indication where that is on.
pub(crate) struct TestLock {
    /// Before its first handle.
    pub(crate) base: Handle,
    pub(crate) mtu: u16,
    /// What was written to CCCDs and values.
    pub(crate) written: BTreeMap<Handle, Vec<u8>>,
    pub(crate) prepared: Vec<u8>,
    /// What it has heard, byte by byte.
    pub(crate) heard: Vec<Vec<u8>>,
}

impl Default for TestLock {
    fn default() -> Self {
        Self {
            base: 0,
            mtu: 247,
            written: BTreeMap::new(),
            prepared: Vec::new(),
            heard: Vec::new(),
        }
    }
}

impl TestLock {
    /// What it says to a PDU.
    pub(crate) fn hear(&mut self, pdu: &[u8]) -> Vec<Vec<u8>> {
        self.heard.push(pdu.to_vec());
        let words: Vec<u16> = pdu
            .get(1..)
            .unwrap_or_default()
            .chunks_exact(2)
            .map(|pair| word(pair[0], pair[1]))
            .collect();
        match (pdu.first(), words.as_slice()) {
            (Some(0x02), _) => vec![[&[0x03][..], &self.mtu.to_le_bytes()].concat()],
            (Some(0x10), [from, ..]) => vec![self.group(*from)],
            (Some(0x08), [from, to, ..]) => vec![self.declarations(*from, *to)],
            (Some(0x04), [from, ..]) => vec![self.descriptors(*from)],
            (Some(0x12), [handle, ..]) => self.write(*handle, &pdu[3..]),
            (Some(0x16), _) => {
                self.prepared.extend(&pdu[5..]);
                vec![[&[0x17], &pdu[1..]].concat()]
            }
            (Some(0x18), _) => {
                let whole = std::mem::take(&mut self.prepared);
                self.written.insert(0, whole);
                vec![vec![0x19]]
            }
            (Some(0x1E | 0x52), _) => vec![],
            (Some(opcode), _) => vec![error_response(*opcode, 0x06)],
            (None, _) => vec![],
        }
    }

    fn write(&mut self, handle: Handle, value: &[u8]) -> Vec<Vec<u8>> {
        self.written.insert(handle, value.to_vec());
        let mut said = vec![vec![0x13]];
        let on = self.written.get(&(handle + 1)).map(Vec::as_slice);
        if on == Some(&[2, 0]) {
            let [low, high] = handle.to_le_bytes();
            said.push([&[0x1D, low, high], value].concat());
        }
        said
    }

    /// GAP (1..=5), initialization (10), pairing (20..=23), keyturner (30..=36).
    fn layout(&self) -> Vec<(Handle, Handle, Vec<u8>)> {
        let family = |service: Service| service.uuid().to_le_bytes().to_vec();
        [
            (1, 5, vec![0x00, 0x18]),
            (10, 10, family(Service::INITIALIZATION)),
            (20, 23, family(Service::PAIRING)),
            (30, 36, family(Service::KEYTURNER)),
        ]
        .map(|(first, last, uuid)| (first + self.base, last + self.base, uuid))
        .into()
    }

    fn group(&self, from: Handle) -> Vec<u8> {
        let Some((first, last, uuid)) = self.layout().into_iter().find(|one| one.0 >= from) else {
            return error_response(0x10, 0x0A);
        };
        let mut out = vec![0x11, if uuid.len() == 2 { 6 } else { 20 }];
        out.extend(first.to_le_bytes());
        out.extend(last.to_le_bytes());
        out.extend(uuid);
        out
    }

    fn declarations(&self, from: Handle, to: Handle) -> Vec<u8> {
        let here = [
            (21, Char::PAIRING_GDIO),
            (31, Char::KEYTURNER_GDIO),
            (34, Char::USDIO),
        ];
        let place = |handle: Handle| handle + self.base;
        let found = here
            .iter()
            .find(|(handle, _)| place(*handle) >= from && place(*handle) <= to);
        let Some((handle, char)) = found else {
            return error_response(0x08, 0x0A);
        };
        let mut out = vec![0x09, 21];
        out.extend(place(*handle).to_le_bytes());
        out.push(0x28);
        out.extend(place(handle + 1).to_le_bytes());
        out.extend(char.uuid().to_le_bytes());
        out
    }

    fn descriptors(&self, from: Handle) -> Vec<u8> {
        match from.wrapping_sub(self.base) {
            23 | 33 | 36 => {
                let [low, high] = from.to_le_bytes();
                vec![0x05, 1, low, high, 0x02, 0x29]
            }
            _ => error_response(0x04, 0x0A),
        }
    }
}
