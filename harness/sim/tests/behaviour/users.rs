//! Authorizations: list, invite, change, remove, and who has access when.

use crate::client::{Bench, User, bare, error, status};
use boundary::{Control, ToLock};
use wire::code::{ErrorCode, StatusCode};
use wire::command::Command;
use wire::session::SharedKey;

const ANY_TIME: &str = "2000-01-01T00:00:00 2099-12-31T23:59:59 00:00 00:00";

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair(conn, "Owner")
}

/// From date, until date, weekdays, from time, until time.
fn limits(text: &str, weekdays: u8) -> Vec<u8> {
    let mut words = text.split(' ');
    let mut date = || {
        words
            .next()
            .unwrap()
            .parse::<wire::field::DateTime>()
            .unwrap()
            .to_bytes()
    };
    let mut bytes = [date(), date()].concat();
    bytes.push(weekdays);
    for word in words {
        let time: wire::field::TimeOfDay = word.parse().unwrap();
        bytes.extend([time.hour, time.minute]);
    }
    bytes
}

fn invite(bench: &mut Bench, owner: &User, limited: u8, limits: &[u8]) -> User {
    let fields = [&[0x47; 32][..], &[0], &[0x11; 32], &[1, limited], limits].concat();
    let command = Command::AuthorizationDataInvite;
    let answers = bench.command_with_pin(owner, command, &fields, 1234);
    assert_eq!(answers[0].command, Command::AuthorizationIdInvite.id());
    assert_eq!(answers[0].payload.len(), 11);
    User {
        conn: owner.conn,
        id: u32::from_le_bytes(answers[0].payload[..4].try_into().unwrap()),
        key: SharedKey::from_bytes([0x11; 32]),
    }
}

fn update(bench: &mut Bench, owner: &User, id: u32, flags: [u8; 3], limits: &[u8]) {
    let fields = [&id.to_le_bytes()[..], &[0x48; 32], &flags, limits].concat();
    let command = Command::UpdateAuthorizationEntry;
    let answers = bench.command_with_pin(owner, command, &fields, 1234);
    assert_eq!(bare(&answers), [status(StatusCode::COMPLETE)]);
}

fn list(bench: &mut Bench, user: &User, offset: u16, count: u16) -> Vec<(u16, Vec<u8>)> {
    let fields = [offset.to_le_bytes(), count.to_le_bytes()].concat();
    let command = Command::RequestAuthorizationEntries;
    let answers = bench.command_with_pin(user, command, &fields, 1234);
    answers
        .into_iter()
        .map(|answer| (answer.command.0, answer.payload))
        .collect()
}

#[test]
fn a_list_counts_all_begins_with_ones_own_and_ends_with_complete() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let guest = invite(&mut bench, &owner, 0, &limits(ANY_TIME, 0));
    for (user, other) in [(&owner, &guest), (&guest, &owner)] {
        let all = list(&mut bench, user, 0, 9);
        let commands: Vec<u16> = all.iter().map(|(command, _)| *command).collect();
        assert_eq!(commands, [0x27, 0x0A, 0x0A, 0x0E]);
        assert_eq!(all[0].1, [2, 0]);
        assert_eq!(all[1].1[..4], user.id.to_le_bytes());
        assert_eq!(all[2].1[..4], other.id.to_le_bytes());
        assert_eq!(
            list(&mut bench, user, 1, 1)[1].1[..4],
            other.id.to_le_bytes()
        );
        assert_eq!(list(&mut bench, user, 2, 1).len(), 2);
        assert_eq!(list(&mut bench, user, 0, 0).len(), 2);
    }
}

#[test]
fn an_entry_has_its_limits_if_it_is_limited() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let limits = limits("2017-01-01T00:00:00 2017-12-31T23:59:59 08:00 18:00", 0x7C);
    let guest = invite(&mut bench, &owner, 1, &limits);
    let entry = list(&mut bench, &guest, 0, 1)[1].1.clone();
    assert_eq!(entry.len(), 75);
    assert_eq!(entry[56..], limits);
    update(&mut bench, &owner, guest.id, [1, 1, 0], &limits);
    let entry = list(&mut bench, &guest, 0, 1)[1].1.clone();
    assert_eq!(entry.len(), 56);
    assert_eq!(entry[5..37], [0x48; 32]);
}

