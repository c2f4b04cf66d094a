use super::*;
use boundary::Verdict;

fn fail(against: &str) -> Verdict {
    Verdict::of(VerdictKind::Fail, "expected one thing, got <another>")
        .against([against.to_owned()])
}

fn defect(name: &str, verdicts: &[(&str, Verdict)]) -> Defect {
    let mut row = Defect {
        name: name.to_owned(),
        breaks: vec!["NONCE-02".to_owned()],
        ..Defect::default()
    };
    for (case, verdict) in verdicts {
        row.take(case, verdict);
    }
    row.conclude(Pace::InTime);
    row
}

fn matrix(defects: Vec<Defect>) -> Matrix {
    let mut right = Variant {
        name: "none".to_owned(),
        ..Variant::default()
    };
    right.take("nonce/replay", &Verdict::pass());
    Matrix {
        version: VERSION,
        lock: "sim".to_owned(),
        extent: Extent::Full,
        defects,
        variants: vec![right],
        cases: vec![Case {
            id: "nonce/replay".to_owned(),
            purpose: None,
        }],
    }
}

fn sound() -> Matrix {
    matrix(vec![defect(
        "replays",
        &[("nonce/replay", fail("NONCE-02"))],
    )])
}

fn problems(matrix: &Matrix) -> Vec<Problem> {
    check(matrix, matrix, &Excuses::new())
}

#[test]
fn a_defect_is_killed_by_a_failure_on_a_requirement_that_it_breaks() {
    let outcome = |verdicts: &[(&str, Verdict)]| defect("d", verdicts).outcome;
    let error = Verdict::of(VerdictKind::Error, "it never ends");
    let unclear = Verdict::of(VerdictKind::Inconclusive, "precondition not met");
    let (right, other) = (fail("NONCE-02"), fail("CRC-01"));
    assert_eq!(
        outcome(&[("a", other.clone()), ("b", right)]),
        Outcome::Killed
    );
    assert_eq!(
        outcome(&[("a", other), ("b", error.clone())]),
        Outcome::KilledElsewhere
    );
    assert_eq!(
        outcome(&[("a", Verdict::pass()), ("b", unclear)]),
        Outcome::Survived
    );
    assert_eq!(outcome(&[("a", error)]), Outcome::TimedOut);
}

#[test]
fn a_finding_on_a_broken_requirement_is_less_than_a_kill_and_wants_a_reason() {
    let finding = |id: &str| boundary::journal::Finding {
        requirements: vec![id.to_owned()],
        level: "should".to_owned(),
        text: "expected this, got that".to_owned(),
        line: 3,
    };
    let noted = |id: &str, verdicts: &[(&str, Verdict)]| {
        let mut row = defect("d", verdicts);
        row.note("nonce/replay", &[finding(id)]);
        row.conclude(Pace::InTime);
        row
    };
    assert_eq!(noted("NONCE-02", &[]).outcome, Outcome::Noted);
    assert_eq!(noted("CRC-01", &[]).outcome, Outcome::Survived);
    let killed = noted("NONCE-02", &[("nonce/replay", fail("NONCE-02"))]);
    assert_eq!(killed.outcome, Outcome::Killed);
    let mut matrix = sound();
    matrix
        .defects
        .push(noted("NONCE-02", &[("a", fail("CRC-01"))]));
    assert_eq!(problems(&matrix), [Problem::Noted("d".to_owned())]);
    let excuses: Excuses = [("d".to_owned(), "the clause is no must".to_owned())].into();
    assert_eq!(check(&matrix, &matrix, &excuses), []);
}

#[test]
fn a_defect_that_was_not_found_when_the_time_was_up_timed_out() {
    let mut row = Defect::default();
    row.conclude(Pace::TimeUp);
    assert_eq!(row.outcome, Outcome::TimedOut);
}

#[test]
fn a_sound_matrix_has_no_problems() {
    assert_eq!(problems(&sound()), []);
}

#[test]
fn a_survivor_needs_a_reason_and_a_reason_needs_a_survivor() {
    let mut survived = sound();
    survived.defects.push(defect("quiet", &[]));
    assert_eq!(problems(&survived), [Problem::Survivor("quiet".to_owned())]);
    let excuses: Excuses = [("quiet".to_owned(), "nobody can see it".to_owned())].into();
    assert_eq!(check(&survived, &survived, &excuses), []);
    let found = sound();
    assert_eq!(
        check(&found, &found, &excuses),
        [Problem::IdleExcuse("quiet".to_owned())]
    );
}

