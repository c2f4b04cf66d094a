//! `prove` and `compare`: the proof of the suite, and the gate between two firmwares.

use crate::{Ended, alone, ended, exec_lock};
use std::fs;

#[test]
fn a_defect_that_is_found_is_a_kill_and_one_that_is_not_survives() {
    let seen = alone("prove nonces-unchecked --case nonce");
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
    assert!(seen.out.contains("defects:  1: 1 killed"), "{}", seen.out);
    let seen = alone("prove nonces-unchecked --case gatt");
    assert_eq!(seen.code, Some(1), "{}{}", seen.out, seen.err);
    assert!(
        seen.out.contains("survived nonces-unchecked"),
        "{}",
        seen.out
    );
    assert_eq!(alone("prove no-such-defect").code, Some(2));
}

#[test]
fn both_reports_hold_every_row_and_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let words =
        "prove nonces-unchecked replays-move-the-bolt --case nonce --json m.json --html m.html";
    let seen = ended(folder.path(), words);
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
    let text = fs::read_to_string(folder.path().join("m.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["defects"].as_array().map(Vec::len), Some(2));
    let right = json["defects"][0]["right"].as_array().unwrap();
    assert!(
        !right.is_empty()
            && right
                .iter()
                .all(|id| id.as_str().unwrap().starts_with("nonce/"))
    );
    let page = fs::read_to_string(folder.path().join("m.html")).unwrap();
    assert!(page.contains("replays-move-the-bolt") && page.contains("nonce/"));
    assert!(!page.contains("<script"), "no script");
}

#[test]
fn a_lock_process_is_proved_by_the_names_that_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    let list = "nonces-unchecked: [NONCE-02]\npublic-key-is-short: [PAIR-02, FRAME-09]\n";
    fs::write(folder.path().join("defects.yaml"), list).unwrap();
    let words = |more: &str| {
        format!(
            "prove {more} --case nonce --case pairing --lock '{}'",
            exec_lock("")
        )
    };
    let seen = ended(folder.path(), &words("--first --defects defects.yaml"));
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
    assert!(seen.out.contains("defects:  2: 2 killed"), "{}", seen.out);
    // A name that the lock does not know is told, not counted.
    let seen = ended(folder.path(), &words("sesame --first"));
    assert_eq!(seen.code, Some(3), "{}{}", seen.out, seen.err);
    assert!(seen.err.contains("sesame"), "{}", seen.err);
    // Without a list nobody can say what an attached lock has.
    assert_eq!(ended(folder.path(), &words("")).code, Some(2));
}

#[test]
fn a_case_that_fails_the_lock_as_it_stands_finds_no_fault_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let list = "replays-move-the-bolt: [NONCE-02]\n";
    fs::write(folder.path().join("defects.yaml"), list).unwrap();
    // The lock has a fault of its own, which is no merit of the one that is built in.
    let lock = exec_lock("").replace("exec:", "");
    let own = r#"s/"name":null/"name":"nonces-unchecked"/"#;
    let script = format!("sed -u '{own}' | {lock}\n");
    fs::write(folder.path().join("lock.sh"), script).unwrap();
    let words = "prove --first --case nonce/a-used-nonce-is-refused --defects defects.yaml --lock 'exec:sh lock.sh'";
    let seen = ended(folder.path(), words);
    assert_eq!(seen.code, Some(1), "{}{}", seen.out, seen.err);
    assert!(seen.out.contains("1 survived"), "{}", seen.out);
    assert!(
        seen.out
            .contains("the lock as it stands fails this case too"),
        "{}",
        seen.out
    );
    assert!(seen.out.contains("1 do not"), "{}", seen.out);
}

/// Two journals of one suite, on these locks.
fn compared(before: &str, after: &str) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    for (name, lock) in [("a", before), ("b", after)] {
        ended(
            folder.path(),
            &format!("run nonce crc --seed 3 --journal {name} --lock {lock}"),
        );
    }
    ended(folder.path(), "compare a b")
}

#[test]
fn a_gate_between_two_firmwares_closes_for_what_is_worse_only() {
    let same = compared("sim", "sim");
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    let worse = compared("sim", "sim:defect=nonces-unchecked");
    assert_eq!(worse.code, Some(1), "{}{}", worse.out, worse.err);
    assert!(worse.out.contains("new failures"), "{}", worse.out);
    let better = compared("sim:defect=nonces-unchecked", "sim");
    assert_eq!(better.code, Some(0), "{}{}", better.out, better.err);
    assert!(better.out.contains("fixed"), "{}", better.out);
    assert_eq!(alone("compare a b").code, Some(2), "no such files");
}
