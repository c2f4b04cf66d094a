//! Each error code of V1.10 comes out where the document says.

use crate::client::{Bench, Heard, User, bare, error, status};
use crate::pairing_client::{Data, Pairing};
use boundary::{Bolt, Char, Control, Span};
use wire::code::{ErrorCode, StatusCode};
use wire::command::{Command, CommandId};

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair(conn, "Owner")
}

/// A plain Error Report.
fn plain_error(code: u8, command: u16) -> Vec<u8> {
    let mut out = [0; 7];
    let [low, high] = command.to_le_bytes();
    wire::frame::emit_plain(CommandId(0x12), &[code, low, high], &mut out).unwrap();
    out.to_vec()
}

fn verify(bench: &mut Bench, user: &User, pin: u16) -> Vec<(CommandId, Vec<u8>)> {
    bare(&bench.command_with_pin(user, Command::VerifySecurityPin, &[], pin))
}

fn last(heard: &Bench) -> Heard {
    heard.heard.last().unwrap().clone()
}

#[test]
fn fd_for_a_wrong_plain_crc_with_the_command_as_real_locks_do() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    let answer = bench.plain_bytes(conn, &[1, 0, 3, 0, 0x28, 0xA7]);
    assert_eq!(answer, [[0x12, 0, 0xFD, 1, 0, 0xE7, 0xC3]]);
}

#[test]
fn fe_for_a_payload_of_a_wrong_length() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    for (command, size) in [(Command::PublicKey, 31), (Command::AuthorizationData, 102)] {
        let answer = bench.plain(conn, command, &vec![0; size]);
        assert_eq!(answer, [plain_error(0xFE, command.id().0)]);
    }
    let owner = owner(&mut bench);
    let answers = bench.ask_briefly(&owner, Command::LockAction, &[0; 58]);
    let expected = error(ErrorCode::BAD_LENGTH, Command::LockAction);
    assert_eq!(bare(&answers), [expected]);
}

#[test]
fn ff_for_what_no_other_code_fits() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    for (command, payload) in [
        (0x0077, &[][..]),
        (0x000E, &[0]),
        (0x0003, &[0; 32]),
        (0x0001, &[0x0D, 0]),
    ] {
        let message = bench.seal(&owner, CommandId(command), payload);
        let answers = bench.send(&owner, &message, Span::secs(1));
        let [low, high] = command.to_le_bytes();
        assert_eq!(bare(&answers), [(CommandId(0x12), vec![0xFF, low, high])]);
    }
}

#[test]
fn ten_outside_of_pairing_mode() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    let answer = bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    assert_eq!(answer, [plain_error(0x10, 0x0001)]);
}

#[test]
fn eleven_for_each_wrong_authenticator() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    bench.press_for_pairing();
    let mut pairing = Pairing::new(&mut bench, conn);
    pairing.request(&mut bench);
    pairing.send_key(&mut bench);
    assert_eq!(
        pairing.prove(&mut bench, 1),
        [[0x12, 0, 0x11, 5, 0, 0x73, 0xDA]]
    );
    pairing.prove(&mut bench, 0);
    let data = Data::app(b"X");
    let answer = pairing.data(&mut bench, data, 1);
    assert_eq!(answer, [plain_error(0x11, 0x0006)]);
    let first = pairing.first.clone();
    let answer = pairing.data_for(&mut bench, data, 0, &first);
    assert_eq!(answer, [plain_error(0x11, 0x0006)]);
    pairing.data(&mut bench, data, 0);
    let answer = pairing.confirm(&mut bench, 1);
    assert_eq!(answer, [plain_error(0x11, 0x001E)]);
}

#[test]
fn twelve_for_an_id_type_that_does_not_exist() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(23);
    let mut pairing = Pairing::begin(&mut bench, conn);
    let data = Data {
        id_type: 3,
        ..Data::app(b"Keypad")
    };
    let answer = pairing.data(&mut bench, data, 0);
    assert_eq!(answer, [plain_error(0x12, 0x0006)]);
}

#[test]
fn thirteen_when_there_is_no_room() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    bench.control(Control::LimitUsers { max: 1 });
    let mut pairing = Pairing::begin(&mut bench, owner.conn);
    let answer = pairing.data(&mut bench, Data::app(b"Late"), 0);
    assert_eq!(answer, [plain_error(0x13, 0x0006)]);
}

#[test]
fn twenty_comes_plain_on_the_keyturner_gdio_without_a_command() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let request = bench.seal(&owner, CommandId(1), &[0x0C, 0]);
    for at in [0, 24, 28, 30, 46, request.len() - 1] {
        let mut spoilt = request.clone();
        spoilt[at] ^= 0x40;
        assert!(bench.send(&owner, &spoilt, Span::secs(1)).is_empty());
        let heard = last(&bench);
        assert_eq!(heard.char, Char::KEYTURNER_GDIO);
        assert_eq!(heard.bytes, [0x12, 0, 0x20, 0, 0, 0x13, 0xD7]);
    }
    assert_eq!(bench.states(&owner).len(), 18);
}

