//! What a comparison finds, a sentence each.

use crate::sample::{SETTINGS, case, compared, run, seen, timed};
use boundary::VerdictKind::{Error, Fail, Inconclusive, NotApplicable, Pass, Waived};
use reports::compare::{Change, Judgement, Kind, Settings, compare};
use reports::{Case, Run};

fn repeated(id: &str, kinds: &[boundary::VerdictKind]) -> Vec<Case> {
    kinds
        .iter()
        .map(|kind| case(id, "NONCE-01", *kind))
        .collect()
}

#[test]
fn a_run_is_no_worse_than_itself() {
    let cases = || {
        let ids = ["a/one", "a/two", "b/three"];
        let kinds = [Pass, Fail, Error];
        let cases = ids.iter().zip(kinds);
        cases
            .map(|(id, kind)| timed(case(id, "NONCE-01", kind), "states", 20_000..20_060))
            .collect()
    };
    let same = compared(cases(), cases());
    assert_eq!(same.judgement, Judgement::NothingWorse);
    assert!(same.turns.is_empty() && same.observations.is_empty() && same.newly_flaky.is_empty());
    let changes: Vec<Change> = same
        .latencies
        .compared
        .iter()
        .map(|one| one.change)
        .collect();
    assert_eq!(
        changes,
        [Change::Same; 3],
        "a broken rig's times are left out"
    );
}

#[test]
fn every_turn_has_its_kind() {
    for (before, after, kind, judgement) in [
        (Pass, Fail, Kind::NewFailure, Judgement::Regression),
        (Waived, Fail, Kind::NewFailure, Judgement::Regression),
        (Inconclusive, Fail, Kind::NewFailure, Judgement::Regression),
        (Fail, Pass, Kind::Fixed, Judgement::NothingWorse),
        (Pass, Inconclusive, Kind::Lost, Judgement::Incomplete),
        (Pass, Error, Kind::Lost, Judgement::Incomplete),
        (Pass, NotApplicable, Kind::Lost, Judgement::Incomplete),
        (Fail, Waived, Kind::Other, Judgement::NothingWorse),
        (Error, Pass, Kind::Other, Judgement::NothingWorse),
    ] {
        let one = |kind| vec![case("a/one", "NONCE-01", kind)];
        let seen = compared(one(before), one(after));
        let kinds: Vec<Kind> = seen.turns.iter().map(|turn| turn.kind).collect();
        assert_eq!(
            (kinds, seen.judgement),
            (vec![kind], judgement),
            "{before} to {after}"
        );
    }
}

#[test]
fn failing_against_a_requirement_that_held_is_worse() {
    let one = |requirement| vec![case("a/one", requirement, Fail)];
    let worse = compared(one("NONCE-01"), one("FRAME-03"));
    assert_eq!(worse.turns[0].kind, Kind::FailsOtherwise);
    assert_eq!(worse.judgement, Judgement::Regression);
    let both = [one("NONCE-01"), vec![case("b/two", "FRAME-03", Fail)]].concat();
    let known = compared(both, one("FRAME-03"));
    assert!(known.turns.is_empty(), "another case failed it before");
}

#[test]
fn attempts_that_no_longer_agree_are_newly_flaky() {
    let seen = compared(
        repeated("a/one", &[Pass; 5]),
        repeated("a/one", &[Pass, Pass, Fail, Pass, Pass]),
    );
    assert_eq!(seen.newly_flaky[0].before["pass"], 5);
    assert_eq!(seen.newly_flaky[0].after["pass"], 4);
    assert_eq!(seen.newly_flaky[0].after["fail"], 1);
    assert_eq!(
        seen.judgement,
        Judgement::Regression,
        "one failure is a failure"
    );
    let settled = compared(
        repeated("a/one", &[Pass, Fail]),
        repeated("a/one", &[Pass, Pass]),
    );
    assert!(settled.newly_flaky.is_empty());
    assert_eq!(settled.turns[0].kind, Kind::Fixed);
}

#[test]
fn an_observation_that_came_out_otherwise_is_shown_and_gates_nothing() {
    let one = |what| vec![seen(case("a/one", "NONCE-01", Pass), "battery", what)];
    let other = compared(one("low"), one("critical"));
    assert_eq!(other.observations.len(), 1);
    assert!(other.observations[0].before.contains("low"));
    assert!(other.observations[0].after.contains("critical"));
    assert_eq!(other.judgement, Judgement::NothingWorse);
}

#[test]
fn coverage_counts_requirements_of_passing_cases() {
    let pass = |id, requirement| case(id, requirement, Pass);
    let seen = compared(
        vec![pass("a/one", "NONCE-01"), pass("a/two", "FRAME-03")],
        vec![pass("a/one", "NONCE-01"), pass("a/new", "PAIR-02")],
    );
    assert_eq!((seen.coverage.before, seen.coverage.after), (2, 2));
    assert_eq!(seen.coverage.lost, ["FRAME-03"]);
    assert_eq!(seen.coverage.gained, ["PAIR-02"]);
    assert_eq!(
        (&*seen.only_before[0].id, &*seen.only_after[0].id),
        ("a/two", "a/new")
    );
    assert_eq!(seen.judgement, Judgement::Incomplete, "a/two did not run");
}

