//! Drives cases over a link and hands every record to the sink.
//!
//! On the embedded lock each case meets a lock of its own, so cases run side by side and their
//! records are put in order again: the journal does not depend on the number of threads. Processes on a
//! virtual clock run side by side too; each keeps its lock over its share of the cases, since many take long
//! to start, and the share depends on nothing but the numbers. On any other link there is one session, and cases
//! run in order.

use crate::applicable::{obstacle, too_fine};
use crate::sink::Sink;
use crate::suite::{Case, line};
use boundary::journal::{CaseEnd, CaseHead, Record};
use boundary::{Capabilities, Instant, Link, RigFault, Verdict, VerdictKind};
use links::clock::Stopwatch;
use links::{Interrupt, Interruptible, SimLink};
use reports::attempt_seed;
use scenario::run::{Bench, Job, Profile, case_seed};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
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
        let work = |_: usize, desk: &Desk<'_>| {
            while !desk.is_closed() {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(turn) = turns.get(place) else {
                    return;
                };
                let seed = case_seed(attempt_seed(self.seed, turn.attempt), &turn.case.id);
                let mut link = Interruptible::new(make(seed), self.interrupt.clone());
                desk.hand_in(place, self.told(turn, &mut self.bench(&mut link)));
                desk.add(link.now());
            }
        };
        self.side_by_side(jobs.min(turns.len()), &work, sink, watch)
    }

    /// Runs all cases on `jobs` locks that `open` leads to; each lock takes every `jobs`th case.
    pub(crate) fn dealt(
        &self,
        jobs: usize,
        open: &(dyn Fn() -> Result<Box<dyn Link>, RigFault> + Sync),
        sink: &mut Sink,
        watch: &mut Watcher<'_>,
    ) -> Driven {
        let turns: Vec<Turn<'s>> = self.turns().collect();
        let work = |first: usize, desk: &Desk<'_>| {
            let mut mine = (first..turns.len()).step_by(jobs).peekable();
            while mine.peek().is_some() && !desk.is_closed() {
                let mut link = match open() {
                    Ok(link) => link,
                    Err(fault) => {
                        // The next case tries again.
                        for place in mine.by_ref().take(1) {
                            desk.hand_in(place, self.missed(&turns[place], &fault));
                        }
                        continue;
                    }
                };
                let mut bench = self.bench(&mut *link);
                for place in mine.by_ref().take_while(|_| !desk.is_closed()) {
                    desk.hand_in(place, self.told(&turns[place], &mut bench));
                }
                desk.add(link.now());
            }
        };
        self.side_by_side(jobs, &work, sink, watch)
    }

    /// Lets threads work, and takes what they hand in, in order. `work` is told which of them it is.
    fn side_by_side(
        &self,
        jobs: usize,
        work: &(dyn Fn(usize, &Desk<'_>) + Sync),
        sink: &mut Sink,
        watch: &mut Watcher<'_>,
    ) -> Driven {
        let held = AtomicBool::new(false);
        let lock_us = AtomicU64::new(0);
        let mut brake = Brake::new(self);
        std::thread::scope(|scope| {
            let (done, finished) = channel();
            for one in 0..jobs.max(1) {
                let desk = Desk {
                    interrupt: &self.interrupt,
                    held: &held,
                    lock_us: &lock_us,
                    done: done.clone(),
                };
                scope.spawn(move || work(one, &desk));
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
            lock_us: lock_us.into_inner(),
            stopped: brake.holds(),
        }
    }

    fn bench<'l>(&self, link: &'l mut dyn Link) -> Bench<'l> {
        Bench::new(link, self.profile.clone())
    }

    /// One turn's records.
    fn told(&self, turn: &Turn<'_>, bench: &mut Bench<'_>) -> Vec<Record> {
        let watch = Stopwatch::start();
        let mut records = Vec::new();
        let mut record = |record| records.push(timed(record, &watch));
        self.one(turn, bench, &mut record);
        records
    }

    /// The records of a turn whose lock could not be reached.
    fn missed(&self, turn: &Turn<'_>, fault: &RigFault) -> Vec<Record> {
        let mut records = Vec::new();
        let why = format!("{fault}; a lock of which only one can run at a time needs --jobs 1");
        let verdict = Verdict::of(VerdictKind::Error, why);
        let mut record = |record| records.push(record);
        let (seed, attempt) = (self.seed, turn.attempt);
        not_run(
            turn.case,
            seed,
            attempt,
            Instant::ZERO,
            verdict,
            &mut record,
        );
        records
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

/// Where a thread that runs cases hands in what they came to.
struct Desk<'p> {
    interrupt: &'p Interrupt,
    held: &'p AtomicBool,
    lock_us: &'p AtomicU64,
    done: Sender<(usize, Vec<Record>)>,
}

impl Desk<'_> {
    /// Whether no more cases are wanted.
    fn is_closed(&self) -> bool {
        self.held.load(Ordering::Relaxed) || self.interrupt.is_raised()
    }

    fn hand_in(&self, place: usize, records: Vec<Record>) {
        if self.done.send((place, records)).is_err() {
            // Nobody reads any more.
            self.held.store(true, Ordering::Relaxed);
        }
    }

    /// Counts a lock's time.
    fn add(&self, time: Instant) {
        self.lock_us.fetch_add(time.0, Ordering::Relaxed);
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
