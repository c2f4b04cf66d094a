//! `schema`: JSON Schemas, for editors and for programs that read reports, and Wireshark's dissector.

use crate::{Exit, Surroundings};

/// Print the JSON Schema of scenario files or of JSON reports, or the dissector for captures
#[derive(clap::Args)]
pub(crate) struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t = Of::Scenario)]
    of: Of,
    /// Print the Lua dissector for the captures of `run --capture` instead
    #[arg(long, conflicts_with = "of")]
    dissector: bool,
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
            _ if self.dissector => reports::capture::dissector(),
            Of::Scenario => scenario::schema(),
            Of::Report => reports::json::schema(),
        };
        write!(around.out, "{schema}")?;
        Ok(Exit::Passed)
    }
}
