//! Cases that no longer end alike each time.

use super::{Pairs, id};
use crate::run::Outcome;
use boundary::VerdictKind;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A case whose attempts agreed before and no longer do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewlyFlaky {
    /// The case.
    pub id: String,
    /// How many attempts ended how before; a single one could not disagree.
    pub before: BTreeMap<&'static str, usize>,
    /// How many attempts ended how after.
    pub after: BTreeMap<&'static str, usize>,
}

/// Cases of both runs that are newly flaky.
pub(super) fn newly(pairs: &Pairs<'_>) -> Vec<NewlyFlaky> {
    pairs
        .both
        .iter()
        .map(|(before, after)| NewlyFlaky {
            id: id(after).to_owned(),
            before: tally(before),
            after: tally(after),
        })
        .filter(|case| case.before.len() == 1 && case.after.len() > 1)
        .collect()
}

fn tally(outcome: &Outcome<'_>) -> BTreeMap<&'static str, usize> {
    let mut tally = BTreeMap::new();
    for kind in outcome.attempts.iter().map(|case| case.kind()) {
        *tally.entry(VerdictKind::name(kind)).or_default() += 1;
    }
    tally
}
