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
}

impl<'a> Surroundings<'a> {
    /// Surroundings.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, terminal: bool) -> Self {
        Self { out, err, terminal }
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
