//! The kill matrix: what a suite finds of the faults that are known, and what it says of locks that are right.
//!
//! ```text
//!   Matrix --+--> text   (summary, the table of trouble)
//!            +--> json   (and back: the snapshot)
//!            +--> html   (one page)
//!            +--> check  (against the snapshot and the written reasons)
//! ```
//!
//! A defect counts as found only where a case fails on a requirement that the defect breaks: a case that fails for
//! another reason would not lead anybody to the fault.

mod check;
mod html;
mod json;
mod text;

pub use check::{Excuses, Problem, check};
pub use html::write as html;
pub use json::{BadMatrix, read, write as json};
pub use text::{summary, troubles};

use boundary::VerdictKind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a suite was shown to find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// The version of the format.
    #[serde(rename = "strikeplate_matrix")]
    pub version: u32,
    /// How the lock with the faults was named.
    pub lock: String,
    /// Whether every case ran against every defect.
    pub extent: Extent,
    /// Every defect, in the order of its table.
    pub defects: Vec<Defect>,
    /// Locks that are right, in the order of their table.
    pub variants: Vec<Variant>,
    /// Every case, in the order of the suite.
    pub cases: Vec<Case>,
}

/// How much of the matrix was filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// Every case against every defect.
    #[default]
    Full,
    /// Each defect until it was found.
    First,
}

/// A fault, and what the suite said of a lock that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// What it is chosen by.
    pub name: String,
    /// The requirements that it breaks.
    pub breaks: Vec<String>,
    /// What goes wrong, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
    /// Where it was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
    /// How it came out.
    pub outcome: Outcome,
    /// Cases that failed on a requirement that it breaks.
    pub right: Vec<String>,
    /// Cases that failed on other requirements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<Trouble>,
    /// Cases that failed nothing and reported a finding on a requirement that it breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noted: Vec<String>,
    /// Cases that could not be judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unjudged: Vec<Trouble>,
}

/// A lock that is right, and what the suite said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What it is chosen by.
    pub name: String,
    /// What it is like.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// How many cases passed.
    pub passed: usize,
    /// How many cases did not apply.
    pub not_applicable: usize,
    /// Cases that failed, wrongly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Trouble>,
    /// Cases that could not be judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unjudged: Vec<Trouble>,
}

/// A case of the suite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// What it is for when it finds no defect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// A case that came out in a way that wants a look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    /// The case's id.
    pub case: String,
    /// The verdict's name, where it is no failure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub verdict: String,
    /// The requirements that the verdict names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
    /// What the verdict says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// How a defect came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A case failed on a requirement that it breaks.
    Killed,
    /// No case failed on such a requirement, but one reported a finding on it: the requirement is no `must`.
    Noted,
    /// Cases failed, but on other requirements.
    KilledElsewhere,
    /// No case failed.
    #[default]
    Survived,
    /// No case failed before the time was up, or the lock never came to an end.
    TimedOut,
}

impl Outcome {
    /// Every outcome, in the order of summaries.
    pub const ALL: [Self; 5] = [
        Self::Killed,
        Self::Noted,
        Self::KilledElsewhere,
        Self::Survived,
        Self::TimedOut,
    ];

    /// As people read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Noted => "reported as a finding only",
            Self::KilledElsewhere => "killed for another requirement only",
            Self::Survived => "survived",
            Self::TimedOut => "timed out",
        }
    }
}

/// Whether a defect's cases all ran in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// They did.
    InTime,
    /// Some were left out because the time was up.
    TimeUp,
}

impl Defect {
    /// Takes a case's verdict. `against` are the requirements that a failure names.
    pub fn take(&mut self, case: &str, verdict: &boundary::Verdict) {
        match verdict.kind {
            VerdictKind::Fail if self.is_broken(&verdict.requirements) => {
                self.right.push(case.to_owned());
            }
            VerdictKind::Fail => self.other.push(Trouble::of(case, verdict)),
            VerdictKind::Error | VerdictKind::Inconclusive => {
                self.unjudged.push(Trouble::of(case, verdict));
            }
            VerdictKind::Pass | VerdictKind::NotApplicable | VerdictKind::Waived => {}
        }
    }

