//! Comparisons of cut and senseless runs: an answer within bounds, never a panic.

use crate::sample::{SETTINGS, case, run, seen, timed};
use boundary::VerdictKind::{self, Pass};
use proptest::prelude::{any, proptest};
use reports::compare::{compare, text};

#[test]
fn senseless_times_give_finite_numbers() {
    let extremes = [0, 1, u64::MAX, u64::MAX - 1, 0, 7].repeat(10);
    let constant = vec![u64::MAX; 60];
    for (a, b) in [
        (&extremes, &constant),
        (&constant, &extremes),
        (&constant, &vec![0; 60]),
    ] {
        let one = |us: &Vec<u64>| vec![timed(case("a/one", "X-01", Pass), "t", us.iter().copied())];
        let seen = compare(&run("a", one(a)), &run("b", one(b)), &SETTINGS).expect("comparable");
        let row = &seen.latencies.compared[0];
        for number in [
            row.shift,
            row.low,
            row.high,
            row.p,
            row.p_corrected,
            row.smallest_detectable,
        ] {
            assert!(number.is_finite(), "{row:?}");
        }
        assert!(!seen.json().contains("null,\n      \"p"), "{}", seen.json());
        assert!(!text(&seen, false).contains("NaN"));
    }
}

#[test]
fn a_text_is_cut_where_a_journal_is_not() {
    let many = |kind| {
        let cases = (0..5_000).map(move |i| case(&format!("a/{i}"), "X-01", kind));
        cases
            .map(|one| seen(one, &"about ".repeat(200), "\u{1b}[2J"))
            .collect()
    };
    let seen = compare(
        &run("a", many(Pass)),
        &run("b", many(VerdictKind::Fail)),
        &SETTINGS,
    );
    let text = text(&seen.expect("comparable"), false);
    assert!(text.contains("new failures (5000)"), "{text}");
    assert!(text.lines().count() < 400, "{}", text.lines().count());
    assert!(
        !text.contains('\u{1b}'),
        "no control character from outside"
    );
}

#[test]
fn a_hundred_thousand_samples_take_no_time() {
    let one = |from: u64| {
        let us = (0..100_000).map(move |i| from + i * 7_919 % 10_007);
        vec![timed(case("a/one", "X-01", Pass), "t", us)]
    };
    let seen = compare(&run("a", one(20_000)), &run("b", one(20_100)), &SETTINGS);
    assert_eq!(seen.expect("comparable").latencies.compared.len(), 1);
}

proptest! {
    #[test]
    fn any_times_and_verdicts_are_compared(
        a in proptest::collection::vec((0_usize..6, any::<u64>()), 0..60),
        b in proptest::collection::vec((0_usize..6, any::<u64>()), 0..60),
    ) {
        let cases = |of: &[(usize, u64)]| of.iter().map(|(kind, us)| {
            let id = format!("a/{}", us % 3);
            timed(case(&id, "X-01", VerdictKind::ALL[*kind]), "t", [*us, us / 2])
        }).collect();
        let seen = compare(&run("a", cases(&a)), &run("b", cases(&b)), &SETTINGS).expect("comparable");
        let _ = text(&seen, true);
        for one in &seen.latencies.compared {
            assert!(one.low <= one.shift && one.shift <= one.high, "{one:?}");
            assert!((0.0..=1.0).contains(&one.p) && one.p <= one.p_corrected, "{one:?}");
        }
    }
}
