//! From what stopped a case to its verdict.

use super::stop::{Stop, Wrong};
use super::{Outcome, Run};
use crate::ast::Level;
use boundary::journal::{CaseEnd, Failure, Finding};
use boundary::{Verdict, VerdictKind};

impl Run<'_> {
    /// The end of the case.
    pub(super) fn conclude(mut self, outcome: Outcome) -> CaseEnd {
        let (verdict, failure) = match outcome.main {
            Ok(()) => match outcome.cleanup {
                Ok(()) => (Verdict::pass(), None),
                Err(stop) => self.judge_cleanup(stop),
            },
            Err(stop) => self.judge(stop),
        };
        // Also a case that stopped because it did not apply after all: it may have left an action under way.
        if verdict.kind != VerdictKind::Pass {
            self.session.tainted |= !outcome.interrupted;
        }
        CaseEnd {
            id: self.job.id.to_owned(),
            at: self.link.now(),
            wall_us: 0,
            verdict,
            failure,
            findings: std::mem::take(&mut self.findings),
            assertions: self.assertions,
        }
    }

    fn judge(&mut self, stop: Stop) -> (Verdict, Option<Failure>) {
        match stop {
            Stop::Wrong(wrong) => self.fail(*wrong),
            Stop::Ended(end) if self.inputs > 0 => {
                let mut wrong = Wrong::new(
                    "a lock that goes on",
                    format!("its end ({}) after {}", end.how, self.last_input_words()),
                );
                wrong.requirements = self.requirements();
                if wrong.requirements.iter().all(|id| id != "ERR-05") {
                    wrong.requirements.push("ERR-05".to_owned());
                }
                self.fail(wrong)
            }
            Stop::Ended(end) => (
                Verdict::of(
                    VerdictKind::Error,
                    format!("the lock ended ({}) before any input of this case", end.how),
                ),
                None,
            ),
            Stop::Rig(fault) if fault.interrupted => {
                (Verdict::of(VerdictKind::Inconclusive, "interrupted"), None)
            }
            Stop::Rig(fault) => (Verdict::of(VerdictKind::Error, fault.to_string()), None),
            Stop::NotApplicable(reason) => (Verdict::of(VerdictKind::NotApplicable, reason), None),
            Stop::Unclear(reason) => (Verdict::of(VerdictKind::Inconclusive, reason), None),
        }
    }

    /// A clean-up that fails says nothing about the case's requirement; it is never hidden either.
    /// What no right lock does in any case fails the case here too.
    fn judge_cleanup(&mut self, stop: Stop) -> (Verdict, Option<Failure>) {
        match stop {
            Stop::Wrong(wrong) if !wrong.always => (
                Verdict::of(
                    VerdictKind::Inconclusive,
                    format!(
                        "the steps passed, cleaning up did not: {}",
                        wrong.sentence()
                    ),
                ),
                None,
            ),
            Stop::NotApplicable(reason) | Stop::Unclear(reason) => (
                Verdict::of(
                    VerdictKind::Inconclusive,
                    format!("the steps passed, cleaning up did not: {reason}"),
                ),
                None,
            ),
            other => self.judge(other),
        }
    }

    fn fail(&mut self, wrong: Wrong) -> (Verdict, Option<Failure>) {
        let span = wrong.span.unwrap_or(self.here);
        let requirements = self.violated(&wrong);
        let mut reason = wrong.sentence();
        if let Some(because) = &wrong.because {
            reason += &format!(" ({because})");
        }
        let failure = Failure {
            line: span.line,
            column: span.column,
            width: u32::try_from(span.end.saturating_sub(span.start))
                .unwrap_or(1)
                .max(1),
            expected: wrong.expected,
            actual: wrong.actual,
            because: wrong.because,
            fields: wrong.fields,
            within: self.within.clone(),
        };
        (
            Verdict::of(VerdictKind::Fail, reason).against(requirements),
            Some(failure),
        )
    }

    /// The requirements that the expectation names, or else the scenario's; and those of what came instead.
    fn violated(&self, wrong: &Wrong) -> Vec<String> {
        let mut violated = if wrong.requirements.is_empty() {
            self.requirements()
        } else {
            wrong.requirements.clone()
        };
        let more = wrong.also.iter().filter(|id| !violated.contains(id));
        let more: Vec<String> = more.cloned().collect();
        violated.extend(more);
        violated
    }

    /// The requirements of the scenario.
    pub(super) fn requirements(&self) -> Vec<String> {
        self.job
            .scenario
            .requirements
            .iter()
            .map(|id| id.value.clone())
            .collect()
    }

    /// Something that does not hold and does not fail the case.
    pub(super) fn finding(&mut self, wrong: &Wrong) {
        let requirements = self.violated(wrong);
        self.findings.push(Finding {
            requirements,
            level: wrong.level.name().to_owned(),
            text: match &wrong.because {
                Some(because) => format!("{} ({because})", wrong.sentence()),
                None => wrong.sentence(),
            },
            line: wrong.span.unwrap_or(self.here).line,
        });
    }

    fn last_input_words(&self) -> String {
        if self.last_input.is_empty() {
            "a connection".to_owned()
        } else {
            self.last_input.clone()
        }
    }
}

impl Level {
    /// The name in scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}
