//! Users: listed, invited, limited, changed, removed.

use super::{date, owner};
use crate::client::{Bench, User};
use crate::pairing_client::Data;
use boundary::{Bolt, Control, Span};
use wire::command::Command;
use wire::session::SharedKey;

pub(super) fn list(bench: &mut Bench, user: &User, offset: u16, count: u16) {
    let fields = [offset.to_le_bytes(), count.to_le_bytes()].concat();
    bench.command_with_pin(user, Command::RequestAuthorizationEntries, &fields, 1234);
}

pub(super) fn invite(
    bench: &mut Bench,
    user: &User,
    name: &[u8],
    limited: u8,
    weekdays: u8,
) -> User {
    let mut padded = [0; 32];
    padded[..name.len()].copy_from_slice(name);
    let fields = [
        &padded[..],
        &[0],
        &[0x44; 32],
        &[1, limited],
        &window(weekdays),
    ]
    .concat();
    let answers = bench.command_with_pin(user, Command::AuthorizationDataInvite, &fields, 1234);
    let id = answers
        .first()
        .and_then(|answer| answer.payload.first_chunk());
    User {
        conn: user.conn,
        id: id.map_or(0, |id| u32::from_le_bytes(*id)),
        key: SharedKey::from_bytes([0x44; 32]),
    }
}

fn window(weekdays: u8) -> Vec<u8> {
    [
        &date("2017-01-01T00:00:00")[..],
        &date("2017-12-31T23:59:59"),
        &[weekdays],
        &[8, 0],
        &[18, 0],
    ]
    .concat()
}

pub(super) fn update(
    bench: &mut Bench,
    user: &User,
    id: u32,
    enabled: u8,
    limited: u8,
    weekdays: u8,
) {
    let fields = [
        &id.to_le_bytes()[..],
        &[0x41; 32],
        &[enabled, 1, limited],
        &window(weekdays),
    ]
    .concat();
    bench.command_with_pin(user, Command::UpdateAuthorizationEntry, &fields, 1234);
}

pub(super) fn user_list(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    invite(bench, &owner, b"Limited", 1, 0x7F);
    bench.states(&guest);
    for user in [&owner, &guest] {
        for (offset, count) in [(0, 9), (1, 1), (0, 0), (7, 9)] {
            list(bench, user, offset, count);
        }
    }
}

pub(super) fn limits(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 1, 0);
    bench.states(&guest);
    bench.lock_action(&guest, 1, 0);
    for (enabled, limited, weekdays) in [(1, 1, 0x40), (1, 1, 0x3F), (1, 1, 0x80), (0, 0, 0)] {
        update(bench, &owner, guest.id, enabled, limited, weekdays);
        bench.states(&guest);
        bench.lock_action(&guest, 2, 0);
    }
    update(bench, &owner, guest.id, 1, 1, 0);
    for time in ["2018-01-05T12:00:00", "2017-11-21T19:00:00"] {
        bench.control(Control::SetClock { time: time.into() });
        bench.states(&guest);
        bench.lock_action(&guest, 1, 0);
    }
    update(bench, &owner, 77, 1, 0, 0);
}

pub(super) fn removal(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    for id in [0x7FFF_FFFE, guest.id + 0x1_0000, guest.id, owner.id] {
        let fields = id.to_le_bytes();
        bench.command_with_pin(&owner, Command::RemoveAuthorizationEntry, &fields, 1234);
        bench.states(&guest);
    }
    bench.states(&owner);
}

pub(super) fn bridge(bench: &mut Bench) {
    let owner = owner(bench);
    let conn = bench.connect(23);
    let data = Data {
        id_type: 1,
        app_id: 5,
        name: b"Bridge",
    };
    let bridge = bench.pair_anyhow(conn, data);
    bench.control(Control::TurnKey { to: Bolt::Unlocked });
    bench.states(&owner);
    bench.wait(Span::secs(1));
    bench.states(&bridge);
    let fields = [
        &bridge.id.to_le_bytes()[..],
        &[0x42; 32],
        &[1, 0, 0],
        &window(0),
    ]
    .concat();
    bench.command_with_pin(&owner, Command::UpdateAuthorizationEntry, &fields, 1234);
    bench.states(&bridge);
    bench.lock_action(&bridge, 1, 0);
}

pub(super) fn full_lists(bench: &mut Bench) {
    let owner = owner(bench);
    for _ in 0..17 {
        let fields = [0, 12, 10, 1];
        bench.command_with_pin(&owner, Command::AddTimeControlEntry, &fields, 1234);
    }
    bench.control(Control::LimitUsers { max: 2 });
    for name in [b"A", b"B", b"C"] {
        invite(bench, &owner, name, 0, 0);
    }
}
