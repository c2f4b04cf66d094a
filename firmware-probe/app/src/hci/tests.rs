//! The host against a controller of the test's own: packets in, packets out.

use super::*;
use alloc::vec;

/// A host that has started; what it says is answered as a controller would.
fn started() -> Hci {
    let mut host = Hci::default();
    let said = talk(&mut host);
    assert_eq!(said.len(), 5, "{said:02X?}");
    assert_eq!(said[0], [0x01, 0x03, 0x0C, 0]);
    assert_eq!(host.address(), [6, 5, 4, 3, 2, 1]);
    host
}

/// Answers commands until the host has nothing more to say; what it said.
fn talk(host: &mut Hci) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(packet) = host.said() {
        if packet[0] == 0x01 {
            let (low, high) = (packet[1], packet[2]);
            let rest: &[u8] = match u16::from_le_bytes([low, high]) {
                opcode::LE_READ_BUFFER_SIZE => &[27, 0, 2],
                opcode::READ_BD_ADDR => &[1, 2, 3, 4, 5, 6],
                _ => &[],
            };
            // LE Create Connection, Disconnect and the update have a status first.
            let event = match u16::from_le_bytes([low, high]) {
                opcode::LE_CREATE_CONNECTION
                | opcode::DISCONNECT
                | opcode::LE_CONNECTION_UPDATE => vec![0x04, 0x0F, 4, 0, 1, low, high],
                _ => [&[0x04, 0x0E, 4, 1, low, high, 0], rest].concat(),
            };
            host.hear(NOW, &event);
        }
        all.push(packet);
    }
    all
}

fn opcodes(said: &[Vec<u8>]) -> Vec<u16> {
    let commands = said.iter().filter(|packet| packet[0] == 0x01);
    commands
        .map(|packet| u16::from_le_bytes([packet[1], packet[2]]))
        .collect()
}

fn happenings(host: &mut Hci) -> Vec<Happening> {
    core::iter::from_fn(|| host.poll().map(|one| one.what)).collect()
}

/// LE Connection Complete for handle 0x0040.
fn complete(status: u8, role: u8) -> Vec<u8> {
    let head = [0x04, 0x3E, 19, 0x01, status, 0x40, 0, role, 1];
    [
        &head[..],
        &[6, 5, 4, 3, 2, 0xC1],
        &[24, 0, 0, 0, 0x90, 1, 0],
    ]
    .concat()
}

fn connected() -> Hci {
    let mut host = started();
    host.order(NOW, RadioOrder::Connect(7, PEER, LinkParameters::default()))
        .unwrap();
    talk(&mut host);
    host.hear(NOW, &complete(0, 0));
    let happened = happenings(&mut host);
    assert_eq!(
        happened,
        [Happening::Connected {
            conn: 7,
            peer: PEER
        }]
    );
    host
}

#[test]
fn a_link_is_opened_in_the_words_of_the_controller() {
    let mut host = started();
    host.order(NOW, RadioOrder::Observe(true)).unwrap();
    assert_eq!(opcodes(&talk(&mut host)), [0x200B, 0x200C]);
    host.order(NOW, RadioOrder::Connect(7, PEER, LinkParameters::default()))
        .unwrap();
    let said = talk(&mut host);
    assert_eq!(opcodes(&said), [0x200C, 0x200D], "scanning stops before");
    let expected = [
        0x01, 0x0D, 0x20, 25, 0x60, 0, 0x60, 0, 0, 1, 6, 5, 4, 3, 2, 0xC1, 0, 24, 0, 24, 0, 0, 0,
        0x90, 1, 0, 0, 0, 0,
    ];
    assert_eq!(said[1], expected);
    host.hear(NOW, &complete(0, 0));
    assert_eq!(opcodes(&talk(&mut host)), [0x200B, 0x200C], "and goes on");
}

#[test]
fn a_long_pdu_goes_in_pieces_as_the_controller_has_room() {
    let mut host = connected();
    let pdu: Vec<u8> = (0..60).collect();
    host.order(NOW, RadioOrder::Att(7, &pdu)).unwrap();
    let said = talk(&mut host);
    assert_eq!(said.len(), 2, "two buffers");
    assert_eq!(said[0][..9], [0x02, 0x40, 0x00, 27, 0, 60, 0, 4, 0]);
    assert_eq!(said[1][..5], [0x02, 0x40, 0x10, 27, 0]);
    host.hear(NOW, &[0x04, 0x13, 5, 1, 0x40, 0, 2, 0]);
    let said = talk(&mut host);
    assert_eq!(said[0][..5], [0x02, 0x40, 0x10, 10, 0]);
    assert_eq!(said[0][5..], pdu[50..]);
}

