//! A comparison as a person reads it: what is worse first, in full; what merely differs, in short.

use super::{
    Change, Changed, Comparison, Judgement, Kind, Latency, NewlyFlaky, Only, Seen, Side, Turn,
};
use crate::console::paint::{bold, clean, wrapped};
use boundary::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write as _};

/// Rows of a list before it is cut.
const MOST: usize = 40;
/// Rows of a text that wraps.
const ROWS: usize = 4;

/// The whole comparison.
#[must_use]
pub fn text(comparison: &Comparison, colour: bool) -> String {
    let mut out = String::new();
    side(&mut out, "before", &comparison.before);
    side(&mut out, "after", &comparison.after);
    for note in &comparison.notes {
        let _ = writeln!(out, "note: {}", wrapped(note, 6, ROWS));
    }
    let mut page = Page { out, colour };
    for (kind, title) in KINDS {
        page.list(title, comparison.turned(*kind).map(turn));
    }
    page.list("newly flaky", comparison.newly_flaky.iter().map(flaky));
    page.list(
        "changed observations",
        comparison.observations.iter().map(observation),
    );
    page.list("only before", only(&comparison.only_before));
    page.list("only after", only(&comparison.only_after));
    coverage(&mut page, comparison);
    latencies(&mut page, comparison);
    judgement(&mut page, comparison);
    page.out
}

/// The kinds of turns with their titles.
const KINDS: &[(Kind, &str)] = &[
    (Kind::NewFailure, "new failures"),
    (Kind::FailsOtherwise, "fails against another requirement"),
    (Kind::Lost, "no judgement any more"),
    (Kind::Fixed, "fixed"),
    (Kind::Other, "other changed verdicts"),
];

/// A text that grows by titled lists.
struct Page {
    out: String,
    colour: bool,
}

impl Page {
    /// A title with a count and its rows; nothing at all for none.
    fn list(&mut self, title: &str, rows: impl Iterator<Item = String>) {
        let mut many = 0;
        let mut shown = String::new();
        for row in rows {
            many += 1;
            if many <= MOST {
                let _ = writeln!(shown, "  {}", wrapped(&row, 4, ROWS));
            }
        }
        if many == 0 {
            return;
        }
        let _ = writeln!(
            self.out,
            "\n{}",
            bold(&format!("{title} ({many})"), self.colour)
        );
        self.out.push_str(&shown);
        if many > MOST {
            let _ = writeln!(
                self.out,
                "  and {} more (all of them with --json)",
                many - MOST
            );
        }
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.out, "{}", wrapped(line, 2, ROWS));
    }

    /// A line that belongs to the one before.
    fn more(&mut self, line: &str) {
        let _ = writeln!(self.out, "  {}", wrapped(line, 4, ROWS));
    }
}

fn side(out: &mut String, name: &str, side: &Side) {
    let lock = if side.lock.is_empty() {
        "a lock"
    } else {
        &side.lock
    };
    let text = format!(
        "{lock} over {}, {} ({}), suite {}, API {}: {} cases, {} attempts, seed {}",
        side.link,
        side.started,
        side.clock,
        side.suite,
        side.api,
        side.cases,
        side.attempts,
        side.seed
    );
    let _ = writeln!(out, "{name:<7}{}", wrapped(&text, 7, ROWS));
    if let Some(why) = &side.incomplete {
        let _ = writeln!(out, "       incomplete: {}", clean(why));
    }
}

fn turn(turn: &Turn) -> String {
    let mut text = format!(
        "{}: {} -> {}",
        turn.id,
        seen(&turn.before),
        seen(&turn.after)
    );
    if !turn.after.reason.is_empty() {
        let _ = write!(text, ": {}", turn.after.reason);
    }
    text
}

fn seen(seen: &Seen) -> String {
    let mut text = seen.verdict.0.to_string();
    if seen.attempts > 1 {
        let _ = write!(text, " ({} of {})", seen.with_it, seen.attempts);
    }
    if !seen.against.is_empty() {
        let _ = write!(text, " [{}]", joined(&seen.against));
    }
    text
}

fn flaky(case: &NewlyFlaky) -> String {
    let tally = |tally: &BTreeMap<&str, usize>| {
        joined(tally.iter().map(|(kind, many)| format!("{many} {kind}")))
    };
    format!(
        "{}: {} -> {}",
        case.id,
        tally(&case.before),
        tally(&case.after)
    )
}

fn observation(changed: &Changed) -> String {
    let said = |seen: &BTreeSet<String>| match seen.len() {
        0 => "not seen".to_owned(),
        1..=4 => seen.iter().cloned().collect::<Vec<_>>().join(" | "),
        many => format!("{many} different"),
    };
    let about = if changed.requirements.is_empty() {
        String::new()
    } else {
        format!("[{}] ", joined(&changed.requirements))
    };
    let (before, after) = (said(&changed.before), said(&changed.after));
    format!(
        "{about}{}: {before} -> {after} ({})",
        changed.about, changed.id
    )
}

