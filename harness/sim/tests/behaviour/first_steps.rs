//! The thin slice: connect, pair, read the states, unlock.

use crate::client::{Bench, bare, status};
use boundary::{FromLock, Instant};
use wire::code::StatusCode;
use wire::command::Command;

#[cfg_attr(test, test)]
pub(crate) fn a_client_pairs_reads_the_states_and_unlocks() {
    for mtu in [23, 247] {
        let mut bench = Bench::with(&[]);
        let conn = bench.connect(mtu);
        let user = bench.pair(conn, "Marc");
        let states = bench.states(&user);
        assert_eq!(states.len(), 18);
        assert_eq!(states[..3], [2, 1, 0]);
        let answers = bench.lock_action(&user, 1, 0);
        let commands = bare(&answers);
        assert_eq!(commands.len(), 4, "{commands:?}");
        assert_eq!(commands[0], status(StatusCode::ACCEPTED));
        assert_eq!(commands[1].0, Command::NukiStates.id());
        assert_eq!(commands[1].1[1], 2);
        assert_eq!(commands[2].1[1], 3);
        assert_eq!(commands[3], status(StatusCode::COMPLETE));
        let moved = answers[2].at.since(answers[1].at);
        assert_eq!(moved.0, 4_000_000);
        assert_eq!(bench.states(&user)[1], 3);
    }
}

#[cfg_attr(test, test)]
pub(crate) fn the_lock_advertises_from_the_begin() {
    let bench = Bench::with(&[]);
    assert!(matches!(
        bench.said[..],
        [(Instant::ZERO, FromLock::Advertising { .. })]
    ));
}
