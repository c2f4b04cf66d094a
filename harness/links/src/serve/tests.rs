//! The same lock on either side of a pipe says the same things at the same instants.

use super::*;
use crate::attached::{AttachedLink, AttachedOptions, ClockChoice};
use crate::sim_link::{MakePeer, SimLink};
use crate::test_peer::{TestPeer, press, write};
use boundary::{Clock, Conn, Event, FromLock, Id, Link, Stamped, ToLock};
use proptest::prelude::*;
use std::path::PathBuf;

fn make() -> MakePeer {
    Box::new(|| Box::new(TestPeer::default()))
}

/// A server of test peers that lasts as long as the test.
fn served() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock.sock");
    let listener = Listener::bind(&ListenAddress::Unix(path.clone())).unwrap();
    std::thread::spawn(move || listener.serve(make()));
    (folder, path)
}

fn attached(path: PathBuf, clock: ClockChoice) -> AttachedLink {
    let options = AttachedOptions {
        clock,
        ..AttachedOptions::default()
    };
    AttachedLink::unix(path, options).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What a run may do to a lock.
#[derive(Clone, Debug)]
enum Deed {
    Send(ToLock),
    Wait(Span),
    Collect,
    Revive,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        (1..4_u32).prop_map(|conn| Deed::Send(ToLock::Connect {
            conn: Conn(conn),
            mtu: 23
        })),
        (1..4_u32, any::<u64>(), 0..20_u8).prop_map(|(conn, id, delay)| Deed::Send(write(
            conn,
            id >> 11,
            delay
        ))),
        (0..100_u64, 0..30_u32).prop_map(|(id, ms)| Deed::Send(press(id, ms))),
        (1..4_u32).prop_map(|conn| Deed::Send(ToLock::Disconnect { conn: Conn(conn) })),
        (0..30_000_u64).prop_map(|us| Deed::Wait(Span(us))),
        Just(Deed::Collect),
        Just(Deed::Revive),
    ];
    proptest::collection::vec(deed, 0..40)
}

/// Everything that is heard while the deeds are done, and in the second after.
fn heard(link: &mut dyn Link, deeds: &[Deed]) -> Vec<Stamped<Event>> {
    let mut events = Vec::new();
    let mut collect = |link: &mut dyn Link, span: Span| {
        let deadline = link.now() + span;
        while let Some(event) = link.next(deadline).unwrap() {
            events.push(event);
        }
        assert_eq!(link.now(), deadline);
    };
    for deed in deeds {
        match deed {
            Deed::Send(message) => link.send(message).unwrap(),
            Deed::Wait(span) => collect(link, *span),
            Deed::Collect => collect(link, Span::ZERO),
            Deed::Revive => assert!(link.revive(false).unwrap()),
        }
    }
    collect(link, Span::secs(1));
    events
}

#[test]
fn a_session_is_the_same_on_either_side_of_a_pipe() {
    let (_folder, path) = served();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
    let same = |deeds: Vec<Deed>| {
        let mut sim = SimLink::new("sim", make());
        let mut link = attached(path.clone(), ClockChoice::VirtualIfOffered);
        prop_assert_eq!(link.clock(), Clock::Virtual);
        prop_assert_eq!(heard(&mut link, &deeds), heard(&mut sim, &deeds));
        prop_assert_eq!(link.capabilities(), sim.capabilities());
        prop_assert_eq!(&link.identity().claims, &sim.identity().claims);
        Ok(())
    };
    runner.run(&deeds(), same).unwrap();
}

#[test]
fn an_hour_takes_no_time() {
    let (_folder, path) = served();
    let mut link = attached(path, ClockChoice::VirtualIfOffered);
    let watch = Stopwatch::start();
    assert_eq!(link.next(Instant::ZERO + Span::secs(3_600)), Ok(None));
    assert_eq!(link.now(), Instant::ZERO + Span::secs(3_600));
    assert!(watch.now() < Instant::ZERO + Span::secs(60));
}

#[test]
fn on_the_hosts_clock_nothing_comes_too_early() {
    let (_folder, path) = served();
    let mut link = attached(path, ClockChoice::Real);
    let Clock::Real { .. } = link.clock() else {
        panic!("it was to be real");
    };
    let sent = link.now();
    link.send(&press(1, 30)).unwrap();
    let mut next = || link.next(sent + Span::secs(10)).unwrap().unwrap();
    let done = next();
    assert_eq!(done.what, Event::Lock(FromLock::Done { id: Id(1) }));
    let held = next();
    assert!(matches!(
        held.what,
        Event::Lock(FromLock::Advertising { .. })
    ));
    assert!(
        held.at.since(sent) >= Span::millis(29),
        "{}",
        held.at.since(sent)
    );
}

