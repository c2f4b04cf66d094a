//! Where the records of a run go: the journal's file, captures, the fold, the watcher of the progress.

use crate::captures::Captures;
use anyhow::{Context as _, bail};
use boundary::journal::Record;
use reports::journal::{Fold, Keep, Writer};
use reports::{Case, Run};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Takes every record of a run.
pub(crate) struct Sink {
    fold: Fold,
    journal: Option<Writer<Journal>>,
    captures: Option<Captures>,
    broken: Option<(&'static str, io::Error)>,
}

/// A journal's file, written in whole records.
struct Journal {
    file: BufWriter<File>,
}

impl Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl reports::journal::Durable for Journal {
    fn settle(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_mut().settle()
    }
}

impl Sink {
    /// A sink that keeps what reports need, and writes a journal and captures where they were
    /// asked for.
    ///
    /// # Errors
    /// A file or folder cannot be created.
    pub(crate) fn new(
        journal: Option<&Path>,
        captures: Option<&Path>,
        keep: Keep,
    ) -> anyhow::Result<Self> {
        let open = |path: &Path| {
            let file = File::create(path)
                .with_context(|| format!("the journal `{}` cannot be created", path.display()))?;
            anyhow::Ok(Writer::new(Journal {
                file: BufWriter::new(file),
            }))
        };
        Ok(Self {
            fold: Fold::new(keep, KEPT),
            journal: journal.map(open).transpose()?,
            captures: captures.map(Captures::new).transpose()?,
            broken: None,
        })
    }

    /// Takes a record.
    pub(crate) fn take(&mut self, record: Record) {
        if self.broken.is_none() {
            self.broken = self.evidence(&record).err();
        }
        self.fold.take(record, RECORD);
    }

    /// Writes what shall outlive the run.
    fn evidence(&mut self, record: &Record) -> Result<(), (&'static str, io::Error)> {
        if let Some(journal) = &mut self.journal {
            let written = journal.append(record);
            written.map_err(|error| ("the journal", error))?;
        }
        if let Some(captures) = &mut self.captures {
            let written = captures.take(record);
            written.map_err(|error| ("a capture", error))?;
        }
        Ok(())
    }

    /// The case that ended last.
    pub(crate) fn latest(&self) -> Option<&Case> {
        self.fold.latest()
    }

    /// Whether the journal cannot be written any more: nothing that comes would be evidence.
    pub(crate) const fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Fails when journal or captures could not be written: a run without its evidence is none.
    ///
    /// # Errors
    /// A file broke.
    pub(crate) fn check(&mut self) -> anyhow::Result<()> {
        match self.broken.take() {
            Some((what, error)) => bail!("{what} cannot be written any more: {error}"),
            None => Ok(()),
        }
    }

    /// What the run came to.
    pub(crate) fn finish(self) -> Run {
        self.fold.finish()
    }
}

/// What a record is taken to weigh where nobody counts its bytes.
const RECORD: usize = 250;
/// How much of a run is kept for its reports, in such bytes.
const KEPT: usize = 256 << 20;
