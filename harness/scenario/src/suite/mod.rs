//! The suite: files become cases, one for each file or for each row of its table.

mod case;
mod select;

pub(crate) use case::variables_in;
pub use case::{Case, id_of};
pub use select::{NoSuchCase, Selection};

use crate::catalogue::Catalogue;
use crate::diagnostic::{Colour, Diagnostic, render, rule};
use crate::load::{Judged, judge};
use crate::span::Span;
use std::collections::BTreeMap;

/// A set of scenarios.
#[derive(Debug, Default)]
pub struct Suite {
    cases: Vec<Case>,
    reports: Vec<Report>,
}

/// What is said about one file.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file, as it was named.
    pub path: String,
    /// Its text.
    pub source: String,
    /// What is said.
    pub diagnostics: Vec<Diagnostic>,
}

impl Suite {
    /// Reads files, given as path and text; requirements are looked up where there is a catalogue.
    pub fn load<P: Into<String>, S: Into<String>>(
        files: impl IntoIterator<Item = (P, S)>,
        catalogue: Option<&Catalogue>,
    ) -> Self {
        let mut suite = Self::default();
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        let files: Vec<(String, String)> = files
            .into_iter()
            .map(|(path, source)| (path.into(), source.into()))
            .collect();
        let judged = judge_all(&files, catalogue);
        for ((path, source), judged) in files.into_iter().zip(judged) {
            suite.add(path, source, judged, catalogue, &mut ids);
        }
        suite
    }

    fn add(
        &mut self,
        path: String,
        source: String,
        mut judged: Judged,
        catalogue: Option<&Catalogue>,
        ids: &mut BTreeMap<String, String>,
    ) {
        judged.problems.extend(case::name_of(&path));
        if let Some(other) = ids.insert(id_of(&path), path.clone()) {
            let message = format!("the id `{}` belongs to {other} already", id_of(&path));
            judged.problems.push(Diagnostic::error(
                rule::DUPLICATE_ID,
                Span::default(),
                message,
            ));
        }
        let usable = !judged.problems.iter().any(Diagnostic::is_error);
        if let (Some(scenario), true) = (judged.scenario, usable) {
            self.cases.extend(case::cases(
                &path,
                &source,
                scenario,
                judged.needs,
                catalogue,
            ));
        }
        if !judged.problems.is_empty() {
            self.reports.push(Report {
                path,
                source,
                diagnostics: judged.problems,
            });
        }
    }

    /// Every case of the usable files, in the order of the files and rows.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The case of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// What is said about the files, where something is.
    #[must_use]
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Whether no file has an error.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.reports.iter().any(Report::has_errors)
    }

    /// All that is said, as text.
    #[must_use]
    pub fn render(&self, colour: Colour) -> String {
        let texts: Vec<String> = self
            .reports
            .iter()
            .map(|report| report.render(colour))
            .collect();
        texts.join("\n")
    }
}

impl Report {
    /// Whether the file cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// What is said, as text.
    #[must_use]
    pub fn render(&self, colour: Colour) -> String {
        render(&self.path, &self.source, &self.diagnostics, colour)
    }
}

/// Reads files, several at a time; hundreds are read for every list of the cases.
fn judge_all(files: &[(String, String)], catalogue: Option<&Catalogue>) -> Vec<Judged> {
    let many = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(many).max(1);
    let read = |part: &[(String, String)]| -> Vec<Judged> {
        part.iter()
            .map(|(_, source)| judge(source, catalogue))
            .collect()
    };
    std::thread::scope(|scope| {
        let mut parts = files.chunks(share);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<_> = parts
            .map(|part| (part, scope.spawn(move || read(part))))
            .collect();
        let mut all = read(first);
        for (part, reader) in rest {
            // A reader that fell over is asked again here, where it can be seen.
            all.extend(reader.join().unwrap_or_else(|_| read(part)));
        }
        all
    })
}

#[cfg(test)]
mod tests;
