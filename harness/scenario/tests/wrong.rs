//! Wrong scenario files, each with what is said about it.

#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

use scenario::{Catalogue, Colour, Suite};
use std::fs;
use std::path::{Path, PathBuf};

const WRONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wrong");

const CATALOGUE: &str = "requirements:
  NONCE-02: {text: A nonce works once., clause: Error codes, kind: spec, dut: lock, level: must}
  NONCE-05: {text: A replay is refused., clause: Error codes, kind: inferred, dut: lock, level: must}
";

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(WRONG).expect("the folder is beside this file");
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn said(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    let (catalogue, problems) = Catalogue::load(CATALOGUE);
    assert_eq!(problems, []);
    let suite = Suite::load(
        [(format!("wrong/{}.yaml", stem(path)), source)],
        catalogue.as_ref(),
    );
    suite.render(Colour::Plain)
}

#[test]
fn every_wrong_file_is_told_what_is_wrong_with_it() {
    let files = files();
    assert!(files.len() >= 80, "only {} wrong files", files.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("wrong/said");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files {
        let text = said(&path);
        assert!(!text.is_empty(), "{} is not wrong", path.display());
        settings.bind(|| insta::assert_snapshot!(stem(&path), text));
    }
}

#[test]
fn every_diagnostic_points_into_its_file() {
    for path in files() {
        let source = fs::read_to_string(&path).unwrap();
        let (_, diagnostics) = scenario::load("wrong/a.yaml", &source);
        for one in diagnostics {
            assert!(
                source.get(one.span.start..one.span.end).is_some(),
                "{}: {one:?}",
                path.display()
            );
            assert!(
                one.message.ends_with(|last: char| last != '.'),
                "{}",
                one.message
            );
            assert!(
                scenario::diagnostic::rule::ALL
                    .iter()
                    .any(|(rule, _)| *rule == one.rule),
                "{}",
                one.rule
            );
        }
    }
}

#[test]
fn every_suggestion_changes_the_file() {
    let mut suggestions = 0;
    for path in files() {
        let source = fs::read_to_string(&path).unwrap();
        let (_, diagnostics) = scenario::load("wrong/a.yaml", &source);
        for suggestion in diagnostics.into_iter().filter_map(|one| one.suggestion) {
            let written = &source[suggestion.span.start..suggestion.span.end];
            assert_ne!(written, suggestion.text, "{}", path.display());
            suggestions += 1;
        }
    }
    assert!(suggestions >= 30, "only {suggestions} suggestions");
}
