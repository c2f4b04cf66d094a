//! `run` on the embedded lock and on a lock process.

use crate::{alone, ended, exec_lock};
use std::fs;

#[test]
fn a_right_lock_passes_and_the_link_is_said_first() {
    let seen = alone("run nonce/a-used-nonce-is-refused --seed 1");
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
    let first = seen.out.lines().next();
    assert_eq!(
        first,
        Some("link: embedded reference lock (simulated) - not evidence for hardware")
    );
    assert!(seen.out.trim_end().ends_with("PASSED"), "{}", seen.out);
}

#[test]
fn a_wrong_lock_fails_with_everything_on_one_screen() {
    let seen =
        alone("run nonce/a-used-nonce-is-refused --seed 1 --lock sim:defect=replays-move-the-bolt");
    assert_eq!(seen.code, Some(1), "{}{}", seen.out, seen.err);
    for wanted in [
        "FAIL nonce/a-used-nonce-is-refused",
        "NONCE-02 (",
        "--> scenarios/nonce/a-used-nonce-is-refused.yaml:",
        " ^",
        "  expected  ",
        "  actual    ",
        "the last messages",
        "seed      1",
        "alone     strikeplate run nonce/a-used-nonce-is-refused --seed 1 --lock sim:defect=replays-move-the-bolt",
        "FAILED: the lock is wrong",
    ] {
        assert!(seen.out.contains(wanted), "no `{wanted}` in\n{}", seen.out);
    }
    assert!(
        !seen.out.contains('\u{1b}'),
        "no colours without a terminal"
    );
}

#[test]
fn the_seed_decides_everything_and_threads_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = |name: &str, more: &str| {
        ended(
            folder.path(),
            &format!("run nonce pin --seed 77 --journal {name} {more}"),
        );
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        text.lines().map(without_wall_time).collect::<Vec<_>>()
    };
    let one = journal("one", "--jobs 1");
    assert_eq!(one, journal("two", "--jobs 1"));
    assert_eq!(one, journal("three", "--jobs 4"));
    assert!(one.len() > 500, "{} records", one.len());
}

fn without_wall_time(line: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
    for (record, member) in [
        ("run", "started"),
        ("verdict", "wall_us"),
        ("end", "wall_us"),
    ] {
        if let Some(inner) = value.get_mut(record) {
            inner[member] = serde_json::Value::Null;
        }
    }
    value.to_string()
}

#[test]
fn repeats_have_seeds_of_their_own_and_are_counted() {
    let seen = alone("run crc --seed 5 --repeat 3");
    assert_eq!(seen.code, Some(0), "{}", seen.out);
    assert!(seen.out.contains("round 3"), "{}", seen.out);
    assert!(seen.out.contains("attempts"), "{}", seen.out);
}

#[test]
fn fail_fast_stops_at_the_first_failure() {
    let seen = alone("run nonce --seed 1 --lock sim:defect=nonces-unchecked --fail-fast --jobs 1");
    assert_eq!(seen.code, Some(1));
    assert!(seen.out.contains("1 fail"), "{}", seen.out);
    assert!(
        seen.out.contains("stopped before its last case"),
        "{}",
        seen.out
    );
}

#[test]
fn a_lock_process_gets_the_same_verdicts() {
    let folder = tempfile::tempdir().unwrap();
    for defect in ["", "--defect nonces-unchecked"] {
        let sim = match defect {
            "" => "sim".to_owned(),
            _ => "sim:defect=nonces-unchecked".to_owned(),
        };
        let one = verdicts(folder.path(), &sim, "");
        assert!(one.len() > 30);
        for jobs in ["--jobs 1", "--jobs 2", "--jobs 5"] {
            let process = verdicts(folder.path(), &exec_lock(defect), jobs);
            assert_eq!(one, process, "with `{defect}` and {jobs}");
        }
    }
}

#[test]
fn a_process_that_starts_only_once_more_costs_some_cases_and_is_the_rigs_fault() {
    let folder = tempfile::tempdir().unwrap();
    let lock = exec_lock("").replace("exec:", "");
    // The first is only asked who it is; of the two that are to run cases one comes too late.
    let script = format!("mkdir first || mkdir second || exit 9\nexec {lock}\n");
    fs::write(folder.path().join("lock.sh"), script).unwrap();
    let seen = ended(
        folder.path(),
        "run crc --seed 1 --lock 'exec:sh lock.sh' --json report.json",
    );
    assert_eq!(seen.code, Some(3), "{}{}", seen.out, seen.err);
    let told = "the lock ended before it said `hello`: exit status 9";
    assert!(seen.out.contains(told), "{}", seen.out);
    assert!(seen.out.contains("--jobs 1"), "{}", seen.out);
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(report.contains("\"verdict\": \"pass\""), "{report}");
}

/// Every case of a chapter with its verdict, in the order of the run.
fn verdicts(folder: &std::path::Path, lock: &str, more: &str) -> Vec<(String, String)> {
    let seen = ended(
        folder,
        &format!("run nonce --seed 3 --json report.json --lock '{lock}' {more}"),
    );
    assert!(matches!(seen.code, Some(0 | 1)), "{}{}", seen.out, seen.err);
    let text = fs::read_to_string(folder.join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = report["cases"].as_array().unwrap().iter();
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    cases
        .map(|case| (word(&case["id"]), word(&case["verdict"])))
        .collect()
}

#[test]
fn a_lock_on_the_hosts_clock_is_tested_too() {
    let lock = exec_lock("");
    let seen = alone(&format!(
        "run command/the-states-need-no-challenge crc/a-wrong-crc-is-told --clock real --lock '{lock}'"
    ));
    assert!(
        seen.out.contains("clock: real ±"),
        "{}{}",
        seen.out,
        seen.err
    );
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
}

#[test]
fn secrets_stay_out_unless_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let claims = |more: &str| {
        ended(
            folder.path(),
            &format!("run crc/a-wrong-crc-is-told --seed 1 --journal j {more}"),
        );
        let text = fs::read_to_string(folder.path().join("j")).unwrap();
        let head: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        head["run"]["profile"].clone()
    };
    assert!(claims("").get("pin").is_none());
    assert!(claims("").get("api").is_some());
    assert!(claims("--unsafe-show-secrets").get("pin").is_some());
}

#[test]
fn observations_and_lines_for_cases_come_on_demand() {
    let seen = alone("run nonce/how-long-a-challenge-lives --seed 1 --observations --verbose");
    assert!(seen.out.contains("\nobservations\n"), "{}", seen.out);
    assert!(
        seen.out
            .contains("  pass           nonce/how-long-a-challenge-lives"),
        "{}",
        seen.out
    );
}

#[test]
fn without_a_terminal_no_person_is_asked() {
    let lock = exec_lock("");
    let seen = alone(&format!(
        "run nonce/a-used-nonce-is-refused --hands person --clock real --lock '{lock}'"
    ));
    assert_eq!(seen.code, Some(3), "{}{}", seen.out, seen.err);
    let said = format!("{}{}", seen.out, seen.err);
    assert!(said.contains("standard input is not a terminal"), "{said}");
}
