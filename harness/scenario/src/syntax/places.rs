//! From the parser's places, counted in characters, to byte offsets.

use crate::span::Span;
use saphyr_parser::Marker;

/// The byte offset of each character of a file.
pub(super) struct Places {
    bytes: Vec<usize>,
}

impl Places {
    pub(super) fn of(source: &str) -> Self {
        let starts = source.char_indices().map(|(at, _)| at);
        Self {
            bytes: starts.chain([source.len()]).collect(),
        }
    }

    /// The stretch between two places of the parser.
    pub(super) fn span(&self, start: Marker, end: Marker) -> Span {
        let from = self.byte(start.index());
        Span {
            start: from,
            end: self.byte(end.index()).max(from),
            line: u32::try_from(start.line()).unwrap_or(u32::MAX),
            column: u32::try_from(start.col())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
        }
    }

    fn byte(&self, character: usize) -> usize {
        let end = self.bytes.last().copied().unwrap_or(0);
        self.bytes.get(character).copied().unwrap_or(end)
    }
}
