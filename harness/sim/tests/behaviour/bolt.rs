//! Lock actions as the client sees them: states, times, timer, fob, log.

use crate::client::{Answer, Bench, User, bare, status};
use boundary::{Bolt, Control, Span, ToLock};
use wire::code::StatusCode;
use wire::command::Command;

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair(conn, "Owner")
}

/// The lock states that were told, in order.
fn told(answers: &[Answer]) -> Vec<u8> {
    let states = answers
        .iter()
        .filter(|one| one.command == Command::NukiStates.id());
    states.map(|one| one.payload[1]).collect()
}

#[test]
fn each_action_tells_its_states_between_accepted_and_complete() {
    for (action, states) in [
        (1, &[2, 3][..]),
        (3, &[2, 7, 5, 3]),
        (4, &[2, 6]),
        (5, &[2, 7, 5, 6]),
    ] {
        let mut bench = Bench::with(&[]);
        let owner = owner(&mut bench);
        let answers = bench.lock_action(&owner, action, 0);
        assert_eq!(told(&answers), states);
        let answers = bare(&answers);
        assert_eq!(answers[0], status(StatusCode::ACCEPTED));
        assert_eq!(*answers.last().unwrap(), status(StatusCode::COMPLETE));
        assert_eq!(answers.len(), states.len() + 2);
    }
}

#[test]
fn a_lock_n_go_counts_down_and_locks() {
    let mut bench = Bench::with(&["travel-ms=1000"]);
    let owner = owner(&mut bench);
    let payload = [&[4, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    bench.ask_briefly(&owner, Command::LockAction, &payload);
    bench.wait(Span::secs(2));
    let states = bench.states(&owner);
    assert_eq!(states[1], 6);
    assert!((17..=20).contains(&states[14]), "{}", states[14]);
    bench.wait(Span::secs(25));
    let states = bench.states(&owner);
    assert_eq!((states[1], states[14]), (1, 0));
    // The action, its trigger and how it ended.
    assert_eq!(states[15..], [4, 0, 0]);
}

#[test]
fn nothing_moves_where_the_bolt_is_there_already() {
    for (setting, count) in [("accepted", 3), ("complete", 1), ("motion", 4)] {
        let mut bench = Bench::with(&[&format!("already-there={setting}")]);
        let owner = owner(&mut bench);
        let answers = bench.lock_action(&owner, 2, 0);
        assert_eq!(answers.len(), count, "{setting}");
        assert_eq!(bench.states(&owner)[1], 1);
    }
}

#[test]
fn an_action_goes_on_when_its_link_ends() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let payload = [&[1, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    bench.ask_briefly(&owner, Command::LockAction, &payload);
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    bench.wait(Span::secs(10));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    assert_eq!(bench.states(&owner)[1], 3);
}

#[test]
fn a_power_cut_on_the_way_leaves_the_position_undefined() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let payload = [&[1, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    bench.ask_briefly(&owner, Command::LockAction, &payload);
    bench.control(Control::PowerCycle);
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    assert_eq!(bench.states(&owner)[1], 0xFF);
    assert_eq!(told(&bench.lock_action(&owner, 2, 0)), [4, 1]);
}

#[test]
fn auto_unlatch_pulls_the_latch_on_unlock() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let mut config = [0; 51];
    config[40] = 1;
    bench.command_with_pin(&owner, Command::SetConfig, &config, 1234);
    assert_eq!(told(&bench.lock_action(&owner, 1, 0)), [2, 7, 5, 3]);
}

#[test]
fn fob_actions_do_what_is_configured() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    let mut config = [0; 51];
    config[48..].copy_from_slice(&[4, 3, 0]);
    bench.command_with_pin(&owner, Command::SetConfig, &config, 1234);
    assert_eq!(told(&bench.lock_action(&owner, 0x81, 0)), [2, 3]);
    assert_eq!(told(&bench.lock_action(&owner, 0x81, 0)), [4, 1]);
    assert_eq!(told(&bench.lock_action(&owner, 0x83, 0)), [1]);
    assert_eq!(told(&bench.lock_action(&owner, 0x82, 0)), [2, 6]);
}

#[test]
fn the_button_and_the_key_move_the_bolt_too() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    bench.control(Control::TurnKey { to: Bolt::Unlocked });
    assert_eq!(bench.states(&owner)[1..3], [3, 1]);
    bench.control(Control::Button { press_ms: 200 });
    bench.wait(Span::secs(10));
    assert_eq!(bench.states(&owner)[1..3], [1, 2]);
    for _ in 0..2 {
        bench.control(Control::Button { press_ms: 100 });
        bench.wait(Span::millis(200));
    }
    bench.wait(Span::secs(8));
    assert_eq!(bench.states(&owner)[1..3], [6, 2]);
}

#[test]
fn every_connected_user_hears_of_it_where_that_is_set() {
    let mut bench = Bench::with(&["states-to-others=on"]);
    let owner = owner(&mut bench);
    let other = User {
        conn: bench.connect(23),
        ..owner.clone()
    };
    bench.states(&other);
    let before = bench.heard.len();
    bench.lock_action(&owner, 1, 0);
    assert_eq!(told(&bench.answers(&other, before)), [2, 3]);
}

#[test]
fn the_log_tells_of_each_action_in_either_order() {
    let mut bench = Bench::with(&[]);
    let owner = owner(&mut bench);
    for action in [1, 2, 3] {
        bench.lock_action(&owner, action, 0);
    }
    let mut read = |start: u32, count: u16, order: u8, total: u8| {
        let fields = [
            &start.to_le_bytes()[..],
            &count.to_le_bytes(),
            &[order, total],
        ]
        .concat();
        let command = Command::RequestLogEntries;
        bench.command_with_pin(&owner, command, &fields, 1234)
    };
    let actions = |answers: &[Answer]| -> Vec<u8> {
        let lines = answers
            .iter()
            .filter(|one| one.command == Command::LogEntry.id());
        lines.map(|line| line.payload[48]).collect()
    };
    let all = read(0, 10, 0, 1);
    assert_eq!(all[0].payload, [1, 3, 0]);
    assert_eq!(actions(&all), [1, 2, 3]);
    assert_eq!(all[1].payload.len(), 52);
    assert_eq!(all[1].payload[15..20], *b"Owner");
    assert_eq!(actions(&read(0, 2, 1, 0)), [3, 2]);
    assert_eq!(actions(&read(2, 10, 0, 0)), [2, 3]);
    assert_eq!(actions(&read(2, 10, 1, 0)), [2, 1]);
}
