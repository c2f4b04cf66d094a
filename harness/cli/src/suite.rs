//! The suite: scenario files and the catalogue, from inside the program or from the disk.

use crate::catalogue::Catalogue;
use include_dir::{Dir, include_dir};
use scenario::ast::{Row, Scenario, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What ships with the program.
static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

/// Where the shipped files stand in the project, as reports name them.
const FOLDER: &str = "scenarios";

/// A scenario file as text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// How it is named: `scenarios/nonce/replay.yaml`, or as the user gave it.
    pub(crate) path: String,
    /// The id of its case, or of the table's cases before the `#`.
    pub(crate) id: String,
    /// Its text.
    pub(crate) text: String,
}

/// A scenario file that is right.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) source: Source,
    pub(crate) scenario: Scenario,
}

/// A set of scenario files that are right, with the catalogue.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) files: Vec<File>,
    pub(crate) catalogue: Catalogue,
}

/// One case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'s> {
    pub(crate) file: &'s File,
    pub(crate) row: Option<&'s Row>,
}

impl Suite {
    /// The shipped one. The tests hold that it is right; a file that is not is left out.
    pub(crate) fn shipped() -> Self {
        Self::of(shipped_sources()).0
    }

    /// A suite of these files, and what is wrong with those that are left out.
    pub(crate) fn of(sources: Vec<Source>) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for source in sources {
            let (scenario, said) = scenario::load(&source.path, &source.text);
            if said.iter().any(scenario::Diagnostic::is_error) {
                let plain = scenario::Colour::Plain;
                problems.push(scenario::render(&source.path, &source.text, &said, plain));
            }
            files.extend(scenario.map(|scenario| File { source, scenario }));
        }
        let catalogue = Catalogue::shipped();
        (Self { files, catalogue }, problems)
    }

    /// Every case in the order of the files and tables.
    pub(crate) fn cases(&self) -> Vec<Case<'_>> {
        let mut cases = Vec::new();
        for file in &self.files {
            match &file.scenario.table {
                Some(rows) => cases.extend(rows.iter().map(|row| Case {
                    file,
                    row: Some(row),
                })),
                None => cases.push(Case { file, row: None }),
            }
        }
        cases
    }

    /// The digest of all files by name and text.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update(&file.source.id);
            hash.update([0]);
            hash.update(&file.source.text);
            hash.update([0]);
        }
        let digest = hash.finalize();
        digest.iter().fold("sha256:".to_owned(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
    }

    /// What reports say in the catalogue's words and the files' text.
    pub(crate) fn words(&self) -> reports::Context {
        reports::Context {
            requirements: self.catalogue.in_words(),
            sources: self
                .files
                .iter()
                .map(|file| (file.source.path.clone(), file.source.text.clone()))
                .collect(),
            ..reports::Context::default()
        }
    }
}

impl Case<'_> {
    /// `nonce/replay-is-refused`, or with `#row`.
    pub(crate) fn id(&self) -> String {
        match self.row {
            Some(row) => format!("{}#{}", self.file.source.id, row.key.value),
            None => self.file.source.id.clone(),
        }
    }

    /// The title with the row's variables in it.
    pub(crate) fn title(&self) -> String {
        let mut title = self.file.scenario.title.value.clone();
        let Some(row) = self.row else { return title };
        // The longest names first, so that `$a` does not eat the begin of `$ab`.
        let values: BTreeMap<&str, &Value> = row
            .values
            .iter()
            .map(|(name, value)| (&*name.value, &value.value))
            .collect();
        for (name, value) in values.iter().rev() {
            title = title.replace(&format!("${name}"), &shown(value));
        }
        title
    }

    /// The line where it begins in its file.
    pub(crate) fn line(&self) -> u32 {
        let whole = self.file.scenario.title.span.line;
        self.row.map_or(whole, |row| row.key.span.line)
    }

    /// The requirements it decides on.
    pub(crate) fn requirements(&self) -> impl Iterator<Item = &str> {
        self.file.scenario.requirements.iter().map(|id| &*id.value)
    }
}

