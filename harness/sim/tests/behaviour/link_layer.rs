//! GATT and advertising: subscriptions, writes, confirmations, what is on the air.

use crate::client::{Bench, CHARS, User};
use boundary::{
    Bolt, Cccd, Char, Conn, Control, Execute, FromLock, Property, Span, ToLock, WriteKind,
};
use wire::command::Command;
use wire::gatt::Advertisement;

const REQUEST_KEY: [u8; 6] = [1, 0, 3, 0, 0x27, 0xA7];

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair(conn, "Owner")
}

/// The latest advertisement.
fn advertised(bench: &Bench) -> Option<Advertisement> {
    let mut said = bench.said.iter().rev();
    said.find_map(|(_, said)| match said {
        FromLock::Advertising { data, .. } => Some(Advertisement::parse(data)),
        _ => None,
    })
    .flatten()
}

/// The code of the latest ATT error.
fn att_error(bench: &Bench) -> Option<u8> {
    match bench.said.last()?.1 {
        FromLock::AttError { code, .. } => Some(code),
        _ => None,
    }
}

fn write(bench: &mut Bench, conn: Conn, value: &[u8], kind: WriteKind) {
    let id = bench.id();
    bench.tell(ToLock::Write {
        conn,
        id,
        char: Char::PAIRING_GDIO,
        value: value.to_vec(),
        kind,
    });
}

#[test]
fn the_surface_is_that_of_the_document() {
    let mut bench = Bench::with(&[]);
    let conn = bench.open(23);
    let id = bench.id();
    bench.tell(ToLock::Discover { conn, id });
    let Some((_, FromLock::Services { services, .. })) = bench.said.last() else {
        panic!("no services");
    };
    let chars: Vec<usize> = services
        .iter()
        .map(|one| one.characteristics.len())
        .collect();
    assert_eq!(chars, [0, 1, 2]);
    assert!(services[0].uuid.starts_with("a92ee000-5501-11e4"));
    let all = services.iter().flat_map(|service| &service.characteristics);
    for char in all {
        assert_eq!(char.properties, [Property::Write, Property::Indicate]);
    }
}

#[test]
fn values_fit_the_mtu_and_messages_are_cut_without_padding() {
    for (mtu, sizes) in [(23, &[20, 20, 20, 12][..]), (100, &[72]), (517, &[72])] {
        let mut bench = Bench::with(&[]);
        let owner = owner(&mut bench);
        let user = User {
            conn: bench.connect(mtu),
            ..owner
        };
        let before = bench.tape.len();
        bench.states(&user);
        let values = bench.tape[before..]
            .iter()
            .filter_map(|(_, said)| match said {
                FromLock::Indicate { value, .. } => Some(value.len()),
                _ => None,
            });
        assert_eq!(values.collect::<Vec<_>>(), sizes, "{mtu}");
    }
}

#[test]
fn the_next_value_waits_for_the_confirmation_and_the_link_ends_without_it() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let user = User {
        conn: bench.connect(23),
        ..owner
    };
    bench.confirms = false;
    let before = bench.tape.len();
    bench.request(&user, Command::NukiStates);
    bench.wait(Span::secs(27));
    let values = bench.tape[before..].iter();
    let values = values.filter(|(_, said)| matches!(said, FromLock::Indicate { .. }));
    assert_eq!(values.count(), 1);
    assert!(bench.is_open(user.conn));
    bench.wait(Span::secs(3));
    assert!(!bench.is_open(user.conn));
}

#[test]
fn a_subscription_ends_with_its_link() {
    let mut bench = Bench::with(&[]);
    bench.press_for_pairing();
    let conn = bench.connect(23);
    assert_eq!(bench.plain_bytes(conn, &REQUEST_KEY).len(), 1);
    bench.tell(ToLock::Disconnect { conn });
    let next = bench.open(23);
    assert!(bench.plain_bytes(next, &REQUEST_KEY).is_empty());
    bench.subscribe(next, Char::PAIRING_GDIO, Cccd::INDICATE);
    assert_eq!(bench.plain_bytes(next, &REQUEST_KEY).len(), 1);
}

