//! `check`: says all that is wrong with scenario files.

use crate::suite::{Source, shipped_sources, sources_at};
use crate::{Exit, Surroundings};
use scenario::{Colour, Diagnostic, load, render};
use std::path::PathBuf;

/// Check scenario files: form, words, meaning
#[derive(clap::Args)]
pub(crate) struct Check {
    /// Files and folders; the shipped suite when left out
    paths: Vec<PathBuf>,
}

impl Check {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let sources = match sources(&self.paths) {
            Ok(sources) => sources,
            Err(why) => return around.usage(why),
        };
        let colour = if around.terminal {
            Colour::Coloured
        } else {
            Colour::Plain
        };
        let (mut errors, mut warnings) = (0, 0);
        for source in &sources {
            let (_, said) = load(&source.path, &source.text);
            let wrong = said.iter().filter(|one| Diagnostic::is_error(one)).count();
            errors += wrong;
            warnings += said.len() - wrong;
            if !said.is_empty() {
                writeln!(
                    around.out,
                    "{}",
                    render(&source.path, &source.text, &said, colour)
                )?;
            }
        }
        for twice in doubles(&sources) {
            errors += 1;
            writeln!(around.out, "error: {twice}")?;
        }
        writeln!(
            around.out,
            "{} files: {errors} errors, {warnings} warnings",
            sources.len()
        )?;
        Ok(if errors == 0 {
            Exit::Passed
        } else {
            Exit::Usage
        })
    }
}

/// The files that were named, or those inside the program.
pub(super) fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, String> {
    if paths.is_empty() {
        return Ok(shipped_sources());
    }
    let mut all = Vec::new();
    for path in paths {
        all.extend(sources_at(path)?);
    }
    Ok(all)
}

/// Ids that two files have.
fn doubles(sources: &[Source]) -> Vec<String> {
    let mut seen: std::collections::BTreeMap<&str, &str> = std::collections::BTreeMap::new();
    let mut told = Vec::new();
    for source in sources {
        if let Some(first) = seen.insert(&source.id, &source.path) {
            told.push(format!(
                "`{}` and `{}` have the same id `{}`",
                first, source.path, source.id
            ));
        }
    }
    told
}
