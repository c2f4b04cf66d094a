//! Hostile locks: whatever a lock says, a case ends, soon, keeps little, and is not the bench's fault.

use crate::drive::attempt;
use crate::rig::Rig;
use crate::suite::{Case, Suite};
use boundary::journal::Record;
use boundary::{
    Capabilities, Char, Conn, DisconnectReason, FromLock, Id, Identity, Instant, Link as _, Peer,
    Span, ToLock, VerdictKind,
};
use links::SimLink;
use links::clock::Stopwatch;
use scenario::run::{Bench, case_seed};
use std::collections::VecDeque;

/// What a lock does to whoever talks to it.
#[derive(Clone, Copy, Debug)]
enum Malice {
    /// A thousand values behind each of its own.
    Flood,
    /// Once it has spoken, it never falls silent.
    Endless,
    /// A value of 64 KiB in place of each of its own.
    Giant,
    /// An empty value in front of each of its own.
    Empty,
    /// Messages that say they are as long as can be.
    LongLength,
    /// Messages that say they are of no length.
    NoLength,
    /// Its values byte by byte, a second apart.
    Drip,
    /// Answers to what nobody asked, on connections that nobody made.
    Unasked,
    /// Bytes without sense in place of its own.
    Garbage,
    /// Everything twice.
    Twice,
    /// Nothing but the beginning of each value.
    Half,
    /// It hangs up when it has spoken so often.
    Hangup(u32),
}

const EVERY_MALICE: &[Malice] = &[
    Malice::Flood,
    Malice::Endless,
    Malice::Giant,
    Malice::Empty,
    Malice::LongLength,
    Malice::NoLength,
    Malice::Drip,
    Malice::Unasked,
    Malice::Garbage,
    Malice::Twice,
    Malice::Half,
];

/// The reference lock behind somebody who twists what it says.
struct Hostile {
    lock: Box<dyn Peer>,
    malice: Malice,
    spoken: u32,
    /// The connection that the harness spoke on last.
    conn: Conn,
    now: Instant,
    /// What it says next, at the present instant.
    said: VecDeque<FromLock>,
    later: VecDeque<(Instant, FromLock)>,
    /// What it goes on saying for ever.
    babble: Option<FromLock>,
}

impl Hostile {
    fn new(malice: Malice, seed: u64) -> Self {
        let setup = sim::Setup {
            seed,
            ..sim::Setup::default()
        };
        Self {
            lock: Box::new(sim::Lock::new(setup)),
            malice,
            spoken: 0,
            conn: Conn(1),
            now: Instant::ZERO,
            said: VecDeque::new(),
            later: VecDeque::new(),
            babble: None,
        }
    }

    /// What comes of something that the lock says.
    fn twist(&mut self, what: FromLock) {
        self.spoken += 1;
        let FromLock::Indicate { conn, char, value } = what else {
            return self.twist_other(what);
        };
        let with = |value: Vec<u8>| FromLock::Indicate { conn, char, value };
        match self.malice {
            Malice::Flood => {
                let same = with(value);
                self.said.extend(std::iter::repeat_n(same, 1_000));
            }
            Malice::Endless => self.babble = Some(with(value)),
            Malice::Giant => self
                .said
                .push_back(with(value.repeat(65_536 / value.len().max(1)))),
            Malice::Empty => self.said.extend([with(Vec::new()), with(value)]),
            Malice::LongLength => self.said.push_back(with(lengthy(value, 0xFF))),
            Malice::NoLength => self.said.push_back(with(lengthy(value, 0x00))),
            Malice::Drip => {
                let last = self.later.back().map_or(self.now, |(at, _)| *at);
                let drops = (1_u64..).zip(value);
                let drops = drops.map(|(nth, byte)| (last + Span::secs(nth), with(vec![byte])));
                self.later.extend(drops);
            }
            Malice::Garbage => {
                let noise = |(at, byte): (usize, &u8)| byte.rotate_left(3) ^ (at as u8);
                let value = value.iter().enumerate().map(noise).collect();
                self.said.push_back(with(value));
            }
            Malice::Half => self.said.push_back(with(value[..value.len() / 2].to_vec())),
            Malice::Twice | Malice::Unasked | Malice::Hangup(_) => self.twist_other(with(value)),
        }
    }

    fn twist_other(&mut self, what: FromLock) {
        let conn = self.conn;
        match self.malice {
            Malice::Twice => self.said.extend([what.clone(), what]),
            Malice::Unasked => {
                let (id, value) = (Id(u64::MAX), vec![0x0C, 0x00]);
                self.said.extend([
                    FromLock::Written { conn, id },
                    FromLock::AttError {
                        conn,
                        id,
                        code: 0xFF,
                    },
                    FromLock::Done { id },
                    FromLock::Unsupported { id: None },
                    FromLock::Indicate {
                        conn: Conn(u32::MAX),
                        char: Char::USDIO,
                        value,
                    },
                    what,
                ]);
            }
            Malice::Hangup(after) if self.spoken == after => {
                let reason = DisconnectReason::Local;
                self.said
                    .extend([what, FromLock::Disconnected { conn, reason }]);
            }
            _ => self.said.push_back(what),
        }
    }
}

