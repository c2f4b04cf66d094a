//! The run: one case against one lock, over any link.
//!
//! A run owns no clock and does no I/O: it is given a [`Link`] and a seed, sends what the steps
//! say, and waits on the link for what comes. In virtual time that waiting costs nothing; over the
//! air it blocks. Everything that crosses the seam goes into the journal as it happens.
//!
//! ```text
//!   given --> steps --> alive? --> finally --> farewell --> verdict
//! ```
//!
//! The verdict is `fail` only for what a lock did: an expectation of a step that did not hold, an
//! invariant that a message broke, a lock that ended after an input of the case. A precondition
//! that could not be met is `inconclusive`, a broken bench is `error`.

mod alive;
mod build;
mod client;
mod datum;
mod defaults;
mod describe;
mod diagnosis;
mod dice;
mod eval;
mod fixtures;
mod ingest;
mod invariants;
mod known;
mod matching;
mod pump;
mod session;
mod spoiling;
mod steps;
mod stop;
mod testing;
mod transmit;
mod verdict;

pub use dice::case_seed;
pub use session::Profile;

use crate::ast::{Given, Level, Row, Scenario};
use crate::span::Span;
use boundary::journal::{CLEANING_UP, CaseEnd, CaseHead, Finding, Record};
use boundary::{Instant, Link};
use client::{Client, Incoming};
use datum::Datum;
use dice::Dice;
use session::{Session, User};
use std::collections::{BTreeMap, VecDeque};
use stop::{Flow, Stop};

/// One case to be run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The case's id.
    pub id: &'a str,
    /// Its title, with the table's variables filled in.
    pub title: &'a str,
    /// The scenario's file, as reports shall name it.
    pub file: &'a str,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The row of its table, where it has one.
    pub row: Option<&'a Row>,
    /// The case's seed: see [`case_seed`].
    pub seed: u64,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// A lock on its link, with what is known of it from case to case.
pub struct Bench<'l> {
    link: &'l mut dyn Link,
    profile: Profile,
    session: Session,
}

impl<'l> Bench<'l> {
    /// A bench on a link.
    pub fn new(link: &'l mut dyn Link, profile: Profile) -> Self {
        Self {
            link,
            profile,
            session: Session::default(),
        }
    }

    /// The link, to ask what it can do.
    #[must_use]
    pub fn link(&self) -> &dyn Link {
        &*self.link
    }

    /// What is known of the lock.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Runs one case; every crossing, observation and the verdict go to `record` as they happen.
    pub fn run(&mut self, job: &Job<'_>, record: &mut dyn FnMut(Record)) -> CaseEnd {
        let begin = self.link.now();
        record(Record::Case(head(job, begin)));
        let mut run = Run::new(self, job, Some(&mut *record));
        let outcome = run.everything();
        let end = run.conclude(outcome);
        record(Record::Verdict(end.clone()));
        end
    }

    /// Runs one case for its verdict alone: nothing is put into words that nobody reads.
    pub fn judge(&mut self, job: &Job<'_>) -> Judged {
        let mut run = Run::new(self, job, None);
        let outcome = run.everything();
        let steps = run.step_index;
        Judged {
            end: run.conclude(outcome),
            steps,
        }
    }
}

/// A case that was run without a journal.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its verdict.
    pub end: CaseEnd,
    /// How many steps were begun, those of loops each time.
    pub steps: u32,
}

/// The state of one case.
struct Run<'a> {
    link: &'a mut dyn Link,
    profile: &'a Profile,
    session: &'a mut Session,
    /// Who is told; nobody, where only the verdict is wanted.
    record: Option<&'a mut dyn FnMut(Record)>,
    job: &'a Job<'a>,
    dice: Dice,
    phase: Phase,
    /// The place of the running step, and of the loops around it.
    here: Span,
    within: Vec<String>,
    step_index: u32,
    clients: BTreeMap<String, Client>,
    users: BTreeMap<String, User>,
    vars: BTreeMap<String, Datum>,
    lists: BTreeMap<String, Vec<Datum>>,
    marks: BTreeMap<String, Instant>,
    /// Fields of the newest message of each kind, for defaults.
    known: BTreeMap<(wire::Command, &'static str), Datum>,
    hands: BTreeMap<boundary::Id, bool>,
    /// Edges that no step has asked for yet.
    edges: VecDeque<(Instant, boundary::Edge)>,
    findings: Vec<Finding>,
    assertions: u32,
    /// What the last step could not send, because the connection had ended before.
    unsent: Option<wire::Command>,
    /// What the newest `expect` has got.
    newest: Option<Incoming>,
    /// Whether this case has made the lock's user table small.
    limits_users: bool,
    /// Whether this case has asked for a calibration.
    calibrates: bool,
    /// Inputs of this case that reached the lock; the last one in words.
    inputs: u32,
    last_input: String,
    events: u32,
    /// Bytes that they held.
    heard: usize,
}

