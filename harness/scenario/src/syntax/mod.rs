//! YAML as a small tree in which everything knows its place.
//!
//! Scalars keep their text: whether `00112233` is a number or four bytes is for the reader of the field to say. What a
//! scenario has no use for is refused here: anchors, aliases, tags, several documents, keys that are not words, keys
//! given twice. Nothing outside this module names the YAML crate.
//!
//! ```text
//!   source --saphyr--> events --build--> Node
//! ```

mod advice;
mod build;
mod node;
mod places;

pub(crate) use node::{Entry, Kind, Node, Scalar};

use crate::diagnostic::{Diagnostic, rule};
use crate::span::Span;

/// Reads a file as one node.
///
/// # Errors
/// All that is wrong with its form; a file that YAML cannot make sense of ends at its first such place.
pub(crate) fn parse(source: &str) -> Result<Node, Vec<Diagnostic>> {
    if source.len() > MOST_BYTES {
        let message = format!(
            "the file has {} bytes; at most {MOST_BYTES} are read",
            source.len()
        );
        return Err(vec![Diagnostic::error(
            rule::TOO_LARGE,
            Span::default(),
            message,
        )]);
    }
    build::build(source)
}

/// The largest file that is read.
const MOST_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests;
