//! Whether a link's clock is fine enough for what a scenario asserts.

use crate::ast::{Duration, Scenario};
use crate::diagnostic::{Diagnostic, rule};
use crate::span::At;
use crate::step::Step;
use boundary::Span as TimeSpan;
use std::sync::Arc;

/// Refuses assertions on time that a link with this uncertainty cannot decide: a limit below twice the uncertainty.
#[must_use]
pub fn check_for(scenario: &Scenario, uncertainty: TimeSpan) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for steps in [&scenario.steps, &scenario.finally] {
        walk(steps, uncertainty, &mut problems);
    }
    problems
}

fn walk(steps: &[At<Arc<Step>>], uncertainty: TimeSpan, problems: &mut Vec<Diagnostic>) {
    for step in steps {
        match &*step.value {
            Step::Repeat(repeat) => walk(&repeat.steps, uncertainty, problems),
            Step::ForEach(each) => walk(&each.steps, uncertainty, problems),
            other => {
                let fine = other
                    .limits()
                    .into_iter()
                    .flatten()
                    .filter(|limit| limit.value.0 < twice(uncertainty));
                problems.extend(fine.map(|limit| too_fine(limit, uncertainty)));
            }
        }
    }
}

fn too_fine(limit: &At<Duration>, uncertainty: TimeSpan) -> Diagnostic {
    let message = format!(
        "a limit of {} is finer than this link can tell",
        limit.value.0
    );
    Diagnostic::error(rule::TOO_FINE, limit.span, message)
        .label(format!("its stamps may be late by {uncertainty}"))
        .help(format!(
            "limits from {} on can be decided; a link in virtual time decides any",
            twice(uncertainty)
        ))
}

const fn twice(span: TimeSpan) -> TimeSpan {
    TimeSpan(span.0.saturating_mul(2))
}

impl Step {
    /// The limits on time that the step judges by.
    fn limits(&self) -> [Option<&At<Duration>>; 2] {
        match self {
            Self::Expect(step) => [step.within.as_ref(), step.not_before.as_ref()],
            Self::Gap(step) => [step.at_least.as_ref(), step.at_most.as_ref()],
            Self::Read(step) => [step.within.as_ref(), None],
            Self::Poll(step) => [Some(&step.within), None],
            Self::Connect(step) => [step.within.as_ref(), None],
            Self::Advertises(step) => [step.within.as_ref(), None],
            _ => [None, None],
        }
    }
}
