//! ATT PDUs (Bluetooth Core, Vol 3, Part F, 3.4): bytes with names, no state.

/// An attribute's handle on one lock; it means nothing on another.
pub(crate) type Handle = u16;

/// ATT_MTU when nothing has been exchanged (Vol 3, Part G, 5.2.1).
pub(crate) const DEFAULT_MTU: u16 = 23;

/// ATT error codes that the link itself gives or understands.
pub(crate) mod code {
    pub(crate) const REQUEST_NOT_SUPPORTED: u8 = 0x06;
    pub(crate) const ATTRIBUTE_NOT_FOUND: u8 = 0x0A;
}

/// The UUIDs of the GATT declarations, and of the CCCD.
pub(crate) mod kind {
    pub(crate) const PRIMARY_SERVICE: u16 = 0x2800;
    pub(crate) const CHARACTERISTIC: u16 = 0x2803;
    pub(crate) const CCCD: u16 = 0x2902;
}

/// A PDU that the harness, as the client, sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    ExchangeMtu(u16),
    FindInformation(Handle, Handle),
    ReadByType(Handle, Handle, u16),
    ReadByGroupType(Handle, Handle, u16),
    Write(Handle, Vec<u8>),
    PrepareWrite(Handle, u16, Vec<u8>),
    ExecuteWrite(bool),
}

impl Request {
    /// The opcode, which an Error Response repeats.
    pub(crate) const fn opcode(&self) -> u8 {
        match self {
            Self::ExchangeMtu(_) => 0x02,
            Self::FindInformation(..) => 0x04,
            Self::ReadByType(..) => 0x08,
            Self::ReadByGroupType(..) => 0x10,
            Self::Write(..) => 0x12,
            Self::PrepareWrite(..) => 0x16,
            Self::ExecuteWrite(_) => 0x18,
        }
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = vec![self.opcode()];
        match self {
            Self::ExchangeMtu(mtu) => out.extend(mtu.to_le_bytes()),
            Self::FindInformation(first, last) => put(&mut out, &[*first, *last]),
            Self::ReadByType(first, last, kind) | Self::ReadByGroupType(first, last, kind) => {
                put(&mut out, &[*first, *last, *kind]);
            }
            Self::Write(handle, value) => {
                put(&mut out, &[*handle]);
                out.extend(value);
            }
            Self::PrepareWrite(handle, offset, value) => {
                put(&mut out, &[*handle, *offset]);
                out.extend(value);
            }
            Self::ExecuteWrite(write) => out.push(u8::from(*write)),
        }
        out
    }
}

/// A Write Command: no answer.
pub(crate) fn write_command(handle: Handle, value: &[u8]) -> Vec<u8> {
    let mut out = vec![0x52];
    put(&mut out, &[handle]);
    out.extend(value);
    out
}

/// A Handle Value Confirmation.
pub(crate) const CONFIRMATION: [u8; 1] = [0x1E];

/// An Exchange MTU Response: what the harness tells a lock that asks as a client.
pub(crate) fn mtu_response(mtu: u16) -> Vec<u8> {
    let mut out = vec![0x03];
    put(&mut out, &[mtu]);
    out
}

/// An Error Response of the harness to a lock that asks as a client.
pub(crate) fn error_response(opcode: u8, code: u8) -> Vec<u8> {
    vec![0x01, opcode, 0, 0, code]
}

/// A PDU that came from the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pdu {
    /// Error Response: to that opcode, with that code.
    Error(u8, u8),
    /// Any other response: its opcode and what follows.
    Response(u8, Vec<u8>),
    /// Handle Value Indication.
    Indication(Handle, Vec<u8>),
    /// Handle Value Notification.
    Notification(Handle, Vec<u8>),
    /// The lock asks as a client: a request's opcode.
    Asked(u8),
    /// A command or a confirmation, which wants nothing.
    Ignored,
    /// No ATT PDU.
    Malformed,
}

impl Pdu {
    /// Reads a PDU.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        match bytes {
            [0x01, opcode, _, _, code] => Self::Error(*opcode, *code),
            [0x1D, low, high, value @ ..] => Self::Indication(word(*low, *high), value.to_vec()),
            [0x1B, low, high, value @ ..] => Self::Notification(word(*low, *high), value.to_vec()),
            [] | [0x01 | 0x1D | 0x1B, ..] => Self::Malformed,
            // Confirmation; bit 6 marks a command.
            [0x1E, ..] => Self::Ignored,
            [opcode, ..] if opcode & 0x40 != 0 => Self::Ignored,
            // Requests are even, responses odd.
            [opcode, ..] if opcode & 1 == 0 => Self::Asked(*opcode),
            [opcode, rest @ ..] => Self::Response(*opcode, rest.to_vec()),
        }
    }
}

/// A little-endian number.
pub(crate) const fn word(low: u8, high: u8) -> u16 {
    u16::from_le_bytes([low, high])
}

fn put(out: &mut Vec<u8>, words: &[u16]) {
    for word in words {
        out.extend(word.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_written_as_the_core_specification_prints_them() {
        for (request, bytes) in [
            (Request::ExchangeMtu(247), vec![0x02, 0xF7, 0x00]),
            (
                Request::FindInformation(0x10, 0x0123),
                vec![0x04, 0x10, 0, 0x23, 0x01],
            ),
            (
                Request::ReadByType(1, 0xFFFF, kind::CHARACTERISTIC),
                vec![0x08, 1, 0, 0xFF, 0xFF, 0x03, 0x28],
            ),
            (
                Request::ReadByGroupType(1, 0xFFFF, kind::PRIMARY_SERVICE),
                vec![0x10, 1, 0, 0xFF, 0xFF, 0x00, 0x28],
            ),
            (Request::Write(5, vec![9, 8]), vec![0x12, 5, 0, 9, 8]),
            (
                Request::PrepareWrite(5, 18, vec![7]),
                vec![0x16, 5, 0, 18, 0, 7],
            ),
            (Request::ExecuteWrite(true), vec![0x18, 1]),
            (Request::ExecuteWrite(false), vec![0x18, 0]),
        ] {
            assert_eq!(request.bytes(), bytes);
            assert_eq!(request.opcode(), bytes[0]);
        }
    }

    #[test]
    fn what_comes_is_told_apart() {
        assert_eq!(Pdu::read(&[0x01, 0x12, 5, 0, 0x80]), Pdu::Error(0x12, 0x80));
        assert_eq!(Pdu::read(&[0x13]), Pdu::Response(0x13, vec![]));
        assert_eq!(
            Pdu::read(&[0x1D, 5, 1, 9]),
            Pdu::Indication(0x0105, vec![9])
        );
        assert_eq!(Pdu::read(&[0x1B, 5, 0]), Pdu::Notification(5, vec![]));
        assert_eq!(Pdu::read(&[0x02, 23, 0]), Pdu::Asked(0x02));
        assert_eq!(Pdu::read(&[0x52, 5, 0]), Pdu::Ignored);
        for bad in [&[][..], &[0x01, 2], &[0x1D, 5], &[0x1B]] {
            assert_eq!(Pdu::read(bad), Pdu::Malformed);
        }
    }

    #[test]
    fn no_bytes_cause_a_panic() {
        for first in 0..=u8::MAX {
            for length in 0..6 {
                let mut bytes = vec![0xFF; length];
                if let Some(opcode) = bytes.first_mut() {
                    *opcode = first;
                }
                let _ = Pdu::read(&bytes);
            }
        }
    }
}
