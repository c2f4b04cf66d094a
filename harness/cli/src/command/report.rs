//! `report`: any format from a journal.

use crate::{Exit, Surroundings, outputs};
use reports::journal::{Keep, Limits, read};
use reports::{Context, FORMATS, Format, Run};
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// Write any report from a journal
#[derive(clap::Args)]
pub(crate) struct Report {
    /// The journal that `run --journal` wrote
    journal: PathBuf,
    /// The format
    #[arg(long, value_name = "NAME", default_value = "console", value_parser = names())]
    format: String,
    /// The file to write; standard output when left out
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show observations
    #[arg(long)]
    observations: bool,
}

fn names() -> clap::builder::PossibleValuesParser {
    FORMATS
        .iter()
        .map(|format| format.name)
        .collect::<Vec<_>>()
        .into()
}

impl Report {
    /// Runs the command. The exit code is that of the run.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let Some(format) = Format::named(&self.format) else {
            return around.usage(format!("no format is named `{}`", self.format));
        };
        let run = match self.read(format) {
            Ok(run) => run,
            Err(why) => return around.usage(why),
        };
        let context = Context {
            colour: around.terminal && self.output.is_none(),
            observations: self.observations,
            ..crate::suite::Suite::shipped().words()
        };
        match &self.output {
            Some(path) => outputs::write(format, path, &run, &context)?,
            None => (format.write)(&run, &context, around.out)?,
        }
        Ok(run.conclusion().into())
    }

    fn read(&self, format: &Format) -> Result<Run, String> {
        let path = self.journal.display();
        let file = File::open(&self.journal).map_err(|error| format!("`{path}`: {error}"))?;
        let keep = if format.wants_all {
            Keep::All
        } else {
            Keep::Troubles
        };
        let limits = Limits {
            keep,
            ..Limits::default()
        };
        read(BufReader::new(file), &limits).map_err(|error| format!("`{path}`: {error}"))
    }
}
