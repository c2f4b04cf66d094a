//! Observations that came out otherwise: no failure, and often the first sign of one.

use super::{Pairs, id};
use crate::run::Outcome;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of one thing in one case, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// The case.
    pub id: String,
    /// What was looked at.
    pub about: String,
    /// Everything that was seen before, over all attempts; empty where nobody looked.
    pub before: BTreeSet<String>,
    /// The same after.
    pub after: BTreeSet<String>,
    /// The requirements it belongs to.
    pub requirements: BTreeSet<String>,
}

/// Observations of cases in both runs whose sets of what was seen differ.
pub(super) fn changed(pairs: &Pairs<'_>) -> Vec<Changed> {
    let mut changed = Vec::new();
    for (before, after) in &pairs.both {
        let mut about: BTreeMap<&str, Changed> = BTreeMap::new();
        gather(before, &mut about, |one| &mut one.before);
        gather(after, &mut about, |one| &mut one.after);
        changed.extend(about.into_values().filter(|one| one.before != one.after));
    }
    changed
}

fn gather<'a>(
    outcome: &Outcome<'a>,
    about: &mut BTreeMap<&'a str, Changed>,
    side: impl Fn(&mut Changed) -> &mut BTreeSet<String>,
) {
    for seen in outcome.attempts.iter().flat_map(|case| &case.observations) {
        let one = about.entry(&seen.about).or_insert_with(|| Changed {
            id: id(outcome).to_owned(),
            about: seen.about.clone(),
            before: BTreeSet::new(),
            after: BTreeSet::new(),
            requirements: BTreeSet::new(),
        });
        side(one).insert(seen.seen.clone());
        one.requirements.extend(seen.requirements.iter().cloned());
    }
}
