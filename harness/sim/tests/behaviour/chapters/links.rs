//! The link: what it shows, what is written to it, what it confirms, how many there are.

use super::owner;
use super::users::invite;
use crate::client::{Bench, CHARS, User};
use crate::pairing_client::Pairing;
use boundary::{Cccd, Char, Execute, Span, ToLock, WriteKind};
use wire::command::Command;

pub(super) fn surface(bench: &mut Bench) {
    let conn = bench.open(517);
    let id = bench.id();
    bench.tell(ToLock::Discover { conn, id });
    let id = bench.id();
    bench.tell(ToLock::Mtu { conn, id, mtu: 100 });
    for char in [Char(0xa92e_e203), Char(0xa92e_e204), CHARS[0]] {
        for cccd in [0, 1, 2, 3] {
            bench.subscribe(conn, char, Cccd(cccd));
        }
    }
    bench.tell(ToLock::Disconnect { conn });
    let again = bench.connect(23);
    bench.press_for_pairing();
    bench.wait(Span::secs(1));
    bench.tell(ToLock::Disconnect { conn: again });
    bench.wait(Span::secs(1000));
}

pub(super) fn subscriptions(bench: &mut Bench) {
    bench.press_for_pairing();
    let conn = bench.open(23);
    let message = [1, 0, 3, 0, 0x27, 0xA7];
    bench.plain_bytes(conn, &message);
    bench.subscribe(conn, Char::PAIRING_GDIO, Cccd::NOTIFY);
    bench.plain_bytes(conn, &message);
    bench.subscribe(conn, Char::PAIRING_GDIO, Cccd::INDICATE);
    bench.plain_bytes(conn, &message);
    bench.subscribe(conn, Char::USDIO, Cccd::INDICATE);
    bench.plain_bytes(conn, &message);
    bench.tell(ToLock::Disconnect { conn });
    let next = bench.open(23);
    bench.plain_bytes(next, &message);
    for char in [Char::USDIO, Char::KEYTURNER_GDIO] {
        bench.subscribe(next, char, Cccd::INDICATE);
    }
    for value in [&message[..], &[0; 60], b"0x0100030027A7", &[]] {
        bench.write(next, Char::KEYTURNER_GDIO, value);
        bench.wait(Span::secs(1));
    }
    bench.subscribe(next, Char::PAIRING_GDIO, Cccd::INDICATE);
    let id = bench.id();
    bench.tell(ToLock::Write {
        conn: next,
        id,
        char: Char::PAIRING_GDIO,
        value: message.to_vec(),
        kind: WriteKind::Command,
    });
    bench.wait(Span::secs(1));
}

pub(super) fn long_writes(bench: &mut Bench) {
    bench.press_for_pairing();
    let conn = bench.connect(23);
    let message = [1, 0, 3, 0, 0x27, 0xA7];
    for flag in [Execute::Cancel, Execute::Write] {
        bench.write_long(conn, &message, flag);
    }
    let mut pairing = Pairing::new(bench, conn);
    pairing.conn = bench.connect(247);
    pairing.request(bench);
    let mut message = [0; 36];
    wire::frame::emit_plain(Command::PublicKey.id(), &pairing.own, &mut message).unwrap();
    let id = bench.id();
    bench.tell(ToLock::Write {
        conn: pairing.conn,
        id,
        char: Char::PAIRING_GDIO,
        value: message.to_vec(),
        kind: WriteKind::Request,
    });
    bench.wait(Span::secs(1));
    let message = [1, 0, 3, 0, 0x27, 0xA7];
    // One message in two writes.
    bench.plain_bytes(conn, &message[..4]);
    bench.plain_bytes(conn, &message[4..]);
}

pub(super) fn confirmations(bench: &mut Bench) {
    let user = owner(bench);
    bench.tell(ToLock::Disconnect { conn: user.conn });
    let user = User {
        conn: bench.connect(23),
        ..user
    };
    bench.confirms = false;
    bench.request(&user, Command::NukiStates);
    let id = bench.id();
    let conn = user.conn;
    bench.tell(ToLock::Mtu { conn, id, mtu: 60 });
    bench.tell(ToLock::Confirm { conn });
    bench.wait(Span::secs(40));
    bench.confirms = true;
    bench.connect(23);
    let user = User {
        conn: bench.connect(23),
        ..user
    };
    bench.states(&user);
}

pub(super) fn silence(bench: &mut Bench) {
    let user = owner(bench);
    for seconds in [2, 4, 15, 25, 700] {
        bench.wait(Span::secs(seconds));
        bench.states(&user);
    }
}

pub(super) fn several_links(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let guest = User {
        conn: bench.connect(23),
        ..guest
    };
    bench.states(&guest);
    bench.lock_action(&owner, 1, 0);
    for _ in 0..8 {
        bench.connect(23);
    }
    bench.states(&guest);
    bench.states(&owner);
    for count in 1..9 {
        let conn = boundary::Conn(count);
        bench.tell(ToLock::Disconnect { conn });
    }
    bench.connect(23);
}