#[test]
fn pieces_become_a_pdu_again() {
    let mut host = connected();
    host.hear(NOW, &[0x02, 0x40, 0x20, 6, 0, 4, 0, 4, 0, 0x1D, 0x05]);
    assert_eq!(happenings(&mut host), []);
    host.hear(NOW, &[0x02, 0x40, 0x10, 2, 0, 0x00, 0xAA]);
    let pdu = vec![0x1D, 0x05, 0x00, 0xAA];
    assert_eq!(happenings(&mut host), [Happening::Att { conn: 7, pdu }]);
    // A continuation of nothing is nothing.
    host.hear(NOW, &[0x02, 0x40, 0x10, 2, 0, 0x00, 0xAA]);
    assert_eq!(happenings(&mut host), []);
}

#[test]
fn buffers_come_back_when_a_link_ends() {
    let mut host = connected();
    host.order(NOW, RadioOrder::Att(7, &[0x0A, 1, 0])).unwrap();
    host.order(NOW, RadioOrder::Att(7, &[0x0A, 2, 0])).unwrap();
    assert_eq!(talk(&mut host).len(), 2);
    host.hear(NOW, &[0x04, 0x05, 4, 0, 0x40, 0, 0x13]);
    assert_eq!(
        happenings(&mut host),
        [Happening::Disconnected {
            conn: 7,
            code: 0x13
        }]
    );
    assert_eq!(
        host.order(NOW, RadioOrder::Att(7, &[1])),
        Err(Refusal::Conn)
    );
    host.order(NOW, RadioOrder::Connect(8, PEER, LinkParameters::default()))
        .unwrap();
    talk(&mut host);
    host.hear(NOW, &complete(0, 0));
    host.order(NOW, RadioOrder::Att(8, &[0x0A, 1, 0])).unwrap();
    host.order(NOW, RadioOrder::Att(8, &[0x0A, 1, 0])).unwrap();
    assert_eq!(talk(&mut host).len(), 2, "both buffers are free again");
}

#[test]
fn a_lock_that_does_not_come_is_given_up() {
    let mut host = started();
    host.order(NOW, RadioOrder::Connect(7, PEER, LinkParameters::default()))
        .unwrap();
    talk(&mut host);
    let late = host.deadline().unwrap();
    host.run(late);
    assert_eq!(opcodes(&talk(&mut host)), [0x200E]);
    host.hear(late, &complete(0x02, 0));
    let failed = Happening::ConnectFailed {
        conn: 7,
        code: 0x02,
    };
    assert_eq!(happenings(&mut host), [failed]);
    assert_eq!(host.deadline(), None);
}

#[test]
fn a_new_session_ends_every_link_and_hears_nothing_of_the_old() {
    let mut host = connected();
    host.order(NOW, RadioOrder::Observe(true)).unwrap();
    talk(&mut host);
    host.order(NOW, RadioOrder::Reset).unwrap();
    let said = talk(&mut host);
    assert_eq!(opcodes(&said), [0x0406, 0x200C]);
    assert_eq!(said[0][4..], [0x40, 0, 0x13]);
    host.hear(NOW, &[0x02, 0x40, 0x20, 5, 0, 1, 0, 4, 0, 0x1E]);
    host.hear(NOW, &[0x04, 0x05, 4, 0, 0x40, 0, 0x16]);
    assert_eq!(happenings(&mut host), []);
}

#[test]
fn a_link_that_comes_too_late_is_closed_again() {
    let mut host = started();
    host.order(NOW, RadioOrder::Connect(7, PEER, LinkParameters::default()))
        .unwrap();
    talk(&mut host);
    host.order(NOW, RadioOrder::Reset).unwrap();
    assert_eq!(opcodes(&talk(&mut host)), [0x200E]);
    host.hear(NOW, &complete(0, 0));
    assert_eq!(opcodes(&talk(&mut host)), [0x0406]);
    assert_eq!(happenings(&mut host), []);
}

#[test]
fn advertising_is_told_with_its_address_and_strength() {
    let mut host = started();
    let report = [
        0x04, 0x3E, 15, 0x02, 1, 0x00, 0, 6, 5, 4, 3, 2, 1, 3, 2, 1, 6, 0xD0,
    ];
    host.hear(NOW, &report);
    let peer = Peer {
        random: false,
        address: [1, 2, 3, 4, 5, 6],
    };
    let heard = Happening::Heard {
        peer,
        response: false,
        rssi: -48,
        data: vec![2, 1, 6],
    };
    assert_eq!(happenings(&mut host), [heard]);
}