#[test]
fn a_removed_user_is_refused_on_its_open_link() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let guest = invite(&mut bench, &owner, 0, &limits(ANY_TIME, 0));
    assert_eq!(bench.states(&guest).len(), 18);
    let id = guest.id.to_le_bytes();
    bench.command_with_pin(&owner, Command::RemoveAuthorizationEntry, &id, 1234);
    assert!(bench.states(&guest).is_empty());
    assert_eq!(bench.heard.last().unwrap().bytes[2], 0x20);
}

#[test]
fn a_disabled_user_gets_25_and_one_outside_of_its_times_27() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let day = limits("2017-01-01T00:00:00 2017-12-31T23:59:59 08:00 18:00", 0);
    let guest = invite(&mut bench, &owner, 1, &day);
    let refused = |code| [error(code, Command::RequestData)];
    let ask = |bench: &mut Bench| bare(&bench.request(&guest, Command::NukiStates));
    assert_eq!(ask(&mut bench)[0].0, Command::NukiStates.id());
    for time in [
        "2018-01-01T12:00:00",
        "2017-11-20T18:00:01",
        "2017-11-20T07:00:00",
    ] {
        bench.control(Control::SetClock { time: time.into() });
        assert_eq!(
            ask(&mut bench),
            refused(ErrorCode::TIME_NOT_ALLOWED),
            "{time}"
        );
    }
    update(&mut bench, &owner, guest.id, [0, 1, 0], &day);
    assert_eq!(ask(&mut bench), refused(ErrorCode::DISABLED));
}

#[test]
fn weekday_masks_begin_with_monday_at_bit_6() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let guest = invite(&mut bench, &owner, 0, &limits(ANY_TIME, 0));
    for day in 0..7 {
        let time = format!("2017-11-{}T12:00:00", 20 + day);
        bench.control(Control::SetClock { time });
        for bit in 0..7 {
            let mask = limits(ANY_TIME, 1 << bit);
            update(&mut bench, &owner, guest.id, [1, 1, 1], &mask);
            let served = bench.states(&guest).len() == 18;
            assert_eq!(served, bit == 6 - day, "{day} {bit}");
        }
    }
}

#[test]
fn a_bridge_without_remote_access_gets_26() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let conn = bench.connect(23);
    let data = crate::pairing_client::Data {
        id_type: 1,
        app_id: 1,
        name: b"Bridge",
    };
    let bridge = bench.try_pair(conn, data).unwrap();
    update(
        &mut bench,
        &owner,
        bridge.id,
        [1, 0, 0],
        &limits(ANY_TIME, 0),
    );
    let answers = bench.request(&bridge, Command::NukiStates);
    let expected = error(ErrorCode::REMOTE_NOT_ALLOWED, Command::RequestData);
    assert_eq!(bare(&answers), [expected]);
}

#[test]
fn users_outlive_a_power_cut_and_not_a_factory_reset() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    for (control, served) in [(Control::PowerCycle, true), (Control::FactoryReset, false)] {
        bench.control(control);
        let again = User {
            conn: bench.connect(23),
            ..owner.clone()
        };
        assert_eq!(bench.states(&again).is_empty(), !served);
    }
}

#[test]
fn a_challenge_is_of_one_user() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let guest = invite(&mut bench, &owner, 0, &limits(ANY_TIME, 0));
    let theirs = bench.challenge(&guest);
    let answers = bench.ask_briefly(&owner, Command::RequestConfig, &theirs);
    let expected = error(ErrorCode::BAD_NONCE, Command::RequestConfig);
    assert_eq!(bare(&answers), [expected]);
    let answers = bench.ask_briefly(&guest, Command::RequestConfig, &theirs);
    assert_eq!(answers[0].payload.len(), 63);
}

#[test]
fn an_unconfirmed_user_is_what_the_setting_says() {
    use crate::pairing_client::{Data, Pairing};
    for (setting, before, after) in [
        ("unconfirmed-user=valid", true, true),
        ("unconfirmed-user=pending", false, false),
        ("unconfirmed-user=rolled-back", true, false),
    ] {
        let mut bench = Bench::with(&[setting]);
        let conn = bench.connect(23);
        let mut pairing = Pairing::begin(&mut bench, conn);
        pairing.data(&mut bench, Data::app(b"X"), 0);
        let user = pairing.user();
        assert_eq!(!bench.states(&user).is_empty(), before, "{setting}");
        bench.tell(ToLock::Disconnect { conn });
        let again = User {
            conn: bench.connect(23),
            ..user
        };
        assert_eq!(!bench.states(&again).is_empty(), after, "{setting}");
    }
}
