use super::*;
use alloc::vec;
use sim::{Lock, Setup};

/// A server and a lock, joined by one link with that number.
struct Pair {
    lock: Lock,
    server: Server,
}

impl Pair {
    fn new() -> Self {
        let mut pair = Self {
            lock: Lock::new(Setup::default()),
            server: Server::default(),
        };
        pair.settle();
        pair.server.connect(&mut pair.lock, Instant::ZERO, 1);
        assert_eq!(pair.settle(), [ServerOut::Open(1)]);
        pair
    }

    fn settle(&mut self) -> Vec<ServerOut> {
        while let Some(said) = self.lock.poll() {
            self.server.take(&mut self.lock, Instant::ZERO, said);
        }
        let mut out = Vec::new();
        while let Some(one) = self.server.poll() {
            if !matches!(one, ServerOut::Shown(..)) {
                out.push(one);
            }
        }
        out
    }

    /// What the lock's side answers to a PDU.
    fn ask(&mut self, pdu: &[u8]) -> Vec<Vec<u8>> {
        self.server.hear(&mut self.lock, Instant::ZERO, 1, pdu);
        let pdus = self.settle().into_iter().map(|out| match out {
            ServerOut::Pdu(1, pdu) => pdu,
            other => panic!("{other:?}"),
        });
        pdus.collect()
    }
}

#[test]
fn services_are_found_in_pieces_that_fit() {
    let mut pair = Pair::new();
    let mut found = Vec::new();
    let mut from = 1_u16;
    while let [low, high] = from.to_le_bytes()
        && let Some([0x11, 20, _, _, last_low, last_high, uuid @ ..]) = pair
            .ask(&[0x10, low, high, 0xFF, 0xFF, 0x00, 0x28])
            .first()
            .map(Vec::as_slice)
    {
        found.push(uuid.to_vec());
        from = u16::from_le_bytes([*last_low, *last_high]) + 1;
    }
    let keyturner = wire::gatt::Service::KEYTURNER.uuid().to_le_bytes().to_vec();
    assert_eq!(found.len(), 3);
    assert_eq!(found.last(), Some(&keyturner));
}

#[test]
fn a_client_may_ask_for_a_service_by_its_uuid() {
    let mut pair = Pair::new();
    let uuid = wire::gatt::Service::PAIRING.uuid().to_le_bytes();
    let ask = [&[0x06, 1, 0, 0xFF, 0xFF, 0x00, 0x28][..], &uuid].concat();
    let answer = pair.ask(&ask);
    assert!(matches!(answer[0][..], [0x07, 2, 0, 5, 0]), "{answer:02X?}");
}

#[test]
fn what_cannot_be_done_has_the_code_of_the_core_specification() {
    let mut pair = Pair::new();
    for (ask, code) in [
        (&[0x0A, 0x00, 0x00][..], INVALID_HANDLE),
        (&[0x0A, 0x04, 0x00], READ_NOT_PERMITTED),
        (&[0x12, 0x01, 0x00, 1], WRITE_NOT_PERMITTED),
        (&[0x12, 0xFF, 0x00, 1], INVALID_HANDLE),
        (&[0x12, 0x05, 0x00, 1], INVALID_LENGTH),
        (&[0x10, 0x05, 0x00, 0x04, 0x00, 0x00, 0x28], INVALID_HANDLE),
        (
            &[0x08, 0x01, 0x00, 0x01, 0x00, 0x03, 0x28],
            ATTRIBUTE_NOT_FOUND,
        ),
        (&[0x0E, 1, 0, 2, 0], REQUEST_NOT_SUPPORTED),
        (&[0x02, 1], INVALID_PDU),
    ] {
        let answer = pair.ask(ask);
        assert_eq!(answer.len(), 1, "{ask:02X?}");
        assert_eq!(
            (answer[0][0], answer[0][1], answer[0][4]),
            (0x01, ask[0], code),
            "{ask:02X?}"
        );
    }
    assert_eq!(pair.ask(&[0x13]), Vec::<Vec<u8>>::new());
    assert_eq!(pair.ask(&[]), Vec::<Vec<u8>>::new());
}

#[test]
fn a_subscription_and_a_request_lead_to_an_indication() {
    let mut pair = Pair::new();
    assert_eq!(pair.ask(&[0x02, 247, 0]), [vec![0x03, 247, 0]]);
    let table = pair.server.links[&1].attributes.as_ref().unwrap();
    let [low, high] = table.value_of(Char::PAIRING_GDIO).unwrap().to_le_bytes();
    assert_eq!(pair.ask(&[0x12, low + 1, high, 2, 0]), [vec![0x13]]);
    // Request Data for the public key: outside pairing mode the lock answers with an error.
    let written = pair.ask(&[0x12, low, high, 0x01, 0x00, 0x03, 0x00, 0x27, 0xA7]);
    assert_eq!(written, [vec![0x13]]);
    pair.lock.advance(Instant(1_000_000));
    let [ServerOut::Pdu(1, indication)] = &pair.settle()[..] else {
        panic!("no indication");
    };
    assert_eq!(indication[..3], [0x1D, low, high]);
    assert_eq!(pair.ask(&[0x1E]), Vec::<Vec<u8>>::new());
}

proptest::proptest! {
    #[test]
    fn no_pdu_causes_a_panic(pdus in proptest::collection::vec(proptest::collection::vec(proptest::prelude::any::<u8>(), 0..30), 0..12)) {
        let mut pair = Pair::new();
        for pdu in pdus {
            pair.server.hear(&mut pair.lock, Instant::ZERO, 1, &pdu);
            pair.settle();
        }
    }
}