    /// Takes a case's findings, which are no failures.
    pub fn note(&mut self, case: &str, findings: &[boundary::journal::Finding]) {
        let meant = |finding: &boundary::journal::Finding| {
            !self.breaks.is_empty() && self.is_broken(&finding.requirements)
        };
        if findings.iter().any(meant) {
            self.noted.push(case.to_owned());
        }
    }

    /// Says how it came out, after the last case.
    pub fn conclude(&mut self, pace: Pace) {
        let stuck = self.unjudged.iter().any(Trouble::is_error);
        self.outcome = match (pace, &*self.right, &*self.other) {
            (_, [_, ..], _) => Outcome::Killed,
            _ if !self.noted.is_empty() => Outcome::Noted,
            (_, [], [_, ..]) => Outcome::KilledElsewhere,
            (Pace::TimeUp, ..) => Outcome::TimedOut,
            (Pace::InTime, ..) if stuck => Outcome::TimedOut,
            (Pace::InTime, ..) => Outcome::Survived,
        };
    }

    /// Any requirement will do where nobody has said which ones it breaks.
    fn is_broken(&self, against: &[String]) -> bool {
        self.breaks.is_empty() || against.iter().any(|id| self.breaks.contains(id))
    }
}

impl Variant {
    /// Takes a case's verdict.
    pub fn take(&mut self, case: &str, verdict: &boundary::Verdict) {
        match verdict.kind {
            VerdictKind::Pass => self.passed += 1,
            VerdictKind::NotApplicable | VerdictKind::Waived => self.not_applicable += 1,
            VerdictKind::Fail => self.failed.push(Trouble::of(case, verdict)),
            VerdictKind::Error | VerdictKind::Inconclusive => {
                self.unjudged.push(Trouble::of(case, verdict));
            }
        }
    }

    /// Whether the suite has nothing against it, as it should be.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.failed.is_empty() && !self.unjudged.iter().any(Trouble::is_error)
    }
}

impl Trouble {
    fn of(case: &str, verdict: &boundary::Verdict) -> Self {
        let failed = verdict.kind == VerdictKind::Fail;
        let kind = if failed { "" } else { verdict.kind.name() };
        Self {
            case: case.to_owned(),
            verdict: kind.to_owned(),
            against: verdict.requirements.clone(),
            reason: verdict.reason.clone(),
        }
    }

    fn is_error(&self) -> bool {
        self.verdict == VerdictKind::Error.name()
    }
}

impl Matrix {
    /// How many defects came out in each way.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Outcome, usize> {
        let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
        for defect in &self.defects {
            *counts.entry(defect.outcome).or_default() += 1;
        }
        counts
    }

    /// The defects that each case finds, on a requirement that they break.
    #[must_use]
    pub fn kills(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut kills: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for defect in &self.defects {
            for case in &defect.right {
                kills.entry(case).or_default().push(&defect.name);
            }
        }
        kills
    }

    /// The cases that find no defect and do not say what else they are for.
    #[must_use]
    pub fn idle(&self) -> Vec<&str> {
        let killers: BTreeSet<&str> = self.kills().into_keys().collect();
        let idle = |case: &&Case| case.purpose.is_none() && !killers.contains(&*case.id);
        let cases = self.cases.iter().filter(idle);
        cases.map(|case| &*case.id).collect()
    }

    /// The part that stays the same until suite or lock change: what goes into a repository.
    #[must_use]
    pub fn snapshot(&self) -> Self {
        let mut thin = self.clone();
        for defect in &mut thin.defects {
            defect.sentence.clear();
            defect.seen.clear();
            defect.unjudged.clear();
            match defect.outcome {
                Outcome::Killed => defect.other.clear(),
                _ => shorten(&mut defect.other),
            }
        }
        for variant in &mut thin.variants {
            variant.about.clear();
            shorten(&mut variant.failed);
            shorten(&mut variant.unjudged);
        }
        thin
    }
}

/// Reasons quote bytes, which change with every harmless change of a case.
fn shorten(troubles: &mut [Trouble]) {
    for trouble in troubles {
        trouble.reason.clear();
    }
}

/// The version of the format.
pub const VERSION: u32 = 1;

#[cfg(test)]
mod tests;
