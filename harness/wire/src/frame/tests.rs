extern crate std;
use super::*;
use crate::command::CommandId;
use proptest::prelude::*;
use std::{vec, vec::Vec};

/// Where two byte strings of the same length differ must lie within the range.
fn differ_only_in(before: &[u8], after: &[u8], range: Range<usize>) -> bool {
    before.len() == after.len()
        && (0..before.len()).all(|at| before[at] == after[at] || range.contains(&at))
}

fn fill_ciphertext(view: &mut Sealed<Vec<u8>>, value: u8) -> Result<(), TooShort> {
    view.ciphertext_mut().fill(value);
    Ok(())
}

#[test]
fn the_public_key_request_is_the_documents() {
    let mut out = [0; 6];
    let size = emit_plain(CommandId(1), &[0x03, 0x00], &mut out);
    assert_eq!(size, Ok(6));
    assert_eq!(out, [0x01, 0x00, 0x03, 0x00, 0x27, 0xA7]);
}

#[test]
fn the_inner_crc_covers_the_authorization_id() {
    let mut out = [0; 10];
    let size = emit_pdata(2, CommandId(1), &[0x0C, 0x00], &mut out);
    assert_eq!(size, Ok(10));
    assert_eq!(out, [2, 0, 0, 0, 1, 0, 0x0C, 0, 0x41, 0x8D]);
}

#[test]
fn a_frame_without_room_says_how_much_it_needs() {
    let full = Err(Full { needs: 6, has: 5 });
    assert_eq!(emit_plain(CommandId(1), &[3, 0], &mut [0; 5]), full);
    let full = Err(Full { needs: 10, has: 0 });
    assert_eq!(emit_pdata(2, CommandId(1), &[3, 0], &mut []), full);
}

#[test]
fn parts_that_are_cut_off_read_as_none_or_empty() {
    let plain = Plain(&[0x01, 0x00, 0x03]);
    assert_eq!(plain.command(), Some(CommandId(1)));
    assert_eq!((plain.crc(), plain.computed_crc()), (None, None));
    assert!(plain.payload().is_empty() && !plain.crc_holds());
    let empty = Sealed(&[]);
    assert_eq!((empty.nonce(), empty.auth_id()), (None, None));
    assert_eq!((empty.length(), empty.computed_length()), (None, None));
    assert_eq!(empty.tag(), None);
    assert!(empty.ciphertext().is_empty());
}

#[test]
fn a_part_that_is_not_there_cannot_be_changed() {
    let mut plain = Plain([0x01]);
    let command = TooShort { needs: 2, has: 1 };
    assert_eq!(plain.set_command(CommandId(3)), Err(command));
    let crc = TooShort { needs: 4, has: 1 };
    assert_eq!(plain.set_crc(0), Err(crc));
    assert_eq!(plain.renew_crc(), Err(crc));
    let mut sealed = Sealed([0; 29]);
    let length = TooShort { needs: 30, has: 29 };
    assert_eq!(sealed.set_length(0), Err(length));
    assert_eq!(plain.0, [0x01]);
}

#[test]
fn spoiling_leaves_the_crc_until_it_is_renewed() {
    let mut plain = Plain([0x01, 0x00, 0x03, 0x00, 0x27, 0xA7]);
    assert!(plain.crc_holds());
    plain.payload_mut()[0] = 0x04;
    assert_eq!(plain.crc(), Some(0xA727));
    assert!(!plain.crc_holds());
    plain.renew_crc().unwrap();
    assert!(plain.crc_holds());
}

proptest! {
    #[test]
    fn a_plain_frame_survives(command: u16, payload: Vec<u8>) {
        let mut out = vec![0; plain_size(payload.len())];
        emit_plain(CommandId(command), &payload, &mut out).unwrap();
        let view = Plain(&out);
        prop_assert_eq!(view.command(), Some(CommandId(command)));
        prop_assert_eq!(view.payload(), payload);
        prop_assert!(view.crc_holds());
    }

    #[test]
    fn pdata_survives(auth_id: u32, command: u16, payload: Vec<u8>) {
        let mut out = vec![0; pdata_size(payload.len())];
        emit_pdata(auth_id, CommandId(command), &payload, &mut out).unwrap();
        let view = Pdata(&out);
        prop_assert_eq!(view.auth_id(), Some(auth_id));
        prop_assert_eq!(view.command(), Some(CommandId(command)));
        prop_assert_eq!(view.payload(), payload);
        prop_assert!(view.crc_holds());
    }

    #[test]
    fn setters_of_the_clear_forms_change_only_their_part(bytes: Vec<u8>, value: u32) {
        let (short, end) = (value as u16, bytes.len());
        let tail = end.saturating_sub(2)..end;
        let mut plain = Plain(bytes.clone());
        let _ = plain.set_command(CommandId(short));
        prop_assert!(differ_only_in(&bytes, &plain.0, 0..2));
        let mut plain = Plain(bytes.clone());
        let _ = plain.set_crc(short);
        prop_assert!(differ_only_in(&bytes, &plain.0, tail.clone()));
        let mut pdata = Pdata(bytes.clone());
        let _ = pdata.set_auth_id(value);
        prop_assert!(differ_only_in(&bytes, &pdata.0, 0..4));
        let mut pdata = Pdata(bytes.clone());
        let _ = pdata.set_command(CommandId(short));
        prop_assert!(differ_only_in(&bytes, &pdata.0, 4..6));
        let mut pdata = Pdata(bytes.clone());
        pdata.payload_mut().fill(value as u8);
        prop_assert!(differ_only_in(&bytes, &pdata.0, 6..end.saturating_sub(2)));
    }

    #[test]
    fn setters_of_the_sealed_form_change_only_their_part(
        bytes in proptest::collection::vec(any::<u8>(), 0..100), value: u8
    ) {
        type Setter = fn(&mut Sealed<Vec<u8>>, u8) -> Result<(), TooShort>;
        let setters: [(Setter, Range<usize>); 5] = [
            (|view, value| view.set_nonce(&[value; 24]), 0..24),
            (|view, value| view.set_auth_id(u32::from_le_bytes([value; 4])), 24..28),
            (|view, value| view.set_length(u16::from_le_bytes([value; 2])), 28..30),
            (|view, value| view.set_tag(&[value; 16]), 30..46),
            (fill_ciphertext, 46..100),
        ];
        for (set, range) in setters {
            let mut sealed = Sealed(bytes.clone());
            let _ = set(&mut sealed, value);
            prop_assert!(differ_only_in(&bytes, &sealed.0, range.clone()));
            let whole = range.end <= bytes.len();
            prop_assert!(!whole || sealed.0[range].iter().all(|byte| *byte == value));
        }
    }

    #[test]
    fn the_parts_of_a_sealed_message_are_all_of_it(
        bytes in proptest::collection::vec(any::<u8>(), 46..100)
    ) {
        let view = Sealed(&bytes);
        let (id, length) = (view.auth_id().unwrap(), view.length().unwrap());
        let parts: [&[u8]; 5] = [
            view.nonce().unwrap(),
            &id.to_le_bytes(),
            &length.to_le_bytes(),
            view.tag().unwrap(),
            view.ciphertext(),
        ];
        prop_assert_eq!(parts.concat(), bytes);
    }
}
