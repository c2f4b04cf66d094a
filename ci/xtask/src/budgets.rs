//! The budgets of files. Functions have theirs in clippy's `too_many_lines`.

use crate::layers::rust_files;
use crate::{programs, workspace};
use anyhow::{Result, bail};
use std::fs;

/// Lines of a file without its tests: what is aimed at, and what is refused.
const AIM: usize = 300;
const MOST: usize = 500;

/// Checks every file of every member.
pub(crate) fn check() -> Result<()> {
    let mut over = Vec::new();
    let (mut tests, mut all) = (0, 0);
    for package in workspace::members()? {
        for file in rust_files(&package.folder)? {
            let text = fs::read_to_string(&file)?;
            let (code, testing) = split(&text, is_test_file(&file));
            tests += testing;
            all += code + testing;
            if code > AIM {
                over.push((code, file));
            }
        }
    }
    over.sort();
    for (lines, file) in &over {
        programs::say(&format!(
            "   {lines} lines without tests: {}",
            file.display()
        ));
    }
    let share = tests * 100 / all.max(1);
    programs::say(&format!("   {all} lines, {share} % of them tests"));
    if over.iter().any(|(lines, _)| *lines > MOST) {
        bail!("a file has more than {MOST} lines without its tests: where is its seam?");
    }
    Ok(())
}

/// Lines of code and of tests.
fn split(text: &str, all_tests: bool) -> (usize, usize) {
    let lines = text.lines().count();
    if all_tests {
        return (0, lines);
    }
    // A test module that stands in a file of its own is counted there.
    let mut rest = text
        .lines()
        .enumerate()
        .skip_while(|(_, line)| *line != "#[cfg(test)]");
    let begin = rest.next().map_or(lines, |(number, _)| number);
    if rest.any(|(_, line)| line == "mod tests {") {
        (begin, lines - begin)
    } else {
        (lines, 0)
    }
}

fn is_test_file(file: &std::path::Path) -> bool {
    let named = |name: &str| file.file_name().is_some_and(|own| own == name);
    let below = |folder: &str| file.components().any(|part| part.as_os_str() == folder);
    named("tests.rs") || below("tests") || below("benches")
}
