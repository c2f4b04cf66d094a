//! What stands around a PDU in a capture: HCI frames, and Wireshark's own tags.

use super::Way;

/// An HCI frame with the direction in front, as link type 201 wants it.
pub(super) fn hci(way: Way, packet: &[u8]) -> Vec<u8> {
    let direction: u32 = match way {
        Way::Out => 0,
        Way::In => 1,
    };
    [&direction.to_be_bytes(), packet].concat()
}

/// An ATT PDU in L2CAP on the fixed channel 4, in an ACL packet.
pub(super) fn acl(way: Way, handle: u16, pdu: &[u8]) -> Vec<u8> {
    // 00: begin of a packet that is not flushed, from the host; 10: begin, from the controller.
    let boundary: u16 = match way {
        Way::Out => 0x0000,
        Way::In => 0x2000,
    };
    let length = u16::try_from(pdu.len()).unwrap_or(u16::MAX);
    let mut packet = vec![0x02];
    packet.extend((handle | boundary).to_le_bytes());
    packet.extend(length.saturating_add(4).to_le_bytes());
    packet.extend(length.to_le_bytes());
    packet.extend(ATT_CHANNEL.to_le_bytes());
    packet.extend(pdu);
    packet
}

/// LE Connection Complete (Vol 4, Part E, 7.7.65.1), with nominal intervals.
pub(super) fn connection_complete(handle: u16) -> Vec<u8> {
    let mut parameters = vec![0x01, 0x00];
    parameters.extend(handle.to_le_bytes());
    // Central; a public address, which says that nobody told one; 30 ms, no latency, 5 s.
    parameters.extend([0x00, 0x00, 0, 0, 0, 0, 0, 0]);
    parameters.extend([24, 0, 0, 0, 0xF4, 0x01, 0]);
    event(0x3E, &parameters)
}

/// Disconnection Complete (7.7.5).
pub(super) fn disconnection_complete(handle: u16, reason: u8) -> Vec<u8> {
    let [low, high] = handle.to_le_bytes();
    event(0x05, &[0x00, low, high, reason])
}

fn event(code: u8, parameters: &[u8]) -> Vec<u8> {
    let length = u8::try_from(parameters.len()).unwrap_or(u8::MAX);
    [&[0x04, code, length], parameters].concat()
}

/// A message for the dissector, behind the tags of Wireshark's exported PDUs.
///
/// The message: version, direction (1 from the lock), length of the text, the text, and where it is
/// known the command identifier and the payload. Numbers are little-endian.
pub(super) fn upper_pdu(way: Way, text: &str, clear: &[u8]) -> Vec<u8> {
    let direction: u8 = match way {
        Way::Out => 0,
        Way::In => 1,
    };
    let mut out = Vec::new();
    tag(&mut out, DISSECTOR_NAME, DISSECTOR.as_bytes());
    tag(&mut out, P2P_DIRECTION, &u32::from(direction).to_be_bytes());
    tag(&mut out, END, &[]);
    let text = text.as_bytes();
    let text = text.get(..LONGEST_TEXT).unwrap_or(text);
    let length = u16::try_from(text.len()).unwrap_or_default();
    out.extend([FORMAT, direction]);
    out.extend(length.to_le_bytes());
    out.extend(text);
    out.extend(clear);
    out
}

fn tag(out: &mut Vec<u8>, number: u16, value: &[u8]) {
    let padded = value.len().next_multiple_of(4);
    out.extend(number.to_be_bytes());
    out.extend(u16::try_from(padded).unwrap_or_default().to_be_bytes());
    out.extend(value);
    out.resize(out.len() + padded - value.len(), 0);
}

/// The name of the Lua dissector.
pub(super) const DISSECTOR: &str = "strikeplate";
/// The version of the message's format.
const FORMAT: u8 = 1;
/// As in Wireshark's `exported_pdu_tlvs.h`.
const DISSECTOR_NAME: u16 = 12;
const P2P_DIRECTION: u16 = 35;
const END: u16 = 0;
const ATT_CHANNEL: u16 = 0x0004;
const LONGEST_TEXT: usize = 4000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acl_packet_holds_the_pdu_on_channel_4() {
        assert_eq!(
            hci(Way::In, &acl(Way::In, 0x41, &[0x13])),
            [0, 0, 0, 1, 2, 0x41, 0x20, 5, 0, 1, 0, 4, 0, 0x13]
        );
    }

    #[test]
    fn tags_are_padded_and_end() {
        let bytes = upper_pdu(Way::Out, "hi", &[0x0C, 0x00]);
        assert_eq!(bytes[..4], [0, 12, 0, 12]);
        assert_eq!(&bytes[4..16], b"strikeplate\0");
        assert_eq!(bytes[16..24], [0, 35, 0, 4, 0, 0, 0, 0]);
        assert_eq!(bytes[24..28], [0; 4]);
        assert_eq!(bytes[28..], [1, 0, 2, 0, b'h', b'i', 0x0C, 0x00]);
    }

    #[test]
    fn an_event_says_how_long_it_is() {
        let event = connection_complete(7);
        assert_eq!(usize::from(event[2]), event.len() - 3);
        assert_eq!(disconnection_complete(7, 0x13), [4, 5, 4, 0, 7, 0, 0x13]);
    }
}
