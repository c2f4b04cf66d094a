//! How fast messages are sealed, opened and read: a suite in virtual time does little else.

use divan::{Bencher, black_box};
use wire::{
    Api, Command,
    frame::Form,
    payload::Fields,
    reassembly::Reassembler,
    session::{SharedKey, agree, public_key},
};

fn main() {
    divan::main();
}

/// Sealing a payload of so many bytes, and opening it again.
#[divan::bench(args = [1, 38, 120])]
fn seal_and_open(bencher: Bencher<'_, '_>, payload: usize) {
    let key = SharedKey::from_bytes([7; 32]);
    let payload = vec![0x55; payload];
    bencher.bench_local(|| {
        let mut message = [0; 256];
        let size = seal(&key, black_box(&payload), &mut message);
        let mut room = [0; 256];
        key.open(&message[..size], &mut room)
            .is_ok_and(|opened| opened.payload() == payload)
    });
}

/// One states message from its fragments to its fields.
#[divan::bench]
fn reassemble_open_and_read(bencher: Bencher<'_, '_>) {
    let key = SharedKey::from_bytes([7; 32]);
    let mut message = [0; 256];
    let size = seal(&key, &[0; 18], &mut message);
    let message = &message[..size];
    bencher.bench_local(|| {
        let mut stream = Reassembler::<256>::new();
        for fragment in black_box(message).chunks(20) {
            let _ = stream.push(fragment, Form::Encrypted);
        }
        let mut room = [0; 256];
        let opened = key.open(message, &mut room);
        opened.map(|opened| {
            let spec = Command::NukiStates.spec();
            let fields = Fields::read(spec, Api::V1_10, opened.payload());
            fields.get("last_lock_action_completion").is_some()
        })
    });
}

/// One side of a key agreement.
#[divan::bench]
fn key_agreement(bencher: Bencher<'_, '_>) {
    let peer = public_key(&[2; 32]);
    bencher.bench_local(|| agree(black_box(&[1; 32]), black_box(&peer)).is_ok());
}

fn seal(key: &SharedKey, payload: &[u8], out: &mut [u8]) -> usize {
    let id = Command::NukiStates.id();
    let size = key.seal(&[9; 24], 2, id, payload, out);
    size.expect("the room is larger than any message here")
}
