//! The reader: any journal, cut anywhere, damaged or hostile.

use super::{Fold, Keep};
use crate::run::Run;
use boundary::journal::{Record, VERSION};
use std::io::{self, BufRead, Read as _};

/// How much of a journal is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest line in bytes; a longer one is skipped and reported.
    pub line: usize,
    /// Bytes that are looked at in all: what has no end is cut.
    pub whole: u64,
    /// Bytes of records that are kept.
    pub kept: usize,
    /// Whose timelines are kept.
    pub keep: Keep,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line: 1 << 20,
            whole: 1 << 32,
            kept: 64 << 20,
            keep: Keep::Troubles,
        }
    }
}

/// Why a file is no journal that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The reader failed.
    #[error("the journal cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The first line is not the begin of a run.
    #[error("not a journal: line 1 is not the begin of a run ({0})")]
    Foreign(String),
    /// A newer program wrote it.
    #[error("the journal has version {0}, this program reads up to {VERSION}")]
    Newer(u32),
}

/// Reads a journal. One that was cut or damaged is read as far as it goes and says so in
/// [`Run::incomplete`].
///
/// # Errors
/// The reader fails, the first line is whole and no begin of a run, or the version is newer.
pub fn read(from: impl BufRead, limits: &Limits) -> Result<Run, ReadError> {
    let mut from = from.take(limits.whole);
    let mut fold = Fold::new(limits.keep, limits.kept);
    let mut line = Vec::new();
    for number in 1_u64.. {
        let size = match next_line(&mut from, &mut line, limits.line)? {
            Line::End => break,
            Line::Whole(size) | Line::Cut(size) if line.trim_ascii().is_empty() => {
                let _ = size;
                continue;
            }
            Line::TooLong if number == 1 => {
                let most = limits.line;
                let why = format!("it is longer than {most} bytes");
                return Err(ReadError::Foreign(why));
            }
            Line::TooLong => {
                skip_line(&mut from)?;
                fold.damage(format!(
                    "line {number} is longer than {} bytes",
                    limits.line
                ));
                continue;
            }
            Line::Whole(size) => size,
            // A last line without its end is complete only if it reads.
            Line::Cut(size) => {
                if serde_json::from_slice::<Record>(&line).is_err() {
                    break;
                }
                size
            }
        };
        if fold.is_full() {
            fold.damage(format!(
                "from line {number} on it is not read: it holds more than {} bytes",
                limits.kept
            ));
            break;
        }
        take(&mut fold, &line, number, size)?;
    }
    Ok(fold.finish())
}

/// What [`next_line`] found.
enum Line {
    /// Nothing more.
    End,
    /// A line of so many bytes with its end.
    Whole(usize),
    /// The last line, without its end.
    Cut(usize),
    /// A line over the limit, whose rest is still to come.
    TooLong,
}

/// Reads one line of at most `longest` bytes into `line`, without its end.
fn next_line(from: &mut impl BufRead, line: &mut Vec<u8>, longest: usize) -> io::Result<Line> {
    line.clear();
    let most = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    let size = from.by_ref().take(most).read_until(b'\n', line)?;
    if size == 0 {
        return Ok(Line::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Line::Whole(size));
    }
    if size <= longest {
        return Ok(Line::Cut(size));
    }
    line.clear();
    Ok(Line::TooLong)
}

/// Leaves out what is left of a line.
fn skip_line(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (used, ended) = match from.fill_buf()? {
            [] => return Ok(()),
            bytes => match bytes.iter().position(|byte| *byte == b'\n') {
                Some(place) => (place + 1, true),
                None => (bytes.len(), false),
            },
        };
        from.consume(used);
        if ended {
            return Ok(());
        }
    }
}

fn take(fold: &mut Fold, line: &[u8], number: u64, size: usize) -> Result<(), ReadError> {
    match serde_json::from_slice::<Record>(line) {
        Ok(Record::Run(head)) if number == 1 && head.journal > VERSION => {
            return Err(ReadError::Newer(head.journal));
        }
        Ok(record) if number == 1 && !matches!(record, Record::Run(_)) => {
            return Err(ReadError::Foreign("another record stands there".into()));
        }
        Ok(Record::Run(_)) if number > 1 => {
            fold.damage(format!("line {number}: a second run begins"));
        }
        Ok(record) => fold.take(record, size),
        Err(error) if number == 1 => return Err(ReadError::Foreign(error.to_string())),
        // A name that this program does not know is a newer record, which old readers skip.
        Err(error) if error.to_string().starts_with("unknown variant") => {}
        Err(error) => fold.damage(format!("line {number}: {error}")),
    }
    Ok(())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
