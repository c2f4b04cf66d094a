//! Boxes, challenges and PINs that do not fit.

use super::owner;
use super::settings::config;
use super::users::{invite, update};
use crate::client::{Bench, User};
use crate::pairing_client::{Data, Pairing};
use boundary::{Char, Control, Span, ToLock};
use wire::command::{Command, CommandId};
use wire::session::{SharedKey, raw_dh};

pub(super) fn crypto(bench: &mut Bench) {
    let owner = owner(bench);
    let request = bench.seal(&owner, Command::RequestData.id(), &[0x0C, 0]);
    let spoil = |at: usize, bits: u8| {
        let mut spoilt = request.clone();
        spoilt[at] ^= bits;
        spoilt
    };
    let mut wrong: Vec<Vec<u8>> = [(0, 1), (24, 1), (25, 9), (28, 1), (29, 1), (30, 1), (50, 1)]
        .map(|(at, bits)| spoil(at, bits))
        .into();
    wrong.push(request[..40].to_vec());
    wrong.push([&request[..], &[0; 4]].concat());
    wrong.push(Vec::new());
    wrong.push(request[..3].to_vec());
    wrong.push(vec![1, 0, 3, 0, 0x27, 0xA7]);
    let mut plain = [0; 100];
    let action = [&[1, 0, 0, 0, 0, 0][..], &[0; 32]].concat();
    let size = wire::frame::emit_plain(Command::LockAction.id(), &action, &mut plain).unwrap();
    wrong.push(plain[..size].to_vec());
    for message in wrong {
        bench.send(&owner, &message, Span::secs(15));
        bench.states(&owner);
    }
    let mut pdata = [0; 64];
    let size = wire::frame::emit_pdata(owner.id, CommandId(1), &[0x0C, 0], &mut pdata).unwrap();
    let without_id = wire::crc::of(&pdata[4..size - 2]).to_le_bytes();
    let right = [pdata[size - 2], pdata[size - 1]];
    for (id, crc) in [
        (owner.id, [right[0] ^ 1, right[1]]),
        (owner.id, [right[0], right[1] ^ 1]),
        (owner.id, without_id),
        (owner.id + 1, right),
    ] {
        pdata[..4].copy_from_slice(&id.to_le_bytes());
        let covered = wire::crc::of(&pdata[..size - 2]).to_le_bytes();
        let crc = if id == owner.id { crc } else { covered };
        pdata[size - 2..size].copy_from_slice(&crc);
        let mut out = [0; 120];
        let sealed = owner
            .key
            .seal_pdata(&[9; 24], owner.id, &pdata[..size], &mut out)
            .unwrap();
        bench.send(&owner, &out[..sealed], Span::secs(1));
        bench.states(&owner);
    }
    foreign_boxes(bench, &owner, &request);
    bench.write(owner.conn, Char::PAIRING_GDIO, &request);
    bench.wait(Span::secs(1));
    half_a_message(bench, &owner, &request);
}

/// Boxes with another key, another layout, another end of the tag.
fn foreign_boxes(bench: &mut Bench, owner: &User, request: &[u8]) {
    let guest = invite(bench, owner, b"Guest", 0, 0);
    let mut tag_last = request.to_vec();
    tag_last[30..].rotate_left(16);
    let mut tag_spoilt = request.to_vec();
    tag_spoilt[45] ^= 1;
    let disguised = User {
        key: guest.key,
        ..owner.clone()
    };
    let disguised = bench.seal(&disguised, CommandId(1), &[0x0C, 0]);
    let mut pairing = Pairing::begin(bench, owner.conn);
    pairing.data(bench, Data::app(b"Raw"), 0);
    pairing.confirm(bench, 0);
    let raw = User {
        key: SharedKey::from_bytes(raw_dh(&pairing.private, &pairing.lock)),
        ..pairing.user()
    };
    let raw = bench.seal(&raw, CommandId(1), &[0x0C, 0]);
    for message in [tag_last, tag_spoilt, disguised, raw] {
        bench.send(owner, &message, Span::secs(1));
    }
}

