//! The writer: one line a record, safe on the disk at the end of each case.

use boundary::journal::Record;
use std::io::{self, Write};

/// A place that can promise that what was written stays written.
pub trait Durable: Write {
    /// Returns when everything written so far would survive a crash.
    ///
    /// # Errors
    /// The place cannot promise it.
    fn settle(&mut self) -> io::Result<()>;
}

impl Durable for std::fs::File {
    fn settle(&mut self) -> io::Result<()> {
        // A pipe or a terminal has nothing to synchronise and says so with an error.
        match self.sync_data() {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            other => other,
        }
    }
}

impl Durable for Vec<u8> {
    fn settle(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Appends records to a journal.
#[derive(Debug)]
pub struct Writer<W> {
    to: W,
    line: Vec<u8>,
}

impl<W: Durable> Writer<W> {
    /// A writer that appends.
    pub const fn new(to: W) -> Self {
        Self {
            to,
            line: Vec::new(),
        }
    }

    /// Writes a record as one line, whole and flushed; the end of a case or a run is settled.
    ///
    /// # Errors
    /// The place cannot be written.
    pub fn append(&mut self, record: &Record) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, record)?;
        self.line.push(b'\n');
        self.to.write_all(&self.line)?;
        self.to.flush()?;
        match record {
            Record::Verdict(_) | Record::End { .. } => self.to.settle(),
            _ => Ok(()),
        }
    }

    /// The place it wrote to.
    pub fn into_inner(self) -> W {
        self.to
    }
}
