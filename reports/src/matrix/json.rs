//! The matrix as JSON, a row on a line: a change of one defect is a change of one line.

use super::{Matrix, VERSION};
use serde::Serialize;
use std::io::{self, Write};

/// Why a text is no matrix.
#[derive(Debug, thiserror::Error)]
pub enum BadMatrix {
    /// It has another form.
    #[error("no kill matrix: {0}")]
    Form(#[from] serde_json::Error),
    /// It was written by another version.
    #[error("a kill matrix of version {0}, expected {VERSION}")]
    Version(u32),
}

/// Writes a matrix.
///
/// # Errors
/// What it is written to fails.
pub fn write(matrix: &Matrix, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{{")?;
    writeln!(to, "\"strikeplate_matrix\": {},", matrix.version)?;
    writeln!(to, "\"lock\": {},", text(&matrix.lock)?)?;
    writeln!(to, "\"extent\": {},", text(&matrix.extent)?)?;
    rows(to, "defects", &matrix.defects, ",")?;
    rows(to, "variants", &matrix.variants, ",")?;
    rows(to, "cases", &matrix.cases, "")?;
    writeln!(to, "}}")
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// It is something else.
pub fn read(text: &str) -> Result<Matrix, BadMatrix> {
    let matrix: Matrix = serde_json::from_str(text)?;
    if matrix.version != VERSION {
        return Err(BadMatrix::Version(matrix.version));
    }
    Ok(matrix)
}

fn rows<T: Serialize>(to: &mut dyn Write, name: &str, rows: &[T], after: &str) -> io::Result<()> {
    writeln!(to, "\"{name}\": [")?;
    for (at, row) in rows.iter().enumerate() {
        let comma = if at + 1 < rows.len() { "," } else { "" };
        writeln!(to, "{}{comma}", text(row)?)?;
    }
    writeln!(to, "]{after}")
}

fn text<T: Serialize + ?Sized>(value: &T) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::from)
}