#[test]
fn twenty_one_for_a_wrong_pin_and_twenty_eight_for_too_many() {
    let mut bench = Bench::with(&["pin-attempts=3", "pin-lock-s=60"]);
    let owner = owner(&mut bench);
    let complete = [status(StatusCode::COMPLETE)];
    let wrong = [error(ErrorCode::BAD_PIN, Command::VerifySecurityPin)];
    let locked = [error(
        ErrorCode::TOO_MANY_PIN_ATTEMPTS,
        Command::VerifySecurityPin,
    )];
    assert_eq!(verify(&mut bench, &owner, 1234), complete);
    for _ in 0..3 {
        assert_eq!(verify(&mut bench, &owner, 4711), wrong);
    }
    assert_eq!(verify(&mut bench, &owner, 1234), locked);
    bench.wait(Span::secs(60));
    assert_eq!(verify(&mut bench, &owner, 1234), complete);
}

#[test]
fn twenty_two_for_a_nonce_that_is_not_the_newest_unused_one() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let refused = [error(ErrorCode::BAD_NONCE, Command::RequestConfig)];
    let ask = |bench: &mut Bench, nonce: &[u8]| {
        bare(&bench.ask_briefly(&owner, Command::RequestConfig, nonce))
    };
    assert_eq!(ask(&mut bench, &[0; 32]), refused);
    let (older, newer) = (bench.challenge(&owner), bench.challenge(&owner));
    assert_ne!(older, newer);
    assert_eq!(ask(&mut bench, &older), refused);
    assert_eq!(ask(&mut bench, &newer)[0].0, Command::Config.id());
    assert_eq!(ask(&mut bench, &newer), refused);
}

#[test]
fn twenty_three_for_what_is_out_of_range() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    for action in [0, 6, 7, 0x7F, 0x80, 0x84, 0xFF] {
        let answers = bench.lock_action(&owner, action, 0);
        let expected = error(ErrorCode::BAD_PARAMETER, Command::LockAction);
        assert_eq!(bare(&answers), [expected], "{action:#x}");
    }
    assert_eq!(bench.states(&owner)[1], 1);
    for time in [&[0xE5, 7, 13, 1, 0, 0, 0], &[0xE5, 7, 2, 30, 0, 0, 0]] {
        let answers = bench.command_with_pin(&owner, Command::UpdateTime, time, 1234);
        let expected = error(ErrorCode::BAD_PARAMETER, Command::UpdateTime);
        assert_eq!(bare(&answers), [expected]);
    }
}

#[test]
fn twenty_four_for_a_user_that_is_not_there() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let fields = 0x7FFF_FFFE_u32.to_le_bytes();
    let command = Command::RemoveAuthorizationEntry;
    let answers = bench.command_with_pin(&owner, command, &fields, 1234);
    assert_eq!(bare(&answers), [error(ErrorCode::INVALID_AUTH_ID, command)]);
}

#[test]
fn forty_for_a_second_auto_unlock() {
    let mut bench = Bench::with(&["travel-ms=100"]);
    let owner = owner(&mut bench);
    let done = [status(StatusCode::COMPLETE)];
    assert_eq!(bare(&bench.lock_action(&owner, 1, 1)).last(), done.last());
    assert_eq!(bare(&bench.lock_action(&owner, 2, 0)).last(), done.last());
    // Thirty seconds each have passed.
    bench.wait(Span::secs(0));
    let answers = bench.lock_action(&owner, 1, 1);
    assert_eq!(bare(&answers).last(), done.last());
    let answers = bench.lock_action(&owner, 1, 1);
    let expected = error(ErrorCode::AUTO_UNLOCK_TOO_RECENT, Command::LockAction);
    assert_eq!(bare(&answers), [expected]);
}

#[test]
fn forty_one_for_a_bridge_when_the_position_is_unknown() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(247);
    let data = Data {
        id_type: 1,
        ..Data::app(b"Bridge")
    };
    let bridge = bench.try_pair(conn, data).unwrap();
    bench.control(Control::Jam { on: true });
    bench.lock_action(&bridge, 1, 0);
    let answers = bench.lock_action(&bridge, 1, 0);
    let expected = error(ErrorCode::POSITION_UNKNOWN, Command::LockAction);
    assert_eq!(bare(&answers), [expected]);
}

#[test]
fn forty_two_when_the_motor_blocks() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    bench.control(Control::Jam { on: true });
    let answers = bare(&bench.lock_action(&owner, 1, 0));
    let expected = error(ErrorCode::MOTOR_BLOCKED, Command::LockAction);
    assert_eq!(answers.last(), Some(&expected));
    let states = bench.states(&owner);
    assert_eq!((states[1], states[15], states[17]), (0xFE, 1, 1));
    bench.control(Control::TurnKey { to: Bolt::Locked });
    assert_eq!(bench.states(&owner)[1..3], [1, 1]);
}

#[test]
fn forty_five_while_an_action_is_under_way() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let payload = [&[1, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    bench.ask_briefly(&owner, Command::LockAction, &payload);
    let answers = bench.lock_action(&owner, 2, 0);
    let expected = error(ErrorCode::BUSY, Command::LockAction);
    assert!(bare(&answers).contains(&expected));
    assert_eq!(bench.states(&owner)[1], 3);
}
