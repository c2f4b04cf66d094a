//! The console: a line per chapter while the run goes on, one screen per failure, a summary.

pub(crate) mod paint;
mod screen;
mod summary;

use crate::run::{Case, Run};
use crate::{Context, Counts};
use boundary::VerdictKind;
use std::fmt::Write as _;

pub use screen::{one_line, quoted, screen};
pub use summary::summary;

/// The whole report of a run: what it was, its chapters, a screen per failure, the summary.
#[must_use]
pub fn whole(run: &Run, context: &Context) -> String {
    let mut out = head(run, context);
    out.push('\n');
    for (chapter, counts) in chapters(run) {
        out.push_str(&chapter_line(&chapter, &counts, context));
    }
    for outcome in run.outcomes() {
        if is_trouble(outcome.kind()) {
            out.push('\n');
            out.push_str(&screen(run, outcome.decisive(), context));
        }
    }
    out.push('\n');
    out.push_str(&summary(run, context));
    out
}

/// What the run is, before its first case: the link first, since everything else depends on it.
#[must_use]
pub fn head(run: &Run, _context: &Context) -> String {
    let head = &run.head;
    let mut out = String::new();
    let link = if head.link == "sim" || head.link.starts_with("sim:") {
        "embedded reference lock (simulated) - not evidence for hardware".to_owned()
    } else {
        paint::clean(&head.link)
    };
    let _ = writeln!(out, "link: {link}");
    let defect = head.link.strip_prefix("sim:");
    if let Some(settings) = defect {
        let _ = writeln!(out, "with: {}", paint::clean(settings));
    }
    let lock = paint::clean(&head.lock);
    let _ = writeln!(out, "lock: {lock}, judged by API {}", head.api);
    if !head.probe.is_empty() {
        let _ = writeln!(out, "probe: {}", paint::clean(&head.probe));
    }
    let _ = writeln!(out, "clock: {}; seed: {}", head.clock, head.seed);
    out
}

/// The verdicts of each chapter, in the order in which the chapters began.
#[must_use]
pub fn chapters(run: &Run) -> Vec<(String, Counts)> {
    let mut chapters: Vec<(String, Counts)> = Vec::new();
    for outcome in run.outcomes() {
        let name = outcome.decisive().chapter();
        let known = chapters.iter().position(|(chapter, _)| chapter == name);
        let place = known.unwrap_or_else(|| {
            chapters.push((name.to_owned(), Counts::new()));
            chapters.len() - 1
        });
        *chapters[place].1.entry(outcome.kind()).or_default() += 1;
    }
    chapters
}

/// `  nonce         12 pass, 1 fail`.
#[must_use]
pub fn chapter_line(chapter: &str, counts: &Counts, context: &Context) -> String {
    format!("  {chapter:<16} {}\n", tally(counts, context))
}

/// Whether a verdict is shown on a screen of its own.
#[must_use]
pub const fn is_trouble(kind: VerdictKind) -> bool {
    matches!(
        kind,
        VerdictKind::Fail | VerdictKind::Error | VerdictKind::Inconclusive
    )
}

/// `12 pass, 1 fail`, only what there is.
fn tally(counts: &Counts, context: &Context) -> String {
    let parts: Vec<String> = VerdictKind::ALL
        .iter()
        .filter_map(|kind| {
            let many = counts.get(kind).copied().filter(|many| *many > 0)?;
            Some(paint::verdict(
                *kind,
                &format!("{many} {kind}"),
                context.colour,
            ))
        })
        .collect();
    parts.join(", ")
}

/// The line that a case leaves when every case is shown.
#[must_use]
pub fn case_line(case: &Case, context: &Context) -> String {
    let kind = case.kind();
    let reason = case.verdict().reason;
    let tail = if reason.is_empty() {
        String::new()
    } else {
        format!(": {}", paint::clean(&reason))
    };
    let verdict = paint::verdict(kind, &format!("{:<14}", kind.name()), context.colour);
    format!("  {verdict} {}{tail}\n", case.head.id)
}
