//! Verdicts that turned, and cases that only one run has.

use super::{Pairs, id};
use crate::run::Outcome;
use boundary::VerdictKind;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// A case of both runs that did not end as before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Turn {
    /// The case.
    pub id: String,
    /// What kind of turn it is.
    pub kind: Kind,
    /// How it ended before.
    pub before: Seen,
    /// How it ended after.
    pub after: Seen,
}

/// What a turn means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It fails and did not before.
    NewFailure,
    /// It fails as before, and now against a requirement that no case failed before.
    FailsOtherwise,
    /// It passed before and could not be judged now: the rig's trouble or a claim that is gone.
    Lost,
    /// It failed before and passes.
    Fixed,
    /// Any other turn.
    Other,
}

/// How a case ended, over all attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Seen {
    /// The verdict.
    pub verdict: Verdict,
    /// How many attempts ended with it.
    pub with_it: usize,
    /// Of how many.
    pub attempts: usize,
    /// Why it is no pass.
    pub reason: String,
    /// The requirements that a failure is against.
    pub against: Vec<String>,
}

/// A case that one run lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Only {
    /// The case.
    pub id: String,
    /// How it ended in the other.
    pub verdict: Verdict,
}

/// One of the six verdicts, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Verdict(#[schemars(with = "String")] pub VerdictKind);

impl Verdict {
    pub(super) fn passes(self) -> bool {
        self.0 == VerdictKind::Pass
    }

    pub(super) fn fails(self) -> bool {
        self.0 == VerdictKind::Fail
    }
}

impl Seen {
    pub(super) fn of(outcome: &Outcome<'_>) -> Self {
        let decisive = outcome.decisive();
        let kind = decisive.kind();
        let same = outcome.attempts.iter().filter(|one| one.kind() == kind);
        Self {
            verdict: Verdict(kind),
            with_it: same.count(),
            attempts: outcome.attempts.len(),
            reason: decisive.verdict().reason,
            against: against(outcome).into_iter().map(str::to_owned).collect(),
        }
    }
}

/// The turns, the gravest kind first.
pub(super) fn turns(pairs: &Pairs<'_>) -> Vec<Turn> {
    let earlier = pairs.both.iter().map(|(before, _)| before);
    let known: BTreeSet<&str> = earlier.chain(&pairs.before).flat_map(against).collect();
    let mut turns: Vec<Turn> = pairs
        .both
        .iter()
        .filter_map(|(before, after)| {
            let turn = Turn {
                id: id(after).to_owned(),
                kind: kind(before, after, &known)?,
                before: Seen::of(before),
                after: Seen::of(after),
            };
            Some(turn)
        })
        .collect();
    turns.sort_by_key(|turn| turn.kind);
    turns
}

/// Cases that one run lacks.
pub(super) fn only(outcomes: &[Outcome<'_>]) -> Vec<Only> {
    let only = |outcome: &Outcome<'_>| Only {
        id: id(outcome).to_owned(),
        verdict: Verdict(outcome.kind()),
    };
    outcomes.iter().map(only).collect()
}

fn kind(before: &Outcome<'_>, after: &Outcome<'_>, known: &BTreeSet<&str>) -> Option<Kind> {
    use VerdictKind::{Error, Fail, Inconclusive, NotApplicable, Pass};
    match (before.kind(), after.kind()) {
        (Fail, Fail) => {
            let news = against(after).iter().any(|one| !known.contains(one));
            news.then_some(Kind::FailsOtherwise)
        }
        (before, after) if before == after => None,
        (_, Fail) => Some(Kind::NewFailure),
        (Fail, Pass) => Some(Kind::Fixed),
        (Pass, Inconclusive | Error | NotApplicable) => Some(Kind::Lost),
        _ => Some(Kind::Other),
    }
}

/// The requirements that the failed attempts are against.
fn against<'a>(outcome: &Outcome<'a>) -> BTreeSet<&'a str> {
    let failed = outcome.attempts.iter().copied();
    let failed = failed.filter(|one| one.kind() == VerdictKind::Fail);
    failed
        .flat_map(|one| one.against().iter().map(String::as_str))
        .collect()
}
