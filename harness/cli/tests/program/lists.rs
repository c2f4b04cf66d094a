//! `list`, `explain`, `coverage`, `completions`, and wrong words.

use crate::alone;

#[test]
fn the_list_has_every_case_once() {
    let seen = alone("list --quiet");
    assert_eq!(seen.code, Some(0));
    let ids: Vec<&str> = seen.out.lines().collect();
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert!(ids.len() >= 150, "{}", ids.len());
    assert_eq!(ids.len(), distinct.len());
}

#[test]
fn cases_are_chosen_by_id_glob_chapter_requirement_and_level() {
    let count = |words: &str| {
        let seen = alone(&format!("list -q {words}"));
        assert_eq!(seen.code, Some(0), "{words}: {}", seen.err);
        seen.out.lines().count()
    };
    let nonce = count("nonce");
    assert!(nonce > 10);
    assert_eq!(nonce, count("nonce/*"));
    assert_eq!(nonce, count("nonce/"));
    assert_eq!(count("nonce/a-used-nonce-is-refused"), 1);
    assert_eq!(count("nonce/a-used-nonce-is-refused *a-used-nonce*"), 1);
    assert!(count("--requirement NONCE-02") >= 1);
    assert!(count("--requirement nonce") > count("--requirement NONCE-02"));
    assert!(count("--level must") < count(""));
}

#[test]
fn a_case_that_does_not_apply_is_listed_with_its_reason() {
    let seen = alone("list nonce --applicable");
    assert_eq!(seen.code, Some(0), "{}", seen.err);
    assert!(!seen.out.contains("not applicable"), "{}", seen.out);
}

#[test]
fn explain_tells_what_a_case_and_a_requirement_are_about() {
    let case = alone("explain nonce/a-used-nonce-is-refused");
    assert_eq!(case.code, Some(0));
    for wanted in [
        "why\n",
        "decides on\n  NONCE-02",
        "mistakes that locks make here",
        "run it alone",
    ] {
        assert!(case.out.contains(wanted), "{wanted}: {}", case.out);
    }
    let requirement = alone("explain nonce-02");
    assert_eq!(requirement.code, Some(0));
    assert!(requirement.out.contains("clause   "), "{}", requirement.out);
    assert!(
        requirement.out.contains("nonce/a-used-nonce-is-refused"),
        "{}",
        requirement.out
    );
    let nothing = alone("explain NONCE-99");
    assert_eq!(nothing.code, Some(2));
    assert!(
        nothing.err.contains("did you mean `NONCE-0"),
        "{}",
        nothing.err
    );
}

#[test]
fn no_requirement_is_without_a_case_or_a_reason() {
    let seen = alone("coverage --gate");
    assert_eq!(seen.code, Some(0), "{}", seen.out);
    assert!(seen.out.contains(" 0 missing"), "{}", seen.out);
    assert!(!seen.out.contains("MISSING"), "{}", seen.out);
}

#[test]
fn wrong_words_are_told_with_the_right_ones() {
    for (words, wanted) in [
        (
            "run nonce/a-used-nonce-is-refusd",
            "did you mean `nonce/a-used-nonce-is-refused`?",
        ),
        ("run --requirement NONCE-2", "did you mean `NONCE-0"),
        ("run --level perhaps", "possible values: must, should, may"),
        (
            "run --lock tpc:localhost:1",
            "did you mean `tcp:HOST:PORT`?",
        ),
        (
            "run --lock sim:defect=nonces-uncheckd",
            "did you mean `nonces-unchecked`?",
        ),
        ("run --lock sim:colour=blue", "no setting `colour`"),
        ("run --clock real", "virtual time only"),
        ("run --rig nowhere.yaml", "nowhere.yaml"),
        ("run --profile nowhere.yaml", "nowhere.yaml"),
        ("run --seed many", "invalid value 'many'"),
        ("run --repeat 0", "1..=1000000"),
        (
            "run --jobs 4 --lock tcp:localhost:1",
            "--jobs needs a lock that each case can have for itself",
        ),
        ("run nowhere.yaml", "nowhere.yaml"),
        ("lock", "required"),
        ("lock --exec --listen localhost:0", "cannot be used with"),
        ("lock --exec --set colour=blue", "no setting `colour`"),
        ("lock --exec --set colour", "NAME=VALUE"),
        (
            "lock --exec --variant none-such",
            "no variant is named `none-such`",
        ),
        ("lock --listen nowhere", "tcp:HOST:PORT"),
        ("lock --exec --api 3.0", "1.10, 2.0, 2.1"),
        ("decode xyz", "expected hex digits"),
        ("completions cobol", "possible values"),
        ("dance", "unrecognized subcommand"),
    ] {
        let seen = alone(words);
        assert_eq!(seen.code, Some(2), "{words}: {}{}", seen.out, seen.err);
        assert!(seen.err.contains(wanted), "{words}: {}", seen.err);
        assert!(!seen.err.contains("panicked"), "{words}: {}", seen.err);
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for words in [
        "--help",
        "--version",
        "run --help",
        "help decode",
        "lock --help-settings",
        "lock --help-defects",
        "completions bash",
    ] {
        let seen = alone(words);
        assert_eq!(seen.code, Some(0), "{words}: {}", seen.err);
        assert!(!seen.out.is_empty(), "{words}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_panic() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_strikeplate"))
        .args(["list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}
