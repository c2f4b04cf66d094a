//! Why defects may survive: a file of names and reasons, written by people.

use crate::text::text_of;
use reports::matrix::Excuses;
use scenario::{Colour, Diagnostic, Leaf, flat, render};
use std::path::Path;

/// Reads the reasons; a file that is not there holds none.
///
/// # Errors
/// It cannot be read, or something in it is wrong.
pub(crate) fn read(path: &Path) -> Result<Excuses, String> {
    if !path.exists() {
        return Ok(Excuses::new());
    }
    parse(&path.display().to_string(), &text_of(path)?)
}

fn parse(path: &str, text: &str) -> Result<Excuses, String> {
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.starts_with('#'))
    {
        return Ok(Excuses::new());
    }
    let told = |said: Vec<Diagnostic>| render(path, text, &said, Colour::Plain);
    let leaves = flat(text).map_err(told)?;
    let mut excuses = Excuses::new();
    let mut wrong = Vec::new();
    for leaf in &leaves {
        match (&leaf.keys[..], &*leaf.value.value) {
            ([name], reason) if !reason.is_empty() => {
                excuses.insert(name.value.clone(), reason.to_owned());
            }
            _ => wrong.push(no_reason(leaf)),
        }
    }
    if wrong.is_empty() {
        Ok(excuses)
    } else {
        Err(told(wrong))
    }
}

fn no_reason(leaf: &Leaf) -> Diagnostic {
    let message = "expected a defect's name and one text: why no case can find it";
    Diagnostic::error("reasons", leaf.value.span, message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_belongs_to_a_name() {
        let text = "# Why.\nquiet: Nobody can see it.\n";
        let read = parse("r.yaml", text).unwrap();
        assert_eq!(
            read.get("quiet").map(String::as_str),
            Some("Nobody can see it.")
        );
        assert!(parse("r.yaml", "# Nothing.\n").unwrap().is_empty());
    }

    #[test]
    fn a_name_without_a_reason_is_told_with_its_place() {
        let told = parse("r.yaml", "quiet:\n").unwrap_err();
        assert!(
            told.contains("r.yaml:1") && told.contains("why no case"),
            "{told}"
        );
    }
}
