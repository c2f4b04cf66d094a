//! Exploration of the reference lock, right and wrong.
#![expect(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

mod link;
mod locks;

use boundary::VerdictKind;
use locks::{legal, run, search};
use sim::{Defect, Setup};

/// A spread over the chapters of the specification.
const DEFECTS: &[&str] = &[
    "notifies",
    "advertised-id-is-little-endian",
    "crc-zero-means-none",
    "tag-is-compared-in-part",
    "older-challenges-stay-good",
    "removed-users-are-served",
    "no-pin-lockout",
    "log-start-ignored",
];

fn with(defect: &str) -> Setup {
    let all = Defect::ALL.iter().copied();
    Setup {
        defect: Some(all.into_iter().find(|one| one.name() == defect).unwrap()),
        ..Setup::default()
    }
}

#[test]
fn what_is_written_fails_on_the_defect_and_passes_on_the_clean_lock() {
    for name in DEFECTS {
        let searched = search(with(name), 600, 1);
        let finding = searched
            .finding
            .unwrap_or_else(|| panic!("{name}: {:?}, {:?}", searched.tally, searched.broken));
        assert_eq!(
            run(&finding, with(name), 5),
            Ok(VerdictKind::Fail),
            "{name}:\n{}",
            finding.text
        );
        let clean = run(&finding, Setup::default(), 5);
        assert_eq!(clean, Ok(VerdictKind::Pass), "{name}:\n{}", finding.text);
        assert_eq!(finding.reproduced, (3, 3), "{name}");
        assert!(finding.steps <= finding.steps_found);
    }
}

#[test]
fn no_right_lock_is_blamed() {
    for (at, (name, setup)) in legal().into_iter().enumerate() {
        let searched = search(setup, 1, 11 + at as u64);
        assert_eq!(searched.broken, None, "{name}");
        let said = searched.finding.map(|finding| finding.text);
        assert_eq!(said, None, "{name}");
    }
}

#[test]
fn the_clean_lock_is_not_blamed() {
    let searched = search(Setup::default(), 60, 2);
    assert_eq!(searched.broken, None);
    assert_eq!(searched.finding.map(|finding| finding.text), None);
    assert_eq!(searched.tally.walks, 60);
    assert_eq!(searched.undecided, Vec::<String>::new());
    assert!(searched.tally.steps > 1_000);
}

#[test]
fn one_seed_finds_the_same_again() {
    let found = |seed| search(with("no-pin-lockout"), 200, seed).finding.unwrap();
    let (one, same) = (found(3), found(3));
    assert_eq!(one.text, same.text);
    assert_eq!(one.walk, same.walk);
}
