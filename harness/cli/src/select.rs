//! Which cases were meant: ids, globs, paths, requirements, levels.

use crate::suite::{Case, Source, Suite, shipped_sources, sources_at};
use scenario::ast::Level;
use scenario::{Colour, id_of};
use std::path::Path;

/// Words that choose cases.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Selection {
    /// Case ids, globs of them (`*replay*`), chapters (`nonce`), or paths of scenario files and folders
    #[arg(value_name = "ID|GLOB|PATH")]
    pub(crate) words: Vec<String>,
    /// Only cases that decide on this requirement, or on a chapter of them (`NONCE`)
    #[arg(long, value_name = "ID")]
    pub(crate) requirement: Vec<String>,
    /// Only cases of this level or a stricter one
    #[arg(long, value_name = "LEVEL", value_parser = ["must", "should", "may"])]
    pub(crate) level: Option<String>,
}

/// Why nothing can be chosen.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// A word means nothing here.
    Word(String),
    /// Files are wrong: the rendered diagnostics.
    Files(String),
}

impl Selection {
    /// The files that are needed: the shipped ones, or those of the paths, or both.
    ///
    /// # Errors
    /// A path cannot be read, or a file is wrong.
    pub(crate) fn suite(&self) -> Result<Suite, Unfit> {
        let mut sources: Vec<Source> = Vec::new();
        if self.words.is_empty() || !self.words.iter().all(|word| is_path(word)) {
            sources = shipped_sources();
        }
        for source in self.at_paths()? {
            // A file on the disk stands for the shipped one of the same id.
            sources.retain(|other| id_of(&other.path) != id_of(&source.path));
            sources.push(source);
        }
        let suite = Suite::of(sources);
        match suite.problems(Colour::Plain) {
            None => Ok(suite),
            Some(problems) => Err(Unfit::Files(problems)),
        }
    }

    /// The cases of that suite which were meant.
    ///
    /// # Errors
    /// A word fits none of them.
    pub(crate) fn cases<'s>(&self, suite: &'s Suite) -> Result<Vec<Case<'s>>, Unfit> {
        let mut asked = scenario::Selection {
            level: self.level.as_deref().map(level),
            ..scenario::Selection::default()
        };
        for word in self.words.iter().filter(|word| !is_path(word)) {
            asked
                .ids
                .push(chapter(word, suite).unwrap_or_else(|| word.clone()));
        }
        let files = self.at_paths()?.into_iter();
        asked.ids.extend(files.map(|source| source.path));
        for word in &self.requirement {
            let ids = suite.catalogue.iter().map(|row| &*row.id);
            let meant: Vec<String> = ids
                .filter(|id| of_requirement(word, id))
                .map(str::to_owned)
                .collect();
            if meant.is_empty() {
                let near = suite.catalogue.nearest(&word.to_uppercase());
                let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                return Err(Unfit::Word(format!(
                    "no requirement is named `{word}`{hint}"
                )));
            }
            let decided = |id: &String| {
                suite
                    .cases()
                    .iter()
                    .any(|case| case.requirements().any(|own| own == id))
            };
            asked.requirements.extend(meant.into_iter().filter(decided));
        }
        let nothing = "no case fits all of these options";
        if !self.requirement.is_empty() && asked.requirements.is_empty() {
            return Err(Unfit::Word(nothing.to_owned()));
        }
        let chosen = suite
            .scenarios
            .select(&asked)
            .map_err(|error| Unfit::Word(format!("{error}; `strikeplate list` shows all")))?;
        if chosen.is_empty() {
            return Err(Unfit::Word(nothing.to_owned()));
        }
        Ok(chosen)
    }

    /// The files that paths lead to.
    fn at_paths(&self) -> Result<Vec<Source>, Unfit> {
        let mut sources = Vec::new();
        for word in self.words.iter().filter(|word| is_path(word)) {
            sources.extend(sources_at(Path::new(word)).map_err(Unfit::Word)?);
        }
        Ok(sources)
    }
}

/// Whether a word names files rather than ids.
fn is_path(word: &str) -> bool {
    let ends = Path::new(word)
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml");
    ends || word.starts_with(['.', '/']) || word.starts_with("scenarios/") || word == "scenarios"
}

/// The pattern that a chapter's name stands for: `nonce`, `nonce/`.
fn chapter(word: &str, suite: &Suite) -> Option<String> {
    let folder = format!("{}/", word.trim_end_matches('/'));
    let cases = suite.cases();
    cases
        .iter()
        .any(|case| case.id.starts_with(&folder))
        .then(|| format!("{folder}*"))
}

fn of_requirement(wanted: &str, id: &str) -> bool {
    let chapter = id.rsplit_once('-').map_or(id, |(chapter, _)| chapter);
    wanted.eq_ignore_ascii_case(id) || wanted.eq_ignore_ascii_case(chapter)
}

/// The level of that name; the command line knows no others.
fn level(name: &str) -> Level {
    match name {
        "may" => Level::May,
        "should" => Level::Should,
        _ => Level::Must,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_meant_by_itself_or_its_chapter() {
        assert!(of_requirement("nonce", "NONCE-02"));
        assert!(of_requirement("NONCE-02", "NONCE-02"));
        assert!(!of_requirement("NONCE-0", "NONCE-02"));
    }

    #[test]
    fn paths_are_told_from_ids() {
        for path in [
            "a.yaml",
            "./a",
            "/tmp/a",
            "scenarios",
            "scenarios/nonce",
            "mine/a.yml",
        ] {
            assert!(is_path(path), "{path}");
        }
        for id in ["nonce", "nonce/a", "nonce/a#b", "*yaml*"] {
            assert!(!is_path(id), "{id}");
        }
    }
}
