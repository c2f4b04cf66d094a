//! A place in a scenario file, shown with a caret.

use std::fmt::Write as _;

/// Most characters of a line that are shown.
const WIDEST: usize = 92;

/// The lines around a place: the one before it, the line itself, the caret.
///
/// ```text
///   --> scenarios/nonce/replay.yaml:17:5
///   16 |   - send: lock_action
///   17 |   - expect: error_report
///      |     ^^^^^^
/// ```
pub(crate) fn excerpt(
    file: &str,
    text: Option<&str>,
    line: u32,
    column: u32,
    width: u32,
) -> String {
    let mut out = format!("--> {file}:{line}:{column}\n");
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    let rows: Vec<&str> = text.unwrap_or_default().lines().collect();
    let Some(row) = line.checked_sub(1).and_then(|index| rows.get(index)) else {
        return out;
    };
    let margin = line.to_string().len();
    let from = usize::try_from(column.max(1)).unwrap_or(1) - 1;
    let skipped = from.saturating_sub(WIDEST / 2);
    let before = line.checked_sub(2).and_then(|index| rows.get(index));
    if let Some(before) = before.filter(|before| !before.trim().is_empty()) {
        let _ = writeln!(out, "{:>margin$} | {}", line - 1, shown(before, skipped));
    }
    let _ = writeln!(out, "{line:>margin$} | {}", shown(row, skipped));
    let room = row.chars().count().saturating_sub(from).clamp(1, WIDEST);
    let carets = usize::try_from(width).unwrap_or(1).clamp(1, room);
    let indent = from - skipped + usize::from(skipped > 0);
    let _ = writeln!(out, "{:margin$} | {:indent$}{}", "", "", "^".repeat(carets));
    out
}

/// A line as it fits, with a mark where it was cut.
fn shown(line: &str, skipped: usize) -> String {
    let length = line.chars().count();
    let mut out = String::new();
    if skipped > 0 {
        out.push('…');
    }
    out.extend(
        line.chars()
            .skip(skipped)
            .take(WIDEST)
            .map(|c| if c.is_control() { ' ' } else { c }),
    );
    if length > skipped + WIDEST {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "steps:\n  - send: lock_action\n  - expect: error_report\n";

    #[test]
    fn the_caret_stands_under_the_place() {
        let seen = excerpt("a.yaml", Some(TEXT), 3, 5, 6);
        assert_eq!(
            seen,
            "--> a.yaml:3:5\n2 |   - send: lock_action\n3 |   - expect: error_report\n  |     ^^^^^^\n"
        );
    }

    #[test]
    fn a_place_outside_the_file_is_only_named() {
        assert_eq!(excerpt("a.yaml", Some(TEXT), 9, 1, 1), "--> a.yaml:9:1\n");
        assert_eq!(excerpt("a.yaml", None, 1, 1, 1), "--> a.yaml:1:1\n");
        assert_eq!(excerpt("a.yaml", Some(TEXT), 0, 0, 0), "--> a.yaml:0:0\n");
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{}here{}", "x".repeat(300), "y".repeat(300));
        let seen = excerpt("a.yaml", Some(&text), 1, 301, 4);
        let rows: Vec<&str> = seen.lines().collect();
        let at = rows[2].chars().position(|c| c == '^').expect("a caret");
        assert_eq!(rows[1].chars().skip(at).take(4).collect::<String>(), "here");
        assert!(rows.iter().all(|row| row.chars().count() < 110));
    }

    #[test]
    fn absurd_places_do_no_harm() {
        let _ = excerpt("a.yaml", Some(TEXT), u32::MAX, u32::MAX, u32::MAX);
        let _ = excerpt("a.yaml", Some(TEXT), 2, u32::MAX, u32::MAX);
    }
}
