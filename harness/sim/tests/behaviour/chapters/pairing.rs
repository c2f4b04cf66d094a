//! Pairing, right and wrong, and what is plain nonsense.

use super::owner;
use super::users::{invite, list};
use crate::client::{Bench, User};
use crate::pairing_client::{Data, Pairing};
use boundary::{Control, Span, ToLock};
use wire::command::Command;

pub(super) fn not_pairing(bench: &mut Bench) {
    let conn = bench.connect(23);
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    bench.control(Control::Button { press_ms: 1000 });
    bench.wait(Span::secs(20));
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    bench.press_for_pairing();
    for _ in 0..10 {
        bench.wait(Span::secs(20));
        bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    }
    bench.wait(Span::secs(1000));
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
}

pub(super) fn plain_nonsense(bench: &mut Bench) {
    bench.press_for_pairing();
    for message in [
        &[1, 0, 3, 0, 0xA7, 0x27][..],
        &[0, 1, 0, 3, 0x27, 0xA7],
        &[1, 0, 3, 0, 0, 0],
        &[],
        &[1],
        &[1, 0, 3],
        b"0x0100030027A7",
    ] {
        let conn = bench.connect(23);
        bench.plain_bytes(conn, message);
        bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
        bench.tell(ToLock::Disconnect { conn });
    }
    let conn = bench.connect(23);
    for (command, payload) in [
        (Command::RequestData, &[3, 0, 9][..]),
        (Command::RequestData, &[3]),
        (Command::PublicKey, &[9; 31]),
        (Command::Status, &[0]),
        (Command::Status, &[0, 0]),
        (Command::NukiStates, &[0; 4]),
        (Command::RequestData, &[0x0D, 0]),
        (Command::RequestData, &[4, 0]),
        (Command::VerifySecurityPin, &[0; 34]),
    ] {
        bench.plain(conn, command, payload);
    }
}

pub(super) fn wrong_pairings(bench: &mut Bench) {
    let data = Data::app(b"X");
    for wrong in 0..8 {
        let conn = bench.connect(23);
        bench.press_for_pairing();
        let mut pairing = Pairing::new(bench, conn);
        let flip = |at| u8::from(wrong == at);
        pairing.request(bench);
        pairing.send_key(bench);
        pairing.prove(bench, flip(1));
        if wrong == 2 {
            pairing.prove(bench, 0);
        }
        if wrong == 3 {
            let first = pairing.first.clone();
            pairing.data_for(bench, data, 0, &first);
        }
        pairing.data(bench, data, flip(4));
        if wrong != 7 {
            pairing.confirm(bench, flip(5));
        }
        let user = pairing.user();
        bench.states(&user);
        if wrong == 6 {
            let skipped = Data { id_type: 9, ..data };
            bench.try_pair(conn, skipped);
        }
        if wrong != 7 {
            pairing.confirm(bench, 0);
        }
        bench.states(&user);
        bench.tell(ToLock::Disconnect { conn });
        let user = User {
            conn: bench.connect(23),
            ..user
        };
        bench.states(&user);
        bench.tell(ToLock::Disconnect { conn: user.conn });
    }
}

pub(super) fn pairing_order(bench: &mut Bench) {
    let conn = bench.connect(23);
    bench.press_for_pairing();
    let mut pairing = Pairing::new(bench, conn);
    pairing.send_key(bench);
    pairing.request(bench);
    pairing.request(bench);
    pairing.prove(bench, 0);
    pairing.send_key(bench);
    let first = pairing.first.clone();
    pairing.data_for(bench, Data::app(b"Skips"), 0, &first);
    pairing.confirm(bench, 0);
    bench.tell(ToLock::Disconnect { conn });
    pairing.conn = bench.connect(23);
    pairing.prove(bench, 0);
    pairing.data(bench, Data::app(b"Late"), 0);
}

pub(super) fn low_order_keys(bench: &mut Bench) {
    for own in [[0; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        let conn = bench.connect(23);
        bench.press_for_pairing();
        // The private key 0 and the lock's key 0 make the secret that a key of low order leads to.
        let mut pairing = Pairing::with_keys(conn, [0; 32], own);
        pairing.request(bench);
        pairing.key = wire::session::agree_unchecked(&[7; 32], &[0; 32]);
        pairing.send_key(bench);
        pairing.prove(bench, 0);
        pairing.data(bench, Data::app(b"Anyone"), 0);
        pairing.confirm(bench, 0);
        let user = pairing.user();
        bench.states(&user);
        bench.tell(ToLock::Disconnect { conn });
    }
}

pub(super) fn second_pairings(bench: &mut Bench) {
    let owner = owner(bench);
    let clients = [
        (7, &b"One"[..]),
        (7, b"Two"),
        (8, b"Two"),
        (0, b"Two"),
        (0x1_0008, b"Three"),
    ];
    for (app_id, name) in clients {
        let conn = bench.connect(23);
        let data = Data {
            id_type: 0,
            app_id,
            name,
        };
        bench.pair_anyhow(conn, data);
        bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
        bench.tell(ToLock::Disconnect { conn });
    }
    list(bench, &owner, 0, 100);
    bench.control(Control::LimitUsers { max: 1 });
    let conn = bench.connect(23);
    bench.try_pair(conn, Data::app(b"Too many"));
    invite(bench, &owner, b"Too many", 0, 0x7F);
}

pub(super) fn names(bench: &mut Bench) {
    let conn = bench.connect(247);
    let name = "Zoë 🔑 und noch viel mehr Text".as_bytes();
    let user = bench.pair_anyhow(conn, Data::app(&name[..32]));
    list(bench, &user, 0, 9);
    bench.tell(ToLock::Disconnect { conn });
    let conn = bench.connect(247);
    let user = bench.pair_anyhow(conn, Data::app(b"A\0behind the zero"));
    list(bench, &user, 0, 9);
    bench.command(&user, Command::RequestConfig, &[]);
}

pub(super) fn button(bench: &mut Bench) {
    let owner = owner(bench);
    for presses in [1, 2] {
        for _ in 0..presses {
            bench.control(Control::Button { press_ms: 100 });
            bench.wait(Span::millis(300));
        }
        bench.wait(Span::secs(40));
        bench.states(&owner);
    }
}
