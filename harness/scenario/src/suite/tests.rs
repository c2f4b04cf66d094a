use super::*;
use crate::ast::Level;
use boundary::{Capabilities, Capability};

const REPLAY: &str = "# yaml-language-server: $schema=../scenario.schema.json
title: A replayed nonce is refused
about: A recorded Lock Action must not move the bolt.
requirements: [NONCE-02]
given: [paired]
steps:
  - power_cycle
  - connect: a
  - still: locked
";

const TABLE: &str = "# yaml-language-server: $schema=../scenario.schema.json
title: The action $action is done
about: Each action has its number.
requirements: [ACT-01]
needs: ['api >= 2.0']
given: [paired]
table:
  lock: {action: lock}
  unlock: {action: unlock}
steps:
  - act: $action
";

fn suite() -> Suite {
    let suite = Suite::load(
        [
            ("nonce/replay-is-refused.yaml", REPLAY),
            ("scenarios/act/done.yaml", TABLE),
        ],
        None,
    );
    assert!(suite.is_sound(), "{}", suite.render(Colour::Plain));
    suite
}

fn ids(cases: &[&Case]) -> Vec<String> {
    cases.iter().map(|case| case.id.clone()).collect()
}

#[test]
fn a_row_is_a_case_with_its_key_and_its_title() {
    let suite = suite();
    let all: Vec<&str> = suite.cases().iter().map(|case| case.id.as_str()).collect();
    assert_eq!(
        all,
        [
            "nonce/replay-is-refused",
            "act/done#lock",
            "act/done#unlock"
        ]
    );
    assert_eq!(suite.cases()[2].title, "The action unlock is done");
    assert_eq!(
        suite
            .get("act/done#lock")
            .unwrap()
            .row
            .as_ref()
            .unwrap()
            .key
            .value,
        "lock"
    );
}

#[test]
fn cases_are_selected_by_id_pattern_and_requirement() {
    let suite = suite();
    let by = |ids: &[&str], requirements: &[&str]| Selection {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        requirements: requirements.iter().map(|id| (*id).to_owned()).collect(),
        level: None,
    };
    assert_eq!(suite.select(&Selection::default()).unwrap().len(), 3);
    assert_eq!(
        ids(&suite.select(&by(&["act/done"], &[])).unwrap()),
        ["act/done#lock", "act/done#unlock"]
    );
    assert_eq!(
        ids(&suite.select(&by(&["*replay*"], &[])).unwrap()),
        ["nonce/replay-is-refused"]
    );
    assert_eq!(
        ids(&suite
            .select(&by(&["scenarios/nonce/replay-is-refused.yaml"], &[]))
            .unwrap()),
        ["nonce/replay-is-refused"]
    );
    assert_eq!(suite.select(&by(&[], &["ACT-01"])).unwrap().len(), 2);
    let wrong = suite.select(&by(&["replay-is-refused"], &[])).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "no case is `replay-is-refused`; did you mean `nonce/replay-is-refused`?"
    );
}

#[test]
fn steps_imply_what_they_need() {
    let suite = suite();
    let case = suite.get("nonce/replay-is-refused").unwrap();
    let mut link = Capabilities::all();
    let none = BTreeMap::new();
    assert_eq!(case.applicable(&link, &none), Ok(()));
    link.remove(Capability::PowerCycle);
    assert_eq!(
        case.applicable(&link, &none),
        Err("the link lacks `power-cycle`: it removes and restores the lock's power".to_owned())
    );
}

#[test]
fn what_a_file_asks_for_counts_too() {
    let suite = suite();
    let case = suite.get("act/done#lock").unwrap();
    let claims = BTreeMap::from([("api".to_owned(), "1.10".to_owned())]);
    assert_eq!(
        case.applicable(&Capabilities::all(), &claims),
        Err("the lock claims `api: 1.10`, and `api >= 2.0` is needed".to_owned())
    );
}

#[test]
fn an_id_belongs_to_one_file() {
    let suite = Suite::load(
        [("a.yaml", REPLAY), ("a.yml", REPLAY), ("B_.yaml", REPLAY)],
        None,
    );
    let said: Vec<&str> = suite
        .reports()
        .iter()
        .map(|one| one.diagnostics[0].message.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "the id `a` belongs to a.yaml already",
            "the file's name `B_` cannot be an id"
        ]
    );
}

#[test]
fn levels_come_from_the_most_direct_requirement() {
    let catalogue =
        "requirements:\n  NONCE-02: {text: t, clause: c, kind: spec, dut: lock, level: should}\n";
    let (catalogue, _) = Catalogue::load(catalogue);
    let suite = Suite::load([("a.yaml", REPLAY)], catalogue.as_ref());
    let level = |level| Selection {
        level: Some(level),
        ..Selection::default()
    };
    assert_eq!(suite.select(&level(Level::Must)).unwrap().len(), 0);
    assert_eq!(suite.select(&level(Level::Should)).unwrap().len(), 1);
}