fn half_a_message(bench: &mut Bench, owner: &User, request: &[u8]) {
    bench.send(owner, &request[..40], Span::secs(1));
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    let again = User {
        conn: bench.connect(247),
        ..owner.clone()
    };
    bench.send(&again, &request[40..], Span::secs(1));
    bench.states(&again);
}

pub(super) fn challenges(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let verify = |bench: &mut Bench, user: &User, nonce: &[u8]| {
        let payload = [nonce, &1234_u16.to_le_bytes()].concat();
        bench.ask_briefly(user, Command::VerifySecurityPin, &payload);
    };
    verify(bench, &owner, &[0; 32]);
    let (older, newer) = (bench.challenge(&owner), bench.challenge(&owner));
    verify(bench, &owner, &older);
    verify(bench, &owner, &newer);
    verify(bench, &owner, &newer);
    let theirs = bench.challenge(&guest);
    verify(bench, &owner, &theirs);
    let slow = bench.challenge(&owner);
    bench.wait(Span::secs(30));
    verify(bench, &owner, &slow);
    let nonce = bench.challenge(&owner);
    bench.ask_briefly(
        &owner,
        Command::VerifySecurityPin,
        &[&nonce[..], &[0, 0]].concat(),
    );
    verify(bench, &owner, &nonce);
    bench.challenge(&owner);
    bench.states(&owner);
    let action = [&[1, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    let replayed = bench.seal(&owner, Command::LockAction.id(), &action);
    bench.send(&owner, &replayed, Span::secs(20));
    bench.lock_action(&owner, 2, 0);
    bench.send(&owner, &replayed, Span::secs(20));
    let kept = bench.challenge(&owner);
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, &kept);
    bench.send(&owner, &replayed, Span::secs(20));
    let kept = bench.challenge(&owner);
    bench.control(Control::PowerCycle);
    bench.wait(Span::secs(10));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, &kept);
    let paired = Pairing::begin(bench, owner.conn);
    verify(bench, &owner, &paired.second);
}

/// Challenges that are used twice, PINs that prove themselves, and a user without access.
pub(super) fn worn_out(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let act = |bench: &mut Bench, action: u8, nonce: &[u8]| {
        let payload = [&[action, 0, 0, 0, 0, 0][..], nonce].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
        bench.wait(Span::secs(9));
    };
    let nonce = bench.challenge(&owner);
    act(bench, 1, &nonce);
    act(bench, 2, &nonce);
    act(bench, 2, &[0; 32]);
    bench.challenge(&owner);
    act(bench, 1, &[7; 32]);
    act(bench, 1, &[7; 32]);
    let new = 4321_u16.to_le_bytes();
    bench.command_with_pin(&owner, Command::SetSecurityPin, &new, 4321);
    update(bench, &owner, guest.id, 0, 0, 0);
    let settings = config(5, 60, 0, 0, 0);
    bench.command_with_pin(&guest, Command::SetConfig, &settings, 1234);
}

pub(super) fn pins(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let verify = |bench: &mut Bench, user: &User, pin: u16| {
        bench.command_with_pin(user, Command::VerifySecurityPin, &[], pin);
    };
    for pin in [1, 2, 1234, 1, 1234 + 0x100] {
        verify(bench, &owner, pin);
    }
    bench.command_with_pin(
        &owner,
        Command::SetSecurityPin,
        &4321_u16.to_le_bytes(),
        1234,
    );
    verify(bench, &owner, 1234);
    verify(bench, &owner, 4321);
    for _ in 0..8 {
        verify(bench, &owner, 9);
    }
    verify(bench, &owner, 4321);
    verify(bench, &guest, 4321);
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, 4321);
    bench.control(Control::PowerCycle);
    bench.wait(Span::secs(10));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, 4321);
    bench.wait(Span::secs(60));
    verify(bench, &owner, 4321);
    for _ in 0..30 {
        verify(bench, &owner, 9);
    }
}
