extern crate std;
use super::*;
use crate::frame::sealed_size;
use proptest::{collection::vec, prelude::*, sample::Index};
use std::vec::Vec;

/// An encrypted message in all but its content.
fn encrypted(payload: usize) -> Vec<u8> {
    let mut message: Vec<u8> = (0..sealed_size(payload)).map(|at| at as u8).collect();
    let length = u16::try_from(message.len() - 30).unwrap();
    Sealed(&mut message[..]).set_length(length).unwrap();
    message
}

#[test]
fn a_message_of_three_full_fragments_ends_with_the_third() {
    let message = encrypted(6);
    assert_eq!(message.len(), 60);
    let mut stream = Reassembler::<64>::new();
    let mut fragments = message.chunks(20);
    let mut next = || fragments.next().unwrap();
    let incomplete = |has, needs| Outcome::Incomplete { has, needs };
    assert_eq!(stream.push(next(), Form::Encrypted), incomplete(20, None));
    let needs = Some(60);
    assert_eq!(stream.push(next(), Form::Encrypted), incomplete(40, needs));
    assert_eq!(stream.pending(), &message[..40]);
    let whole = Outcome::Message {
        message: &message,
        beyond: &[],
    };
    assert_eq!(stream.push(next(), Form::Encrypted), whole);
    assert!(stream.pending().is_empty());
}

#[test]
fn a_nonce_that_looks_like_a_plain_error_ends_nothing() {
    let mut message = encrypted(1);
    message[..2].copy_from_slice(&[0x12, 0x00]);
    let mut stream = Reassembler::<64>::new();
    let outcome = stream.push(&message[..20], Form::Encrypted);
    assert!(matches!(outcome, Outcome::Incomplete { .. }));
}

#[test]
fn each_plain_message_of_a_lock_has_its_length() {
    for (command, needs) in [
        (Command::PublicKey, 36),
        (Command::Challenge, 36),
        (Command::AuthorizationId, 88),
        (Command::Status, 5),
        (Command::ErrorReport, 7),
    ] {
        let id = command.id().0.to_le_bytes();
        assert_eq!(needed(&id, Form::Plain), Some(needs), "{command}");
    }
}

#[test]
fn bytes_beyond_the_end_are_handed_out_apart() {
    let mut stream = Reassembler::<64>::new();
    let value = [0x0E, 0x00, 0x00, 0x9D, 0xD7, 0xAA, 0xBB];
    let outcome = stream.push(&value, Form::Plain);
    let whole = Outcome::Message {
        message: &value[..5],
        beyond: &[0xAA, 0xBB],
    };
    assert_eq!(outcome, whole);
}

#[test]
fn the_end_of_an_unknown_plain_command_is_not_guessed() {
    let mut stream = Reassembler::<64>::new();
    let value = [0x4C, 0x00, 0x01, 0x71, 0xB4];
    let unknown = Outcome::UnknownEnd {
        command: CommandId(0x004C),
        bytes: &value,
    };
    assert_eq!(stream.push(&value, Form::Plain), unknown);
    assert!(stream.pending().is_empty());
}

#[test]
fn a_command_that_never_comes_plain_has_no_known_end() {
    let states = Command::NukiStates.id().0.to_le_bytes();
    assert_eq!(needed(&states, Form::Plain), None);
    let mut stream = Reassembler::<64>::new();
    let outcome = stream.push(&states, Form::Plain);
    assert!(matches!(outcome, Outcome::UnknownEnd { .. }));
}

#[test]
fn one_byte_of_a_plain_message_waits_for_the_next() {
    let mut stream = Reassembler::<64>::new();
    let needs = None;
    let outcome = stream.push(&[0x0E], Form::Plain);
    assert_eq!(outcome, Outcome::Incomplete { has: 1, needs });
    let outcome = stream.push(&[0x00, 0x00, 0x9D, 0xD7], Form::Plain);
    assert!(matches!(outcome, Outcome::Message { beyond: [], .. }));
}

#[test]
fn a_message_too_long_for_the_buffer_is_handed_out_as_it_came() {
    let message = encrypted(30);
    let mut stream = Reassembler::<64>::new();
    let (held, value) = message.split_at(60);
    let outcome = stream.push(held, Form::Encrypted);
    assert!(matches!(outcome, Outcome::Incomplete { .. }));
    let overflow = Outcome::Overflow { held, value };
    assert_eq!(stream.push(value, Form::Encrypted), overflow);
    assert!(stream.pending().is_empty());
}

#[test]
fn a_new_connection_begins_anew() {
    let mut stream = Reassembler::<64>::new();
    let _ = stream.push(&encrypted(6)[..20], Form::Encrypted);
    stream.clear();
    assert!(stream.pending().is_empty());
    let whole = stream.push(&[0x0E, 0, 0, 0x9D, 0xD7], Form::Plain);
    assert!(matches!(whole, Outcome::Message { .. }));
}

proptest! {
    #[test]
    fn a_message_survives_any_split(payload in 0..120_usize, cuts in vec(any::<Index>(), 0..12)) {
        let message = encrypted(payload);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(message.len())).collect();
        cuts.sort_unstable();
        let mut stream = Reassembler::<256>::new();
        let mut from = 0;
        for cut in cuts {
            let outcome = stream.push(&message[from..cut], Form::Encrypted);
            let incomplete = matches!(outcome, Outcome::Incomplete { has, .. } if has == cut);
            prop_assert!(incomplete);
            from = cut;
        }
        let whole = Outcome::Message { message: &message, beyond: &[] };
        prop_assert_eq!(stream.push(&message[from..], Form::Encrypted), whole);
    }

    #[test]
    fn no_byte_is_lost(values in vec(vec(any::<u8>(), 0..40), 0..20), plain: bool) {
        let form = if plain { Form::Plain } else { Form::Encrypted };
        let mut stream = Reassembler::<64>::new();
        let mut out = Vec::new();
        for value in &values {
            match stream.push(value, form) {
                Outcome::Incomplete { .. } => {}
                Outcome::Message { message: first, beyond: second }
                | Outcome::Overflow { held: first, value: second } => {
                    out.extend_from_slice(first);
                    out.extend_from_slice(second);
                }
                Outcome::UnknownEnd { bytes, .. } => out.extend_from_slice(bytes),
            }
        }
        out.extend_from_slice(stream.pending());
        prop_assert_eq!(out, values.concat());
    }
}
