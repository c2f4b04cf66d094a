//! The configuration and its changes.

use super::owner;
use crate::client::Bench;
use wire::command::Command;

/// Name, position, flags, brightness, time zone, DST, fob actions.
pub(super) fn config(brightness: u8, offset: i16, dst: u8, pairing: u8, fob: u8) -> Vec<u8> {
    [
        &[0x43; 32][..],
        &1.5_f32.to_le_bytes(),
        &(-2.25_f32).to_le_bytes(),
        &[1, pairing, 1, 0, brightness],
        &offset.to_le_bytes(),
        &[dst, fob, 1, 0],
    ]
    .concat()
}

pub(super) fn set_config(bench: &mut Bench) {
    let owner = owner(bench);
    for fields in [
        config(5, -300, 1, 0, 4),
        config(6, 0, 0, 1, 0),
        config(0, 0, 2, 1, 0),
        config(0, 0, 0, 1, 5),
        [&config(0, 30, 0, 0, 0)[..], &[0, 0]].concat(),
    ] {
        bench.command_with_pin(&owner, Command::SetConfig, &fields, 1234);
        bench.command(&owner, Command::RequestConfig, &[]);
        bench.states(&owner);
    }
    bench.lock_action(&owner, 1, 0);
    bench.press_for_pairing();
    bench.plain_bytes(owner.conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    bench.command_with_pin(&owner, Command::SetConfig, &config(1, 0, 0, 1, 0), 7);
    bench.command_with_pin(&owner, Command::SetConfig, &config(9, 0, 0, 1, 0), 7);
    bench.command_with_pin(&owner, Command::SetConfig, &config(2, 0, 0, 1, 0), 1234);
    bench.plain_bytes(owner.conn, &[1, 0, 3, 0, 0x27, 0xA7]);
}

pub(super) fn many_changes(bench: &mut Bench) {
    let owner = owner(bench);
    for change in 0..258 {
        let fields = config(u8::from(change % 2 == 0), 0, 0, 1, 0);
        bench.command_with_pin(&owner, Command::SetConfig, &fields, 1234);
    }
    bench.states(&owner);
}

pub(super) fn advanced_config(bench: &mut Bench) {
    let owner = owner(bench);
    for (go, action) in [(5, 3), (4, 3), (60, 7)] {
        let fields = [
            0x9C, 0xFF, 10, 0, 0xF6, 0xFF, 0, 0, go, action, 2, 1, 2, 1, 30,
        ];
        let fields = if go == 5 {
            [&[0xA6, 0xFF], &fields[2..]].concat()
        } else {
            fields.to_vec()
        };
        bench.command_with_pin(&owner, Command::SetAdvancedConfig, &fields, 1234);
        bench.command(&owner, Command::RequestAdvancedConfig, &[]);
    }
}

pub(super) fn fob_actions(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [0x81, 0x82, 0x83, 0x81] {
        bench.lock_action(&owner, action, 0);
    }
}
