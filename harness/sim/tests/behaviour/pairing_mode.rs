//! Pairing mode, its button and window, and who is let in.

use crate::client::{Bench, payload_of};
use crate::pairing_client::{Data, Pairing};
use boundary::{Control, Span, ToLock};
use sim::{Begin, Setup};
use wire::command::Command;

const REQUEST_KEY: [u8; 6] = [1, 0, 3, 0, 0x27, 0xA7];

fn is_open(bench: &mut Bench) -> bool {
    let conn = bench.connect(23);
    let answer = bench.plain_bytes(conn, &REQUEST_KEY);
    bench.tell(ToLock::Disconnect { conn });
    payload_of(&answer, Command::PublicKey).is_some()
}

#[test]
fn five_seconds_on_the_button_open_it_and_one_second_does_not() {
    let mut bench = Bench::with(&[]);
    for (press_ms, opens) in [(1000, false), (4999, false), (5000, true)] {
        bench.control(Control::Button { press_ms });
        bench.wait(Span::secs(5));
        assert_eq!(is_open(&mut bench), opens, "{press_ms}");
    }
}

#[test]
fn it_ends_after_its_window_and_after_a_pairing() {
    let mut bench = Bench::with(&["pairing-window-s=60"]);
    bench.press_for_pairing();
    bench.wait(Span::secs(45));
    assert!(is_open(&mut bench));
    bench.wait(Span::secs(6));
    assert!(!is_open(&mut bench));
    let conn = bench.connect(23);
    bench.pair(conn, "X");
    assert!(!is_open(&mut bench));
}

#[test]
fn the_link_ends_where_that_is_set() {
    let mut bench = Bench::with(&["not-pairing=drop"]);
    let conn = bench.connect(23);
    assert!(bench.plain_bytes(conn, &REQUEST_KEY).is_empty());
    assert!(!bench.is_open(conn));
}

#[test]
fn a_factory_new_lock_is_initialised_by_its_first_pairing_or_first_configuration() {
    for (setting, state) in [("first-pairing", 2), ("first-config", 0)] {
        let mut setup = Setup {
            begin: Begin::FactoryNew,
            ..Setup::default()
        };
        setup.settings.set("initialised-by", setting).unwrap();
        let mut bench = Bench::new(setup);
        let conn = bench.connect(247);
        let user = bench.pair(conn, "X");
        assert_eq!(bench.states(&user)[0], state, "{setting}");
        bench.command_with_pin(&user, Command::SetConfig, &[0; 51], 1234);
        assert_eq!(bench.states(&user)[0], 2);
    }
}

#[test]
fn no_key_of_low_order_leads_to_a_user() {
    let mut one = [0; 32];
    one[0] = 1;
    for answer in ["bad-parameter", "unknown", "silent", "drop", "pretends"] {
        for own in [[0; 32], one] {
            let mut bench = Bench::with(&[&format!("low-order-key={answer}")]);
            let conn = bench.connect(23);
            bench.press_for_pairing();
            let mut pairing = Pairing::with_keys(conn, [0; 32], own);
            pairing.request(&mut bench);
            pairing.key = wire::session::agree_unchecked(&[7; 32], &[0; 32]);
            pairing.send_key(&mut bench);
            pairing.prove(&mut bench, 0);
            pairing.data(&mut bench, Data::app(b"Anyone"), 0);
            assert_eq!(pairing.id, 0, "{answer}");
        }
    }
}

#[test]
fn steps_out_of_order_lead_nowhere() {
    let mut bench = Bench::with(&[]);
    bench.press_for_pairing();
    let conn = bench.connect(23);
    let mut pairing = Pairing::new(&mut bench, conn);
    pairing.send_key(&mut bench);
    assert!(pairing.first.is_empty());
    pairing.request(&mut bench);
    pairing.prove(&mut bench, 0);
    assert!(pairing.second.is_empty());
    pairing.send_key(&mut bench);
    let first = pairing.first.clone();
    pairing.data_for(&mut bench, Data::app(b"Skips"), 0, &first);
    assert_eq!(pairing.id, 0);
    pairing.prove(&mut bench, 0);
    pairing.data(&mut bench, Data::app(b"In order"), 0);
    assert_ne!(pairing.id, 0);
}

#[test]
fn the_same_app_id_takes_the_place_of_the_earlier_user() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(247);
    let data = |app_id| Data {
        app_id,
        ..Data::app(b"App")
    };
    let first = bench.try_pair(conn, data(7)).unwrap();
    let second = bench.try_pair(conn, data(7)).unwrap();
    let third = bench.try_pair(conn, data(0)).unwrap();
    let fourth = bench.try_pair(conn, data(0)).unwrap();
    assert!(bench.states(&first).is_empty());
    for user in [second, third, fourth] {
        assert_eq!(bench.states(&user).len(), 18);
    }
}

#[test]
fn a_pairing_cut_off_anywhere_does_not_hinder_the_next() {
    for steps in 0..5 {
        let mut bench = Bench::with(&[]);
        let conn = bench.connect(23);
        bench.press_for_pairing();
        let mut pairing = Pairing::new(&mut bench, conn);
        let all: [fn(&mut Pairing, &mut Bench); 4] = [
            |pairing, bench| _ = pairing.request(bench),
            |pairing, bench| _ = pairing.send_key(bench),
            |pairing, bench| _ = pairing.prove(bench, 0),
            |pairing, bench| _ = pairing.data(bench, Data::app(b"Cut"), 0),
        ];
        for step in all.into_iter().take(steps) {
            step(&mut pairing, &mut bench);
        }
        bench.tell(ToLock::Disconnect { conn });
        let conn = bench.connect(23);
        let user = bench.pair(conn, "Whole");
        assert_eq!(bench.states(&user).len(), 18);
    }
}
