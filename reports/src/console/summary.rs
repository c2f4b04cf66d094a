//! The end of a console report.

use super::paint::{bold, clean, wrapped};
use super::tally;
use crate::run::{Case, Run};
use crate::{Conclusion, Context};
use boundary::{Span, VerdictKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts, times, findings, reasons for what was not tested, and what it all says.
#[must_use]
pub fn summary(run: &Run, context: &Context) -> String {
    let mut out = String::new();
    observations(&mut out, run, context);
    findings(&mut out, run);
    grouped(&mut out, run, VerdictKind::NotApplicable, "not applicable");
    grouped(&mut out, run, VerdictKind::Waived, "waived");
    latencies(&mut out, run);
    retried(&mut out, run);
    for damage in &run.damage {
        let _ = writeln!(out, "journal: {}", clean(damage));
    }
    let cases = run.outcomes().len();
    let attempts = match run.cases.len() {
        many if many > cases => format!(" in {many} attempts"),
        _ => String::new(),
    };
    let counts = tally(&run.counts(), context);
    let what = if counts.is_empty() {
        "nothing ran".into()
    } else {
        counts
    };
    let noun = if cases == 1 { "case" } else { "cases" };
    let _ = writeln!(out, "{cases} {noun}{attempts}: {what}");
    if let Some(end) = run.end {
        let (lock, wall) = (Span(end.lock_us), Span(end.wall_us));
        let _ = writeln!(out, "{lock} of lock time in {wall}; seed {}", run.head.seed);
    }
    let _ = writeln!(out, "{}", bold(&verdict_of(run), context.colour));
    out
}

/// Cases that were tried again: a pass after a rig error is told, not hidden.
fn retried(out: &mut String, run: &Run) {
    for outcome in run.outcomes() {
        let tries = outcome
            .attempts
            .iter()
            .filter(|one| one.head.retry > 0)
            .count();
        let error = outcome
            .attempts
            .iter()
            .find(|one| one.kind() == VerdictKind::Error);
        if let (Some(error), 1..) = (error, tries) {
            let (id, why) = (clean(&error.head.id), error.verdict().reason);
            let _ = writeln!(
                out,
                "tried again {tries} x after a rig error: {id} ({})",
                clean(&why)
            );
        }
    }
}

/// What the run says, in a sentence.
fn verdict_of(run: &Run) -> String {
    let incomplete = run.incomplete();
    let tail = incomplete.map_or(String::new(), |why| format!("; incomplete: {why}"));
    match run.conclusion() {
        Conclusion::Passed => "PASSED".into(),
        Conclusion::LockFailed => format!("FAILED: the lock is wrong{tail}"),
        Conclusion::RigError => format!("ERROR: the rig is broken{tail}"),
        Conclusion::Incomplete => {
            let nothing = "nothing was judged";
            let some = run.counts().get(&VerdictKind::Inconclusive).copied();
            let why = match (incomplete, some) {
                (Some(why), _) => why.to_owned(),
                (None, Some(1)) => "1 case is inconclusive".to_owned(),
                (None, Some(many)) if many > 0 => format!("{many} cases are inconclusive"),
                (None, _) => nothing.to_owned(),
            };
            format!("INCOMPLETE: {why}")
        }
    }
}

/// What was measured, where a real clock did: in virtual time it says nothing about a lock.
fn latencies(out: &mut String, run: &Run) {
    let all = run.latencies();
    if all.is_empty() || run.head.clock == "virtual" {
        return;
    }
    let _ = writeln!(
        out,
        "latencies ({}): count, minimum, median, p95, p99",
        clean(&run.head.clock)
    );
    for (name, one) in all {
        let [min, median, p95, p99] =
            [one.min_us, one.median_us, one.p95_us, one.p99_us].map(|us| Span(us).to_string());
        let name = clean(&name);
        let count = one.count;
        let _ = writeln!(
            out,
            "  {name:<28} {count:>6} {min:>9} {median:>9} {p95:>9} {p99:>9}"
        );
    }
}

fn observations(out: &mut String, run: &Run, context: &Context) {
    let all = || {
        run.cases
            .iter()
            .flat_map(|case| case.observations.iter().map(move |o| (case, o)))
    };
    let many = all().count();
    if many == 0 {
        return;
    }
    if !context.observations {
        let _ = writeln!(out, "{many} observations (shown with --observations)");
        return;
    }
    out.push_str("observations\n");
    for (case, seen) in all() {
        let about = if seen.requirements.is_empty() {
            String::new()
        } else {
            format!("[{}] ", seen.requirements.join(", "))
        };
        let text = format!("{about}{}: {} ({})", seen.about, seen.seen, case.head.id);
        let _ = writeln!(out, "  {}", wrapped(&text, 4, 4));
    }
}

/// Findings: what does not fail a case but is worth mending.
fn findings(out: &mut String, run: &Run) {
    let mut said: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for case in &run.cases {
        for finding in case.end.iter().flat_map(|end| &end.findings) {
            let which = finding.requirements.join(", ");
            let text = format!("[{which}] {}: {}", finding.level, finding.text);
            let ids = said.entry(text).or_default();
            if ids.last() != Some(&&*case.head.id) {
                ids.push(&case.head.id);
            }
        }
    }
    if said.is_empty() {
        return;
    }
    let _ = writeln!(out, "findings, which fail nothing");
    for (text, ids) in &said {
        let _ = writeln!(
            out,
            "  {}",
            wrapped(&format!("{text} ({})", some_of(ids)), 4, 4)
        );
    }
}

/// Cases of one verdict, grouped by their reason.
fn grouped(out: &mut String, run: &Run, kind: VerdictKind, title: &str) {
    let mut by_reason: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for outcome in run.outcomes() {
        let case: &Case = outcome.decisive();
        if case.kind() == kind {
            let ids = by_reason.entry(case.verdict().reason).or_default();
            ids.push(&case.head.id);
        }
    }
    if by_reason.is_empty() {
        return;
    }
    let _ = writeln!(out, "{title}");
    for (reason, ids) in &by_reason {
        let text = format!("{} x {reason} ({})", ids.len(), some_of(ids));
        let _ = writeln!(out, "  {}", wrapped(&text, 4, 3));
    }
}

/// The first few of many.
fn some_of(ids: &[&str]) -> String {
    let shown: Vec<&str> = ids.iter().take(4).copied().collect();
    let more = ids.len() - shown.len();
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {more} more", shown.join(", "))
    }
}
