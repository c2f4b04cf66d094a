//! No input makes the lock panic, break the rule of one indication at a time, or grow without bound.

use crate::client::{Bench, CHARS};
use crate::pairing_client::Data;
use boundary::{
    Bolt, Cccd, Char, Conn, Control, Execute, FromLock, Id, Instant, Peer, Span, ToLock, WriteKind,
};
use proptest::prelude::*;
use sim::{Defect, Lock, Settings, Setup, Values, Variant};
use std::collections::BTreeSet;
use wire::command::CommandId;

/// Something that happens to the lock.
#[derive(Clone, Debug)]
enum Input {
    Say(ToLock),
    /// A plain message with a right CRC.
    Plain(u16, Vec<u8>),
    Wait(u64),
}

fn conns() -> impl Strategy<Value = Conn> {
    (0_u32..6).prop_map(Conn)
}

fn chars() -> impl Strategy<Value = Char> {
    prop_oneof![
        4 => proptest::sample::select(CHARS.to_vec()),
        1 => any::<u32>().prop_map(Char),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..600)
}

fn controls() -> impl Strategy<Value = Control> {
    prop_oneof![
        (0_u32..10_000).prop_map(|press_ms| Control::Button { press_ms }),
        Just(Control::PowerCycle),
        Just(Control::FactoryReset),
        any::<bool>().prop_map(|on| Control::Jam { on }),
        any::<u32>().prop_map(|max| Control::LimitUsers { max }),
        Just(Control::TurnKey { to: Bolt::Unlocked }),
        ".{0,24}".prop_map(|time| Control::SetClock { time }),
        "[a-z-]{0,9}".prop_map(|name| Control::Defect { name: Some(name) }),
        Just(Control::SetClock {
            time: "2099-12-31T23:59:59".to_owned()
        }),
    ]
}

fn messages() -> impl Strategy<Value = ToLock> {
    let id = Id(1);
    let kinds = prop_oneof![
        Just(WriteKind::Request),
        Just(WriteKind::Long),
        Just(WriteKind::Command)
    ];
    prop_oneof![
        (conns(), any::<u16>()).prop_map(|(conn, mtu)| ToLock::Connect { conn, mtu }),
        conns().prop_map(move |conn| ToLock::Discover { conn, id }),
        (conns(), any::<u16>()).prop_map(move |(conn, mtu)| ToLock::Mtu { conn, id, mtu }),
        (conns(), chars(), 0_u16..5).prop_map(move |(conn, char, cccd)| ToLock::Subscribe {
            conn,
            id,
            char,
            cccd: Cccd(cccd)
        }),
        (conns(), chars(), bytes(), kinds).prop_map(move |(conn, char, value, kind)| {
            ToLock::Write {
                conn,
                id,
                char,
                value,
                kind,
            }
        }),
        (conns(), chars(), 0_u16..30, bytes()).prop_map(move |(conn, char, offset, value)| {
            ToLock::Prepare {
                conn,
                id,
                char,
                offset,
                value,
            }
        }),
        (conns(), any::<bool>()).prop_map(move |(conn, write)| ToLock::Execute {
            conn,
            id,
            flag: if write {
                Execute::Write
            } else {
                Execute::Cancel
            }
        }),
        conns().prop_map(|conn| ToLock::Confirm { conn }),
        conns().prop_map(|conn| ToLock::Disconnect { conn }),
        controls().prop_map(move |control| ToLock::Control { id, control }),
    ]
}

fn inputs() -> impl Strategy<Value = Vec<Input>> {
    let one = prop_oneof![
        6 => messages().prop_map(Input::Say),
        2 => (0_u16..0x40, proptest::collection::vec(any::<u8>(), 0..140))
            .prop_map(|(command, payload)| Input::Plain(command, payload)),
        2 => (0_u64..40_000_000).prop_map(Input::Wait),
    ];
    proptest::collection::vec(one, 0..60)
}

/// Any lock: a variant or none, one more setting, a defect or none.
fn setups(defects: bool) -> impl Strategy<Value = Setup> {
    let variants = proptest::option::of(proptest::sample::select(Variant::ALL));
    let settings = proptest::sample::select(Settings::TABLE);
    let defect = proptest::option::of(proptest::sample::select(Defect::ALL));
    (variants, settings, any::<usize>(), defect, any::<u64>()).prop_map(
        move |(variant, setting, pick, defect, seed)| {
            let mut setup = Setup {
                seed,
                defect: defect.filter(|_| defects),
                ..Setup::default()
            };
            if let Some(variant) = variant {
                setup.settings.apply(variant.name).unwrap();
            }
            let value = match setting.values {
                Values::Words(words) => words[pick % words.len()].to_owned(),
                Values::Numbers(numbers) => numbers[pick % numbers.len()].to_string(),
                Values::Range(least, greatest) => [least, greatest][pick % 2].to_string(),
            };
            setup.settings.set(setting.name, &value).unwrap();
            setup
        },
    )
}

