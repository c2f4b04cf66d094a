//! What must not be: the rules that a matrix is held to.

use super::{Defect, Extent, Matrix, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Why a defect may survive, by its name.
pub type Excuses = BTreeMap<String, String>;

/// Something that the proof must not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A defect that no case finds, and no reason why.
    Survivor(String),
    /// A defect that is reported as a finding only, and no reason why that is enough.
    Noted(String),
    /// A defect that is found only by failures on requirements that it does not break.
    KilledElsewhere(String, Vec<String>),
    /// A defect whose lock never came to an end, and no reason why.
    TimedOut(String),
    /// A case that finds nothing and does not say what else it is for.
    IdleCase(String),
    /// A right lock that a case fails, or that could not be judged.
    FalseAlarm(String, Vec<String>),
    /// A written reason for a defect that is found, or that does not exist.
    IdleExcuse(String),
    /// The snapshot is of another suite or another lock.
    Stale(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Survivor(name) => write!(
                f,
                "no case finds the defect `{name}`, and no reason is written"
            ),
            Self::Noted(name) => write!(
                f,
                "no case fails for the defect `{name}`, one reports a finding, and no reason is written"
            ),
            Self::KilledElsewhere(name, cases) => {
                let cases = some(cases);
                write!(
                    f,
                    "the defect `{name}` is found for requirements only that it does not break: {cases}"
                )
            }
            Self::TimedOut(name) => write!(f, "the defect `{name}` timed out, which is no kill"),
            Self::IdleCase(id) => write!(f, "the case `{id}` finds no defect and has no `purpose`"),
            Self::FalseAlarm(name, cases) => {
                write!(f, "the right lock `{name}` does not pass: {}", some(cases))
            }
            Self::IdleExcuse(name) => {
                write!(f, "a reason is written for `{name}`, which needs none")
            }
            Self::Stale(what) => write!(f, "the snapshot is stale: {what}"),
        }
    }
}

/// Holds a matrix to the rules. `snapshot` is the one of the repository.
#[must_use]
pub fn check(matrix: &Matrix, snapshot: &Matrix, excuses: &Excuses) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for defect in &matrix.defects {
        let excused = excuses.contains_key(&defect.name);
        problems.extend(of_defect(defect).filter(|_| !excused));
    }
    for variant in matrix.variants.iter().filter(|one| !one.passes()) {
        let troubles = variant.failed.iter().chain(&variant.unjudged);
        let cases = troubles.map(|one| one.case.clone()).collect();
        problems.push(Problem::FalseAlarm(variant.name.clone(), cases));
    }
    let idle = matrix.idle().into_iter();
    problems.extend(idle.map(|id| Problem::IdleCase(id.to_owned())));
    let needed = |name: &String| {
        let defect = matrix.defects.iter().find(|defect| defect.name == *name);
        defect.is_some_and(|defect| defect.outcome != Outcome::Killed)
    };
    let unneeded = excuses.keys().filter(|name| !needed(name));
    problems.extend(unneeded.map(|name| Problem::IdleExcuse(name.clone())));
    problems.extend(stale(matrix, snapshot).map(Problem::Stale));
    problems
}

fn of_defect(defect: &Defect) -> impl Iterator<Item = Problem> {
    let name = || defect.name.clone();
    let problem = match defect.outcome {
        Outcome::Killed => None,
        Outcome::Survived => Some(Problem::Survivor(name())),
        Outcome::Noted => Some(Problem::Noted(name())),
        Outcome::TimedOut => Some(Problem::TimedOut(name())),
        Outcome::KilledElsewhere => {
            let cases = defect.other.iter().map(|one| one.case.clone()).collect();
            Some(Problem::KilledElsewhere(name(), cases))
        }
    };
    problem.into_iter()
}

/// What of the snapshot is not so any more, the first of it.
fn stale(matrix: &Matrix, snapshot: &Matrix) -> Option<String> {
    let new = |now: BTreeSet<&str>, then: BTreeSet<&str>, what: &str| {
        let added = now.difference(&then).next();
        let gone = then.difference(&now).next();
        added
            .map(|name| format!("the {what} `{name}` is not in it"))
            .or_else(|| gone.map(|name| format!("the {what} `{name}` is gone")))
    };
    let names = |matrix| defects(matrix).into_keys().collect();
    new(names(matrix), names(snapshot), "defect")
        .or_else(|| new(right_locks(matrix), right_locks(snapshot), "variant"))
        .or_else(|| new(cases(matrix), cases(snapshot), "case"))
        .or_else(|| differing(matrix, snapshot))
}

/// The first defect whose row has changed; only a full matrix can tell.
fn differing(matrix: &Matrix, snapshot: &Matrix) -> Option<String> {
    if matrix.extent == Extent::First {
        return None;
    }
    let (now, then) = (matrix.snapshot(), snapshot.snapshot());
    let then = defects(&then);
    let changed = now
        .defects
        .iter()
        .find(|defect| then.get(&*defect.name) != Some(defect));
    changed.map(|defect| format!("the row of `{}` has changed", defect.name))
}

fn defects(matrix: &Matrix) -> BTreeMap<&str, &Defect> {
    let rows = matrix.defects.iter();
    rows.map(|defect| (&*defect.name, defect)).collect()
}

fn right_locks(matrix: &Matrix) -> BTreeSet<&str> {
    matrix.variants.iter().map(|one| &*one.name).collect()
}

fn cases(matrix: &Matrix) -> BTreeSet<&str> {
    matrix.cases.iter().map(|case| &*case.id).collect()
}

/// A few of them, and how many more there are.
fn some(cases: &[String]) -> String {
    let shown: Vec<&str> = cases.iter().take(SHOWN).map(String::as_str).collect();
    let more = cases.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", shown.join(", "))
}

/// How many cases a sentence names.
const SHOWN: usize = 3;