#[test]
fn a_lock_behind_a_socket_is_made_to_forget() {
    let (_folder, path) = served();
    let mut link = attached(path, ClockChoice::VirtualIfOffered);
    link.send(&press(1, 20)).unwrap();
    assert_eq!(link.revive(true), Ok(true));
    assert_eq!(link.next(Instant::ZERO + Span::secs(1)), Ok(None));
}

#[test]
fn a_lock_on_a_tcp_port_is_served_and_met_again() {
    let address = "127.0.0.1:0".parse().unwrap();
    let listener = Listener::bind(&address).unwrap();
    let name = listener.address();
    std::thread::spawn(move || listener.serve(make()));
    let port = name.rsplit_once(':').unwrap().1.parse().unwrap();
    for _ in 0..3 {
        let options = AttachedOptions::default();
        let mut link = AttachedLink::tcp("127.0.0.1".into(), port, options).unwrap();
        link.send(&press(1, 250)).unwrap();
        assert!(link.next(Instant(250_000)).unwrap().is_some());
        assert_eq!(
            link.next(Instant(250_000)).unwrap().unwrap().at,
            Instant(250_000)
        );
    }
}

/// What the server answers to these lines, and what it notes.
fn dialogue(lines: &str) -> (String, String) {
    let (mut said, mut noted) = (Vec::new(), Vec::new());
    let from = io::Cursor::new(lines.to_owned().into_bytes());
    serve(from, &mut said, &mut noted, Box::new(TestPeer::default())).unwrap();
    (
        String::from_utf8(said).unwrap(),
        String::from_utf8(noted).unwrap(),
    )
}

const HELLO: &str = r#"{"hello":{"protocol":1,"clock":"virtual"}}"#;

#[test]
fn the_page_is_followed_word_for_word() {
    let (said, noted) = dialogue(&format!(
        r#"{HELLO}
{{"connect":{{"conn":1,"mtu":23}}}}
{{"control":{{"id":7,"action":"button","press_ms":250}}}}
{{"advance":{{"id":8,"to_us":0}}}}
{{"advance":{{"id":9,"to_us":1000000}}}}
{{"advance":{{"id":10,"to_us":1000000}}}}
"#
    ));
    assert_eq!(noted, "");
    let lines: Vec<_> = said.lines().collect();
    assert!(
        lines[0]
            .contains(r#""capabilities":["button","factory-reset","advertising","virtual-time"]"#)
    );
    assert_eq!(
        lines[1..],
        [
            r#"{"connected":{"conn":1,"mtu":23}}"#,
            r#"{"done":{"id":7}}"#,
            r#"{"advanced":{"id":8,"at_us":0}}"#,
            r#"{"advertising":{"data":"01","scan_response":"","address":""}}"#,
            r#"{"advanced":{"id":9,"at_us":250000}}"#,
            r#"{"advanced":{"id":10,"at_us":1000000}}"#,
        ]
    );
}

#[test]
fn what_is_not_understood_is_answered_and_noted() {
    let (said, noted) = dialogue(&format!(
        r#"{{"connect":{{"conn":1,"mtu":23}}}}
{HELLO}
garbage
{{"teleport":{{"id":3}}}}
{{"prepare":{{"conn":1,"id":4,"char":"a92ee202","offset":0,"value":"00"}}}}
{{"control":{{"id":5,"action":"dance"}}}}
{{"advance":{{"id":6,"to_us":10}}}}
{{"advance":{{"id":7,"to_us":3}}}}
{{"half"#
    ));
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines[0], r#"{"unsupported":{}}"#);
    assert!(lines[1].starts_with(r#"{"hello":"#));
    assert_eq!(
        lines[2..],
        [
            r#"{"unsupported":{"id":3}}"#,
            r#"{"unsupported":{"id":4}}"#,
            r#"{"unsupported":{"id":5}}"#,
            r#"{"advanced":{"id":6,"at_us":10}}"#,
            r#"{"advanced":{"id":7,"at_us":10}}"#,
        ]
    );
    assert_eq!(noted.lines().count(), 5);
    assert!(noted.contains("not understood: garbage"));
}

proptest! {
    #[test]
    fn no_line_of_a_harness_brings_the_server_down(lines in "(\\PC|\n)*") {
        dialogue(&format!("{HELLO}\n{lines}"));
    }
}
