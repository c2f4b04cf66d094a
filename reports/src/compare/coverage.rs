//! Requirements that passing cases cover.

use crate::run::Run;
use boundary::VerdictKind;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// What the passing cases of two runs cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// How many requirements before.
    pub before: usize,
    /// How many after.
    pub after: usize,
    /// Those that passing cases cover only after.
    pub gained: Vec<String>,
    /// Those that passing cases covered only before.
    pub lost: Vec<String>,
}

impl Coverage {
    pub(super) fn between(before: &Run, after: &Run) -> Self {
        let (before, after) = (covered(before), covered(after));
        let less = |all: &BTreeSet<String>, without: &BTreeSet<String>| {
            all.difference(without).cloned().collect()
        };
        Self {
            before: before.len(),
            after: after.len(),
            gained: less(&after, &before),
            lost: less(&before, &after),
        }
    }
}

fn covered(run: &Run) -> BTreeSet<String> {
    let outcomes = run.outcomes().into_iter();
    let passing = outcomes.filter(|outcome| outcome.kind() == VerdictKind::Pass);
    let requirements = passing.flat_map(|outcome| outcome.decisive().head.requirements.clone());
    requirements.collect()
}
