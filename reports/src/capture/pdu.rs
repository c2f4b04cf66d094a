//! PDUs and exchanges of ATT that a message stands for (Vol 3, Part F, 3.4).

use super::Way;
use super::handles::{Handles, Placed};

/// The whole exchange of a long write after its first request.
pub(super) fn all_parts(parts: &[Vec<u8>]) -> Vec<(Way, Vec<u8>)> {
    let mut all = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            all.push((Way::Out, part.clone()));
        }
        let mut echo = part.clone();
        if let Some(opcode) = echo.first_mut() {
            *opcode = 0x17;
        }
        all.push((Way::In, echo));
    }
    all.push((Way::Out, vec![0x18, 0x01]));
    all.push((Way::In, vec![0x19]));
    all
}

/// Discovery as a client does it that knows nothing.
pub(super) fn discovery(handles: &Handles) -> Vec<(Way, Vec<u8>)> {
    let services = handles.services();
    let mut all = Vec::new();
    let mut begin = 1_u16;
    for service in services {
        let from = begin.to_le_bytes();
        all.push((Way::Out, pdu(0x10, &[&from, &LAST, &PRIMARY])));
        let (first, last) = (service.first.to_le_bytes(), service.last.to_le_bytes());
        all.push((Way::In, pdu(0x11, &[&[20], &first, &last, &service.uuid])));
        begin = service.last.saturating_add(1);
    }
    all.push((
        Way::Out,
        pdu(0x10, &[&begin.to_le_bytes(), &LAST, &PRIMARY]),
    ));
    all.push((Way::In, not_found(0x10, begin)));
    for service in services {
        all.extend(characteristics(service));
    }
    all
}

fn characteristics(service: &Placed) -> Vec<(Way, Vec<u8>)> {
    let last = service.last.to_le_bytes();
    let mut all = Vec::new();
    for one in &service.characteristics {
        let declaration = one.declaration.to_le_bytes();
        all.push((Way::Out, pdu(0x08, &[&declaration, &last, &CHARACTERISTIC])));
        let value = one.value().to_le_bytes();
        let found = pdu(
            0x09,
            &[&[21], &declaration, &[one.properties], &value, &one.uuid],
        );
        all.push((Way::In, found));
        let cccd = one.cccd().to_le_bytes();
        all.push((Way::Out, pdu(0x04, &[&cccd, &cccd])));
        all.push((Way::In, pdu(0x05, &[&[1], &cccd, &CCCD])));
    }
    all
}

pub(super) fn exchange(mtu: u16) -> [(Way, Vec<u8>); 2] {
    let size = mtu.to_le_bytes();
    [
        (Way::Out, pdu(0x02, &[&size])),
        (Way::In, pdu(0x03, &[&size])),
    ]
}

fn not_found(opcode: u8, handle: u16) -> Vec<u8> {
    pdu(0x01, &[&[opcode], &handle.to_le_bytes(), &[0x0A]])
}

pub(super) fn pdu(opcode: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![opcode];
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}

const LAST: [u8; 2] = [0xFF, 0xFF];
const PRIMARY: [u8; 2] = [0x00, 0x28];
const CHARACTERISTIC: [u8; 2] = [0x03, 0x28];
const CCCD: [u8; 2] = [0x02, 0x29];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_of_a_discovery_has_its_answer() {
        let all = discovery(&Handles::nominal());
        assert_eq!(all.len(), 18);
        for pair in all.chunks(2) {
            let [(Way::Out, asked), (Way::In, answer)] = pair else {
                panic!("{pair:?}");
            };
            let error = answer.first() == Some(&0x01) && answer.get(1) == asked.first();
            let response = answer.first().copied() == asked.first().map(|opcode| opcode + 1);
            assert!(error || response, "{pair:?}");
        }
    }

    #[test]
    fn a_long_write_ends_with_its_execution() {
        let parts = [
            pdu(0x16, &[&[1, 0, 0, 0, 7]]),
            pdu(0x16, &[&[1, 0, 1, 0, 8]]),
        ];
        let opcodes: Vec<u8> = all_parts(&parts).iter().map(|(_, pdu)| pdu[0]).collect();
        assert_eq!(opcodes, [0x17, 0x16, 0x17, 0x18, 0x19]);
    }
}
