//! `check`: says all that is wrong with scenario files.

use crate::suite::{Source, Suite, shipped_sources, sources_at};
use crate::{Exit, Surroundings};
use scenario::Colour;
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
        let files = sources.len();
        let suite = Suite::of(sources);
        let said = suite.scenarios.reports();
        for report in said {
            writeln!(around.out, "{}", report.render(colour))?;
        }
        let all = said.iter().flat_map(|report| &report.diagnostics);
        let errors = all.clone().filter(|one| one.is_error()).count();
        let warnings = all.count() - errors;
        writeln!(
            around.out,
            "{files} files: {errors} errors, {warnings} warnings"
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