/// The parts of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Preconditions are brought about.
    Given,
    /// The steps.
    Steps,
    /// Cleaning up.
    Finally,
}

impl<'a> Run<'a> {
    fn new<'b: 'a>(
        bench: &'a mut Bench<'b>,
        job: &'a Job<'a>,
        record: Option<&'a mut dyn FnMut(Record)>,
    ) -> Self {
        let users = bench.session.users.clone();
        let mut run = Self {
            link: &mut *bench.link,
            profile: &bench.profile,
            session: &mut bench.session,
            record,
            job,
            dice: Dice::new(job.seed, "case"),
            phase: Phase::Given,
            here: job.scenario.title.span,
            within: Vec::new(),
            step_index: 0,
            clients: BTreeMap::new(),
            users,
            vars: BTreeMap::new(),
            lists: BTreeMap::new(),
            marks: BTreeMap::new(),
            known: BTreeMap::new(),
            hands: BTreeMap::new(),
            edges: VecDeque::new(),
            findings: Vec::new(),
            assertions: 0,
            inputs: 0,
            unsent: None,
            newest: None,
            limits_users: false,
            calibrates: false,
            last_input: String::new(),
            events: 0,
            heard: 0,
        };
        for (name, value) in job.row.iter().flat_map(|row| &row.values) {
            let datum = run.literal(&value.value);
            run.vars.insert(name.value.clone(), datum);
        }
        run
    }

    /// The whole case; what its end came to, and whether cleaning up worked.
    fn everything(&mut self) -> Outcome {
        let mut main = self.main();
        if let Err(Stop::Wrong(wrong)) = &mut main {
            // Cleaning up goes on to other steps; the failure stays where it was.
            wrong.span.get_or_insert(self.here);
        }
        self.locate(&mut main);
        if main.is_err() {
            self.cleaning_up();
        }
        let begun = self.phase == Phase::Steps;
        self.phase = Phase::Finally;
        let interrupted = matches!(&main, Err(Stop::Rig(fault)) if fault.interrupted);
        let cleanup = match &main {
            Err(Stop::Ended(_)) => Ok(()),
            // What the steps did before they turned out not to apply is put back too.
            Err(Stop::NotApplicable(_)) if !begun => Ok(()),
            Err(Stop::Rig(_)) if !interrupted => Ok(()),
            _ => self.clean_up(),
        };
        self.farewell();
        Outcome {
            main,
            cleanup,
            interrupted,
        }
    }

    /// Says where the steps came to an undecided end.
    fn locate(&self, main: &mut Flow) {
        if let (Err(Stop::Unclear(reason)), Phase::Steps) = (main, self.phase) {
            *reason += &format!(" (line {})", self.here.line);
        }
    }

    /// What comes from here on did not lead to the failure.
    fn cleaning_up(&mut self) {
        if let Some(record) = &mut self.record {
            record(Record::Step {
                at: self.link.now(),
                index: self.step_index,
                line: self.here.line,
                column: self.here.column,
                text: CLEANING_UP.to_owned(),
            });
        }
        self.step_index += 1;
    }

    fn main(&mut self) -> Flow {
        self.phase = Phase::Given;
        self.arrive()?;
        for given in &self.job.scenario.given {
            self.here = given.span;
            self.bring_about(given.value)
                .map_err(precondition(given.value))?;
        }
        self.phase = Phase::Steps;
        let scenario = self.job.scenario;
        self.steps(&scenario.steps)?;
        self.here = scenario.title.span;
        self.still_alive()
    }
}

/// What a case came to, before it is a verdict.
struct Outcome {
    main: Flow,
    cleanup: Flow,
    interrupted: bool,
}

/// A lock that cannot be brought into the wanted state leaves the case undecided: the case that is
/// about that state fails instead.
fn precondition(given: Given) -> impl FnOnce(Stop) -> Stop {
    move |stop| match stop {
        Stop::Wrong(wrong) if !wrong.always => Stop::Unclear(format!(
            "precondition `{}` not met: {}",
            given.name(),
            wrong.sentence()
        )),
        other => other,
    }
}

fn head(job: &Job<'_>, at: Instant) -> CaseHead {
    CaseHead {
        id: job.id.to_owned(),
        title: job.title.to_owned(),
        file: job.file.to_owned(),
        line: job
            .row
            .map_or(job.scenario.title.span.line, |row| row.key.span.line),
        requirements: job
            .scenario
            .requirements
            .iter()
            .map(|id| id.value.clone())
            .collect(),
        level: Level::Must.name().to_owned(),
        seed: job.seed,
        attempt: job.attempt,
        retry: 0,
        at,
    }
}

/// How much longer than a specification's value the harness itself waits.
const ANSWER_WITHIN: boundary::Span = boundary::Span::secs(10);
