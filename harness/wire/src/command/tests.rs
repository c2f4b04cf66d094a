extern crate std;
use super::*;
use crate::{
    Api,
    field::{Presence, Value},
    frame::Full,
    payload::{Fields, expected_sizes},
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::string::ToString;

#[test]
fn a_command_shows_its_identifier_and_its_name() {
    assert_eq!(CommandId(0x000D).to_string(), "0x000D (lock_action)");
    assert_eq!(CommandId(0x7777).to_string(), "0x7777 (unknown code)");
    assert_eq!(CommandId::NONE.to_string(), "0x0000 (none)");
    assert_eq!(Command::LockAction.to_string(), "lock_action");
}

#[test]
fn names_and_identifiers_lead_back_to_their_commands() {
    for command in Command::ALL {
        assert_eq!(Command::of(command.id()), Some(*command));
        assert_eq!(Command::from_name(command.name()), Some(*command));
        assert_eq!(CommandId::from_name(command.name()), Some(command.id()));
        assert_eq!(command.spec().command, *command);
        assert_eq!(command.spec().id, command.id());
    }
    assert_eq!(Command::from_name("open_sesame"), None);
}

#[test]
fn nonce_and_pin_come_last() {
    for command in Command::ALL {
        let spec = command.spec();
        let mut names = spec.fields.iter().rev().map(|field| field.name);
        if spec.needs_pin() {
            assert_eq!(names.next(), Some("pin"), "{command}");
        }
        if spec.needs_challenge() {
            assert_eq!(names.next(), Some("nonce"), "{command}");
        }
        let again = names.any(|name| name == "pin" || name == "nonce");
        assert!(!again || *command == Command::Challenge, "{command}");
    }
}

#[test]
fn no_field_name_stands_twice_in_a_command() {
    for command in Command::ALL {
        for field in command.spec().fields {
            assert_eq!(command.spec().field(field.name), Some(field), "{command}");
        }
    }
}

#[test]
fn every_conditional_field_names_a_flag_before_it() {
    for command in Command::ALL {
        let fields = command.spec().fields;
        for (at, field) in fields.iter().enumerate() {
            if let Presence::If(flag) = field.presence {
                let before = fields[..at].iter().any(|field| field.name == flag);
                assert!(before, "{command} {flag}");
            }
        }
    }
}

#[test]
fn the_documents_unlock_is_read_and_written() {
    let mut payload = [0x57; 38];
    payload[..6].copy_from_slice(&[0x01, 0x44, 0x33, 0x22, 0x11, 0x02]);
    let expected = LockAction {
        action: 1,
        app_id: 0x1122_3344,
        flags: 2,
        nonce: &[0x57; 32],
    };
    assert_eq!(LockAction::parse(&payload), Ok(expected));
    let mut out = [0; 38];
    assert_eq!(expected.emit(&mut out), Ok(38));
    assert_eq!(out, payload);
    let full = Full { needs: 38, has: 37 };
    assert_eq!(expected.emit(&mut [0; 37]), Err(full));
}

#[test]
fn a_wrong_length_says_what_was_expected() {
    let error = LockAction::parse(&[0; 58]).unwrap_err();
    let shown = "expected 38 bytes of payload for lock_action, got 58";
    assert_eq!(error.to_string(), shown);
    let error = AuthorizationEntry::parse(&[0; 57]).unwrap_err();
    let shown = "expected 56 or 75 bytes of payload for authorization_entry, got 57";
    assert_eq!(error.to_string(), shown);
}

#[test]
fn limits_are_there_if_their_flag_is_set() {
    let mut payload = [0; 75];
    assert!(AuthorizationEntry::parse(&payload).is_err());
    let unlimited = AuthorizationEntry::parse(&payload[..56]).unwrap();
    assert_eq!(unlimited.allowed_weekdays, None);
    payload[55] = 1;
    assert!(AuthorizationEntry::parse(&payload[..56]).is_err());
    let limited = AuthorizationEntry::parse(&payload).unwrap();
    assert_eq!(limited.allowed_weekdays, Some(0));
}

#[test]
fn what_a_version_allows_in_a_field_is_known() {
    let allows = |command: Command, name, api, value| {
        let field = command.spec().field(name).unwrap();
        field.allows(api, value)
    };
    let number = Value::Uint;
    for (command, name, good, bad) in [
        (Command::LockAction, "action", 0x05, 0x00),
        (Command::LockAction, "action", 0x83, 0x06),
        (Command::LockAction, "flags", 0x03, 0x04),
        (Command::SetConfig, "led_brightness", 5, 6),
        (Command::SetConfig, "fob_action_1", 4, 5),
        (Command::SetConfig, "dst_mode", 1, 2),
        (Command::SetConfig, "auto_unlatch", 1, 2),
        (Command::AuthorizationData, "id_type", 2, 3),
        (Command::VerifySecurityPin, "pin", 0xFFFF, 0x1_0000),
    ] {
        assert!(
            allows(command, name, Api::V1_10, number(good)),
            "{name} {good}"
        );
        assert!(
            !allows(command, name, Api::V1_10, number(bad)),
            "{name} {bad}"
        );
    }
    assert!(allows(
        Command::LockAction,
        "action",
        Api::V2_1,
        number(0x06)
    ));
    let thirteenth = Value::DateTime("2017-13-01T00:00:00".parse().unwrap());
    assert!(!allows(Command::UpdateTime, "time", Api::V1_10, thirteenth));
    assert!(!allows(Command::UpdateTime, "time", Api::V1_10, number(0)));
}

#[test]
fn values_are_shown_as_a_person_reads_them() {
    let shown = |command: Command, name, value| {
        let field = command.spec().field(name).unwrap();
        field.show(value).to_string()
    };
    let states = Command::NukiStates;
    assert_eq!(shown(states, "lock_state", Value::Uint(1)), "0x01 (locked)");
    assert_eq!(
        shown(states, "timezone_offset", Value::Int(-300)),
        "-300 min"
    );
    let time = Value::DateTime("2016-03-07T08:15:30".parse().unwrap());
    assert_eq!(shown(states, "current_time", time), "2016-03-07T08:15:30");
    let data = Command::AuthorizationData;
    let name = Value::Bytes(b"Marc (Test)\0\0");
    assert_eq!(shown(data, "name", name), "\"Marc (Test)\"");
    assert_eq!(shown(data, "name", Value::Bytes(&[0xFF, 0])), "FF00");
    assert_eq!(shown(data, "nonce_abf", Value::Bytes(&[1, 0xAB])), "01AB");
    let error = Command::ErrorReport;
    let command = Value::Uint(0x000D);
    assert_eq!(shown(error, "command", command), "0x000D (lock_action)");
}

proptest! {
    #[test]
    fn a_payload_is_read_if_and_only_if_v1_10_has_its_size(
        command in select(Command::ALL), payload in vec(any::<u8>(), 0..130)
    ) {
        let sizes = expected_sizes(command.spec(), Api::V1_10);
        let fields = Fields::read(command.spec(), Api::V1_10, &payload);
        let limited = fields.get("time_limited").and_then(Value::uint) != Some(0);
        let right = sizes.contains(payload.len())
            && (command != Command::AuthorizationEntry || limited == (payload.len() == 75));
        prop_assert_eq!(Message::parse(command, &payload).is_ok(), right);
    }

    #[test]
    fn a_message_survives_its_bytes(
        command in select(Command::ALL), longer: bool, bytes in vec(any::<u8>(), 130)
    ) {
        let sizes = expected_sizes(command.spec(), Api::V1_10);
        let payload = &bytes[..if longer { sizes.other } else { sizes.least }];
        if let Ok(message) = Message::parse(command, payload) {
            let mut out = [0; 130];
            prop_assert_eq!(message.command(), command);
            prop_assert_eq!(message.emit(&mut out), Ok(payload.len()));
            prop_assert_eq!(&out[..payload.len()], payload);
        }
    }
}
