//! What a comparison looks like.

use crate::sample::{SETTINGS, case, run, seen, timed};
use boundary::VerdictKind::{Error, Fail, Pass};
use reports::Run;
use reports::compare::{Comparison, compare, schema, text};

/// Times that spread by a fifth, times a percentage.
fn times(percent: u64) -> impl Iterator<Item = u64> {
    (0..50).map(move |i| (40_000 + i * 37 % 50 * 160) * percent / 100)
}

fn before() -> Run {
    let pass = |id, requirement| case(id, requirement, Pass);
    run(
        "Strikeplate sim 3.1.0",
        vec![
            seen(
                timed(pass("nonce/fresh", "NONCE-01"), "challenge", times(100)),
                "battery",
                "ok",
            ),
            timed(pass("nonce/replay", "NONCE-02"), "challenge", times(100)),
            case("pin/wrong", "PIN-03", Fail),
            pass("pairing/clean", "PAIR-01"),
            timed(
                pass("states/read", "STATE-01"),
                "states",
                times(100).take(5),
            ),
            pass("time/update", "TIME-01"),
        ],
    )
}

fn after() -> Run {
    let pass = |id, requirement| case(id, requirement, Pass);
    run(
        "Strikeplate sim 3.2.0",
        vec![
            seen(
                timed(pass("nonce/fresh", "NONCE-01"), "challenge", times(115)),
                "battery",
                "low",
            ),
            timed(pass("nonce/replay", "NONCE-02"), "challenge", times(100)),
            case("nonce/replay", "NONCE-02", Fail),
            pass("pin/wrong", "PIN-03"),
            case("pairing/clean", "PAIR-01", Error),
            timed(
                pass("states/read", "STATE-01"),
                "states",
                times(100).take(5),
            ),
            pass("log/count", "LOG-01"),
        ],
    )
}

fn comparison() -> Comparison {
    compare(&before(), &after(), &SETTINGS).expect("comparable")
}

fn assert_golden(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn the_text_says_what_is_worse_first() {
    assert_golden("compare", &text(&comparison(), false));
}

#[test]
fn the_json_fits_its_schema() {
    let schema = serde_json::from_str(&schema()).expect("the schema is JSON");
    let json = serde_json::from_str(&comparison().json()).expect("the comparison is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&json)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
}
