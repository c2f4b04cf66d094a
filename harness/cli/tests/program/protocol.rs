//! The test target `conformance` as test runners meet it: the traps of cargo's and nextest's protocol.

use crate::alone;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The newest build of the test target, beside this one.
fn conformance() -> Command {
    let here = std::env::current_exe().unwrap();
    let folder = here.parent().unwrap();
    let built = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        name.starts_with("conformance-") && !name.contains('.')
    };
    let all = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path()));
    let age = |path: &PathBuf| fs::metadata(path).and_then(|data| data.modified()).ok();
    let newest = all
        .filter(built)
        .max_by_key(age)
        .expect("`cargo test` builds it before this test runs");
    let mut command = Command::new(newest);
    for name in [
        "STRIKEPLATE_RIG",
        "STRIKEPLATE_SEED",
        "STRIKEPLATE_ALLOW_INCOMPLETE",
    ] {
        command.env_remove(name);
    }
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn listed(rig: Option<&Path>, more: &[&str]) -> Output {
    let mut command = conformance();
    command.args(["--list", "--format", "terse"]).args(more);
    if let Some(rig) = rig {
        command.env("STRIKEPLATE_RIG", rig);
    }
    command.output().unwrap()
}

fn rig(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rig.yaml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn both_lists_are_exact() {
    let all = text(&listed(None, &[]).stdout);
    let names: Vec<&str> = all
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .collect();
    assert_eq!(names.len(), all.lines().count(), "no line but tests");
    let ids = alone("list --quiet").out;
    assert_eq!(
        names
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        ids.lines().count()
    );
    let ignored = text(&listed(None, &["--ignored"]).stdout);
    assert!(ignored.lines().count() < 20, "{ignored}");
}

#[test]
fn listing_opens_no_rig() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let (_keep, rig) = rig(&format!("lock: exec:touch {}\n", mark.display()));
    let output = listed(Some(&rig), &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(!mark.exists());
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn what_a_rig_lacks_is_ignored_in_the_list() {
    let (_keep, lacking) = rig("lacks: [several-connections]\n");
    let before = text(&listed(None, &["--ignored"]).stdout).lines().count();
    let after = text(&listed(Some(&lacking), &["--ignored"]).stdout)
        .lines()
        .count();
    assert!(after > before, "{before} -> {after}");
}

#[test]
fn one_test_is_run_by_its_exact_name() {
    let output = conformance()
        .args(["--exact", "nonce/how-long-a-challenge-lives", "--nocapture"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stdout));
    assert!(
        text(&output.stdout).contains("1 passed; 0 failed"),
        "{}",
        text(&output.stdout)
    );
    assert!(text(&output.stderr).starts_with("link: embedded reference lock (simulated)"));
}

#[test]
fn a_failure_says_its_message_where_runners_look_for_it() {
    let (_keep, rig) = rig("lock: sim:defect=replays-move-the-bolt\n");
    let output = conformance()
        .env("STRIKEPLATE_RIG", rig)
        .args(["--exact", "nonce/a-used-nonce-is-refused", "--nocapture"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(101));
    let said = text(&output.stderr);
    let line = said
        .lines()
        .find(|line| line.starts_with("Error: "))
        .expect("a line for the runner");
    assert!(
        line.starts_with("Error: [NONCE-02 / nonce/a-used-nonce-is-refused] "),
        "{line}"
    );
    assert!(line.contains("expected") && line.contains("got"), "{line}");
}

#[test]
fn what_could_not_be_tested_after_all_is_no_pass() {
    let (_keep, rig) = rig("lock: sim:variant=one-link\n");
    let case = "nonce/a-foreign-challenge-is-refused-beside-ones-own";
    let mut command = conformance();
    command
        .env("STRIKEPLATE_RIG", rig)
        .args(["--exact", case, "--nocapture"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(101), "{}", text(&output.stdout));
    assert!(
        text(&output.stderr).contains("could not be tested"),
        "{}",
        text(&output.stderr)
    );
    let forgiven = command
        .env("STRIKEPLATE_ALLOW_INCOMPLETE", "1")
        .output()
        .unwrap();
    assert_eq!(forgiven.status.code(), Some(0));
}

#[test]
fn a_rig_of_its_own_process_holds_one_session_for_all_tests() {
    let lock = crate::exec_lock("");
    let (_keep, rig) = rig(&format!("lock: {lock}\n"));
    let output = conformance()
        .env("STRIKEPLATE_RIG", rig)
        .args(["crc/"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    assert_eq!(text(&output.stderr).matches("link: exec:").count(), 1);
}

#[test]
fn a_rig_that_is_broken_fails_each_test_with_the_reason() {
    let (_keep, rig) = rig("lock: exec:/no/such/lock\n");
    let output = conformance()
        .env("STRIKEPLATE_RIG", rig)
        .args(["nonce/how-long-a-challenge-lives"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(101));
    assert!(
        text(&output.stderr).contains("Error: [rig / nonce/how-long-a-challenge-lives]"),
        "{}",
        text(&output.stderr)
    );
    let (_keep, wrong) = self::rig("lokc: sim\n");
    let output = conformance()
        .env("STRIKEPLATE_RIG", wrong)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("did you mean `lock`?"),
        "{}",
        text(&output.stderr)
    );
}
