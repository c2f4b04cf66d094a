//! What a run came to: the model that every report is written from.

use boundary::journal::{CaseEnd, CaseHead, RunHead};
use boundary::{FromLock, Instant, ToLock, Verdict, VerdictKind};
use std::collections::BTreeMap;

/// A whole run, as far as its journal tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// What it was.
    pub head: RunHead,
    /// Every case that began, in the order of the journal; repeats are separate.
    pub cases: Vec<Case>,
    /// How it ended; none when the journal stops before.
    pub end: Option<RunEnd>,
    /// What is wrong with the journal itself, in words.
    pub damage: Vec<String>,
}

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// Microseconds of the lock's time.
    pub lock_us: u64,
    /// Microseconds of wall time.
    pub wall_us: u64,
    /// Whether it was stopped before its last case.
    pub interrupted: bool,
}

/// One attempt at a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// What it is.
    pub head: CaseHead,
    /// Bytes, steps and console lines in order; empty for a pass unless everything is kept.
    pub timeline: Vec<Entry>,
    /// What was seen and is no failure.
    pub observations: Vec<Observed>,
    /// Measured latencies.
    pub latencies: Vec<Measured>,
    /// How it ended; none when the run stopped in its middle.
    pub end: Option<CaseEnd>,
    /// How many entries of the timeline were left out to stay within bounds.
    pub dropped: u64,
}

/// One attempt at a case; the name that reports use for an element of [`Outcome::attempts`].
pub type Attempt = Case;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A step began.
    Step {
        /// Its number.
        index: u32,
        /// 1-based line in the scenario file.
        line: u32,
        /// In a few words.
        text: String,
    },
    /// A message to the lock.
    To(ToLock),
    /// A message from the lock.
    From(FromLock),
    /// A line of the lock's console.
    Console(String),
    /// What the bytes before it mean.
    Decoded {
        /// `->` to the lock, `<-` from it.
        direction: String,
        /// The meaning.
        text: String,
    },
}

/// Something worth showing that is no failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// When.
    pub at: Instant,
    /// What was looked at.
    pub about: String,
    /// What was seen.
    pub seen: String,
    /// The requirements it belongs to.
    pub requirements: Vec<String>,
}

/// A measured latency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// What was measured.
    pub name: String,
    /// Microseconds.
    pub us: u64,
}

/// What all attempts at one case id came to.
#[derive(Clone, Debug)]
pub struct Outcome<'a> {
    /// Every attempt in order; at least one.
    pub attempts: Vec<&'a Attempt>,
}

/// How many cases ended with each verdict, in the order of [`VerdictKind::ALL`].
pub type Counts = BTreeMap<VerdictKind, usize>;

/// What a run says about the lock, the rig and itself: the exit code's reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// Everything that applies passed or is waived.
    Passed,
    /// It stopped early, judged nothing, or could not tell.
    Incomplete,
    /// The rig is broken.
    RigError,
    /// The lock is wrong.
    LockFailed,
}