#[test]
fn a_defect_that_is_found_for_another_requirement_is_a_problem() {
    let mut elsewhere = sound();
    elsewhere
        .defects
        .push(defect("odd", &[("nonce/replay", fail("CRC-01"))]));
    let told = problems(&elsewhere);
    assert_eq!(
        told,
        [Problem::KilledElsewhere(
            "odd".to_owned(),
            vec!["nonce/replay".to_owned()]
        )]
    );
}

#[test]
fn a_case_that_finds_nothing_says_what_else_it_is_for() {
    let mut idle = sound();
    idle.cases.push(Case {
        id: "nonce/idle".to_owned(),
        purpose: None,
    });
    assert_eq!(
        problems(&idle),
        [Problem::IdleCase("nonce/idle".to_owned())]
    );
    idle.cases[1].purpose = Some("an example".to_owned());
    assert_eq!(problems(&idle), []);
}

#[test]
fn a_right_lock_must_pass() {
    let mut alarm = sound();
    alarm.variants[0].take("nonce/replay", &fail("NONCE-02"));
    assert!(matches!(&problems(&alarm)[..], [Problem::FalseAlarm(name, _)] if name == "none"));
    let mut unclear = sound();
    unclear.variants[0].take(
        "a",
        &Verdict::of(VerdictKind::Inconclusive, "no way to tell"),
    );
    assert_eq!(problems(&unclear), []);
}

#[test]
fn a_snapshot_of_another_suite_is_stale() {
    let (now, mut then) = (sound(), sound());
    then.cases.clear();
    let told = check(&now, &then, &Excuses::new());
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].to_string(),
        "the snapshot is stale: the case `nonce/replay` is not in it"
    );
    let mut then = sound();
    then.defects[0].right.push("nonce/other".to_owned());
    let told = check(&now, &then, &Excuses::new());
    assert!(
        told[0]
            .to_string()
            .contains("the row of `replays` has changed")
    );
    let quick = Matrix {
        extent: Extent::First,
        ..now
    };
    assert_eq!(check(&quick, &then, &Excuses::new()), []);
}

#[test]
fn a_matrix_is_read_as_it_was_written() {
    let mut whole = sound();
    whole
        .defects
        .push(defect("odd", &[("nonce/replay", fail("CRC-01"))]));
    let mut text = Vec::new();
    json(&whole, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(read(&text).unwrap(), whole);
    assert!(matches!(
        read(&text.replace("_matrix\": 1", "_matrix\": 9")),
        Err(BadMatrix::Version(9))
    ));
    assert!(read("{}").is_err());
}

#[test]
fn a_snapshot_keeps_no_words_that_change() {
    let mut whole = sound();
    whole
        .defects
        .push(defect("odd", &[("nonce/replay", fail("CRC-01"))]));
    let thin = whole.snapshot();
    assert_eq!(thin.defects[1].other[0].reason, "");
    assert_eq!(thin.defects[1].other[0].against, ["CRC-01"]);
    assert_eq!(thin.snapshot(), thin);
}

#[test]
fn the_console_tells_of_what_is_not_as_it_should_be() {
    let mut whole = sound();
    assert_eq!(troubles(&whole), "");
    whole
        .defects
        .push(defect("odd", &[("nonce/replay", fail("CRC-01"))]));
    let told = troubles(&whole);
    assert!(
        told.starts_with("killed for another requirement only odd (NONCE-02)\n"),
        "{told}"
    );
    assert!(told.contains("fail nonce/replay CRC-01"), "{told}");
    let counted = summary(&whole);
    assert!(
        counted.contains("2: 1 killed, 1 killed for another requirement only"),
        "{counted}"
    );
    assert!(counted.contains("1: 1 pass, 0 do not"), "{counted}");
}

#[test]
fn the_page_escapes_what_a_lock_said() {
    let mut whole = sound();
    whole
        .defects
        .push(defect("odd", &[("nonce/replay", fail("CRC-01"))]));
    let mut page = Vec::new();
    html(&whole, &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("<code>replays</code>") && page.contains("finds 1"));
    assert!(!page.contains("<another>"), "{page}");
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"));
}
