//! Colours, width, and what must never reach a terminal.

use boundary::VerdictKind;

/// Columns that a screen is written for.
pub(super) const WIDTH: usize = 100;

/// Puts a verdict's colour around a text.
pub(super) fn verdict(kind: VerdictKind, text: &str, colour: bool) -> String {
    let code = match kind {
        VerdictKind::Pass => "32",
        VerdictKind::Fail => "1;31",
        VerdictKind::Inconclusive => "33",
        VerdictKind::Error => "1;35",
        VerdictKind::NotApplicable => "2",
        VerdictKind::Waived => "36",
    };
    wrap_code(code, text, colour)
}

/// Puts bold around a text.
pub(crate) fn bold(text: &str, colour: bool) -> String {
    wrap_code("1", text, colour)
}

fn wrap_code(code: &str, text: &str, colour: bool) -> String {
    if colour {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// A text from outside without anything that could move a cursor or fake a line.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            // Characters that reorder the text around them.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}

/// A text broken at blanks so that it fits beside an indent, the first row without it. A word
/// that does not fit stands alone.
pub(crate) fn wrapped(text: &str, indent: usize, most_rows: usize) -> String {
    let room = WIDTH.saturating_sub(indent).max(20);
    let text = clean(text);
    let mut rows: Vec<String> = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let row = rows.last().map_or(0, |row| row.chars().count());
        if row > 0 && row + 1 + word.chars().count() > room {
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            if !row.is_empty() {
                row.push(' ');
            }
            row.extend(word.chars().take(400));
        }
    }
    if rows.len() > most_rows {
        rows.truncate(most_rows);
        if let Some(row) = rows.last_mut() {
            row.push_str(" …");
        }
    }
    rows.join(&format!("\n{:indent$}", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_moves_the_cursor() {
        assert_eq!(
            clean("a\u{1b}[2Jb\rc\u{202e}d"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d"
        );
    }

    #[test]
    fn a_long_text_is_broken_at_blanks_and_bounded() {
        let seen = wrapped(&"word ".repeat(100), 10, 3);
        assert_eq!(seen.lines().count(), 3);
        assert!(seen.ends_with('…'));
        assert!(
            seen.lines()
                .skip(1)
                .all(|row| row.starts_with("          word"))
        );
    }
}
