//! Rigs that are broken, and locks that die.

use crate::{alone, ended};
use std::fs;

#[test]
fn a_rig_that_cannot_be_reached_is_a_rig_error() {
    for (lock, wanted) in [
        ("exec:/no/such/lock", "/no/such/lock"),
        ("exec:true", "ended before it said `hello`"),
        ("exec:echo hello", "hello"),
        ("tcp:127.0.0.1:1", "127.0.0.1:1"),
        ("unix:/no/such/socket", "/no/such/socket"),
    ] {
        let seen = alone(&format!("run crc --lock '{lock}'"));
        assert_eq!(seen.code, Some(3), "{lock}: {}{}", seen.out, seen.err);
        assert!(seen.err.contains(wanted), "{lock}: {}", seen.err);
        assert!(!seen.err.contains("panicked"), "{lock}: {}", seen.err);
    }
}

#[test]
fn a_rig_file_names_the_lock_and_what_it_claims() {
    let folder = tempfile::tempdir().unwrap();
    let rig = "lock: sim:defect=nonces-unchecked\nprofile:\n  api: '1.10'\n  colour: blue\nlacks: [button]\n";
    fs::write(folder.path().join("bench.yaml"), rig).unwrap();
    let seen = ended(
        folder.path(),
        "run nonce/a-nonce-that-was-never-issued-is-refused --rig bench.yaml --seed 1 --json r.json",
    );
    assert_eq!(seen.code, Some(1), "{}{}", seen.out, seen.err);
    assert!(seen.out.contains("--rig bench.yaml"), "{}", seen.out);
    let report = fs::read_to_string(folder.path().join("r.json")).unwrap();
    assert!(
        report.contains("\"rig\": \"bench.yaml\"") && report.contains("\"colour\": \"blue\""),
        "{report}"
    );
}

#[test]
fn a_capability_that_the_bench_lacks_makes_cases_not_applicable() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("bench.yaml"),
        "lacks: [several-connections]\n",
    )
    .unwrap();
    let words = "nonce/a-foreign-challenge-is-refused-beside-ones-own";
    let seen = ended(
        folder.path(),
        &format!("run {words} crc --rig bench.yaml --seed 1"),
    );
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
    assert!(seen.out.contains("1 not-applicable"), "{}", seen.out);
    assert!(
        seen.out
            .contains("1 x the link lacks `several-connections`"),
        "{}",
        seen.out
    );
    let only = ended(
        folder.path(),
        &format!("run {words} --rig bench.yaml --seed 1"),
    );
    assert_eq!(only.code, Some(4), "nothing was judged: {}", only.out);
}

#[test]
fn everything_wrong_with_a_rig_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("bench.yaml"),
        "lokc: sim\nclock: sundial\n",
    )
    .unwrap();
    let seen = ended(folder.path(), "run --rig bench.yaml");
    assert_eq!(seen.code, Some(2));
    assert!(
        seen.err.contains("bench.yaml:1:1") && seen.err.contains("bench.yaml:2:8"),
        "{}",
        seen.err
    );
}
