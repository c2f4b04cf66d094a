//! A second client beside another link: a socket and a probe's radio reach one and the same lock.

use crate::bench::LockOptions;
use crate::drive::attempt;
use crate::suite::Suite;
use app::{Emulated, Probe};
use boundary::{
    Capabilities, FromLock, Identity, Instant, Peer, Signals, Span, ToLock, VerdictKind,
};
use links::serve::Listener;
use links::{Device, Emulator, Interrupt};
use scenario::run::Bench;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sim::{Lock, Setup};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use wire::probe::BootCause;

#[test]
fn a_case_with_two_clients_has_one_on_the_socket_and_one_on_the_probes_radio() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let lock = Arc::new(Mutex::new(Shared::new()));
    let radio = View::of(&lock, RADIO);
    let probe = Emulated::new(Box::new(move || Box::new(radio.clone())));
    let device = OneProbe(Probe::new(probe, BootCause::PowerOn));
    let _emulator = Emulator::start(Box::new(device), Some(folder.path().join("probe"))).unwrap();
    let listener = Listener::bind(&format!("unix:{}", place("socket")).parse().unwrap()).unwrap();
    let socket = View::of(&lock, SOCKET);
    std::thread::spawn(move || listener.serve(Box::new(move || Box::new(socket.clone()))));

    let rig = format!(
        "lock: unix:{}\nclock: real\nsecond: {}\n",
        place("socket"),
        place("probe"),
    );
    let verdict = |rig: &str| {
        let path = folder.path().join("rig.yaml");
        std::fs::write(&path, rig).unwrap();
        let options = LockOptions {
            rig: Some(path),
            ..LockOptions::default()
        };
        let place = options.place().unwrap();
        let (_alone, mut link) = place.open(&Interrupt::default()).unwrap();
        let profile = place.rig.profile(&link.identity().claims).unwrap();
        assert!(link.identity().probe.starts_with("emulated "));
        let suite = Suite::shipped();
        let cases = suite.cases();
        let case = cases.iter().find(|case| case.id == CASE).expect("a case");
        attempt(
            case,
            1,
            1,
            &mut Bench::new(&mut *link, profile),
            &mut |_| {},
        )
        .verdict
    };
    let verdict = verdict(&rig);
    assert_eq!(verdict.kind, VerdictKind::Pass, "{verdict:?}");
    let links = shared(&lock).links;
    assert!(links[RADIO] >= 1 && links[SOCKET] >= 1, "{links:?}");
}

/// Two clients that ask at the same time.
const CASE: &str = "robustness/two-clients-get-their-own-answers";
const RADIO: usize = 0;
const SOCKET: usize = 1;

/// One lock, and what it has said to each side.
struct Shared {
    lock: Lock,
    now: Instant,
    said: [VecDeque<FromLock>; 2],
    /// How many connections each side has asked for.
    links: [usize; 2],
}

/// The lock as one side sees it: numbers of connections and requests are the side's own.
#[derive(Clone)]
struct View {
    lock: Arc<Mutex<Shared>>,
    side: usize,
    /// The lock's time minus the side's, known at its first word.
    ahead: Option<i64>,
}

fn shared(lock: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    lock.lock().unwrap()
}

impl Shared {
    fn new() -> Self {
        Self {
            lock: Lock::new(Setup::default()),
            now: Instant::ZERO,
            said: [VecDeque::new(), VecDeque::new()],
            links: [0; 2],
        }
    }

    fn run(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(at) = self.lock.deadline().filter(|at| *at <= self.now) {
            self.lock.advance(at);
            self.hear();
        }
        self.lock.advance(self.now);
        self.hear();
    }

    fn hear(&mut self) {
        while let Some(said) = self.lock.poll() {
            if let FromLock::Advertising { .. } = &said {
                self.said
                    .iter_mut()
                    .for_each(|all| all.push_back(said.clone()));
                continue;
            }
            for side in [RADIO, SOCKET] {
                if let Some(own) = numbered(&said, |number| theirs(number, side)) {
                    self.said[side].push_back(own);
                    break;
                }
            }
        }
    }
}

/// The lock's number for a side's own.
fn ours(own: u64, side: usize) -> u64 {
    2 * own + u64::try_from(side).unwrap()
}

/// The side's own number, where it is that side's.
fn theirs(number: u64, side: usize) -> Option<u64> {
    (ours(number / 2, side) == number).then_some(number / 2)
}

/// A message with other numbers; none where one of them is not the side's.
fn numbered<T: Serialize + DeserializeOwned>(
    message: &T,
    other: impl Fn(u64) -> Option<u64>,
) -> Option<T> {
    let mut json = serde_json::to_value(message).unwrap();
    let body = json.as_object_mut()?.values_mut().next()?;
    for key in ["conn", "id"] {
        if let Some(number) = body.get(key).and_then(Value::as_u64) {
            body[key] = other(number)?.into();
        }
    }
    serde_json::from_value(json).ok()
}

impl View {
    fn of(lock: &Arc<Mutex<Shared>>, side: usize) -> Self {
        Self {
            lock: lock.clone(),
            side,
            ahead: None,
        }
    }

    /// The lock, at the side's present.
    fn at(&mut self, now: Instant) -> MutexGuard<'_, Shared> {
        let mut lock = self.lock.lock().unwrap();
        let signed = |at: Instant| i64::try_from(at.0).unwrap();
        let ahead = *self.ahead.get_or_insert(signed(lock.now) - signed(now));
        lock.run(Instant(now.0.saturating_add_signed(ahead)));
        lock
    }
}

impl Peer for View {
    fn identity(&self) -> Identity {
        shared(&self.lock).lock.identity()
    }

    fn capabilities(&self) -> Capabilities {
        shared(&self.lock).lock.capabilities()
    }

    fn take(&mut self, now: Instant, message: ToLock) {
        let side = self.side;
        let mut lock = self.at(now);
        lock.links[side] += usize::from(matches!(message, ToLock::Connect { .. }));
        let now = lock.now;
        let message = numbered(&message, |own| Some(ours(own, side))).unwrap();
        lock.lock.take(now, message);
        lock.hear();
    }

    fn advance(&mut self, now: Instant) {
        drop(self.at(now));
    }

    fn poll(&mut self) -> Option<FromLock> {
        let mut lock = shared(&self.lock);
        lock.hear();
        lock.said[self.side].pop_front()
    }

    /// Soon: what the other side does has to be noticed.
    fn deadline(&self) -> Option<Instant> {
        let lock = shared(&self.lock);
        let soon = lock.now + Span::millis(3);
        let own = soon.0.saturating_add_signed(-self.ahead.unwrap_or(0));
        Some(Instant(own))
    }

    fn signals(&self) -> Signals {
        shared(&self.lock).lock.signals()
    }
}

/// A probe that is never reset.
struct OneProbe(Probe<Emulated>);

impl Device for OneProbe {
    fn hear(&mut self, now: Instant, bytes: &[u8]) {
        self.0.hear(now, bytes);
    }

    fn run(&mut self, now: Instant) {
        self.0.run(now);
    }

    fn said(&mut self) -> Vec<u8> {
        self.0.said()
    }

    fn deadline(&self) -> Option<Instant> {
        self.0.deadline()
    }

    fn reset(&mut self) {}
}