/// A message whose bytes where a length stands are this one.
fn lengthy(mut value: Vec<u8>, byte: u8) -> Vec<u8> {
    // The additional data ends with the length, behind a nonce of 24 bytes and an id of 4.
    if value.len() > 28 {
        value[28..].iter_mut().take(2).for_each(|at| *at = byte);
    } else {
        value.iter_mut().take(2).for_each(|at| *at = byte);
    }
    value
}

impl Peer for Hostile {
    fn identity(&self) -> Identity {
        self.lock.identity()
    }

    fn capabilities(&self) -> Capabilities {
        self.lock.capabilities()
    }

    fn take(&mut self, now: Instant, message: ToLock) {
        self.now = now;
        self.conn = message.conn().unwrap_or(self.conn);
        self.lock.take(now, message);
    }

    fn advance(&mut self, now: Instant) {
        self.now = now;
        self.lock.advance(now);
    }

    fn poll(&mut self) -> Option<FromLock> {
        while let Some(what) = self.lock.poll() {
            self.twist(what);
        }
        if self.later.front().is_some_and(|(at, _)| *at <= self.now) {
            self.said
                .extend(self.later.pop_front().map(|(_, what)| what));
        }
        self.said.pop_front().or_else(|| self.babble.clone())
    }

    fn deadline(&self) -> Option<Instant> {
        let late = self.later.front().map(|(at, _)| *at);
        self.lock.deadline().into_iter().chain(late).min()
    }
}

/// What a case came to against a hostile lock.
struct Met {
    kind: VerdictKind,
    reason: String,
    /// Bytes of its journal.
    written: usize,
    wall: Span,
    lock: Span,
}

fn meet(case: Case<'_>, malice: Malice) -> Met {
    let seed = case_seed(1, &case.id);
    let make = move || Box::new(Hostile::new(malice, seed)) as Box<dyn Peer>;
    let mut link = SimLink::new("sim", Box::new(make));
    let profile = Rig::default().profile(&link.identity().claims).unwrap();
    let mut written = 0;
    let mut count = |record: Record| written += serde_json::to_vec(&record).unwrap().len();
    let watch = Stopwatch::start();
    let end = attempt(case, 1, 1, &mut Bench::new(&mut link, profile), &mut count);
    Met {
        kind: end.verdict.kind,
        reason: end.verdict.reason,
        written,
        wall: watch.now().since(Instant::ZERO),
        lock: link.now().since(Instant::ZERO),
    }
}

/// One case in so many of the suite: of most chapters.
fn cases(suite: &Suite) -> Vec<Case<'_>> {
    suite.cases().into_iter().step_by(59).collect()
}

#[test]
fn whatever_a_lock_says_a_case_ends_within_bounds() {
    let suite = Suite::shipped();
    for malice in EVERY_MALICE.iter().copied() {
        for case in cases(&suite) {
            let met = meet(case, malice);
            let what = format!("{malice:?} {}: {:?} {}", case.id, met.kind, met.reason);
            assert_ne!(met.kind, VerdictKind::Error, "{what}");
            assert!(met.reason.len() < LONGEST_REASON, "{what}");
            assert!(met.written < MOST_WRITTEN, "{} bytes: {what}", met.written);
            assert!(met.wall < LONGEST_WALL, "{}: {what}", met.wall);
            assert!(met.lock < LONGEST, "{}: {what}", met.lock);
        }
    }
}

#[test]
fn a_lock_that_hangs_up_at_any_step_is_not_the_benchs_fault() {
    let suite = Suite::shipped();
    let ids = [
        "pairing/a-whole-pairing-makes-a-user",
        "command/unlocking-goes-through-unlocking",
    ];
    for case in suite
        .cases()
        .into_iter()
        .filter(|case| ids.contains(&&*case.id))
    {
        let mut failed = 0;
        for step in 1..60 {
            let met = meet(case, Malice::Hangup(step));
            let what = format!("{} {step}: {:?} {}", case.id, met.kind, met.reason);
            assert_ne!(met.kind, VerdictKind::Error, "{what}");
            assert!(met.wall < LONGEST_WALL && met.lock < LONGEST, "{what}");
            failed += u32::from(met.kind == VerdictKind::Fail);
        }
        assert!(failed > 0, "{}: nobody noticed", case.id);
    }
}

/// No sentence quotes all of a giant.
const LONGEST_REASON: usize = 4_096;
/// What a case writes at most: a bound on memory and on disk.
const MOST_WRITTEN: usize = 48 << 20;
/// Wall time for a case, on a busy machine without optimisation.
const LONGEST_WALL: Span = Span::secs(60);
/// Lock time for a case.
const LONGEST: Span = Span::secs(3 * 3_600);
