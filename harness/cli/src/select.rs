//! Which cases were meant: ids, globs, paths, requirements, levels.

use crate::reference::near;
use crate::suite::{Case, Source, Suite, shipped_sources, sources_at};
use std::path::Path;

/// Words that choose cases.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Selection {
    /// Case ids, globs of them (`nonce/*`), chapters (`nonce`), or paths of scenario files and folders
    #[arg(value_name = "ID|GLOB|PATH")]
    pub(crate) words: Vec<String>,
    /// Only cases that decide on this requirement, or on a chapter of them (`NONCE`)
    #[arg(long, value_name = "ID")]
    pub(crate) requirement: Vec<String>,
    /// Only cases with a requirement of this level or a stricter one
    #[arg(long, value_name = "LEVEL", value_parser = ["must", "should", "may"])]
    pub(crate) level: Option<String>,
}

/// Why nothing can be chosen.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// A word means nothing here.
    Word(String),
    /// Files are wrong: the rendered diagnostics.
    Files(Vec<String>),
}

impl Selection {
    /// The files that are needed: the shipped ones, or those of the paths, or both.
    ///
    /// # Errors
    /// A path cannot be read, or a file is wrong.
    pub(crate) fn suite(&self) -> Result<Suite, Unfit> {
        let (paths, ids): (Vec<&String>, Vec<&String>) =
            self.words.iter().partition(|word| is_path(word));
        let mut sources: Vec<Source> = Vec::new();
        if paths.is_empty() || !ids.is_empty() {
            sources = shipped_sources();
        }
        for path in paths {
            for source in sources_at(Path::new(path)).map_err(Unfit::Word)? {
                sources.retain(|other| other.id != source.id);
                sources.push(source);
            }
        }
        let (suite, problems) = Suite::of(sources);
        if problems.is_empty() {
            Ok(suite)
        } else {
            Err(Unfit::Files(problems))
        }
    }

    /// The cases of that suite which were meant.
    ///
    /// # Errors
    /// A word fits none of them.
    pub(crate) fn cases<'s>(&self, suite: &'s Suite) -> Result<Vec<Case<'s>>, Unfit> {
        let all = suite.cases();
        let by_path: Vec<String> = self.paths();
        let patterns: Vec<&String> = self.words.iter().filter(|word| !is_path(word)).collect();
        for pattern in &patterns {
            if !all.iter().any(|case| fits(pattern, &case.id())) {
                return Err(Unfit::Word(no_case(pattern, &all)));
            }
        }
        for wanted in &self.requirement {
            if !suite.catalogue.ids().any(|id| of_requirement(wanted, id)) {
                let hint = near(wanted, suite.catalogue.ids());
                return Err(Unfit::Word(format!(
                    "no requirement is named `{wanted}`{hint}"
                )));
            }
        }
        let meant = |case: &Case<'_>| {
            let named = self.words.is_empty()
                || patterns.iter().any(|pattern| fits(pattern, &case.id()))
                || by_path.contains(&case.file.source.id);
            named && self.wants(suite, case)
        };
        let chosen: Vec<Case<'s>> = all.into_iter().filter(meant).collect();
        if chosen.is_empty() {
            return Err(Unfit::Word("no case fits all of these options".to_owned()));
        }
        Ok(chosen)
    }

    fn wants(&self, suite: &Suite, case: &Case<'_>) -> bool {
        let requirement = self.requirement.is_empty()
            || self
                .requirement
                .iter()
                .any(|wanted| case.requirements().any(|id| of_requirement(wanted, id)));
        let level = self.level.as_ref().is_none_or(|least| {
            let levels = case
                .requirements()
                .filter_map(|id| suite.catalogue.level(id));
            levels.map(strictness).max().unwrap_or(3) >= strictness(least)
        });
        requirement && level
    }

    /// The ids of the files that paths lead to.
    fn paths(&self) -> Vec<String> {
        let paths = self.words.iter().filter(|word| is_path(word));
        paths
            .filter_map(|path| sources_at(Path::new(path)).ok())
            .flatten()
            .map(|source| source.id)
            .collect()
    }
}

/// Whether a word names files rather than ids.
fn is_path(word: &str) -> bool {
    let ends = Path::new(word)
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml");
    ends || word.starts_with(['.', '/']) || word.starts_with("scenarios/") || word == "scenarios"
}

/// Whether a case is meant: its id, the file's id, a chapter, or a glob.
fn fits(pattern: &str, id: &str) -> bool {
    let file = id.split('#').next().unwrap_or(id);
    let folder = pattern.trim_end_matches('/');
    pattern == id
        || pattern == file
        || id
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
        || glob(pattern.as_bytes(), id.as_bytes())
        || glob(pattern.as_bytes(), file.as_bytes())
}

/// `*` stands for anything, `?` for one character. Linear but for the last star, so no pattern is slow.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(one) if *one == b'?' || *one == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|one| *one == b'*')
}

fn of_requirement(wanted: &str, id: &str) -> bool {
    let chapter = id.split('-').next().unwrap_or(id);
    wanted.eq_ignore_ascii_case(id) || wanted.eq_ignore_ascii_case(chapter)
}

fn strictness(level: &str) -> u8 {
    match level {
        "must" => 3,
        "should" => 2,
        _ => 1,
    }
}

fn no_case(pattern: &str, all: &[Case<'_>]) -> String {
    let ids: Vec<String> = all.iter().map(Case::id).collect();
    let hint = near(pattern, ids.iter().map(String::as_str));
    format!("no case is named `{pattern}`{hint}; `strikeplate list` shows all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_ids_chapters_and_globs() {
        for pattern in [
            "nonce/replay",
            "nonce",
            "nonce/",
            "nonce/*",
            "*replay*",
            "nonce/repl?y",
            "nonce/replay#*",
            "*",
        ] {
            assert!(fits(pattern, "nonce/replay#first"), "{pattern}");
        }
        for pattern in ["non", "nonce/rep", "replay", "", "nonce/replay#", "?"] {
            assert!(!fits(pattern, "nonce/replay#first"), "{pattern}");
        }
    }

    #[test]
    fn a_hostile_glob_is_quick() {
        assert!(!glob(
            "*a".repeat(5_000).as_bytes(),
            "a".repeat(4_000).as_bytes()
        ));
    }

    #[test]
    fn a_requirement_is_meant_by_itself_or_its_chapter() {
        assert!(of_requirement("nonce", "NONCE-02"));
        assert!(of_requirement("NONCE-02", "NONCE-02"));
        assert!(!of_requirement("NONCE-0", "NONCE-02"));
    }
}
