//! What a command is given beside its arguments.

use crate::Exit;
use std::fmt::Display;
use std::io::Write;

/// Where a command writes, and whether a person watches.
pub struct Surroundings<'a> {
    /// What was asked for.
    pub out: &'a mut dyn Write,
    /// Complaints and progress.
    pub err: &'a mut dyn Write,
    /// Whether the output is a terminal.
    pub terminal: bool,
    /// Whether somebody watches the complaints on a terminal.
    pub watched: bool,
}

impl<'a> Surroundings<'a> {
    /// Surroundings.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out,
            err,
            terminal: false,
            watched: false,
        }
    }

    /// Says something whether or not anybody listens: the verdict of a run does not depend on it.
    pub fn say(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
    }

    /// Says what is wrong with the command line or a file it names, and ends so.
    ///
    /// # Errors
    /// The complaint cannot be written.
    pub fn usage(&mut self, why: impl Display) -> anyhow::Result<Exit> {
        writeln!(self.err, "error: {why}")?;
        Ok(Exit::Usage)
    }
}
