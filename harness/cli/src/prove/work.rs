//! The work: subjects are handed to threads, each runs the suite against its lock.

use super::attached::Ground;
use super::row::Row;
use crate::applicable::obstacle;
use crate::bench::Place;
use crate::drive::attempt;
use crate::suite::Case;
use boundary::journal::CaseEnd;
use boundary::{Capabilities, Link, RigFault, Span, Verdict, VerdictKind};
use links::clock::Stopwatch;
use links::{Interrupt, Interruptible, SimChoice};
use reports::attempt_seed;
use reports::matrix::{self, Extent, Matrix, Pace};
use scenario::run::{Bench, Profile, case_seed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

/// What is to be proved, and how.
pub(crate) struct Proof<'s> {
    pub(crate) place: &'s Place,
    pub(crate) cases: Vec<Case<'s>>,
    pub(crate) seed: u64,
    pub(crate) extent: Extent,
    /// The cases that found each defect when the snapshot was made; they are tried first.
    pub(crate) hints: BTreeMap<String, Vec<String>>,
    /// Wall time for each defect.
    pub(crate) limit: Span,
    pub(crate) jobs: usize,
    pub(crate) interrupt: Interrupt,
    /// What cases come to on the attached lock as it stands, as far as that was asked.
    pub(crate) sound: Mutex<BTreeMap<usize, CaseEnd>>,
}

/// Told how many subjects are done, of how many.
pub(crate) type Sight<'w> = dyn FnMut(usize, usize) + 'w;

/// Why there is no matrix.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The rig.
    #[error(transparent)]
    Rig(#[from] RigFault),
    /// A claim of a lock or a file.
    #[error("{0}")]
    Profile(String),
    /// The user.
    #[error("interrupted")]
    Interrupted,
}

/// A row that is being filled, and the cases for it.
pub(super) struct Task {
    pub(super) row: Row,
    pub(super) cases: Vec<usize>,
    /// Whether the first right kill is enough.
    first: bool,
}

impl<'s> Proof<'s> {
    /// Fills the matrix.
    ///
    /// # Errors
    /// The rig broke, or the user stopped it.
    pub(crate) fn fill(
        &self,
        defects: Vec<matrix::Defect>,
        variants: Vec<matrix::Variant>,
        sight: &mut Sight<'_>,
    ) -> Result<Matrix, Broken> {
        let ids: Vec<String> = self.cases.iter().map(|case| case.id.clone()).collect();
        let first = self.extent == Extent::First;
        let mut tasks: Vec<Task> = Vec::new();
        for row in defects {
            let cases = if first {
                self.ranked(&row, &ids)
            } else {
                self.all()
            };
            let row = Row::Defect(row);
            tasks.push(Task { row, cases, first });
        }
        for row in variants {
            let (row, cases) = (Row::Variant(row), self.all());
            let first = false;
            tasks.push(Task { row, cases, first });
        }
        let mut matrix = self.matrix(&ids);
        for row in self.run(tasks, sight)? {
            match row {
                Row::Defect(row) => matrix.defects.push(row),
                Row::Variant(row) => matrix.variants.push(row),
            }
        }
        if first {
            self.see_idle(&mut matrix, &ids, sight)?;
        }
        matrix.variants.extend(self.blamed_sound(&ids));
        Ok(matrix)
    }

    fn matrix(&self, ids: &[String]) -> Matrix {
        let cases = self.cases.iter().zip(ids).map(|(case, id)| matrix::Case {
            id: id.clone(),
            purpose: case.scenario.purpose.as_ref().map(|one| one.value.clone()),
        });
        Matrix {
            version: matrix::VERSION,
            lock: self.place.address.to_string(),
            extent: self.extent,
            cases: cases.collect(),
            ..Matrix::default()
        }
    }

    fn all(&self) -> Vec<usize> {
        (0..self.cases.len()).collect()
    }

    /// The cases, those that will most likely find the defect first.
    fn ranked(&self, row: &matrix::Defect, ids: &[String]) -> Vec<usize> {
        let hints = self.hints.get(&row.name);
        let rank = |at: &usize| {
            let known = hints.and_then(|known| known.iter().position(|id| *id == ids[*at]));
            let about = self.cases[*at]
                .requirements()
                .position(|id| row.breaks.iter().any(|broken| broken == id));
            (known.unwrap_or(usize::MAX), about.unwrap_or(usize::MAX))
        };
        let mut cases = self.all();
        cases.sort_by_key(rank);
        cases
    }

