//! The reference lock on either side of a pipe: a session with it is the same, stamp for stamp.

use boundary::{
    Bolt, Capability, Cccd, Char, Clock, Conn, Control, Event, FromLock, Id, Instant, Link, Span,
    Stamped, ToLock, WriteKind,
};
use links::serve::{ListenAddress, Listener};
use links::{AttachedLink, AttachedOptions, ClockChoice, MakePeer, SimLink};
use std::path::PathBuf;

fn make() -> MakePeer {
    Box::new(|| Box::new(sim::Lock::new(sim::Setup::default())))
}

/// A server of reference locks that lasts as long as the test.
fn served() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("lock.sock");
    let listener = Listener::bind(&ListenAddress::Unix(path.clone())).expect("it is free");
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

fn control(id: u64, control: Control) -> ToLock {
    ToLock::Control {
        id: Id(id),
        control,
    }
}

/// A visit of all that the protocol carries; each message with the time that is waited after it.
#[expect(clippy::too_many_lines, reason = "a whole visit, line by line")]
fn visit() -> Vec<(ToLock, Span)> {
    let conn = Conn(1);
    let ask_for_the_key = vec![0x01, 0x00, 0x03, 0x00, 0x27, 0xA7];
    let char = Char::PAIRING_GDIO;
    let written = |id, value: Vec<u8>, kind| ToLock::Write {
        conn,
        id: Id(id),
        char,
        value,
        kind,
    };
    let second = Span::secs(1);
    vec![
        (
            control(1, Control::Button { press_ms: 5_000 }),
            Span::secs(6),
        ),
        (ToLock::Connect { conn, mtu: 23 }, Span::ZERO),
        (
            ToLock::Connect {
                conn: Conn(2),
                mtu: 247,
            },
            second,
        ),
        (ToLock::Discover { conn, id: Id(2) }, Span::ZERO),
        (
            ToLock::Mtu {
                conn: Conn(2),
                id: Id(3),
                mtu: 100,
            },
            Span::ZERO,
        ),
        (
            ToLock::Subscribe {
                conn,
                id: Id(4),
                char,
                cccd: Cccd::INDICATE,
            },
            Span::ZERO,
        ),
        (
            ToLock::Subscribe {
                conn,
                id: Id(5),
                char,
                cccd: Cccd(0xFFFF),
            },
            Span::ZERO,
        ),
        (
            ToLock::Subscribe {
                conn,
                id: Id(6),
                char,
                cccd: Cccd::INDICATE,
            },
            Span::ZERO,
        ),
        (
            written(7, ask_for_the_key.clone(), WriteKind::Request),
            second,
        ),
        (ToLock::Confirm { conn }, second),
        (ToLock::Confirm { conn }, second),
        (written(8, ask_for_the_key.clone(), WriteKind::Long), second),
        (written(9, vec![0xFF; 20], WriteKind::Command), second),
        (written(10, vec![0xFF; 200], WriteKind::Request), second),
        (
            control(11, Control::TurnKey { to: Bolt::Unlocked }),
            Span::secs(30),
        ),
        (control(12, Control::Jam { on: true }), Span::ZERO),
        (
            control(
                13,
                Control::Defect {
                    name: Some("no such defect".into()),
                },
            ),
            Span::ZERO,
        ),
        (ToLock::Disconnect { conn }, second),
        (control(14, Control::PowerCycle), Span::secs(300)),
        (
            ToLock::Connect {
                conn: Conn(3),
                mtu: 23,
            },
            Span::secs(600),
        ),
        (control(15, Control::FactoryReset), Span::secs(10)),
    ]
}

fn heard(link: &mut dyn Link, visit: &[(ToLock, Span)]) -> Vec<Stamped<Event>> {
    let mut events = Vec::new();
    for (message, span) in visit {
        link.send(message).expect("the link carries it");
        let deadline = link.now() + *span;
        while let Some(event) = link.next(deadline).expect("nothing is broken") {
            events.push(event);
        }
    }
    events
}

#[test]
fn a_session_with_the_reference_lock_is_the_same_through_a_pipe() {
    let (_folder, path) = served();
    let mut link = attached(path, ClockChoice::VirtualIfOffered);
    let mut sim = SimLink::new("sim", make());
    let (through, direct) = (heard(&mut link, &visit()), heard(&mut sim, &visit()));
    assert!(direct.len() > 15, "{direct:#?}");
    assert_eq!(through, direct);
    assert_eq!(link.clock(), Clock::Virtual);
    assert_eq!(link.identity().claims, sim.identity().claims);
    let mut capabilities = sim.capabilities().clone();
    capabilities.remove(Capability::PrepareWrite);
    assert_eq!(link.capabilities(), &capabilities);
}

#[test]
fn the_reference_lock_lives_on_the_hosts_clock_too() {
    let (_folder, path) = served();
    let mut link = attached(path, ClockChoice::Real);
    let begin = link.now();
    let press = control(1, Control::Button { press_ms: 50 });
    link.send(&press).expect("the link carries it");
    let connect = ToLock::Connect {
        conn: Conn(1),
        mtu: 23,
    };
    link.send(&connect).expect("the link carries it");
    let mut lock_said = || loop {
        let event = link
            .next(begin + Span::secs(10))
            .expect("nothing is broken");
        match event.expect("it answers").what {
            Event::Lock(FromLock::Advertising { .. }) => {}
            Event::Lock(message) => return message,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(lock_said(), FromLock::Done { id: Id(1) });
    assert!(matches!(lock_said(), FromLock::Connected { .. }));
    assert!(begin < Instant::ZERO + Span::secs(10));
}
