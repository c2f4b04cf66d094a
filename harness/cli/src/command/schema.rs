//! `schema`: JSON Schemas, for editors and for programs that read reports.

use crate::{Exit, Surroundings};

/// Print the JSON Schema of scenario files or of JSON reports
#[derive(clap::Args)]
pub(crate) struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t = Of::Scenario)]
    of: Of,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// Scenario files
    Scenario,
    /// Reports of `run --json`
    Report,
}

impl Schema {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let schema = match self.of {
            Of::Scenario => scenario::schema(),
            Of::Report => reports::json::schema(),
        };
        write!(around.out, "{schema}")?;
        Ok(Exit::Passed)
    }
}