fn only(cases: &[Only]) -> impl Iterator<Item = String> {
    let text = |case: &Only| format!("{}: {}", case.id, case.verdict.0);
    cases.iter().map(text)
}

fn coverage(page: &mut Page, comparison: &Comparison) {
    let coverage = &comparison.coverage;
    let (before, after) = (coverage.before, coverage.after);
    page.out.push('\n');
    page.line(&format!(
        "requirements covered by passing cases: {before} -> {after}"
    ));
    for (what, which) in [("lost", &coverage.lost), ("gained", &coverage.gained)] {
        if !which.is_empty() {
            page.more(&format!("{what}: {}", joined(which)));
        }
    }
}

fn latencies(page: &mut Page, comparison: &Comparison) {
    let latencies = &comparison.latencies;
    if let Some(why) = &latencies.not_compared {
        page.line(&format!("latencies are not compared: {why}"));
        return;
    }
    for (change, title) in CHANGES {
        page.list(title, latencies.changed(*change).map(latency));
    }
    page.out.push('\n');
    let same = latencies.changed(Change::Same).count();
    page.line(&format!(
        "latencies: {} compared, {same} of them the same to less than {}",
        latencies.compared.len(),
        percent(latencies.min_effect),
    ));
    let worst = latencies.compared.iter().map(|one| one.smallest_detectable);
    if let Some(worst) = worst.reduce(f64::max) {
        let (power, confidence) = (percent(latencies.power), percent(latencies.confidence));
        page.more(&format!(
            "any false alarm at most {} (Holm); {confidence} intervals; a shift of {} would be seen in each with {power}",
            percent(latencies.alpha),
            percent(worst),
        ));
    }
    if !latencies.too_few.is_empty() {
        page.more(&format!(
            "{} not compared: fewer than {} samples on a side (run with --repeat)",
            latencies.too_few.len(),
            latencies.min_samples,
        ));
    }
}

/// The changes that are shown one by one.
const CHANGES: &[(Change, &str)] = &[
    (Change::Slower, "slower"),
    (Change::Faster, "faster"),
    (
        Change::Unclear,
        "cannot be told: too few samples for so much noise",
    ),
];

fn latency(one: &Latency) -> String {
    let place = match &one.case {
        Some(case) => format!("{} of {case}", one.name),
        None => format!("{} over {} cases", one.name, one.cases),
    };
    let median = |us: f64| Span(us.round() as u64);
    let needs = match one.change {
        Change::Unclear => format!(", needs about {} samples", one.samples_needed),
        Change::Slower | Change::Faster | Change::Same => String::new(),
    };
    format!(
        "{place}: {} -> {} median, {} [{}, {}], p = {}, smallest detectable {} ({} and {} samples{needs})",
        median(one.before.median_us),
        median(one.after.median_us),
        signed(one.shift),
        signed(one.low),
        signed(one.high),
        Probability(one.p_corrected),
        percent(one.smallest_detectable),
        one.before.samples,
        one.after.samples,
    )
}

fn judgement(page: &mut Page, comparison: &Comparison) {
    let said = match comparison.judgement {
        Judgement::Regression => format!("REGRESSION: {}", joined(&comparison.worse)),
        Judgement::Incomplete => "INCOMPLETE: nothing is worse as far as it can be told".into(),
        Judgement::NothingWorse => "NOTHING WORSE".into(),
    };
    page.out.push('\n');
    for untold in &comparison.untold {
        page.line(&format!("untold: {untold}"));
    }
    let _ = writeln!(page.out, "{}", bold(&clean(&said), page.colour));
}

/// A p-value, not more exact than it is.
struct Probability(f64);

impl Display for Probability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 < 0.0001 {
            f.write_str("0.0001 or less")
        } else {
            write!(f, "{:.4}", self.0)
        }
    }
}

fn percent(part: f64) -> String {
    let percent = part * 100.0;
    match percent {
        round if (round - round.round()).abs() < 1e-9 => format!("{round:.0} %"),
        large if large >= 1000.0 => "more than 1000 %".into(),
        other => format!("{other:.1} %"),
    }
}

fn signed(part: f64) -> String {
    let percent = part * 100.0;
    if percent.abs() < 0.05 {
        "0.0 %".into()
    } else if percent >= 100_000.0 {
        "x 1000 or more".into()
    } else {
        format!("{percent:+.1} %")
    }
}

fn joined<T: Display>(what: impl IntoIterator<Item = T>) -> String {
    let (mut text, mut many) = (String::new(), 0);
    for one in what {
        many += 1;
        if many <= MOST {
            let comma = if many > 1 { ", " } else { "" };
            let _ = write!(text, "{comma}{one}");
        }
    }
    if many > MOST {
        let _ = write!(text, " and {} more", many - MOST);
    }
    text
}
