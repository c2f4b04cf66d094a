//! What the engine says of locks and scenarios that do not fit each other: each file of `told/cases` runs
//! against the reference lock that its first line names, and its whole screen is kept beside it.
#![expect(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/told")
}

fn cases() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder().join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The lock that the first line of a case names.
fn lock_of(text: &str) -> &str {
    let line = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# lock: "));
    line.expect("the first line names the lock")
}

/// The screen of one case, without the lines that name the program's version and the wall time.
fn screen(name: &str) -> String {
    let file = format!("cases/{name}.yaml");
    let text = fs::read_to_string(folder().join(&file)).unwrap();
    let lock = lock_of(&text);
    let output = Command::new(env!("CARGO_BIN_EXE_strikeplate"))
        .current_dir(folder())
        .env_remove("STRIKEPLATE_RIG")
        .args([
            "run",
            &file,
            "--seed",
            "1",
            "--observations",
            "--lock",
            lock,
        ])
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let told = out.lines().filter(|line| !changes(line));
    let said: Vec<&str> = told.chain(err.lines()).collect();
    let code = output.status.code().unwrap_or(-1);
    format!("{}\nexit code {code}", said.join("\n").trim())
}

fn changes(line: &str) -> bool {
    let heads = ["link:", "lock:", "clock:", "with:"];
    heads.iter().any(|head| line.starts_with(head)) || line.contains(" of lock time in ")
}

#[test]
fn each_case_is_told_in_one_screen() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("said"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let names = cases();
    assert!(names.len() >= 50, "only {} cases", names.len());
    settings.bind(|| {
        for name in names {
            insta::assert_snapshot!(name.clone(), screen(&name));
        }
    });
}

#[test]
fn no_screen_is_longer_than_a_screen() {
    for name in cases() {
        let lines = screen(&name).lines().count();
        assert!(lines <= 50, "{name}: {lines} lines");
    }
}