/// A value as a title says it.
fn shown(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Word(word) | Value::Text(word) => word.clone(),
        Value::Var(name) => format!("${name}"),
        _ => "...".to_owned(),
    }
}

/// The text of every shipped scenario, in the order of their ids.
pub(crate) fn shipped_sources() -> Vec<Source> {
    let mut sources = Vec::new();
    gather(&SHIPPED, &mut sources);
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    sources
}

/// The text of a shipped file that is no scenario.
pub(crate) fn shipped_text(name: &str) -> Option<&'static str> {
    SHIPPED.get_file(name)?.contents_utf8()
}

fn gather(folder: &Dir<'_>, into: &mut Vec<Source>) {
    for file in folder.files() {
        let name = file.path().to_string_lossy().into_owned();
        let Some(id) = name.strip_suffix(".yaml").filter(|id| id.contains('/')) else {
            continue;
        };
        if let Some(text) = file.contents_utf8() {
            into.push(Source {
                path: format!("{FOLDER}/{name}"),
                id: id.to_owned(),
                text: text.to_owned(),
            });
        }
    }
    for inner in folder.dirs() {
        gather(inner, into);
    }
}

/// The scenario files that a path leads to: itself, or all below it.
///
/// # Errors
/// Something cannot be read, or there is no scenario.
pub(crate) fn sources_at(path: &Path) -> Result<Vec<Source>, String> {
    let mut paths = Vec::new();
    walk(path, 0, &mut paths).map_err(|error| format!("`{}`: {error}", path.display()))?;
    paths.sort();
    let mut sources = Vec::new();
    for file in paths {
        let text = std::fs::read_to_string(&file)
            .map_err(|error| format!("`{}`: {error}", file.display()))?;
        let name = file.to_string_lossy().into_owned();
        sources.push(Source {
            id: id_of(&file),
            path: name,
            text,
        });
    }
    if sources.is_empty() {
        return Err(format!("`{}` holds no scenario", path.display()));
    }
    Ok(sources)
}

fn walk(path: &Path, depth: usize, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        into.push(path.to_owned());
        return Ok(());
    }
    if depth > 16 {
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let inner = entry?.path();
        let is_scenario = inner.extension().is_some_and(|end| end == "yaml")
            && inner
                .file_name()
                .is_some_and(|name| name != "requirements.yaml");
        if inner.is_dir() || is_scenario {
            walk(&inner, depth + 1, into)?;
        }
    }
    Ok(())
}

/// The path below `scenarios/` without its ending; elsewhere the folder's name and the file's.
fn id_of(path: &Path) -> String {
    let stem = path.with_extension("");
    let parts: Vec<String> = stem
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    let from = parts
        .iter()
        .rposition(|part| part == FOLDER)
        .map_or_else(|| parts.len().saturating_sub(2), |at| at + 1);
    parts[from..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_suite_is_right() {
        let (suite, problems) = Suite::of(shipped_sources());
        assert_eq!(problems, [""; 0]);
        assert!(suite.cases().len() >= 150, "{} cases", suite.cases().len());
    }

    #[test]
    fn ids_and_junit_names_are_unique() {
        let suite = Suite::shipped();
        let cases = suite.cases();
        let ids: BTreeSet<String> = cases.iter().map(Case::id).collect();
        assert_eq!(ids.len(), cases.len());
        let titles: BTreeSet<String> = cases
            .iter()
            .map(|case| {
                let key = case.row.map_or(String::new(), |row| row.key.value.clone());
                format!("{:?} {} {key}", case.requirements().next(), case.title())
            })
            .collect();
        assert_eq!(
            titles.len(),
            cases.len(),
            "two cases would have one name in JUnit"
        );
    }

    #[test]
    fn an_id_is_the_path_below_scenarios() {
        assert_eq!(id_of(Path::new("scenarios/nonce/a.yaml")), "nonce/a");
        assert_eq!(id_of(Path::new("/x/scenarios/b/nonce/a.yaml")), "b/nonce/a");
        assert_eq!(id_of(Path::new("./mine/a.yaml")), "mine/a");
        assert_eq!(id_of(Path::new("a.yaml")), "a");
    }
}