#[test]
fn a_failure_that_did_not_run_before_cannot_be_told_from_an_old_one() {
    let old = || case("a/one", "NONCE-01", Pass);
    let seen = compared(vec![old()], vec![old(), case("a/new", "PAIR-02", Fail)]);
    assert_eq!(seen.judgement, Judgement::Incomplete);
}

#[test]
fn too_few_samples_are_said() {
    let few = || {
        vec![timed(
            case("a/one", "NONCE-01", Pass),
            "states",
            20_000..20_009,
        )]
    };
    let seen = compared(few(), few());
    assert!(seen.latencies.compared.is_empty());
    assert_eq!(
        (
            seen.latencies.too_few[0].before,
            seen.latencies.too_few[0].after
        ),
        (9, 9)
    );
    assert!(reports::compare::text(&seen, false).contains("fewer than 10 samples"));
}

#[test]
fn one_sample_in_each_of_many_cases_is_enough_for_a_message() {
    let cases = |factor: u64| {
        let one = |i: u64| {
            let us = (20_000 + i * 7_000) * factor / 100;
            timed(case(&format!("a/{i}"), "NONCE-01", Pass), "states", [us])
        };
        (0..40).map(one).collect::<Vec<Case>>()
    };
    let seen = compared(cases(100), cases(130));
    let slower: Vec<_> = seen.latencies.changed(Change::Slower).collect();
    assert_eq!(slower.len(), 1);
    assert_eq!((slower[0].cases, slower[0].case.as_deref()), (40, None));
    assert!((slower[0].shift - 0.3).abs() < 0.001, "{:?}", slower[0]);
    assert_eq!(seen.judgement, Judgement::Regression);
}

#[test]
fn faster_is_not_worse_and_less_than_matters_is_the_same() {
    let timed_by = |factor: u64| {
        let us = (0..50).map(|i| (20_000 + i * 13) * factor / 100);
        vec![timed(case("a/one", "NONCE-01", Pass), "states", us)]
    };
    let faster = compared(timed_by(100), timed_by(80));
    assert_eq!(faster.latencies.compared[0].change, Change::Faster);
    assert_eq!(faster.judgement, Judgement::NothingWorse);
    let slightly = compared(timed_by(100), timed_by(104));
    assert!(slightly.latencies.compared[0].p_corrected < 0.001);
    assert_eq!(slightly.latencies.compared[0].change, Change::Same);
    let (before, after) = (run("a", timed_by(100)), run("b", timed_by(104)));
    let strict = Settings {
        min_effect: 0.02,
        ..SETTINGS
    };
    let seen = compare(&before, &after, &strict).expect("comparable");
    assert_eq!(seen.latencies.compared[0].change, Change::Slower);
}

#[test]
fn runs_of_another_suite_or_api_are_refused_unless_forced() {
    let one = || run("lock", vec![case("a/one", "NONCE-01", Pass)]);
    let mut other = one();
    other.head.suite = "0.2.0".into();
    other.head.api = "1.9.0".into();
    let refusal = compare(&one(), &other, &SETTINGS).expect_err("they are mixed");
    let said = refusal.to_string();
    assert!(said.contains("API version 1.10.0 against 1.9.0"), "{said}");
    assert!(said.contains("suite 0.1.0 against 0.2.0"), "{said}");
    let force = Settings {
        force: true,
        ..SETTINGS
    };
    let seen = compare(&one(), &other, &force).expect("by force");
    assert_eq!(seen.notes.len(), 2);
}

#[test]
fn latencies_of_other_clocks_and_links_are_not_compared() {
    let one = || {
        run(
            "lock",
            vec![timed(case("a/one", "NONCE-01", Pass), "states", 0..50)],
        )
    };
    let change = |change: fn(&mut Run)| {
        let mut other = one();
        change(&mut other);
        compare(&one(), &other, &SETTINGS)
            .expect("comparable")
            .latencies
    };
    let clock = change(|run| run.head.clock = "virtual".into());
    assert!(clock.not_compared.is_some() && clock.compared.is_empty());
    let link = change(|run| run.head.link = "sim".into());
    assert!(link.not_compared.is_some());
    let device = change(|run| run.head.link = "bluez:54:D2:72:00:00:02".into());
    assert!(
        device.not_compared.is_none(),
        "another lock on the same kind of link"
    );
}

#[test]
fn an_incomplete_run_is_no_proof() {
    let one = || run("lock", vec![case("a/one", "NONCE-01", Pass)]);
    let cut = Run { end: None, ..one() };
    for (before, after) in [(one(), cut.clone()), (cut, one())] {
        let seen = compare(&before, &after, &SETTINGS).expect("comparable");
        assert_eq!(seen.judgement, Judgement::Incomplete);
    }
    let empty = run("lock", Vec::new());
    let seen = compare(&empty, &empty, &SETTINGS).expect("comparable");
    assert_eq!(seen.judgement, Judgement::Incomplete);
}
