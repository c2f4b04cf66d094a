//! The program `strikeplate`: a table of commands over the engine, the links and the reports.
//!
//! ```text
//!   words on the command line --clap--> a command --run--> text, files, an exit code
//! ```
//!
//! The program's face is here and in `command/`; what several commands need (the suite inside the
//! program, opening a lock, driving a run) stands in modules of its own. `cargo test` enters
//! through [`conformance`].

mod applicable;
mod bench;
mod captures;
mod command;
mod drive;
mod emulated;
mod exit;
mod outputs;
mod progress;
mod prove;
mod reference;
mod rig;
mod select;
mod sink;
mod suite;
mod surroundings;
mod text;
mod trials;

pub use exit::Exit;
pub use surroundings::Surroundings;
pub use trials::conformance;

use clap::Parser as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// Runs the program on the words it was started with.
#[must_use]
pub fn program() -> ExitCode {
    let cli = match command::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let asked = !error.use_stderr();
            // A closed pipe is no reason to complain.
            let _ = error.print();
            return if asked { Exit::Passed } else { Exit::Usage }.into();
        }
    };
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let mut around = Surroundings {
        terminal: io::stdout().is_terminal(),
        watched: io::stderr().is_terminal(),
        ..Surroundings::new(&mut out, &mut err)
    };
    let ended = cli.run(&mut around);
    let exit = match ended {
        Ok(exit) => exit,
        Err(error) if is_closed_pipe(&error) => Exit::Passed,
        Err(error) => {
            let _ = writeln!(around.err, "error: {error:#}");
            Exit::RigError
        }
    };
    let _ = out.flush();
    exit.into()
}

/// Whether a reader like `head` has gone.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}
