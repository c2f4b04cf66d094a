//! The log, time control, the clock, calibration and restart.

use super::{date, owner};
use crate::client::{Bench, User};
use boundary::{Bolt, Control, Span};
use wire::command::Command;

pub(super) fn log(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [1, 2, 1, 2] {
        bench.lock_action(&owner, action, 0);
    }
    let read = |bench: &mut Bench, start: u32, count: u16, order: u8, total: u8| {
        let fields = [
            &start.to_le_bytes()[..],
            &count.to_le_bytes(),
            &[order, total],
        ]
        .concat();
        bench.command_with_pin(&owner, Command::RequestLogEntries, &fields, 1234);
    };
    read(bench, 0, 10, 0, 1);
    read(bench, 0, 2, 1, 1);
    read(bench, 2, 10, 1, 1);
    read(bench, 3, 10, 0, 1);
    read(bench, 0, 1, 2, 0);
    for enabled in [0, 1] {
        bench.command_with_pin(&owner, Command::EnableLogging, &[enabled], 1234);
        bench.lock_action(&owner, 1 + enabled, 0);
        read(bench, 0, 10, 0, 1);
    }
    for _ in 0..10 {
        bench.control(Control::TurnKey { to: Bolt::Unlocked });
    }
    read(bench, 0, 100, 0, 1);
}

pub(super) fn time_control(bench: &mut Bench) {
    let owner = owner(bench);
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    let command = |bench: &mut Bench, command: Command, fields: &[u8]| {
        bench.command_with_pin(&owner, command, fields, 1234);
    };
    command(bench, Command::AddTimeControlEntry, &[0, 12, 10, 1]);
    command(bench, Command::AddTimeControlEntry, &[0x40, 12, 20, 2]);
    command(bench, Command::AddTimeControlEntry, &[0, 25, 0, 2]);
    command(bench, Command::AddTimeControlEntry, &[0x20, 12, 5, 1]);
    command(bench, Command::RequestTimeControlEntries, &[]);
    bench.wait(Span::secs(600));
    bench.states(&owner);
    command(
        bench,
        Command::UpdateTimeControlEntry,
        &[2, 0, 0x40, 12, 20, 2],
    );
    command(bench, Command::RequestTimeControlEntries, &[]);
    bench.wait(Span::secs(600));
    bench.states(&owner);
    command(bench, Command::RemoveTimeControlEntry, &[1]);
    command(bench, Command::RemoveTimeControlEntry, &[9]);
    command(bench, Command::RequestTimeControlEntries, &[]);
}

pub(super) fn clock(bench: &mut Bench) {
    let owner = owner(bench);
    for time in [
        "2020-02-29T23:59:50",
        "2021-02-29T00:00:00",
        "2000-02-29T00:00:00",
        "2021-13-01T00:00:00",
    ] {
        bench.command_with_pin(&owner, Command::UpdateTime, &date(time), 1234);
        bench.wait(Span::secs(20));
        bench.states(&owner);
        bench.wait(Span::secs(600));
        bench.states(&owner);
    }
}

pub(super) fn upkeep(bench: &mut Bench) {
    let owner = owner(bench);
    bench.command_with_pin(&owner, Command::RequestCalibration, &[], 1234);
    bench.states(&owner);
    bench.wait(Span::secs(60));
    bench.states(&owner);
    bench.command_with_pin(&owner, Command::RequestReboot, &[], 1234);
    for _ in 0..4 {
        bench.wait(Span::secs(1));
        let again = User {
            conn: bench.connect(23),
            ..owner.clone()
        };
        bench.states(&again);
    }
}
