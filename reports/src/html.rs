//! One HTML page: no server, no network, no script.

use crate::console::screen;
use crate::run::{Outcome, Run};
use crate::timeline::{self, Way};
use crate::{Conclusion, Context};
use askama::Template;
use boundary::{Span, VerdictKind};
use std::io::{self, Write};

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    conclusion: String,
    simulated: bool,
    facts: Vec<(&'static str, String)>,
    counts: Vec<(&'static str, usize)>,
    latencies: Vec<LatencyView>,
    chapters: Vec<Chapter>,
}

struct Chapter {
    name: String,
    cases: Vec<CaseView>,
}

struct CaseView {
    id: String,
    title: String,
    verdict: &'static str,
    open: bool,
    requirements: Vec<String>,
    reason: String,
    screen: String,
    findings: Vec<String>,
    observations: Vec<String>,
    lines: Vec<LineView>,
    dropped: u64,
    others: Vec<String>,
}

struct LatencyView {
    name: String,
    count: usize,
    /// Minimum, median, 95th and 99th of a hundred, maximum.
    values: [String; 5],
}

struct LineView {
    class: &'static str,
    at: String,
    mark: &'static str,
    text: String,
    bytes: String,
}

/// Writes a run as one page.
pub(crate) fn write(run: &Run, context: &Context, to: &mut dyn Write) -> io::Result<()> {
    let context = Context {
        colour: false,
        ..context.clone()
    };
    let page = Page {
        conclusion: conclusion(run),
        simulated: run.head.link == "sim" || run.head.link.starts_with("sim:"),
        facts: facts(run),
        counts: run
            .counts()
            .iter()
            .filter(|(_, many)| **many > 0)
            .map(|(kind, many)| (kind.name(), *many))
            .collect(),
        latencies: latencies(run),
        chapters: chapters(run, &context),
    };
    page.write_into(to)
}

fn conclusion(run: &Run) -> String {
    let said = match run.conclusion() {
        Conclusion::Passed => "Passed",
        Conclusion::LockFailed => "Failed: the lock is wrong",
        Conclusion::RigError => "Error: the rig is broken",
        Conclusion::Incomplete => "Incomplete",
    };
    match run.incomplete() {
        Some(why) => format!("{said} ({why})"),
        None => said.to_owned(),
    }
}

fn facts(run: &Run) -> Vec<(&'static str, String)> {
    let head = &run.head;
    let mut facts = vec![
        ("link", head.link.clone()),
        ("lock", head.lock.clone()),
        ("API", head.api.clone()),
        ("clock", head.clock.clone()),
        ("seed", head.seed.to_string()),
        ("suite", head.suite.clone()),
        ("scenarios", head.scenarios.clone()),
        ("rig", head.rig.clone()),
        ("probe", head.probe.clone()),
        ("started", head.started.clone()),
    ];
    if let Some(end) = run.end {
        facts.push(("lock time", Span(end.lock_us).to_string()));
        facts.push(("wall time", Span(end.wall_us).to_string()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn latencies(run: &Run) -> Vec<LatencyView> {
    let all = run.latencies().into_iter();
    all.map(|(name, one)| LatencyView {
        name,
        count: one.count,
        values: [
            one.min_us,
            one.median_us,
            one.p95_us,
            one.p99_us,
            one.max_us,
        ]
        .map(|us| Span(us).to_string()),
    })
    .collect()
}

fn chapters(run: &Run, context: &Context) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for outcome in run.outcomes() {
        let view = case(run, &outcome, context);
        let name = outcome.decisive().chapter();
        match chapters.iter_mut().find(|chapter| chapter.name == name) {
            Some(chapter) => chapter.cases.push(view),
            None => chapters.push(Chapter {
                name: name.to_owned(),
                cases: vec![view],
            }),
        }
    }
    chapters
}

fn case(run: &Run, outcome: &Outcome<'_>, context: &Context) -> CaseView {
    let case = outcome.decisive();
    let kind = case.kind();
    let trouble = crate::console::is_trouble(kind);
    let lines = timeline::lines(&case.timeline);
    CaseView {
        id: case.head.id.clone(),
        title: case.head.title.clone(),
        verdict: kind.name(),
        open: kind == VerdictKind::Fail,
        requirements: case
            .head
            .requirements
            .iter()
            .map(|id| context.in_words(id))
            .collect(),
        reason: case.verdict().reason,
        screen: if trouble {
            screen(run, case, context)
        } else {
            String::new()
        },
        findings: case
            .end
            .iter()
            .flat_map(|end| &end.findings)
            .map(|one| one.text.clone())
            .collect(),
        observations: case
            .observations
            .iter()
            .map(|one| format!("{}: {}", one.about, one.seen))
            .collect(),
        lines: lines
            .into_iter()
            .map(|line| view(line, case.head.at))
            .collect(),
        dropped: case.dropped,
        others: others(outcome),
    }
}

/// The other attempts, each in a sentence; nothing for those that passed like all.
fn others(outcome: &Outcome<'_>) -> Vec<String> {
    let decisive = outcome.decisive();
    let numbered = (1..).zip(&outcome.attempts);
    let others = numbered
        .filter(|(_, one)| !std::ptr::eq(**one, decisive) && one.kind() != VerdictKind::Pass);
    let told = |(number, one): (usize, &&crate::Case)| {
        let verdict = one.verdict();
        format!(
            "attempt {number}: {}: {}",
            verdict.kind.name(),
            verdict.reason
        )
    };
    others.take(MOST_OTHERS).map(told).collect()
}

/// How many other attempts a page shows of a case.
const MOST_OTHERS: usize = 100;

/// A line with its time since the begin of the case.
fn view(line: timeline::Line, begin: boundary::Instant) -> LineView {
    let (class, text) = match line.way {
        Way::Step if line.place > 0 => ("step", format!("{} (line {})", line.text, line.place)),
        Way::Step => ("step", line.text),
        Way::Console => ("console", line.text),
        Way::To => ("to", line.text),
        Way::From => ("from", line.text),
    };
    LineView {
        class,
        at: format!("+{}", line.at.since(begin)),
        mark: line.way.mark(),
        text,
        bytes: line.bytes,
    }
}