#[test]
fn prepared_writes_make_one_message_unless_they_are_called_off() {
    let mut bench = Bench::with(&[]);
    bench.press_for_pairing();
    let conn = bench.connect(23);
    for (flag, answers) in [(Execute::Cancel, 0), (Execute::Write, 1)] {
        let before = bench.heard.len();
        bench.write_long(conn, &REQUEST_KEY, flag);
        assert_eq!(bench.heard.len() - before, answers);
    }
}

#[test]
fn a_gap_between_prepared_parts_is_an_invalid_offset() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    let id = bench.id();
    bench.tell(ToLock::Prepare {
        conn,
        id,
        char: Char::USDIO,
        offset: 5,
        value: vec![1],
    });
    let flag = Execute::Write;
    bench.tell(ToLock::Execute { conn, id, flag });
    assert_eq!(att_error(&bench), Some(0x07));
}

#[test]
fn a_write_that_att_does_not_allow_gets_an_att_error() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    write(&mut bench, conn, &[0; 21], WriteKind::Request);
    assert_eq!(att_error(&bench), Some(0x0D));
    write(&mut bench, conn, &[0; 513], WriteKind::Long);
    assert_eq!(att_error(&bench), Some(0x0D));
    bench.subscribe(conn, Char(0xa92e_e301), Cccd::INDICATE);
    assert_eq!(att_error(&bench), Some(0x01));
}

#[test]
fn there_are_four_links_at_a_time() {
    let mut bench = Bench::with(&[]);
    let conns = [23; 5].map(|mtu| bench.connect(mtu));
    let refused = bench.said.iter().filter_map(|(_, said)| match said {
        FromLock::Refused { conn, .. } => Some(*conn),
        _ => None,
    });
    assert_eq!(refused.collect::<Vec<_>>(), [conns[4]]);
}

#[test]
fn what_is_advertised_follows_the_state() {
    let mut bench = Bench::with(&["max-links=1"]);
    let nuki_id = 0x2A7B_13D5;
    let door = |tx_power| Some(Advertisement::Door { nuki_id, tx_power });
    assert_eq!(advertised(&bench), door(0xC4));
    bench.press_for_pairing();
    assert_eq!(advertised(&bench), Some(Advertisement::Pairing { nuki_id }));
    bench.wait(Span::secs(120));
    assert_eq!(advertised(&bench), door(0xC4));
    let conn = bench.connect(23);
    assert_eq!(advertised(&bench), None);
    bench.tell(ToLock::Disconnect { conn });
    bench.control(Control::TurnKey { to: Bolt::Unlocked });
    assert_eq!(advertised(&bench), door(0xC5));
    bench.control(Control::FactoryReset);
    assert_eq!(
        advertised(&bench),
        Some(Advertisement::Uninitialized { nuki_id })
    );
}

#[test]
fn only_a_bridge_clears_the_change_bit() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let data = crate::pairing_client::Data {
        id_type: 1,
        app_id: 1,
        name: b"Bridge",
    };
    let conn = bench.connect(23);
    let bridge = bench.try_pair(conn, data).unwrap();
    bench.control(Control::TurnKey { to: Bolt::Unlocked });
    bench.states(&owner);
    assert!(advertised(&bench).unwrap().changed());
    bench.states(&bridge);
    assert!(!advertised(&bench).unwrap().changed());
}

#[test]
fn answers_go_to_their_own_characteristic_only() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let user = User {
        conn: bench.open(23),
        ..owner
    };
    for char in CHARS {
        bench.subscribe(user.conn, char, Cccd::OFF);
    }
    bench.subscribe(user.conn, Char::PAIRING_GDIO, Cccd::INDICATE);
    assert!(bench.states(&user).is_empty());
    bench.subscribe(user.conn, Char::USDIO, Cccd::INDICATE);
    assert_eq!(bench.states(&user).len(), 18);
}
