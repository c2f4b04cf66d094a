//! `explain`: what a case or a requirement is about.

use crate::reference::near;
use crate::select::Selection;
use crate::suite::{Case, Suite, file_id};
use crate::{Exit, Surroundings};
use scenario::ast::Level;
use scenario::{Evidence, Requirement};
use sim::Defect;

/// Explain a case or a requirement: what it checks, why, and which mistakes it catches
#[derive(clap::Args)]
pub(crate) struct Explain {
    /// A case id, a requirement id, or the path of a scenario file
    id: String,
}

impl Explain {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let selection = Selection {
            words: vec![self.id.clone()],
            ..Selection::default()
        };
        let suite = match selection.suite() {
            Ok(suite) => suite,
            Err(unfit) => return unfit.told(around),
        };
        if let Some(row) = suite.catalogue.get(&self.id.to_uppercase()) {
            requirement(around, &suite, row)?;
            return Ok(Exit::Passed);
        }
        match selection.cases(&suite) {
            Ok(cases) => {
                for case in distinct(&cases) {
                    explain(around, &suite, case)?;
                }
                Ok(Exit::Passed)
            }
            Err(_) => {
                let ids: Vec<String> = suite.cases().iter().map(|case| case.id.clone()).collect();
                let known = ids
                    .iter()
                    .map(String::as_str)
                    .chain(suite.catalogue.iter().map(|row| &*row.id));
                let hint = near(&self.id, known);
                around.usage(format!(
                    "no case and no requirement is named `{}`{hint}",
                    self.id
                ))
            }
        }
    }
}

/// One case for each file: the rows of a table are explained together.
fn distinct<'s>(cases: &[Case<'s>]) -> Vec<Case<'s>> {
    let mut seen: Vec<Case<'s>> = Vec::new();
    for case in cases.iter().copied() {
        if seen
            .last()
            .is_none_or(|last| file_id(last) != file_id(case))
        {
            seen.push(case);
        }
    }
    seen
}

fn explain(around: &mut Surroundings<'_>, suite: &Suite, case: Case<'_>) -> anyhow::Result<()> {
    let scenario = &case.scenario;
    let out = &mut *around.out;
    writeln!(out, "{}\n  {}\n", file_id(case), scenario.title.value)?;
    writeln!(out, "why\n  {}", folded(&scenario.about.value))?;
    if let Some(purpose) = &scenario.purpose {
        writeln!(out, "what it is for\n  {}", folded(&purpose.value))?;
    }
    writeln!(out, "decides on")?;
    let words = suite.words();
    for id in case.requirements() {
        writeln!(out, "  {}", folded(&words.in_words(id)))?;
    }
    let needs: Vec<&str> = scenario.needs.iter().map(|need| &*need.value).collect();
    if !needs.is_empty() {
        writeln!(out, "needs\n  {}", needs.join(", "))?;
    }
    let given: Vec<&str> = scenario
        .given
        .iter()
        .map(|given| given.value.name())
        .collect();
    if !given.is_empty() {
        writeln!(out, "given\n  {}", given.join(", "))?;
    }
    if let Some(rows) = &scenario.table {
        writeln!(out, "a case for each of")?;
        for row in rows {
            writeln!(out, "  #{}", row.key.value)?;
        }
    }
    mistakes(out, &case.requirements().collect::<Vec<_>>())?;
    writeln!(out, "the scenario, {}", case.path)?;
    for line in case.source.lines() {
        writeln!(out, "  | {line}")?;
    }
    writeln!(out, "run it alone\n  strikeplate run {}\n", file_id(case))?;
    Ok(())
}

fn requirement(
    around: &mut Surroundings<'_>,
    suite: &Suite,
    row: &Requirement,
) -> anyhow::Result<()> {
    let out = &mut *around.out;
    writeln!(out, "{}\n  {}\n", row.id, folded(&row.text))?;
    writeln!(out, "clause   {}", row.clause)?;
    writeln!(out, "kind     {}", about_kind(row.kind))?;
    writeln!(out, "level    {}", about_level(row.level))?;
    writeln!(out, "judges   the {}", row.dut.word())?;
    if let Some(partly) = &row.partly {
        writeln!(out, "partly   {partly}")?;
    }
    if let Some(why) = &row.untestable {
        writeln!(out, "untestable: {why}")?;
    }
    let cases: Vec<Case<'_>> = suite
        .cases()
        .into_iter()
        .filter(|case| case.requirements().any(|id| id == row.id))
        .collect();
    if !cases.is_empty() {
        writeln!(out, "cases")?;
        for case in &cases {
            writeln!(out, "  {}: {}", case.id, case.title)?;
        }
    }
    mistakes(out, &[&row.id])
}

/// Defects of the reference lock that break one of the requirements.
fn mistakes(out: &mut dyn std::io::Write, requirements: &[&str]) -> anyhow::Result<()> {
    let breaks = |defect: &&Defect| defect.breaks().iter().any(|id| requirements.contains(id));
    let defects: Vec<&Defect> = Defect::ALL.iter().filter(breaks).collect();
    if !defects.is_empty() {
        writeln!(
            out,
            "mistakes that locks make here (--lock sim:defect=NAME)"
        )?;
        for defect in defects {
            writeln!(out, "  {}: {}", defect.name(), defect.sentence())?;
        }
    }
    Ok(())
}

fn about_kind(kind: Evidence) -> String {
    let about = match kind {
        Evidence::Spec => "printed in the document",
        Evidence::Observed => "seen on real locks",
        Evidence::Inferred => "follows for robustness or security",
    };
    format!("{}: {about}", kind.word())
}

fn about_level(level: Level) -> String {
    let about = match level {
        Level::Must => "the lock is wrong when it does not hold",
        Level::Should => "a finding when it does not hold",
        Level::May => "worth showing when it does not hold",
    };
    format!("{}: {about}", level.word())
}

/// A text at 100 columns.
fn folded(text: &str) -> String {
    let mut rows = vec![String::new()];
    for word in text.split_whitespace() {
        let full = rows
            .last()
            .is_some_and(|row| !row.is_empty() && row.chars().count() + word.chars().count() > 96);
        if full {
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
        }
    }
    rows.join("\n  ")
}