    /// Gives each case that has found nothing yet a chance against the defects that it found when the snapshot was
    /// made.
    fn see_idle(
        &self,
        matrix: &mut Matrix,
        ids: &[String],
        sight: &mut Sight<'_>,
    ) -> Result<(), Broken> {
        let mut tried: BTreeSet<(usize, &str)> = BTreeSet::new();
        loop {
            let idle: BTreeSet<&str> = matrix.idle().into_iter().collect();
            let mut pairs: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, id) in ids
                .iter()
                .enumerate()
                .filter(|(_, id)| idle.contains(&***id))
            {
                let found = |(_, found): &(&String, &Vec<String>)| found.contains(id);
                let mut known = self.hints.iter().filter(found).map(|(name, _)| &**name);
                if let Some(name) = known.find(|name| tried.insert((at, name))) {
                    pairs.entry(name).or_default().push(at);
                }
            }
            if pairs.is_empty() {
                return Ok(());
            }
            let tasks = matrix.defects.iter().filter_map(|row| {
                Some(Task {
                    row: Row::Defect(row.clone()),
                    cases: pairs.get(&*row.name)?.clone(),
                    first: false,
                })
            });
            for row in self.run(tasks.collect(), sight)? {
                let Row::Defect(row) = row else { continue };
                let old = matrix.defects.iter_mut().find(|old| old.name == row.name);
                old.into_iter().for_each(|old| *old = row.clone());
            }
        }
    }

    /// Fills the rows, several at a time; they come back in order.
    fn run(&self, tasks: Vec<Task>, sight: &mut Sight<'_>) -> Result<Vec<Row>, Broken> {
        let next = AtomicUsize::new(0);
        let many = tasks.len();
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        let mut broken = None;
        std::thread::scope(|scope| {
            let (done, finished) = channel();
            for _ in 0..self.jobs.clamp(1, many.max(1)) {
                let (done, tasks, next) = (done.clone(), &tasks, &next);
                scope.spawn(move || self.work(tasks, next, &done));
            }
            drop(done);
            for (place, row) in finished {
                match row {
                    Ok(row) => _ = rows.insert(place, row),
                    Err(why) => {
                        // Nobody takes another subject.
                        next.store(many, Ordering::Relaxed);
                        broken.get_or_insert(why);
                    }
                }
                sight(rows.len(), many);
            }
        });
        match broken {
            Some(why) => Err(why),
            None => Ok(rows.into_values().collect()),
        }
    }

    fn work(
        &self,
        tasks: &[Task],
        next: &AtomicUsize,
        done: &Sender<(usize, Result<Row, Broken>)>,
    ) {
        let mut ground = Ground::Nothing;
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(place) else {
                return;
            };
            let row = self.examine(task, &mut ground);
            let broken = row.is_err();
            if done.send((place, row)).is_err() || broken {
                return;
            }
        }
    }

    fn examine(&self, task: &Task, ground: &mut Ground) -> Result<Row, Broken> {
        let mut row = task.row.clone();
        let watch = Stopwatch::start();
        let mut pace = Pace::InTime;
        let mut take = |id: &str, end: &CaseEnd| {
            let found = row.take(id, end);
            if watch.now().since(boundary::Instant::ZERO) > self.limit {
                pace = Pace::TimeUp;
            }
            (found && task.first) || pace == Pace::TimeUp
        };
        match self.place.embedded() {
            Some(choice) => self.on_embedded(task, choice, &mut take)?,
            None => self.on_attached(task, ground, &mut take)?,
        }
        row.conclude(pace);
        Ok(row)
    }

    /// Each case on an embedded lock of its own, until `take` has enough.
    fn on_embedded(
        &self,
        task: &Task,
        choice: &SimChoice,
        take: &mut dyn FnMut(&str, &CaseEnd) -> bool,
    ) -> Result<(), Broken> {
        let choice = task.row.order(choice);
        let profile = self.profile(&self.place.sim(&choice, self.seed))?;
        for case in task.cases.iter().map(|at| self.cases[*at]) {
            let seed = case_seed(attempt_seed(self.seed, 1), &case.id);
            let link = self.place.sim(&choice, seed);
            let mut link = Interruptible::new(link, self.interrupt.clone());
            let capabilities = self.place.without_lacks(link.capabilities());
            let mut bench = Bench::new(&mut link, profile.clone());
            let end = self.tried(case, &capabilities, &mut bench)?;
            if take(&case.id, &end) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A case on a bench, as far as it applies there.
    pub(super) fn tried(
        &self,
        case: Case<'_>,
        capabilities: &Capabilities,
        bench: &mut Bench<'_>,
    ) -> Result<CaseEnd, Broken> {
        match obstacle(case, capabilities, bench.profile()) {
            Some(why) => Ok(left_out(case, why)),
            None => self.end(case, bench),
        }
    }

    /// What a case comes to, unless the user stops it.
    pub(super) fn end(&self, case: Case<'_>, bench: &mut Bench<'_>) -> Result<CaseEnd, Broken> {
        let end = attempt(case, self.seed, 1, bench, &mut |_| {});
        if self.interrupt.is_raised() {
            return Err(Broken::Interrupted);
        }
        Ok(end)
    }

    pub(super) fn profile(&self, link: &dyn Link) -> Result<Profile, Broken> {
        let claims = &link.identity().claims;
        self.place.rig.profile(claims).map_err(Broken::Profile)
    }
}

/// The end of a case that does not apply.
fn left_out(case: Case<'_>, why: String) -> CaseEnd {
    CaseEnd {
        id: case.id.clone(),
        at: boundary::Instant::ZERO,
        wall_us: 0,
        verdict: Verdict::of(VerdictKind::NotApplicable, why),
        failure: None,
        findings: Vec::new(),
        assertions: 0,
    }
}
