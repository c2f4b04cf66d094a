//! The JSON report: what a run came to, for programs. Its schema is [`schema`].

use crate::run::{Case, Outcome, Run};
use crate::{Conclusion, Context, Latency};
use boundary::VerdictKind;
use boundary::journal::Failure;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of the format: a reader of version 1 reads every report that says 1.
pub const VERSION: u32 = 1;

/// A whole run.
#[derive(Debug, Serialize, JsonSchema)]
struct Report {
    /// The version of this format.
    strikeplate_report: u32,
    /// What the run says: `passed`, `lock-failed`, `rig-error` or `incomplete`.
    conclusion: &'static str,
    /// Why the run does not speak for every case; null when it does.
    incomplete: Option<String>,
    /// What the run was.
    run: Head,
    /// How many cases ended with each verdict.
    counts: BTreeMap<&'static str, usize>,
    /// Microseconds of the lock's time; null when the run did not end.
    lock_us: Option<u64>,
    /// Microseconds of wall time; null when the run did not end.
    wall_us: Option<u64>,
    /// What was measured in all cases, by name.
    latencies: BTreeMap<String, Latency>,
    /// Every case in the order in which it first ran.
    cases: Vec<CaseReport>,
}

/// What the run was.
#[derive(Debug, Serialize, JsonSchema)]
struct Head {
    /// The suite's version.
    suite: String,
    /// Digest of the scenario set.
    scenarios: String,
    /// The API version that the lock was judged by.
    api: String,
    /// The link as it was named.
    link: String,
    /// The lock's own name and version.
    lock: String,
    /// The clock that times come from, with its uncertainty.
    clock: String,
    /// The run's seed.
    seed: u64,
    /// Civil time of the begin, RFC 3339.
    started: String,
    /// The rig file; empty when there was none.
    rig: String,
    /// The probe on the bench: board, firmware, serial number, digest of its image; empty when there was none.
    probe: String,
    /// What the lock claims, secrets left out.
    profile: BTreeMap<String, String>,
}

/// One case with all its attempts.
#[derive(Debug, Serialize, JsonSchema)]
struct CaseReport {
    /// The case's id.
    id: String,
    /// Its title.
    title: String,
    /// The scenario file.
    file: String,
    /// 1-based line of the case in that file.
    line: u32,
    /// The requirements it is about.
    requirements: Vec<String>,
    /// `must`, `should` or `may`.
    level: String,
    /// One of the six verdicts, over all attempts.
    verdict: &'static str,
    /// Every attempt in order.
    attempts: Vec<AttemptReport>,
}

/// One attempt.
#[derive(Debug, Serialize, JsonSchema)]
struct AttemptReport {
    /// One of the six verdicts.
    verdict: &'static str,
    /// Why it is no pass; empty for a pass.
    reason: String,
    /// The requirements that a failure is against.
    against: Vec<String>,
    /// The seed of the case.
    seed: u64,
    /// How often it had been tried before and ended in a rig error.
    retry: u32,
    /// Lock time at the begin in microseconds.
    begin_us: u64,
    /// Lock time that it took in microseconds.
    lock_us: u64,
    /// Wall time that it took in microseconds.
    wall_us: u64,
    /// How many expectations were checked.
    assertions: u32,
    /// Where and how it failed.
    failure: Option<FailureReport>,
    /// What does not fail the case.
    findings: Vec<FindingReport>,
    /// What was seen and is not judged.
    observations: Vec<ObservationReport>,
    /// Measured latencies in microseconds by name, in order.
    latencies: BTreeMap<String, Vec<u64>>,
}

/// A failure.
#[derive(Debug, Serialize, JsonSchema)]
struct FailureReport {
    /// 1-based line in the scenario file.
    line: u32,
    /// 1-based column.
    column: u32,
    /// What was expected.
    expected: String,
    /// What came.
    actual: String,
    /// Field by field.
    fields: Vec<FieldReport>,
    /// Loops and fragments around the step, outermost first.
    within: Vec<String>,
}

