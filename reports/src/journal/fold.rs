//! The fold from records to a run.

use crate::run::{Case, Entry, Measured, Observed, Run, RunEnd, What};
use boundary::journal::{CaseEnd, Record};
use boundary::{Instant, VerdictKind};

/// Whose timelines are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Those of cases that did not pass: enough for the console and JUnit.
    #[default]
    Troubles,
    /// All of them: for reports that show every case.
    All,
}

/// Takes records one after the other.
///
/// Its memory is bounded by the bytes it is allowed to keep: past half of them timelines are left
/// out, past all of them everything is.
#[derive(Debug)]
pub struct Fold {
    run: Run,
    open: bool,
    keep: Keep,
    budget: usize,
    kept: usize,
    /// Bytes that the timeline of the case under way stands for.
    timeline: usize,
}

impl Fold {
    /// A fold that keeps records of at most that many bytes, as they are written.
    #[must_use]
    pub fn new(keep: Keep, budget: usize) -> Self {
        Self {
            run: Run::default(),
            open: false,
            keep,
            budget,
            kept: 0,
            timeline: 0,
        }
    }

    /// Whether nothing more will be kept.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.kept >= self.budget
    }

    /// Takes the next record, which is about `size` bytes long in the journal.
    pub fn take(&mut self, record: Record, size: usize) {
        if self.is_full() {
            return;
        }
        match record {
            Record::Run(head) => {
                self.kept += size;
                self.run.head = head;
            }
            Record::Case(head) => {
                self.kept += size;
                self.timeline = 0;
                self.open = true;
                self.run.cases.push(Case {
                    head,
                    ..Case::default()
                });
            }
            Record::Verdict(end) => self.close(end, size),
            Record::End {
                lock_us,
                wall_us,
                interrupted,
            } => {
                self.run.end = Some(RunEnd {
                    lock_us,
                    wall_us,
                    interrupted,
                });
            }
            other => self.within(other, size),
        }
    }

    /// Says that something is wrong with the journal.
    pub fn damage(&mut self, what: String) {
        if self.run.damage.len() < 20 {
            self.run.damage.push(what);
        }
    }

    /// What the records came to.
    #[must_use]
    pub fn finish(self) -> Run {
        self.run
    }

    /// The case that ended last.
    #[must_use]
    pub fn latest(&self) -> Option<&Case> {
        self.run.cases.last().filter(|case| case.end.is_some())
    }

    fn close(&mut self, end: CaseEnd, size: usize) {
        self.kept += size;
        let known = self.run.cases.last().is_some_and(|c| c.head.id == end.id);
        if !(known && self.open) {
            let what = format!("a verdict for {:.80}, which had not begun", end.id);
            self.damage(what);
            return;
        }
        self.open = false;
        let Some(case) = self.run.cases.last_mut() else {
            return;
        };
        if end.verdict.kind == VerdictKind::Pass && self.keep == Keep::Troubles {
            case.timeline = Vec::new();
            self.kept = self.kept.saturating_sub(self.timeline);
        }
        case.end = Some(end);
    }

    /// A record inside a case.
    fn within(&mut self, record: Record, size: usize) {
        let crowded = self.kept >= self.budget / 2;
        let Some(case) = self.run.cases.last_mut().filter(|_| self.open) else {
            self.damage("a record outside any case".into());
            return;
        };
        if crowded {
            case.dropped += 1;
            return;
        }
        self.kept += size;
        match record {
            Record::Observation {
                at,
                about,
                seen,
                requirements,
            } => case.observations.push(Observed {
                at,
                about,
                seen,
                requirements,
            }),
            Record::Latency { name, us } => case.latencies.push(Measured { name, us }),
            other => {
                if let Some(entry) = entry(other) {
                    self.timeline += size;
                    case.timeline.push(entry);
                }
            }
        }
    }
}

/// The timeline's entry of a record, for those that belong there.
fn entry(record: Record) -> Option<Entry> {
    let put = |at: Instant, what: What| Some(Entry { at, what });
    match record {
        Record::Step {
            at,
            index,
            line,
            column: _,
            text,
        } => put(at, What::Step { index, line, text }),
        Record::To { at, message } => put(at, What::To(message)),
        Record::From { at, message } => put(at, What::From(message)),
        Record::Console { at, line } => put(at, What::Console(line)),
        Record::Edge { at, input, on } => {
            let change = if on { "on" } else { "off" };
            put(at, What::Console(format!("probe: {input} {change}")))
        }
        Record::Decoded {
            at,
            direction,
            text,
            clear: _,
        } => put(at, What::Decoded { direction, text }),
        Record::Run(_)
        | Record::Case(_)
        | Record::Observation { .. }
        | Record::Latency { .. }
        | Record::Verdict(_)
        | Record::End { .. } => None,
    }
}
