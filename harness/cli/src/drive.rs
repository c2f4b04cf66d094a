//! Drives cases over a link and hands every record to the sink.
//!
//! On the embedded lock each case meets a lock of its own, so cases run side by side and their
//! records are put in order again: the journal does not depend on the number of threads. On any
//! other link there is one session, and cases run in order.

use crate::applicable::{obstacle, too_fine};
use crate::sink::Sink;
use crate::suite::{Case, line};
use boundary::journal::{CaseEnd, CaseHead, Record};
use boundary::{Capabilities, Instant, Link, Verdict, VerdictKind};
use links::clock::Stopwatch;
use links::{Interrupt, Interruptible, SimLink};
use reports::attempt_seed;
use scenario::run::{Bench, Job, Profile, case_seed};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

/// What is to be run, and how.
pub(crate) struct Plan<'s> {
    pub(crate) cases: Vec<Case<'s>>,
    pub(crate) seed: u64,
    pub(crate) repeat: u32,
    /// How often in all a case may be tried again after a rig error.
    pub(crate) retries: AtomicU32,
    pub(crate) fail_fast: bool,
    pub(crate) profile: Profile,
    pub(crate) capabilities: Capabilities,
    pub(crate) interrupt: Interrupt,
}

/// One turn: a case and which attempt at it.
#[derive(Clone, Copy)]
struct Turn<'s> {
    case: Case<'s>,
    attempt: u32,
}

/// How a drive ended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Driven {
    /// Microseconds of the lock's time.
    pub(crate) lock_us: u64,
    /// Whether cases were left out.
    pub(crate) stopped: bool,
}

/// Told of each case that ended.
pub(crate) type Watcher<'w> = dyn FnMut(&reports::Case) + 'w;

impl<'s> Plan<'s> {
    /// Runs all cases in order over one link.
    pub(crate) fn over(
        &self,
        link: &mut dyn Link,
        sink: &mut Sink,
        watch: &mut Watcher<'_>,
    ) -> Driven {
        let begin = link.now();
        let mut bench = Bench::new(link, self.profile.clone());
        let mut brake = Brake::new(self);
        for turn in self.turns() {
            if brake.holds() {
                break;
            }
            let watch_case = Stopwatch::start();
            let mut record = |record| sink.take(timed(record, &watch_case));
            let end = self.one(&turn, &mut bench, &mut record);
            brake.feel(end);
            brake.pulled |= sink.is_broken();
            if let Some(case) = sink.latest() {
                watch(case);
            }
        }
        Driven {
            lock_us: bench.link().now().since(begin).0,
            stopped: brake.holds(),
        }
    }

    /// Runs all cases on embedded locks, `jobs` of them at a time. `make` gives a link to a fresh
    /// lock for the seed of a case.
    pub(crate) fn embedded(
        &self,
        jobs: usize,
        make: &(dyn Fn(u64) -> SimLink + Sync),
        sink: &mut Sink,
        watch: &mut Watcher<'_>,
    ) -> Driven {
        let turns: Vec<Turn<'s>> = self.turns().collect();
        let next = AtomicUsize::new(0);
        let held = AtomicBool::new(false);
        let lock_us = Mutex::new(0_u64);
        let mut brake = Brake::new(self);
        std::thread::scope(|scope| {
            let (done, finished) = channel();
            for _ in 0..jobs.clamp(1, turns.len().max(1)) {
                let worker = Worker {
                    plan: self,
                    turns: &turns,
                    next: &next,
                    held: &held,
                    lock_us: &lock_us,
                    make,
                    done: done.clone(),
                };
                scope.spawn(move || worker.work());
            }
            drop(done);
            let mut early: BTreeMap<usize, Vec<Record>> = BTreeMap::new();
            let mut due = 0;
            for (place, records) in finished {
                early.insert(place, records);
                while let Some(records) = early.remove(&due) {
                    due += 1;
                    if brake.holds() {
                        continue;
                    }
                    for record in records {
                        sink.take(record);
                    }
                    if let Some(case) = sink.latest() {
                        brake.feel(case.kind());
                        brake.pulled |= sink.is_broken();
                        watch(case);
                    }
                    held.fetch_or(brake.holds(), Ordering::Relaxed);
                }
            }
        });
        Driven {
            lock_us: lock_us.into_inner().unwrap_or_default(),
            stopped: brake.holds(),
        }
    }

