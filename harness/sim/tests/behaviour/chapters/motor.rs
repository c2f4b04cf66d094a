//! What turns the motor, and what stops it.

use super::owner;
use super::settings::config;
use crate::client::{Bench, User};
use crate::pairing_client::Data;
use boundary::{Bolt, Control, Span, ToLock};
use wire::command::{Command, CommandId};

pub(super) fn actions(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [1, 1, 2, 2, 3, 3, 6, 0, 7, 0x7F, 0xFF] {
        bench.lock_action(&owner, action, 0);
        bench.states(&owner);
    }
    bench.lock_action(&owner, 1, 0xF0);
    // A second action while one is under way, and a link that ends meanwhile.
    for _ in 0..2 {
        let payload = [&[2, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
    }
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    bench.wait(Span::secs(20));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    bench.states(&owner);
    let suffix = [&[1, 0, 0, 0, 0, 0][..], &[0x42; 20]].concat();
    bench.command(&owner, Command::LockAction, &suffix);
}

pub(super) fn lock_n_go(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [4, 5] {
        let payload = [&[action, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
        for _ in 0..8 {
            bench.wait(Span::secs(5));
            bench.states(&owner);
        }
    }
    let payload = [&[4, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    bench.ask_briefly(&owner, Command::LockAction, &payload);
    bench.wait(Span::secs(12));
    bench.lock_action(&owner, 1, 0);
    bench.wait(Span::secs(40));
    bench.states(&owner);
}

pub(super) fn jam(bench: &mut Bench) {
    let owner = owner(bench);
    bench.control(Control::Jam { on: true });
    bench.lock_action(&owner, 1, 0);
    bench.states(&owner);
    bench.control(Control::Jam { on: false });
    bench.lock_action(&owner, 1, 0);
    bench.control(Control::TurnKey { to: Bolt::Locked });
    bench.states(&owner);
}

pub(super) fn auto_unlock(bench: &mut Bench) {
    let owner = owner(bench);
    for (action, flags) in [(1, 1), (2, 0), (1, 1), (2, 0)] {
        let fields = [action, 0, 0, 0, 0, flags];
        let payload = [&fields[..], &bench.challenge(&owner)].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
        bench.wait(Span::secs(9));
    }
    bench.wait(Span::secs(50));
    bench.lock_action(&owner, 2, 0);
    bench.lock_action(&owner, 1, 1);
}

pub(super) fn requests(bench: &mut Bench) {
    let owner = owner(bench);
    for (command, payload) in [
        (CommandId(1), &[0x0D, 0][..]),
        (CommandId(1), &[0x15, 0]),
        (CommandId(1), &[0x77, 0x77]),
        (CommandId(1), &[0x0C, 0, 1]),
        (CommandId(1), &[]),
        (CommandId(0x77), &[]),
        (CommandId(0x0E), &[0]),
        (CommandId(0x0E), &[0, 0]),
        (CommandId(0x05), &[0; 32]),
        (CommandId(0x0D), &[1]),
        (CommandId(0x30), &[]),
    ] {
        let message = bench.seal(&owner, command, payload);
        bench.send(&owner, &message, Span::secs(1));
    }
}

pub(super) fn power(bench: &mut Bench) {
    let owner = owner(bench);
    bench.lock_action(&owner, 1, 0);
    for control in [Control::PowerCycle, Control::FactoryReset] {
        bench.control(control);
        for _ in 0..2 {
            let again = User {
                conn: bench.connect(23),
                ..owner.clone()
            };
            bench.states(&again);
            bench.wait(Span::secs(10));
        }
    }
    let conn = bench.connect(23);
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    let user = bench.pair_anyhow(conn, Data::app(b"First"));
    bench.states(&user);
    bench.command_with_pin(&user, Command::SetConfig, &config(5, 60, 0, 0, 0), 1234);
    bench.states(&user);
}