impl Run {
    /// Cases by id in the order of their first attempt.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Outcome<'_>> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut outcomes: Vec<Outcome<'_>> = Vec::new();
        for case in &self.cases {
            let place = *places.entry(&case.head.id).or_insert(outcomes.len());
            match outcomes.get_mut(place) {
                Some(outcome) => outcome.attempts.push(case),
                None => outcomes.push(Outcome {
                    attempts: vec![case],
                }),
            }
        }
        outcomes
    }

    /// How many cases ended with each verdict; every verdict is in it.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts: Counts = VerdictKind::ALL.iter().map(|kind| (*kind, 0)).collect();
        for outcome in self.outcomes() {
            *counts.entry(outcome.kind()).or_default() += 1;
        }
        counts
    }

    /// Why this run does not speak for every case it was asked for; none when it does.
    #[must_use]
    pub fn incomplete(&self) -> Option<&'static str> {
        match self.end {
            _ if !self.damage.is_empty() => Some("the journal is damaged"),
            None => Some("the journal stops before the end of the run"),
            Some(end) if end.interrupted => Some("the run was stopped before its last case"),
            Some(_) if self.cases.iter().any(|case| case.end.is_none()) => {
                Some("a case has no verdict")
            }
            Some(_) if self.is_mostly_inapplicable() => {
                Some("most cases need something that this lock or bench does not have")
            }
            Some(_) => None,
        }
    }

    /// Whether hardly anything of a whole suite could be tried: four passes out of hundreds are no pass.
    fn is_mostly_inapplicable(&self) -> bool {
        let counts = self.counts();
        let all: usize = counts.values().sum();
        let left_out = counts.get(&VerdictKind::NotApplicable).copied();
        all >= A_SUITE && left_out.unwrap_or(0) * 4 > all * 3
    }

    /// What the run says.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        let counts = self.counts();
        let some = |kind| counts.get(&kind).is_some_and(|many| *many > 0);
        let judged = some(VerdictKind::Pass) || some(VerdictKind::Waived);
        if some(VerdictKind::Fail) {
            Conclusion::LockFailed
        } else if some(VerdictKind::Error) {
            Conclusion::RigError
        } else if some(VerdictKind::Inconclusive) || self.incomplete().is_some() || !judged {
            Conclusion::Incomplete
        } else {
            Conclusion::Passed
        }
    }
}

impl Case {
    /// The verdict; a case in whose middle the run stopped is inconclusive.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.end.as_ref().map_or_else(
            || {
                let reason = "the run ended before the case did";
                Verdict::of(VerdictKind::Inconclusive, reason)
            },
            |end| end.verdict.clone(),
        )
    }

    /// Which of the six verdicts.
    #[must_use]
    pub fn kind(&self) -> VerdictKind {
        self.end
            .as_ref()
            .map_or(VerdictKind::Inconclusive, |end| end.verdict.kind)
    }

    /// The requirements that a failure is against: those of the verdict, else those of the case.
    #[must_use]
    pub fn against(&self) -> &[String] {
        match &self.end {
            Some(end) if !end.verdict.requirements.is_empty() => &end.verdict.requirements,
            _ => &self.head.requirements,
        }
    }

    /// The part of the id before the first `/`.
    #[must_use]
    pub fn chapter(&self) -> &str {
        self.head.id.split('/').next().unwrap_or_default()
    }
}

impl<'a> Outcome<'a> {
    /// The attempt that decides: the first of those with the gravest verdict. A repeat is no
    /// second chance; a try after a rig error stands in the place of the one before.
    #[must_use]
    pub fn decisive(&self) -> &'a Attempt {
        let last = self.attempts.len() - 1;
        let mut best = self.attempts[last];
        for attempt in self.attempts.iter().rev().filter(|one| !self.replaced(one)) {
            if gravity(attempt.kind()) >= gravity(best.kind()) {
                best = attempt;
            }
        }
        best
    }

    /// Whether a rig error was followed by another try of the same attempt.
    fn replaced(&self, one: &Case) -> bool {
        let later = |other: &&&Case| {
            other.head.attempt == one.head.attempt && other.head.retry > one.head.retry
        };
        one.kind() == VerdictKind::Error && self.attempts.iter().find(later).is_some()
    }

    /// The verdict over all attempts.
    #[must_use]
    pub fn kind(&self) -> VerdictKind {
        self.decisive().kind()
    }

    /// How many attempts passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        let passes = |case: &&&Case| case.kind() == VerdictKind::Pass;
        self.attempts.iter().filter(passes).count()
    }
}

/// The run's seed as it is for an attempt: repeats differ, and each can be had again as a first attempt.
#[must_use]
pub const fn attempt_seed(run: u64, attempt: u32) -> u64 {
    run.wrapping_add(attempt.saturating_sub(1) as u64)
}

/// Which verdict outweighs which.
const fn gravity(kind: VerdictKind) -> u8 {
    match kind {
        VerdictKind::Pass => 0,
        VerdictKind::NotApplicable => 1,
        VerdictKind::Waived => 2,
        VerdictKind::Inconclusive => 3,
        VerdictKind::Error => 4,
        VerdictKind::Fail => 5,
    }
}

/// From so many cases on a run is taken for one of a suite, not of some chosen cases.
const A_SUITE: usize = 20;