/// A field that differs.
#[derive(Debug, Serialize, JsonSchema)]
struct FieldReport {
    /// Its name.
    field: String,
    /// What was expected.
    expected: String,
    /// What came.
    actual: String,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingReport {
    /// The requirements it is about.
    requirements: Vec<String>,
    /// `should`, `may` or `observed`.
    level: String,
    /// One sentence.
    text: String,
}

/// An observation.
#[derive(Debug, Serialize, JsonSchema)]
struct ObservationReport {
    /// Lock time in microseconds.
    at_us: u64,
    /// What was looked at.
    about: String,
    /// What was seen.
    seen: String,
    /// The requirements it belongs to.
    requirements: Vec<String>,
}

/// Writes a run as JSON.
pub(crate) fn write(run: &Run, _context: &Context, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, &report(run))?;
    to.write_all(b"\n")
}

/// The JSON Schema of the report.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn report(run: &Run) -> Report {
    let head = &run.head;
    Report {
        strikeplate_report: VERSION,
        conclusion: match run.conclusion() {
            Conclusion::Passed => "passed",
            Conclusion::LockFailed => "lock-failed",
            Conclusion::RigError => "rig-error",
            Conclusion::Incomplete => "incomplete",
        },
        incomplete: run.incomplete().map(str::to_owned),
        run: Head {
            suite: head.suite.clone(),
            scenarios: head.scenarios.clone(),
            api: head.api.clone(),
            link: head.link.clone(),
            lock: head.lock.clone(),
            clock: head.clock.clone(),
            seed: head.seed,
            started: head.started.clone(),
            rig: head.rig.clone(),
            probe: head.probe.clone(),
            profile: head.profile.clone(),
        },
        counts: run
            .counts()
            .iter()
            .map(|(kind, many)| (kind.name(), *many))
            .collect(),
        lock_us: run.end.map(|end| end.lock_us),
        wall_us: run.end.map(|end| end.wall_us),
        latencies: run.latencies(),
        cases: run.outcomes().iter().map(case).collect(),
    }
}

fn case(outcome: &Outcome<'_>) -> CaseReport {
    let head = &outcome.decisive().head;
    CaseReport {
        id: head.id.clone(),
        title: head.title.clone(),
        file: head.file.clone(),
        line: head.line,
        requirements: head.requirements.clone(),
        level: head.level.clone(),
        verdict: outcome.kind().name(),
        attempts: outcome.attempts.iter().map(|case| attempt(case)).collect(),
    }
}

fn attempt(case: &Case) -> AttemptReport {
    let verdict = case.verdict();
    let end = case.end.as_ref();
    let mut latencies: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for measured in &case.latencies {
        latencies
            .entry(measured.name.clone())
            .or_default()
            .push(measured.us);
    }
    let failed = verdict.kind == VerdictKind::Fail;
    AttemptReport {
        verdict: verdict.kind.name(),
        reason: verdict.reason,
        against: if failed {
            case.against().to_vec()
        } else {
            Vec::new()
        },
        seed: case.head.seed,
        retry: case.head.retry,
        begin_us: case.head.at.0,
        lock_us: end.map_or(0, |end| end.at.since(case.head.at).0),
        wall_us: end.map_or(0, |end| end.wall_us),
        assertions: end.map_or(0, |end| end.assertions),
        failure: end.and_then(|end| end.failure.as_ref()).map(failure),
        findings: end
            .into_iter()
            .flat_map(|end| &end.findings)
            .map(finding)
            .collect(),
        observations: case.observations.iter().map(observation).collect(),
        latencies,
    }
}

fn failure(failure: &Failure) -> FailureReport {
    FailureReport {
        line: failure.line,
        column: failure.column,
        expected: failure.expected.clone(),
        actual: failure.actual.clone(),
        fields: failure
            .fields
            .iter()
            .map(|one| FieldReport {
                field: one.field.clone(),
                expected: one.expected.clone(),
                actual: one.actual.clone(),
            })
            .collect(),
        within: failure.within.clone(),
    }
}

fn finding(one: &boundary::journal::Finding) -> FindingReport {
    FindingReport {
        requirements: one.requirements.clone(),
        level: one.level.clone(),
        text: one.text.clone(),
    }
}

fn observation(one: &crate::Observed) -> ObservationReport {
    ObservationReport {
        at_us: one.at.0,
        about: one.about.clone(),
        seen: one.seen.clone(),
        requirements: one.requirements.clone(),
    }
}
