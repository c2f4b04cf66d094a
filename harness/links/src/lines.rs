//! Lines out of a stream, never longer than was agreed.

use std::io::{self, BufRead, Read};

/// What the next line of a stream is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A whole line, without its end.
    Line(Vec<u8>),
    /// So much of a line that goes on beyond the limit; the rest has not been read.
    Long(Vec<u8>),
    /// The stream ended in the middle of this line.
    Half(Vec<u8>),
    /// The stream ended.
    End,
}

/// Reads one line of at most `limit` bytes, not counting its end.
pub(crate) fn read_line(from: &mut impl BufRead, limit: usize) -> io::Result<Piece> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_until(b'\n', &mut bytes)?;
    Ok(match bytes.last() {
        None => Piece::End,
        Some(b'\n') => {
            bytes.pop();
            Piece::Line(bytes)
        }
        Some(_) if bytes.len() > limit => Piece::Long(bytes),
        Some(_) => Piece::Half(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
        let mut from = &b"abcd\nabcde\n\nab"[..];
        let mut next = || read_line(&mut from, 4).unwrap();
        assert_eq!(next(), Piece::Line(b"abcd".into()));
        assert_eq!(next(), Piece::Long(b"abcde".into()));
        assert_eq!(next(), Piece::Line(b"".into()));
        assert_eq!(next(), Piece::Line(b"".into()));
        assert_eq!(next(), Piece::Half(b"ab".into()));
        assert_eq!(next(), Piece::End);
    }
}
