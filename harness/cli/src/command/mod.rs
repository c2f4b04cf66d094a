//! The table of commands. A new one is a row here and a file beside it.

mod check;
mod compare;
mod completions;
mod coverage;
mod decode;
mod doctor;
mod explain;
mod explore;
mod fmt;
mod list;
mod lock;
mod probe;
mod prove;
mod report;
mod run;
mod schema;

use crate::{Exit, Surroundings};

/// Conformance tests for locks that speak the Nuki Smart Lock Bluetooth API
#[derive(clap::Parser)]
#[command(name = "strikeplate", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 all passed, 1 the lock failed, 2 usage or a wrong scenario file, \
3 rig error, 4 incomplete."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// Runs the command that was asked for.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        self.command.run(around)
    }
}

/// Rows in, the subcommand type out: each row's type holds its arguments and runs it.
macro_rules! commands {
    ($($name:ident = $module:ident;)*) => {
        #[derive(clap::Subcommand)]
        enum Command {
            $($name($module::$name),)*
        }

        impl Command {
            fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
                match self {
                    $(Self::$name(arguments) => arguments.run(around),)*
                }
            }
        }
    };
}

commands! {
    Run = run;
    List = list;
    Explain = explain;
    Coverage = coverage;
    Check = check;
    Fmt = fmt;
    Schema = schema;
    Prove = prove;
    Lock = lock;
    Probe = probe;
    Doctor = doctor;
    Explore = explore;
    Report = report;
    Compare = compare;
    Decode = decode;
    Completions = completions;
}
