//! `completions`: what a shell needs to complete the command line.

use crate::{Exit, Surroundings};
use clap::CommandFactory as _;

/// Print a shell's completion script
#[derive(clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

impl Completions {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let mut command = super::Cli::command();
        clap_complete::generate(self.shell, &mut command, "strikeplate", &mut around.out);
        Ok(Exit::Passed)
    }
}
