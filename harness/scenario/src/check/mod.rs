//! Whether a scenario makes sense, before anything runs.
//!
//! The steps are gone through once in their order, with a [`Scope`] that knows what is defined, who is paired and which
//! connections are open by then. Each step says in its own file what it uses, defines and needs.

mod fit;
mod holds;
mod literal;
mod names;
mod pattern;
mod people;
mod save;
mod scope;
mod spoil;
mod time;
mod whole;

pub(crate) use fit::For;
pub(crate) use pattern::messages;
pub(crate) use scope::{Link, Scope};
pub use time::check_for;

use crate::ast::Scenario;
use crate::catalogue::Catalogue;
use crate::diagnostic::Diagnostic;
use crate::step::Judging;
use boundary::Capability;
use std::collections::{BTreeMap, BTreeSet};

/// What a step means to the rest of the scenario.
pub(crate) trait Meaning {
    /// What it judges by, where it judges.
    fn judging(&self) -> Option<&Judging> {
        None
    }

    /// Checks it, and tells the scope what it does.
    fn check(&self, scope: &mut Scope<'_>);
}

/// What going through a scenario came to.
pub(crate) struct Checked {
    /// What is wrong.
    pub(crate) problems: Vec<Diagnostic>,
    /// What the steps need, and the line of the first that does.
    pub(crate) needs: BTreeMap<Capability, u32>,
}

/// Goes through a scenario. What was `lost` while it was read is not reported as missing.
pub(crate) fn check(
    scenario: &Scenario,
    lost: &BTreeSet<String>,
    catalogue: Option<&Catalogue>,
) -> Checked {
    let mut scope = Scope::new(lost, catalogue);
    whole::check(scenario, &mut scope);
    scope.finish()
}
