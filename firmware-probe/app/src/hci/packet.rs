//! HCI packets: commands written, events read field by field.

use alloc::vec::Vec;
use wire::probe::LinkParameters;

/// The opcodes of the commands that are used (Vol 4, Part E, 7).
pub(super) mod opcode {
    pub(crate) const DISCONNECT: u16 = 0x0406;
    pub(crate) const SET_EVENT_MASK: u16 = 0x0C01;
    pub(crate) const RESET: u16 = 0x0C03;
    pub(crate) const READ_BD_ADDR: u16 = 0x1009;
    pub(crate) const LE_SET_EVENT_MASK: u16 = 0x2001;
    pub(crate) const LE_READ_BUFFER_SIZE: u16 = 0x2002;
    pub(crate) const LE_SET_ADVERTISING_PARAMETERS: u16 = 0x2006;
    pub(crate) const LE_SET_ADVERTISING_DATA: u16 = 0x2008;
    pub(crate) const LE_SET_SCAN_RESPONSE_DATA: u16 = 0x2009;
    pub(crate) const LE_SET_ADVERTISE_ENABLE: u16 = 0x200A;
    pub(crate) const LE_SET_SCAN_PARAMETERS: u16 = 0x200B;
    pub(crate) const LE_SET_SCAN_ENABLE: u16 = 0x200C;
    pub(crate) const LE_CREATE_CONNECTION: u16 = 0x200D;
    pub(crate) const LE_CREATE_CONNECTION_CANCEL: u16 = 0x200E;
    pub(crate) const LE_CONNECTION_UPDATE: u16 = 0x2013;
    pub(crate) const LE_LTK_NEGATIVE_REPLY: u16 = 0x201B;
}

/// A command with its kind in front.
pub(super) fn command(opcode: u16, parameters: &[u8]) -> Vec<u8> {
    let [low, high] = opcode.to_le_bytes();
    // No command that is written here comes near 255 bytes.
    let length = u8::try_from(parameters.len()).unwrap_or(u8::MAX);
    [&[0x01, low, high, length], parameters].concat()
}

/// A link's terms, as two commands end with them.
pub(super) fn terms(terms: LinkParameters) -> Vec<u8> {
    let words = [
        terms.interval,
        terms.interval,
        terms.latency,
        terms.supervision,
        0,
        0,
    ];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The terms that a peripheral asks for: the longest interval that it wants.
pub(super) fn wanted(body: &[u8]) -> Option<LinkParameters> {
    let mut fields = Fields(body);
    fields.word()?;
    Some(LinkParameters {
        interval: fields.word()?,
        latency: fields.word()?,
        supervision: fields.word()?,
    })
}

/// AD structures as the two data commands take them.
pub(super) fn advertised(data: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(1 + ADVERTISED);
    all.push(u8::try_from(data.len().min(ADVERTISED)).unwrap_or_default());
    all.extend(data.iter().take(ADVERTISED));
    all.resize(1 + ADVERTISED, 0);
    all
}

/// What is left of an event.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn word(&mut self) -> Option<u16> {
        let (pair, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_le_bytes(*pair))
    }

    /// An address in the order in which it is printed.
    pub(super) fn address(&mut self) -> Option<[u8; 6]> {
        let (address, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        let mut address: [u8; 6] = *address;
        address.reverse();
        Some(address)
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

/// The longest AD structures of legacy advertising.
pub(super) const ADVERTISED: usize = 31;
