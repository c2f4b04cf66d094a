//! Configuration, time control, clock, PIN, calibration, reboot, disconnect.

use crate::client::{Answer, Bench, User, bare, error, status};
use boundary::{Control, FromLock, Span};
use wire::code::{ErrorCode, StatusCode};
use wire::command::Command;

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair(conn, "Owner")
}

fn date(text: &str) -> [u8; 7] {
    text.parse::<wire::field::DateTime>().unwrap().to_bytes()
}

fn told(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.command.0).collect()
}

#[test]
fn a_configuration_is_read_back_and_counted() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let before = bench.states(&owner)[13];
    let mut fields = [0; 51];
    fields[..5].copy_from_slice("Türe".as_bytes());
    fields[32..36].copy_from_slice(&48.2_f32.to_le_bytes());
    fields[36..40].copy_from_slice(&(-16.4_f32).to_le_bytes());
    fields[40..45].copy_from_slice(&[1, 0, 1, 0, 5]);
    fields[45..47].copy_from_slice(&(-300_i16).to_le_bytes());
    fields[47..].copy_from_slice(&[1, 4, 0, 3]);
    let answers = bench.command_with_pin(&owner, Command::SetConfig, &fields, 1234);
    assert_eq!(bare(&answers), [status(StatusCode::COMPLETE)]);
    let config = bench.command(&owner, Command::RequestConfig, &[])[0]
        .payload
        .clone();
    assert_eq!(config.len(), 63);
    assert_eq!(config[4..49], fields[..45]);
    assert_eq!(config[56..59], fields[45..48]);
    assert_eq!(config[60..], fields[48..]);
    assert_ne!(bench.states(&owner)[13], before);
}

#[test]
fn one_value_out_of_range_changes_nothing() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    for (at, value) in [(44, 6), (47, 2), (48, 5), (50, 9), (40, 2)] {
        let mut fields = [0; 51];
        fields[at] = value;
        let answers = bench.command_with_pin(&owner, Command::SetConfig, &fields, 1234);
        let expected = error(ErrorCode::BAD_PARAMETER, Command::SetConfig);
        assert_eq!(bare(&answers), [expected], "{at}");
    }
    let config = bench.command(&owner, Command::RequestConfig, &[])[0]
        .payload
        .clone();
    assert_eq!(config[4..8], *b"Nuki");
}

#[test]
fn an_advanced_configuration_is_read_back() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let fields = [0xA6, 0xFF, 10, 0, 0xF6, 0xFF, 0, 0, 5, 3, 6, 1, 2, 1, 30];
    let answers = bench.command_with_pin(&owner, Command::SetAdvancedConfig, &fields, 1234);
    assert_eq!(bare(&answers), [status(StatusCode::COMPLETE)]);
    let config = bench.command(&owner, Command::RequestAdvancedConfig, &[]);
    assert_eq!(config[0].payload.len(), 17);
    assert_eq!(config[0].payload[2..], fields);
}

#[test]
fn sizes_are_what_the_settings_say() {
    let mut bench = Bench::with(&[
        "states-size=27",
        "config-size=79",
        "advanced-config-size=33",
    ]);
    let owner = owner(&mut bench);
    assert_eq!(bench.states(&owner).len(), 27);
    let config = bench.command(&owner, Command::RequestConfig, &[]);
    assert_eq!(config[0].payload.len(), 79);
    let config = bench.command(&owner, Command::RequestAdvancedConfig, &[]);
    assert_eq!(config[0].payload.len(), 33);
}

#[test]
fn a_time_control_entry_lives_fires_and_goes() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    bench.control(Control::SetClock {
        time: "2017-11-20T12:00:00".into(),
    });
    let ask = |bench: &mut Bench, command, fields: &[u8]| {
        bench.command_with_pin(&owner, command, fields, 1234)
    };
    let added = ask(&mut bench, Command::AddTimeControlEntry, &[0x40, 12, 5, 1]);
    assert_eq!(told(&added), [0x3A]);
    let id = added[0].payload[0];
    let listed = ask(&mut bench, Command::RequestTimeControlEntries, &[]);
    assert_eq!(told(&listed), [0x3D, 0x3E, 0x0E]);
    assert_eq!(listed[1].payload, [id, 1, 0x40, 12, 5, 1]);
    bench.wait(Span::secs(310));
    assert_eq!(bench.states(&owner)[1], 3);
    ask(
        &mut bench,
        Command::UpdateTimeControlEntry,
        &[id, 0, 0, 12, 10, 2],
    );
    let listed = ask(&mut bench, Command::RequestTimeControlEntries, &[]);
    assert_eq!(listed[1].payload, [id, 0, 0, 12, 10, 2]);
    bench.wait(Span::secs(600));
    assert_eq!(bench.states(&owner)[1], 3);
    let removed = bench.command_with_pin(&owner, Command::RemoveTimeControlEntry, &[id], 1234);
    assert_eq!(bare(&removed), [status(StatusCode::COMPLETE)]);
    let again = bench.command_with_pin(&owner, Command::RemoveTimeControlEntry, &[id], 1234);
    let expected = error(ErrorCode::BAD_PARAMETER, Command::RemoveTimeControlEntry);
    assert_eq!(bare(&again), [expected]);
}

