//! The suite: scenario files and the catalogue, from inside the program or from the disk.

use crate::text::text_of;
use include_dir::{Dir, include_dir};
use scenario::{Catalogue, Colour};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What ships with the program.
static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

/// Where the shipped files stand in the project, as reports name them.
const FOLDER: &str = "scenarios";

/// A case of a suite.
pub(crate) type Case<'s> = &'s scenario::Case;

/// A scenario file as text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// How it is named: `scenarios/nonce/replay.yaml`, or as the user gave it.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// A set of scenario files with the catalogue.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) scenarios: scenario::Suite,
    pub(crate) catalogue: Catalogue,
}

impl Suite {
    /// The shipped one.
    pub(crate) fn shipped() -> Self {
        Self::of(shipped_sources())
    }

    /// A suite of these files; those that are wrong have no cases.
    pub(crate) fn of(sources: Vec<Source>) -> Self {
        let catalogue = catalogue();
        let files = sources.into_iter().map(|source| (source.path, source.text));
        let scenarios = scenario::Suite::load(files, Some(&catalogue));
        Self {
            scenarios,
            catalogue,
        }
    }

    /// Every case in the order of the files and tables.
    pub(crate) fn cases(&self) -> Vec<Case<'_>> {
        self.scenarios.cases().iter().collect()
    }

    /// What is wrong with the files, rendered; none when they can all be used.
    pub(crate) fn problems(&self, colour: Colour) -> Option<String> {
        (!self.scenarios.is_sound()).then(|| self.scenarios.render(colour))
    }

    /// The digest of all files by name and text.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in self.texts() {
            hash.update(path);
            hash.update([0]);
            hash.update(text);
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
        let texts = self.texts().into_iter();
        let rows = self.catalogue.iter();
        reports::Context {
            requirements: rows.map(|row| (row.id.clone(), in_words(row))).collect(),
            sources: texts
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .collect(),
            ..reports::Context::default()
        }
    }

    /// The text of every file that has a case.
    fn texts(&self) -> BTreeMap<&str, &str> {
        let cases = self.scenarios.cases().iter();
        cases.map(|case| (&*case.path, &*case.source)).collect()
    }
}

/// The shipped catalogue. The tests hold that it is right.
fn catalogue() -> Catalogue {
    let file = SHIPPED.get_file("requirements.yaml");
    let text = file.and_then(include_dir::File::contents_utf8);
    Catalogue::load(text.unwrap_or_default())
        .0
        .unwrap_or_default()
}

fn in_words(row: &scenario::Requirement) -> reports::Requirement {
    reports::Requirement {
        text: row.text.clone(),
        clause: row.clause.clone(),
        kind: row.kind.word().to_owned(),
        level: row.level.word().to_owned(),
    }
}

/// The line where a case begins in its file.
pub(crate) fn line(case: Case<'_>) -> u32 {
    let whole = case.scenario.title.span.line;
    case.row.as_ref().map_or(whole, |row| row.key.span.line)
}

/// The id of the file that a case is from.
pub(crate) fn file_id(case: Case<'_>) -> &str {
    case.id.split('#').next().unwrap_or(&case.id)
}

/// The text of every shipped scenario, in the order of their ids.
pub(crate) fn shipped_sources() -> Vec<Source> {
    let mut sources = Vec::new();
    gather(&SHIPPED, &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn gather(folder: &Dir<'_>, into: &mut Vec<Source>) {
    for file in folder.files() {
        let name = file.path().to_string_lossy();
        if is_scenario(file.path())
            && let Some(text) = file.contents_utf8()
        {
            into.push(Source {
                path: format!("{FOLDER}/{name}"),
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
        let text = text_of(&file)?;
        sources.push(Source {
            path: file.to_string_lossy().into_owned(),
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
        if inner.is_dir() || is_scenario(&inner) {
            walk(&inner, depth + 1, into)?;
        }
    }
    Ok(())
}

fn is_scenario(path: &Path) -> bool {
    let ends = path
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml");
    ends && path
        .file_name()
        .is_some_and(|name| name != "requirements.yaml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_suite_and_its_catalogue_are_right() {
        let suite = Suite::shipped();
        assert_eq!(suite.problems(Colour::Plain), None);
        assert!(suite.cases().len() >= 150, "{} cases", suite.cases().len());
        assert!(suite.catalogue.iter().count() >= 150);
    }

    #[test]
    fn junit_names_are_unique() {
        let suite = Suite::shipped();
        let cases = suite.cases();
        let names: BTreeSet<String> = cases
            .iter()
            .map(|case| {
                let key = case.row.as_ref().map(|row| &row.key.value);
                format!("{:?} {} {key:?}", case.requirements().next(), case.title)
            })
            .collect();
        assert_eq!(
            names.len(),
            cases.len(),
            "two cases would have one name in JUnit"
        );
    }

    #[test]
    fn a_folder_gives_its_scenarios_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        for name in ["a.yaml", "inner/b.yml", "requirements.yaml", "notes.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        assert_eq!(sources_at(folder.path()).unwrap().len(), 2);
        std::fs::remove_file(folder.path().join("inner/b.yml")).unwrap();
        assert!(sources_at(&inner).unwrap_err().contains("no scenario"));
    }
}
