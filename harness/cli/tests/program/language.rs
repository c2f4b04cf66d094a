//! Scenario files: `check`, and what `run` makes of wrong ones.

use crate::{alone, ended};
use std::fs;

const RIGHT: &str = "\
title: The lock tells its states
about: The first thing that every app asks for.
requirements: [CMD-01]
given: [paired]
steps:
  - read: nuki_states
";

#[test]
fn the_shipped_suite_is_right() {
    let seen = alone("check");
    assert_eq!(seen.code, Some(0), "{}", seen.out);
    assert!(seen.out.contains(" 0 errors"), "{}", seen.out);
}

#[test]
fn a_scenario_of_ones_own_is_run_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/states.yaml"), RIGHT).unwrap();
    for words in ["mine/states.yaml", "./mine", "./mine/states.yaml"] {
        let seen = ended(folder.path(), &format!("run {words} --seed 1 --verbose"));
        assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
        assert!(
            seen.out.contains("pass           mine/states"),
            "{}",
            seen.out
        );
        assert!(seen.out.contains("1 case: 1 pass"), "{}", seen.out);
    }
    assert_eq!(ended(folder.path(), "check mine/states.yaml").code, Some(0));
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place_and_nothing_runs() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = RIGHT
        .replace("given", "givne")
        .replace("nuki_states", "nuki_stats");
    fs::write(folder.path().join("wrong.yaml"), wrong).unwrap();
    for words in ["check wrong.yaml", "run wrong.yaml"] {
        let seen = ended(folder.path(), words);
        assert_eq!(seen.code, Some(2), "{words}");
        let said = format!("{}{}", seen.out, seen.err);
        assert!(said.contains("wrong.yaml:4:1"), "{said}");
        assert!(said.contains("wrong.yaml:6:"), "{said}");
        assert!(said.contains("did you mean `given`?"), "{said}");
        assert!(said.contains("did you mean `nuki_states`?"), "{said}");
    }
}

#[test]
fn files_that_are_no_scenarios_are_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let long = "[".repeat(100_000);
    for (name, text) in [
        ("empty.yaml", ""),
        ("words.yaml", "hello"),
        ("list.yaml", "- a\n- b\n"),
        ("nested.yaml", &*long),
        ("alias.yaml", "a: &a [*a, *a]\n"),
        ("nul.yaml", "title: \0\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let seen = ended(folder.path(), &format!("check {name}"));
        assert_eq!(seen.code, Some(2), "{name}: {}{}", seen.out, seen.err);
        assert!(!seen.err.contains("panicked"), "{name}: {}", seen.err);
    }
    fs::write(folder.path().join("latin.yaml"), b"title: \xe9\n").unwrap();
    assert_eq!(ended(folder.path(), "check latin.yaml").code, Some(2));
    assert_eq!(ended(folder.path(), "check nowhere.yaml").code, Some(2));
}
