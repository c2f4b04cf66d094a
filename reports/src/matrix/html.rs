//! The matrix as one HTML page: no server, no network, no script.

use super::{Defect, Matrix, Outcome, Trouble};
use askama::Template;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

#[derive(Template)]
#[template(path = "matrix.html")]
struct Page<'m> {
    lock: &'m str,
    facts: Vec<(&'static str, String)>,
    chapters: Vec<&'m str>,
    defects: Vec<DefectView<'m>>,
    variants: Vec<VariantView<'m>>,
    cases: Vec<CaseView<'m>>,
}

struct DefectView<'m> {
    row: &'m Defect,
    class: &'static str,
    outcome: &'static str,
    breaks: String,
    /// For each chapter of the suite: how many cases find it, and how they look.
    cells: Vec<(&'static str, String)>,
    other: Vec<String>,
}

struct VariantView<'m> {
    name: &'m str,
    about: &'m str,
    class: &'static str,
    outcome: String,
    troubles: Vec<String>,
}

struct CaseView<'m> {
    id: &'m str,
    class: &'static str,
    kills: Vec<&'m str>,
    purpose: &'m str,
}

/// Writes a matrix as one page.
///
/// # Errors
/// What it is written to fails.
pub fn write(matrix: &Matrix, to: &mut dyn Write) -> io::Result<()> {
    let chapters: BTreeSet<&str> = matrix.cases.iter().map(|case| chapter(&case.id)).collect();
    let chapters: Vec<&str> = chapters.into_iter().collect();
    let page = Page {
        lock: &matrix.lock,
        facts: facts(matrix),
        defects: matrix
            .defects
            .iter()
            .map(|defect| of_defect(defect, &chapters))
            .collect(),
        variants: variants(matrix),
        cases: cases(matrix),
        chapters,
    };
    page.write_into(to)
}

fn facts(matrix: &Matrix) -> Vec<(&'static str, String)> {
    let counts = matrix.counts();
    let mut facts = vec![("defects", matrix.defects.len().to_string())];
    for outcome in Outcome::ALL {
        let many = counts.get(&outcome).copied().unwrap_or_default();
        facts.push((outcome.name(), many.to_string()));
    }
    let pass = matrix.variants.iter().filter(|one| one.passes()).count();
    let many = matrix.variants.len();
    facts.push(("variants that pass", format!("{pass} of {many}")));
    facts.push(("cases", matrix.cases.len().to_string()));
    facts.push(("cases that find a defect", matrix.kills().len().to_string()));
    facts
}

fn of_defect<'m>(row: &'m Defect, chapters: &[&str]) -> DefectView<'m> {
    let mut right: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &row.right {
        *right.entry(chapter(case)).or_default() += 1;
    }
    let other: BTreeSet<&str> = row.other.iter().map(|one| chapter(&one.case)).collect();
    let cell = |name: &&str| match right.get(name) {
        Some(many) => ("killed", many.to_string()),
        None if other.contains(name) => ("elsewhere", "*".to_owned()),
        None => ("", String::new()),
    };
    DefectView {
        row,
        class: class(row.outcome),
        outcome: row.outcome.name(),
        breaks: row.breaks.join(", "),
        cells: chapters.iter().map(cell).collect(),
        other: row.other.iter().chain(&row.unjudged).map(said).collect(),
    }
}

fn variants(matrix: &Matrix) -> Vec<VariantView<'_>> {
    let view = |row: &'_ super::Variant| {
        let troubles = row.failed.iter().chain(&row.unjudged).map(said);
        (row.passes(), troubles.collect::<Vec<String>>())
    };
    let rows = matrix.variants.iter();
    rows.map(|row| {
        let (passes, troubles) = view(row);
        let word = if passes { "passes" } else { "false alarm" };
        VariantView {
            name: &row.name,
            about: &row.about,
            class: if passes { "killed" } else { "survived" },
            outcome: format!(
                "{word}: {} passed, {} not applicable",
                row.passed, row.not_applicable
            ),
            troubles,
        }
    })
    .collect()
}

fn cases(matrix: &Matrix) -> Vec<CaseView<'_>> {
    let kills = matrix.kills();
    let rows = matrix.cases.iter();
    rows.map(|case| {
        let kills = kills.get(&*case.id).cloned().unwrap_or_default();
        let idle = kills.is_empty() && case.purpose.is_none();
        CaseView {
            id: &case.id,
            class: if idle { "survived" } else { "" },
            kills,
            purpose: case.purpose.as_deref().unwrap_or_default(),
        }
    })
    .collect()
}

/// A trouble in a line.
fn said(one: &Trouble) -> String {
    let how = if one.verdict.is_empty() {
        "fail"
    } else {
        &one.verdict
    };
    format!(
        "{how} {} {}: {}",
        one.case,
        one.against.join(", "),
        one.reason
    )
}

fn chapter(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

const fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Killed => "killed",
        Outcome::Noted => "noted",
        Outcome::KilledElsewhere => "elsewhere",
        Outcome::Survived => "survived",
        Outcome::TimedOut => "timed-out",
    }
}