    /// The whole set, as often as it is repeated.
    fn turns(&self) -> impl Iterator<Item = Turn<'s>> {
        let attempts = 1..=self.repeat.max(1);
        attempts.flat_map(|attempt| self.cases.iter().map(move |case| Turn { case, attempt }))
    }

    /// One attempt at one case.
    fn one(
        &self,
        turn: &Turn<'_>,
        bench: &mut Bench<'_>,
        record: &mut dyn FnMut(Record),
    ) -> VerdictKind {
        let left_out = |kind, reason, record: &mut dyn FnMut(Record)| {
            let at = bench.link().now();
            let verdict = Verdict::of(kind, reason);
            not_run(turn.case, self.seed, turn.attempt, at, verdict, record);
            kind
        };
        if let Some(reason) = obstacle(turn.case, &self.capabilities, &self.profile) {
            return left_out(VerdictKind::NotApplicable, reason, record);
        }
        if let Some(reason) = too_fine(turn.case, bench.link().clock()) {
            return left_out(VerdictKind::Inconclusive, reason, record);
        }
        for retry in 0.. {
            let mut record = |one| record(tried(one, retry));
            let end = attempt(turn.case, self.seed, turn.attempt, bench, &mut record);
            if end.verdict.kind != VerdictKind::Error || !self.may_retry() {
                return end.verdict.kind;
            }
        }
        VerdictKind::Error
    }

    /// Takes one of the retries that are left. Only a rig error is tried again: a failure is the lock's, whatever a
    /// second try would say.
    fn may_retry(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        let taken = self
            .retries
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        taken.is_ok() && !self.interrupt.is_raised()
    }
}

/// Runs one attempt at a case; `seed` is the run's.
pub(crate) fn attempt(
    case: Case<'_>,
    seed: u64,
    attempt: u32,
    bench: &mut Bench<'_>,
    record: &mut dyn FnMut(Record),
) -> CaseEnd {
    let job = Job {
        id: &case.id,
        title: &case.title,
        file: &case.path,
        scenario: &case.scenario,
        row: case.row.as_ref(),
        seed: case_seed(attempt_seed(seed, attempt), &case.id),
        attempt,
    };
    bench.run(&job, record)
}

/// One of several threads that run cases on embedded locks.
struct Worker<'p, 's> {
    plan: &'p Plan<'s>,
    turns: &'p [Turn<'s>],
    next: &'p AtomicUsize,
    held: &'p AtomicBool,
    lock_us: &'p Mutex<u64>,
    make: &'p (dyn Fn(u64) -> SimLink + Sync),
    done: Sender<(usize, Vec<Record>)>,
}

impl Worker<'_, '_> {
    fn work(&self) {
        while !self.held.load(Ordering::Relaxed) && !self.plan.interrupt.is_raised() {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(turn) = self.turns.get(place) else {
                return;
            };
            let seed = case_seed(attempt_seed(self.plan.seed, turn.attempt), &turn.case.id);
            let mut link = Interruptible::new((self.make)(seed), self.plan.interrupt.clone());
            let watch = Stopwatch::start();
            let mut records = Vec::new();
            let mut bench = Bench::new(&mut link, self.plan.profile.clone());
            let mut record = |record| records.push(timed(record, &watch));
            self.plan.one(turn, &mut bench, &mut record);
            if let Ok(mut total) = self.lock_us.lock() {
                *total += link.now().0;
            }
            if self.done.send((place, records)).is_err() {
                return;
            }
        }
    }
}

/// When to stop before the last case.
struct Brake<'p, 's> {
    plan: &'p Plan<'s>,
    pulled: bool,
    rig_errors: u32,
}

impl<'p, 's> Brake<'p, 's> {
    const fn new(plan: &'p Plan<'s>) -> Self {
        Self {
            plan,
            pulled: false,
            rig_errors: 0,
        }
    }

    fn feel(&mut self, verdict: VerdictKind) {
        self.rig_errors = if verdict == VerdictKind::Error {
            self.rig_errors + 1
        } else {
            0
        };
        let bad = matches!(verdict, VerdictKind::Fail | VerdictKind::Error);
        // A rig that is broken in case after case will not mend itself.
        self.pulled |= self.rig_errors >= MOST_RIG_ERRORS || (self.plan.fail_fast && bad);
    }

    fn holds(&self) -> bool {
        self.pulled || self.plan.interrupt.is_raised()
    }
}

/// Rig errors in a row that end a run.
const MOST_RIG_ERRORS: u32 = 3;

/// Gives the head of a case its number among the tries of an attempt.
fn tried(record: Record, retry: u32) -> Record {
    match record {
        Record::Case(head) => Record::Case(CaseHead { retry, ..head }),
        other => other,
    }
}

/// Gives a verdict its wall time: the run itself has no clock.
fn timed(record: Record, watch: &Stopwatch) -> Record {
    match record {
        Record::Verdict(end) => Record::Verdict(CaseEnd {
            wall_us: watch.now().0,
            ..end
        }),
        other => other,
    }
}

/// The records of a case that is not run.
fn not_run(
    case: Case<'_>,
    seed: u64,
    attempt: u32,
    at: Instant,
    verdict: Verdict,
    record: &mut dyn FnMut(Record),
) {
    record(Record::Case(CaseHead {
        id: case.id.clone(),
        title: case.title.clone(),
        file: case.path.to_string(),
        line: line(case),
        requirements: case.requirements().map(str::to_owned).collect(),
        level: case.level.word().to_owned(),
        seed: case_seed(attempt_seed(seed, attempt), &case.id),
        attempt,
        retry: 0,
        at,
    }));
    record(Record::Verdict(CaseEnd {
        id: case.id.clone(),
        at,
        wall_us: 0,
        verdict,
        failure: None,
        findings: Vec::new(),
        assertions: 0,
    }));
}
