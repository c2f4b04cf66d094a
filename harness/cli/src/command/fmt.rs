//! `fmt`: writes scenario files in the one way.

use super::check::sources;
use crate::{Exit, Surroundings};
use anyhow::Context as _;
use scenario::{Colour, format, render};
use std::path::PathBuf;

/// Format scenario files
#[derive(clap::Args)]
pub(crate) struct Fmt {
    /// Files and folders; with --check the shipped suite when left out
    #[arg(required_unless_present = "check")]
    paths: Vec<PathBuf>,
    /// Change nothing; say which files would change, and exit with 2 when there are any
    #[arg(long)]
    check: bool,
}

impl Fmt {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let sources = match sources(&self.paths) {
            Ok(sources) => sources,
            Err(why) => return around.usage(why),
        };
        let (mut changed, mut wrong) = (0, 0);
        for source in &sources {
            let text = match format(&source.text) {
                Ok(text) => text,
                Err(said) => {
                    wrong += 1;
                    let told = render(&source.path, &source.text, &said, Colour::Plain);
                    writeln!(around.err, "{told}")?;
                    continue;
                }
            };
            if text == source.text {
                continue;
            }
            changed += 1;
            if self.check {
                writeln!(around.out, "{} is not formatted", source.path)?;
            } else {
                std::fs::write(&source.path, text)
                    .with_context(|| format!("`{}` cannot be written", source.path))?;
                writeln!(around.out, "{}", source.path)?;
            }
        }
        let did = if self.check {
            "would change"
        } else {
            "changed"
        };
        writeln!(
            around.out,
            "{} files: {changed} {did}, {wrong} could not be read",
            sources.len()
        )?;
        let bad = wrong > 0 || (self.check && changed > 0);
        Ok(if bad { Exit::Usage } else { Exit::Passed })
    }
}
