extern crate std;
use super::*;
use crate::{
    command::CommandId,
    frame::{Full, Sealed, emit_pdata, sealed_size},
};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::{format, vec, vec::Vec};

const KEY: SharedKey = SharedKey::from_bytes([7; 32]);

fn sealed(payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0; sealed_size(payload.len())];
    let size = KEY.seal(&[9; 24], 0x0102_0304, CommandId(0x000D), payload, &mut out);
    assert_eq!(size, Ok(out.len()));
    out
}

fn fault(message: &[u8]) -> Option<OpenError> {
    KEY.open(message, &mut [0; 512]).err()
}

/// The encodings of the points of small order, and those of their coordinates that are not reduced.
const LOW_ORDER: [[u8; 32]; 7] = {
    let mut one = [0; 32];
    one[0] = 1;
    [
        [0; 32],
        one,
        [
            0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F,
            0xC4, 0x6A, 0xDA, 0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16,
            0x5F, 0x49, 0xB8, 0x00,
        ],
        [
            0x5F, 0x9C, 0x95, 0xBC, 0xA3, 0x50, 0x8C, 0x24, 0xB1, 0xD0, 0xB1, 0x55, 0x9C, 0x83,
            0xEF, 0x5B, 0x04, 0x44, 0x5C, 0xC4, 0x58, 0x1C, 0x8E, 0x86, 0xD8, 0x22, 0x4E, 0xDD,
            0xD0, 0x9F, 0x11, 0x57,
        ],
        near_the_prime(0xEC),
        near_the_prime(0xED),
        near_the_prime(0xEE),
    ]
};

/// 2^255 - 19 is 0xED, thirty times 0xFF, 0x7F.
const fn near_the_prime(first: u8) -> [u8; 32] {
    let mut bytes = [0xFF; 32];
    bytes[0] = first;
    bytes[31] = 0x7F;
    bytes
}

#[test]
fn keys_of_low_order_are_told_from_honest_ones() {
    for public in LOW_ORDER {
        for public in [public, {
            let mut with_top_bit = public;
            with_top_bit[31] |= 0x80;
            with_top_bit
        }] {
            let agreed = agree(&[0x42; 32], &public);
            assert_eq!(agreed.err(), Some(LowOrder), "{public:02X?}");
            assert_eq!(raw_dh(&[0x42; 32], &public), [0; 32]);
        }
    }
    assert!(agree(&[0x42; 32], &public_key(&[0x43; 32])).is_ok());
}

#[test]
fn a_shared_key_does_not_show_itself() {
    assert_eq!(format!("{KEY:?}"), "SharedKey(redacted)");
}

#[test]
fn the_authenticator_is_that_of_rfc_4231() {
    // Test case 1, whose key of 20 bytes HMAC fills up with zeros.
    let mut key = [0; 32];
    key[..20].fill(0x0B);
    let authenticator = SharedKey::from_bytes(key).authenticator(&[b"Hi", b" There"]);
    let expected = [
        0xB0, 0x34, 0x4C, 0x61, 0xD8, 0xDB, 0x38, 0x53, 0x5C, 0xA8, 0xAF, 0xCE, 0xAF, 0x0B, 0xF1,
        0x2B, 0x88, 0x1D, 0xC2, 0x00, 0xC9, 0x83, 0x3D, 0xA7, 0x26, 0xE9, 0x37, 0x6C, 0x2E, 0x32,
        0xCF, 0xF7,
    ];
    assert_eq!(authenticator, expected);
}

#[test]
fn the_agreement_is_that_of_rfc_7748() {
    // Section 6.1: Alice's private and Bob's public key.
    let alice = [
        0x77, 0x07, 0x6D, 0x0A, 0x73, 0x18, 0xA5, 0x7D, 0x3C, 0x16, 0xC1, 0x72, 0x51, 0xB2, 0x66,
        0x45, 0xDF, 0x4C, 0x2F, 0x87, 0xEB, 0xC0, 0x99, 0x2A, 0xB1, 0x77, 0xFB, 0xA5, 0x1D, 0xB9,
        0x2C, 0x2A,
    ];
    let bob = [
        0xDE, 0x9E, 0xDB, 0x7D, 0x7B, 0x7D, 0xC1, 0xB4, 0xD3, 0x5B, 0x61, 0xC2, 0xEC, 0xE4, 0x35,
        0x37, 0x3F, 0x83, 0x43, 0xC8, 0x5B, 0x78, 0x67, 0x4D, 0xAD, 0xFC, 0x7E, 0x14, 0x6F, 0x88,
        0x2B, 0x4F,
    ];
    let expected = [
        0x4A, 0x5D, 0x9D, 0x5B, 0xA4, 0xCE, 0x2D, 0xE1, 0x72, 0x8E, 0x3B, 0xF4, 0x80, 0x35, 0x0F,
        0x25, 0xE0, 0x7E, 0x21, 0xC9, 0x47, 0xD1, 0x9E, 0x33, 0x76, 0xF0, 0x9B, 0x3C, 0x1E, 0x16,
        0x17, 0x42,
    ];
    assert_eq!(raw_dh(&alice, &bob), expected);
}