#[test]
fn a_lock_is_shown_visited_and_shown_again() {
    let mut host = started();
    let shown = Advertised {
        data: vec![2, 1, 6],
        response: vec![],
    };
    host.order(NOW, RadioOrder::Advertise(Some(&shown)))
        .unwrap();
    let said = talk(&mut host);
    assert_eq!(opcodes(&said), [0x2006, 0x2008, 0x2009, 0x200A]);
    assert_eq!(said[1][..8], [0x01, 0x08, 0x20, 32, 3, 2, 1, 6]);
    host.hear(NOW, &complete(0, 1));
    assert_eq!(
        happenings(&mut host),
        [Happening::Visited {
            conn: 0x81,
            peer: PEER
        }]
    );
    host.hear(NOW, &[0x04, 0x05, 4, 0, 0x40, 0, 0x13]);
    assert_eq!(opcodes(&talk(&mut host)), [0x200A]);
    let long = Advertised {
        data: vec![0; 32],
        response: vec![],
    };
    let refused = host.order(NOW, RadioOrder::Advertise(Some(&long)));
    assert_eq!(refused, Err(Refusal::Value));
}

#[test]
fn what_is_below_att_is_answered() {
    let mut host = connected();
    // A wish for pairing is refused; terms are taken; what is not known is rejected.
    host.hear(NOW, &[0x02, 0x40, 0x20, 6, 0, 2, 0, 6, 0, 0x0B, 0]);
    assert_eq!(talk(&mut host)[0][5..], [2, 0, 6, 0, 0x05, 0x05]);
    host.hear(NOW, &[0x04, 0x13, 5, 1, 0x40, 0, 1, 0]);
    let wish = [0x12, 1, 8, 0, 6, 0, 12, 0, 0, 0, 0x90, 1];
    let packet = [&[0x02, 0x40, 0x20, 16, 0, 12, 0, 5, 0][..], &wish].concat();
    host.hear(NOW, &packet);
    let said = talk(&mut host);
    assert_eq!(opcodes(&said), [0x2013]);
    assert_eq!(said[0][4..10], [0x40, 0, 12, 0, 12, 0]);
    assert_eq!(said[1][9..], [0x13, 1, 2, 0, 0, 0]);
    host.hear(NOW, &[0x04, 0x13, 5, 1, 0x40, 0, 1, 0]);
    host.hear(NOW, &[0x02, 0x40, 0x20, 8, 0, 4, 0, 5, 0, 0x14, 2, 0, 0]);
    assert_eq!(talk(&mut host)[0][9..], [0x01, 2, 2, 0, 0, 0]);
}

#[test]
fn in_transparent_mode_packets_pass_until_the_reset() {
    let mut host = connected();
    host.order(NOW, RadioOrder::Hci(&[0x01, 0x03, 0x0C, 0]))
        .unwrap();
    assert_eq!(host.said().unwrap(), [0x01, 0x03, 0x0C, 0]);
    host.hear(NOW, &[0x04, 0x0E, 4, 1, 3, 0x0C, 0]);
    assert!(matches!(&happenings(&mut host)[..], [Happening::Hci(_)]));
    let refused = host.order(NOW, RadioOrder::Att(7, &[1]));
    assert_eq!(refused, Err(Refusal::Radio));
    host.order(NOW, RadioOrder::Reset).unwrap();
    assert_eq!(talk(&mut host).len(), 5, "it begins anew");
}

proptest::proptest! {
    #[test]
    fn no_packet_of_a_controller_causes_a_panic(
        packets in proptest::collection::vec(proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40), 0..40),
        kinds in proptest::collection::vec(0_usize..6, 40),
    ) {
        let mut host = connected();
        for (packet, kind) in packets.iter().zip(kinds) {
            // Half of them look like events that are known.
            let heads: [&[u8]; 6] = [&[], &[0x02, 0x40, 0x20], &[0x04, 0x3E, 9, 0x01], &[0x04, 0x3E, 9, 0x02], &[0x04, 0x13, 9], &[0x04, 0x0E, 9]];
            host.hear(NOW, &[heads[kind], packet].concat());
            while host.said().is_some() {}
        }
        while host.poll().is_some() {}
    }
}

const NOW: Instant = Instant(1_000);
const PEER: Peer = Peer {
    random: true,
    address: [0xC1, 2, 3, 4, 5, 6],
};
