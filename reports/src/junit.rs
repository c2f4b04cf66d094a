//! JUnit XML in the dialect that its big readers agree on.
//!
//! Jenkins shows message and text, GitLab the text only and drops a second case of the same class
//! and name, some readers know `skipped` by its attribute and some by its text: so everything that
//! matters is said in both places, and every name is unique in the run.

use crate::Context;
use crate::console::{one_line, screen};
use crate::run::{Case, Outcome, Run};
use boundary::VerdictKind;
use quick_junit::{
    NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite,
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

/// The name of the root, which readers show as the run's name.
const ROOT: &str = "lock-conformance";

/// Writes a run as JUnit XML.
pub(crate) fn write(run: &Run, context: &Context, to: &mut dyn Write) -> io::Result<()> {
    let context = Context {
        colour: false,
        ..context.clone()
    };
    let mut report = Report::new(ROOT);
    if let Ok(started) = chrono::DateTime::parse_from_rfc3339(&run.head.started) {
        report.set_timestamp(started);
    }
    if let Some(end) = run.end {
        report.set_time(Duration::from_micros(end.wall_us));
    }
    let mut names = BTreeSet::new();
    for (chapter, outcomes) in by_chapter(run) {
        let mut suite = TestSuite::new(format!("nuki-ble.{chapter}"));
        suite.add_properties(suite_properties(run));
        let mut time = Duration::ZERO;
        for outcome in &outcomes {
            let case = test_case(run, outcome, &context, &mut names);
            time += case.time.unwrap_or_default();
            suite.add_test_case(case);
        }
        suite.set_time(time);
        report.add_test_suite(suite);
    }
    report.serialize(to).map_err(io::Error::other)
}

fn by_chapter(run: &Run) -> Vec<(&str, Vec<Outcome<'_>>)> {
    let mut chapters: Vec<(&str, Vec<Outcome<'_>>)> = Vec::new();
    for outcome in run.outcomes() {
        let name = outcome.decisive().chapter();
        match chapters.iter_mut().find(|(chapter, _)| *chapter == name) {
            Some((_, outcomes)) => outcomes.push(outcome),
            None => chapters.push((name, vec![outcome])),
        }
    }
    chapters
}

/// What the whole run was, on each suite: readers show no properties of the root.
fn suite_properties(run: &Run) -> Vec<Property> {
    let head = &run.head;
    let mut all = vec![
        Property::new("suite_version", &*head.suite),
        Property::new("scenarios_digest", &*head.scenarios),
        Property::new("spec_version", &*head.api),
        Property::new("ics_sha256", ics_digest(run)),
        Property::new("link", &*head.link),
        Property::new("lock", &*head.lock),
        Property::new("clock", &*head.clock),
        Property::new("seed", head.seed.to_string()),
    ];
    if !head.rig.is_empty() {
        all.push(Property::new("rig", &*head.rig));
    }
    if !head.probe.is_empty() {
        all.push(Property::new("probe", &*head.probe));
    }
    if let Some(digest) = head.profile.get("firmware_sha256") {
        all.push(Property::new("firmware_sha256", &**digest));
    }
    if let Some(why) = run.incomplete() {
        all.push(Property::new("incomplete", why));
    }
    if head.clock != "virtual" {
        all.extend(run.latencies().into_iter().map(|(name, one)| {
            let text = format!(
                "count {}, minimum {}, median {}, p95 {}, p99 {} us",
                one.count, one.min_us, one.median_us, one.p95_us, one.p99_us
            );
            Property::new(format!("latency_{name}"), text)
        }));
    }
    all
}

/// The digest of what the lock claims, one `name=value` a line.
fn ics_digest(run: &Run) -> String {
    let mut hash = Sha256::new();
    for (name, value) in &run.head.profile {
        hash.update(format!("{name}={value}\n"));
    }
    hash.finalize().iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn test_case(
    run: &Run,
    outcome: &Outcome<'_>,
    context: &Context,
    names: &mut BTreeSet<String>,
) -> TestCase {
    let case = outcome.decisive();
    let mut test = TestCase::new(unique_name(case, names), status(run, outcome, context));
    test.set_classname(format!("nuki-ble.{}", case.chapter()));
    let wall = |case: &Case| case.end.as_ref().map_or(0, |end| end.wall_us);
    let total = outcome
        .attempts
        .iter()
        .map(|case| wall(case))
        .fold(0, u64::saturating_add);
    test.set_time(Duration::from_micros(total));
    let assertions = case.end.as_ref().map_or(0, |end| end.assertions);
    test.set_assertions(usize::try_from(assertions).unwrap_or(usize::MAX));
    test.extra
        .insert("file".into(), case.head.file.as_str().into());
    let line = case
        .end
        .as_ref()
        .and_then(|end| end.failure.as_ref())
        .map(|failure| failure.line);
    let line = line.filter(|line| *line > 0).unwrap_or(case.head.line);
    test.extra.insert("line".into(), line.to_string().into());
    test.add_properties(case_properties(run, outcome, context));
    test.set_system_out(system_out(case, context));
    test
}

/// `NONCE-02 A used nonce is refused`, with the table row's key, and the id where two would agree.
fn unique_name(case: &Case, names: &mut BTreeSet<String>) -> String {
    let head = &case.head;
    let mut name = match head.requirements.first() {
        Some(first) => format!("{first} {}", head.title),
        None => head.title.clone(),
    };
    if let Some((_, key)) = head.id.split_once('#') {
        let _ = write!(name, " #{key}");
    }
    if !names.insert(name.clone()) {
        let _ = write!(name, " ({})", head.id);
        names.insert(name.clone());
    }
    name
}

fn status(run: &Run, outcome: &Outcome<'_>, context: &Context) -> TestCaseStatus {
    let case = outcome.decisive();
    match case.kind() {
        VerdictKind::Pass => after_rig_errors(outcome),
        VerdictKind::Fail => {
            let status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            described(status, run, outcome, context, "conformance")
        }
        VerdictKind::Error => {
            let status = TestCaseStatus::non_success(NonSuccessKind::Error);
            described(status, run, outcome, context, "rig")
        }
        kind @ (VerdictKind::Inconclusive | VerdictKind::NotApplicable | VerdictKind::Waived) => {
            let reason = case.verdict().reason;
            let mut status = TestCaseStatus::skipped();
            status
                .set_type(kind.name())
                .set_message(&*reason)
                .set_description(reason);
            status
        }
    }
}

/// A pass, with every try before it that ended in a rig error.
fn after_rig_errors(outcome: &Outcome<'_>) -> TestCaseStatus {
    let mut status = TestCaseStatus::success();
    for other in outcome
        .attempts
        .iter()
        .filter(|one| one.kind() == VerdictKind::Error)
    {
        let mut rerun = TestRerun::new(NonSuccessKind::Error);
        rerun
            .set_type("rig")
            .set_message(one_line(other))
            .set_description(one_line(other));
        status.add_rerun(rerun);
    }
    status
}

/// A failure or an error with its text, and every further attempt that did not pass.
fn described(
    mut status: TestCaseStatus,
    run: &Run,
    outcome: &Outcome<'_>,
    context: &Context,
    ty: &str,
) -> TestCaseStatus {
    let case = outcome.decisive();
    status
        .set_type(ty)
        .set_message(one_line(case))
        .set_description(text(run, case, context));
    for other in &outcome.attempts {
        if std::ptr::eq(*other, case) || !crate::console::is_trouble(other.kind()) {
            continue;
        }
        // Jenkins reads `rerunFailure` only, never `rerunError`.
        let mut rerun = TestRerun::new(NonSuccessKind::Failure);
        rerun
            .set_type(ty)
            .set_message(one_line(other))
            .set_description(one_line(other));
        status.add_rerun(rerun);
    }
    status
}

/// The message again, then the screen that the console shows.
fn text(run: &Run, case: &Case, context: &Context) -> String {
    format!("{}\n\n{}", one_line(case), screen(run, case, context))
}

/// Requirement by requirement, then joined, since Jenkins keeps the last of each name only.
fn case_properties(run: &Run, outcome: &Outcome<'_>, context: &Context) -> Vec<Property> {
    let case = outcome.decisive();
    let head = &case.head;
    let mut all: Vec<Property> = head
        .requirements
        .iter()
        .map(|id| Property::new("requirement", &**id))
        .collect();
    let end = case.end.as_ref();
    let lock_us = end.map_or(0, |end| end.at.since(head.at).0);
    all.extend([
        Property::new("requirements", head.requirements.join(" ")),
        Property::new("id", &*head.id),
        Property::new("level", &*head.level),
        Property::new("link", &*run.head.link),
        Property::new("verdict", case.kind().name()),
        Property::new("attempts", outcome.attempts.len().to_string()),
        Property::new("attempts_passed", outcome.passed().to_string()),
        Property::new("uncertainty", uncertainty(&run.head.clock)),
        Property::new("seed", head.seed.to_string()),
        Property::new("lock_time_us", lock_us.to_string()),
    ]);
    if case.kind() == VerdictKind::Fail {
        all.push(Property::new("against", case.against().join(" ")));
    }
    all.extend(
        context
            .attachments
            .iter()
            .map(|path| Property::new("attachment", &**path)),
    );
    for finding in end.into_iter().flat_map(|end| &end.findings) {
        all.push(Property::new("finding", &*finding.text));
    }
    all
}

/// How far off a time can be: what stands behind the clock's `±`.
fn uncertainty(clock: &str) -> String {
    clock.split_once('±').map_or_else(
        || "0".to_owned(),
        |(_, width)| width.trim().trim_end_matches(')').to_owned(),
    )
}

/// A short summary, then the attachments: some readers want them last.
fn system_out(case: &Case, context: &Context) -> String {
    let mut out = String::new();
    for id in &case.head.requirements {
        let _ = writeln!(out, "{}", context.in_words(id));
    }
    for finding in case.end.iter().flat_map(|end| &end.findings) {
        let _ = writeln!(out, "finding ({}): {}", finding.level, finding.text);
    }
    for seen in case.observations.iter().take(20) {
        let _ = writeln!(out, "observed: {}: {}", seen.about, seen.seen);
    }
    for path in &context.attachments {
        let _ = writeln!(out, "[[ATTACHMENT|{path}]]");
    }
    out
}