#[test]
fn the_length_field_must_count_what_follows_it() {
    let mut longer = sealed(&[1, 2, 3]);
    longer.push(0);
    let (says, has) = (27, 28);
    assert_eq!(fault(&longer), Some(OpenError::LengthField { says, has }));
    let whole = sealed(&[1, 2, 3]);
    let cut = &whole[..whole.len() - 1];
    let has = 26;
    assert_eq!(fault(cut), Some(OpenError::LengthField { says, has }));
}

#[test]
fn the_id_outside_must_be_the_one_inside() {
    let mut message = Sealed(sealed(&[1]));
    message.set_auth_id(5).unwrap();
    let (outer, inner) = (5, 0x0102_0304);
    let differ = OpenError::InnerAuthId { outer, inner };
    assert_eq!(fault(&message.0), Some(differ));
}

#[test]
fn what_was_in_a_box_with_a_wrong_crc_can_be_looked_at() {
    let mut pdata = [0; 9];
    emit_pdata(3, CommandId(0x000E), &[1], &mut pdata).unwrap();
    pdata[8] ^= 0xFF;
    let mut message = [0; 55];
    KEY.seal_pdata(&[9; 24], 3, &pdata, &mut message).unwrap();
    let mut out = [0; 16];
    let opened = KEY.open(&message, &mut out);
    assert!(matches!(opened, Err(OpenError::BadCrc { .. })));
    assert_eq!(out[..9], pdata);
    let unsealed = KEY.unseal(&message, &mut out).unwrap();
    assert_eq!(unsealed.bytes(), pdata);
}

#[test]
fn a_box_too_small_for_an_id_and_a_command_is_too_short() {
    for size in 0..8 {
        let mut message = [0; 64];
        let size = KEY.seal_pdata(&[9; 24], 3, &[0; 8][..size], &mut message);
        let message = &message[..size.unwrap()];
        let has = message.len();
        assert_eq!(fault(message), Some(OpenError::TooShort { has }));
        assert!(KEY.unseal(message, &mut [0; 8]).is_ok());
    }
}

#[test]
fn room_that_is_missing_is_an_error() {
    let full = Err(Full { needs: 55, has: 54 });
    let sealing = KEY.seal(&[0; 24], 1, CommandId(1), &[0], &mut [0; 54]);
    assert_eq!(sealing, full);
    let needs = sealed_size(65_512);
    let mut out = vec![0; needs];
    let has = 30 + 65_535;
    let too_long = KEY.seal(&[0; 24], 1, CommandId(1), &vec![0; 65_512], &mut out);
    assert_eq!(too_long, Err(Full { needs, has }));
    let opening = KEY.open(&sealed(&[0]), &mut [0; 8]).err();
    let full = Full { needs: 9, has: 8 };
    assert_eq!(opening, Some(OpenError::Full(full)));
}

proptest! {
    #[test]
    fn a_message_survives_sealing(
        nonce: [u8; 24], auth_id: u32, command: u16, payload in vec(any::<u8>(), 0..300)
    ) {
        let mut message = vec![0; sealed_size(payload.len())];
        let command = CommandId(command);
        KEY.seal(&nonce, auth_id, command, &payload, &mut message).unwrap();
        prop_assert_eq!(Sealed(&message).nonce(), Some(&nonce));
        let mut out = [0; 320];
        let opened = KEY.open(&message, &mut out).unwrap();
        prop_assert_eq!(opened.auth_id(), auth_id);
        prop_assert_eq!(opened.command(), command);
        prop_assert_eq!(opened.payload(), &payload[..]);
        prop_assert_eq!(opened.pdata().payload(), &payload[..]);
    }

    #[test]
    fn no_changed_bit_goes_unnoticed(payload in vec(any::<u8>(), 0..60), at: Index, bit in 0..8) {
        let mut message = sealed(&payload);
        let at = at.index(message.len());
        message[at] ^= 1_u8 << bit;
        let seen = fault(&message).unwrap();
        let expected = match at {
            24..28 => matches!(seen, OpenError::InnerAuthId { .. }),
            28..30 => matches!(seen, OpenError::LengthField { .. }),
            _ => seen == OpenError::BadTag,
        };
        prop_assert!(expected, "byte {}: {}", at, seen);
    }

    #[test]
    fn any_bytes_can_be_opened_without_harm(message: Vec<u8>) {
        let _ = fault(&message);
        let _ = KEY.unseal(&message, &mut [0; 512]).map(|pdata| pdata.payload().len());
    }

    #[test]
    fn both_sides_agree(client: [u8; 32], lock: [u8; 32]) {
        let one = agree(&client, &public_key(&lock)).unwrap();
        let other = agree(&lock, &public_key(&client)).unwrap();
        prop_assert_eq!(one.expose(), other.expose());
    }

    #[test]
    fn only_the_right_authenticator_counts(parts: [u8; 40], at: Index, bit in 0..8) {
        let mut authenticator = KEY.authenticator(&[&parts]);
        let (head, tail) = parts.split_at(at.index(40));
        prop_assert!(KEY.authenticates(&[head, tail], &authenticator));
        authenticator[at.index(32)] ^= 1_u8 << bit;
        prop_assert!(!KEY.authenticates(&[&parts], &authenticator));
    }
}