/// Plays inputs and checks after each what must hold of a lock.
struct Play {
    lock: Lock,
    now: Instant,
    awaiting: BTreeSet<Conn>,
    open: BTreeSet<Conn>,
    strict: bool,
}

impl Play {
    fn new(setup: Setup) -> Self {
        let strict = setup.defect.is_none();
        Self {
            lock: Lock::new(setup),
            now: Instant::ZERO,
            awaiting: BTreeSet::new(),
            open: BTreeSet::new(),
            strict,
        }
    }

    fn run(&mut self, inputs: Vec<Input>) {
        for input in inputs {
            match input {
                Input::Say(message) => self.say(message),
                Input::Plain(command, payload) => {
                    let mut value = vec![0; 200];
                    let size = wire::frame::emit_plain(CommandId(command), &payload, &mut value);
                    value.truncate(size.unwrap());
                    self.say(ToLock::Write {
                        conn: Conn(1),
                        id: Id(2),
                        char: Char::PAIRING_GDIO,
                        value,
                        kind: WriteKind::Long,
                    });
                }
                Input::Wait(us) => self.wait(Span(us)),
            }
        }
    }

    fn say(&mut self, message: ToLock) {
        if let ToLock::Confirm { conn } = message {
            self.awaiting.remove(&conn);
        }
        self.lock.take(self.now, message);
        self.check();
    }

    fn wait(&mut self, span: Span) {
        let end = self.now + span;
        let mut steps = 0;
        while let Some(at) = self.lock.deadline().filter(|at| *at <= end) {
            steps += 1;
            assert!(steps < 10_000, "the lock is never done at {at}");
            self.now = self.now.max(at);
            self.lock.advance(self.now);
            self.check();
        }
        self.now = end;
        self.lock.advance(end);
        self.check();
    }

    fn check(&mut self) {
        let mut said = 0;
        while let Some(message) = self.lock.poll() {
            said += 1;
            assert!(said < 5_000, "the lock says too much at once");
            match message {
                FromLock::Connected { conn, mtu } => {
                    assert!((23..=517).contains(&mtu));
                    assert!(self.open.insert(conn));
                }
                FromLock::Disconnected { conn, .. } => {
                    assert!(self.open.remove(&conn));
                    self.awaiting.remove(&conn);
                }
                FromLock::Indicate { conn, .. } => {
                    let first = self.awaiting.insert(conn);
                    assert!(
                        first || !self.strict,
                        "an indication before the confirmation"
                    );
                    assert!(self.open.contains(&conn));
                }
                FromLock::Notify { .. } => assert!(!self.strict, "a notification"),
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_lock_stands_any_input(setup in setups(false), inputs in inputs()) {
        Play::new(setup).run(inputs);
    }

    #[test]
    fn a_damaged_lock_stands_any_input(setup in setups(true), inputs in inputs()) {
        Play::new(setup).run(inputs);
    }

    #[test]
    fn a_lock_stands_any_command_of_its_user(
        setup in setups(true),
        commands in proptest::collection::vec(
            (0_u16..0x110, proptest::collection::vec(any::<u8>(), 0..130), any::<bool>()), 0..25),
    ) {
        let mut bench = Bench::new(setup);
        let conn = bench.connect(100);
        let user = bench.pair_anyhow(conn, Data::app(b"Owner"));
        for (command, mut payload, proved) in commands {
            if proved {
                payload.extend(bench.challenge(&user));
                payload.extend(1234_u16.to_le_bytes());
            }
            let message = bench.seal(&user, CommandId(command), &payload);
            bench.send(&user, &message, Span::millis(500));
        }
        bench.wait(Span::secs(100));
    }
}

/// Room for what one link may have waiting, whatever is asked.
#[test]
fn a_flood_of_requests_is_stopped_and_forgotten() {
    let mut bench = Bench::with(&[]);
    let conn = bench.connect(247);
    let user = bench.pair(conn, "Owner");
    bench.confirms = false;
    for _ in 0..2_000 {
        let request = bench.seal(&user, CommandId(1), &[0x0C, 0]);
        bench.write(conn, Char::USDIO, &request);
    }
    let refused = bench
        .said
        .iter()
        .filter(|(_, said)| matches!(said, FromLock::AttError { code: 0x11, .. }));
    assert!(refused.count() > 1_500);
    bench.wait(Span::secs(31));
    assert!(!bench.is_open(conn));
}
