//! What outlives a power cut, a reset and other people's changes.

use super::settings::config;
use super::users::{invite, list, update};
use super::{date, owner};
use crate::client::{Bench, User};
use crate::pairing_client::Data;
use boundary::{Control, Span, ToLock};
use wire::command::Command;

/// The same user on a new link after a power cut.
fn power_cycle(bench: &mut Bench, user: &User) -> User {
    bench.control(Control::PowerCycle);
    bench.wait(Span::secs(30));
    User {
        conn: bench.connect(247),
        ..user.clone()
    }
}

fn act_on(bench: &mut Bench, user: &User, action: u8, challenge: &[u8]) {
    let payload = [&[action, 0, 0, 0, 0, 0], challenge].concat();
    bench.ask(user, Command::LockAction, &payload);
}

pub(super) fn people(bench: &mut Bench) {
    let owner = owner(bench);
    let guests = [b"A", b"B", b"C"].map(|name| invite(bench, &owner, name, 0, 0));
    let before = bench.challenge(&guests[0]);
    update(bench, &owner, guests[0].id, 0, 0, 0);
    act_on(bench, &guests[0], 1, &before);
    list(bench, &owner, 0, 9);
    let fourth = invite(bench, &owner, b"D", 0, 0);
    bench.states(&fourth);
    let fields = guests[1].id.to_le_bytes();
    bench.command_with_pin(&owner, Command::RemoveAuthorizationEntry, &fields, 1234);
    bench.states(&guests[2]);
    list(bench, &owner, 0, 9);
    let owner = power_cycle(bench, &owner);
    invite(bench, &owner, b"E", 0, 0);
    let strange = [
        &[0x46; 32][..],
        &[9],
        &[0x44; 32],
        &[1, 0],
        &date("2017-01-01T00:00:00"),
        &date("2017-12-31T23:59:59"),
        &[0, 8, 0, 18, 0],
    ]
    .concat();
    bench.command_with_pin(&owner, Command::AuthorizationDataInvite, &strange, 1234);
}

pub(super) fn secrets(bench: &mut Bench) {
    let owner = owner(bench);
    let mut twice_wrong = bench.seal(&owner, Command::RequestData.id(), &[0x0C, 0]);
    twice_wrong[31] ^= 0x80;
    twice_wrong[40] ^= 0x80;
    bench.send(&owner, &twice_wrong, Span::secs(2));
    let used = bench.challenge(&owner);
    act_on(bench, &owner, 1, &used);
    let owner = power_cycle(bench, &owner);
    act_on(bench, &owner, 2, &used);
    bench.command_with_pin(&owner, Command::VerifySecurityPin, &[], 11_234);
    let new = 4321_u16.to_le_bytes();
    bench.command_with_pin(&owner, Command::SetSecurityPin, &new, 1234);
    bench.lock_action(&owner, 1, 0);
    bench.control(Control::FactoryReset);
    bench.wait(Span::secs(30));
    bench.press_for_pairing();
    let conn = bench.connect(247);
    let owner = bench.pair_anyhow(conn, Data::app(b"Anew"));
    for pin in [1234, 4321] {
        bench.command_with_pin(&owner, Command::VerifySecurityPin, &[], pin);
        log(bench, &owner, 0, 10, pin);
    }
}

fn log(bench: &mut Bench, user: &User, start: u32, count: u16, pin: u16) {
    let fields = [&start.to_le_bytes()[..], &count.to_le_bytes(), &[0, 1]].concat();
    bench.command_with_pin(user, Command::RequestLogEntries, &fields, pin);
}

pub(super) fn settings(bench: &mut Bench) {
    let owner = owner(bench);
    let advanced = [0xA6, 0xFF, 10, 0, 0xF6, 0xFF, 0, 0, 5, 3, 2, 1, 2, 1, 30];
    let read = |bench: &mut Bench| bench.command(&owner, Command::RequestAdvancedConfig, &[]);
    bench.command_with_pin(&owner, Command::SetAdvancedConfig, &advanced, 1234);
    bench.command_with_pin(&owner, Command::SetConfig, &config(2, 0, 0, 1, 0), 1234);
    read(bench);
    bench.command_with_pin(&owner, Command::RequestCalibration, &[], 1234);
    bench.wait(Span::secs(60));
    read(bench);
}

pub(super) fn schedule_and_log(bench: &mut Bench) {
    let user = owner(bench);
    bench.lock_action(&user, 1, 0);
    for minute in 2..11 {
        let entry = [0, 12, minute, 1 + minute % 2];
        bench.command_with_pin(&user, Command::AddTimeControlEntry, &entry, 1234);
    }
    bench.command_with_pin(&user, Command::RequestTimeControlEntries, &[], 1234);
    for (start, count) in [(0, 0x0100), (0x0001_0001, 9)] {
        log(bench, &user, start, count, 1234);
    }
    bench.command_with_pin(&user, Command::EnableLogging, &[0], 1234);
    let user = power_cycle(bench, &user);
    bench.lock_action(&user, 1, 0);
    log(bench, &user, 0, 9, 1234);
    bench.command_with_pin(&user, Command::EnableLogging, &[1], 1234);
    log(bench, &user, 0, 9, 1234);
    for _ in 0..12 {
        bench.wait(Span::secs(60));
        bench.states(&user);
    }
}

pub(super) fn unconfirmed(bench: &mut Bench) {
    let user = owner(bench);
    bench.tell(ToLock::Disconnect { conn: user.conn });
    for _ in 0..12 {
        let user = User {
            conn: bench.connect(23),
            ..user.clone()
        };
        bench.confirms = false;
        bench.request(&user, Command::NukiStates);
        bench.tell(ToLock::Disconnect { conn: user.conn });
        bench.confirms = true;
    }
    bench.connect(23);
}

pub(super) fn relocking(bench: &mut Bench) {
    let user = owner(bench);
    for wait in 19..28 {
        let go = [&[4, 0, 0, 0, 0, 0][..], &bench.challenge(&user)].concat();
        bench.ask_briefly(&user, Command::LockAction, &go);
        bench.wait(Span::secs(wait));
        bench.lock_action(&user, 1, 0);
        bench.lock_action(&user, 2, 0);
    }
}
