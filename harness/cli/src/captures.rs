//! `--capture DIR`: the records of each case into a file of its own.

use anyhow::Context as _;
use boundary::journal::{Record, RunHead};
use reports::capture::{Capture, file_name};
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Writes captures into a folder.
pub(crate) struct Captures {
    folder: PathBuf,
    run: RunHead,
    open: Option<Capture<BufWriter<File>>>,
}

impl Captures {
    /// Captures into a folder, which is made where it is missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn new(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder `{}` cannot be made", folder.display()))?;
        Ok(Self {
            folder: folder.to_owned(),
            run: RunHead::default(),
            open: None,
        })
    }

    /// Takes a record of the run.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn take(&mut self, record: &Record) -> io::Result<()> {
        match record {
            Record::Run(head) => self.run = head.clone(),
            Record::Case(case) => {
                let file = File::create(self.folder.join(file_name(case)))?;
                self.open = Some(Capture::begin(BufWriter::new(file), &self.run, case)?);
            }
            other => {
                if let Some(open) = &mut self.open {
                    open.take(other)?;
                }
                if matches!(other, Record::Verdict(_)) {
                    self.close()?;
                }
            }
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        match self.open.take() {
            Some(open) => open.into_inner().flush(),
            None => Ok(()),
        }
    }
}