#[test]
fn the_clock_runs_from_what_it_was_set_to() {
    for (setting, hour) in [("time-base=local", 23), ("time-base=utc", 23)] {
        let mut bench = Bench::with(&[setting]);
        let owner = owner(&mut bench);
        let time = date("2020-02-29T23:59:50");
        bench.command_with_pin(&owner, Command::UpdateTime, &time, 1234);
        assert_eq!(bench.states(&owner)[7], hour);
        bench.wait(Span::secs(10));
        assert_eq!(bench.states(&owner)[3..8], [0xE4, 7, 3, 1, 0]);
    }
}

#[test]
fn a_new_pin_takes_the_place_of_the_old_one() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let new = 4321_u16.to_le_bytes();
    bench.command_with_pin(&owner, Command::SetSecurityPin, &new, 1234);
    let mut verify =
        |pin| bare(&bench.command_with_pin(&owner, Command::VerifySecurityPin, &[], pin));
    let expected = error(ErrorCode::BAD_PIN, Command::VerifySecurityPin);
    assert_eq!(verify(1234), [expected]);
    assert_eq!(verify(4321), [status(StatusCode::COMPLETE)]);
}

#[test]
fn a_calibration_ends_where_it_began() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let answers = bench.command(&owner, Command::RequestCalibration, &[]);
    assert_eq!(answers.len(), 1, "the PIN is missing");
    let payload = [&bench.challenge(&owner)[..], &1234_u16.to_le_bytes()].concat();
    let answers = bench.ask(&owner, Command::RequestCalibration, &payload);
    assert_eq!(told(&answers), [0x0E, 0x0C, 0x0C, 0x0E]);
    assert_eq!(bench.states(&owner)[1], 1);
}

#[test]
fn a_reboot_completes_drops_every_link_and_comes_back() {
    let mut bench = Bench::with(&["reboot-ms=2000"]);
    let owner = owner(&mut bench);
    let other = bench.connect(23);
    let answers = bench.command_with_pin(&owner, Command::RequestReboot, &[], 1234);
    assert_eq!(bare(&answers), [status(StatusCode::COMPLETE)]);
    assert!(!bench.is_open(owner.conn) && !bench.is_open(other));
    let early = bench.connect(23);
    let refused =
        |said: &FromLock| matches!(said, FromLock::Refused { conn, .. } if *conn == early);
    assert!(bench.said.iter().any(|(_, said)| refused(said)));
    bench.wait(Span::secs(2));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    assert_eq!(bench.states(&owner).len(), 18);
}

#[test]
fn a_requested_disconnect_ends_the_link() {
    for (setting, answer, open) in [
        ("drops", 0, false),
        ("completes", 1, false),
        ("unknown", 1, true),
    ] {
        let mut bench = Bench::with(&[&format!("request-disconnect={setting}")]);
        let owner = owner(&mut bench);
        let answers = bench.ask_briefly(&owner, Command::RequestDisconnect, &[]);
        assert_eq!(answers.len(), answer, "{setting}");
        assert_eq!(bench.is_open(owner.conn), open, "{setting}");
    }
}

#[test]
fn data_without_a_challenge_have_the_sizes_of_the_document() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    bench.lock_action(&owner, 1, 0);
    for (wanted, size) in [
        (Command::BatteryReport, 5),
        (Command::OpeningsClosingsSummary, 8),
        (Command::MostRecentCommand, 2),
        (Command::Challenge, 32),
    ] {
        let answers = bench.request(&owner, wanted);
        assert_eq!(told(&answers), [wanted.id().0]);
        assert_eq!(answers[0].payload.len(), size, "{wanted}");
    }
    let summary = bench.request(&owner, Command::OpeningsClosingsSummary);
    assert_eq!(summary[0].payload, [1, 0, 0, 0, 1, 0, 0, 0]);
}
