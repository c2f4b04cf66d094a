//! A run made by hand, with every verdict in it.

use boundary::journal::{CaseEnd, CaseHead, Failure, FieldDifference, Finding, Record, RunHead};
use boundary::{Char, Conn, FromLock, Id, Instant, ToLock, Verdict, VerdictKind, WriteKind};
use reports::journal::{Fold, Keep};
use reports::{Context, Requirement, Run};

/// The scenario file that the failures point into.
pub(crate) const SCENARIO: &str = "\
title: A used nonce is refused
about: A recorded action must not move the bolt again.
requirements: [NONCE-02]
given: [paired]
steps:
  - send: lock_action
    with: {lock_action: unlock, nonce: $nonce}
  - expect:
      - error_report: {error_code: bad_nonce}
    within: 10s
";

pub(crate) const FILE: &str = "scenarios/nonce/replay-is-refused.yaml";

/// The run, folded.
pub(crate) fn run() -> Run {
    folded(&records())
}

pub(crate) fn folded(records: &[Record]) -> Run {
    let mut fold = Fold::new(Keep::All, usize::MAX);
    for record in records {
        fold.take(record.clone(), 100);
    }
    fold.finish()
}

/// What the catalogue and the scenario say.
pub(crate) fn context() -> Context {
    let mut context = Context::default();
    context.requirements.insert(
        "NONCE-02".into(),
        Requirement {
            text: "A challenge is good for one command; a second use of it is refused and nothing moves.".into(),
            clause: "already been used".into(),
            kind: "spec".into(),
            level: "must".into(),
        },
    );
    context.sources.insert(FILE.into(), SCENARIO.into());
    context
}

#[expect(clippy::too_many_lines, reason = "a whole run, record by record")]
pub(crate) fn records() -> Vec<Record> {
    let mut records = vec![head()];
    records.extend(case(
        "pairing/whole",
        "A pairing succeeds",
        "PAIR-02",
        1_000,
    ));
    records.push(end("pairing/whole", 2_000_000, Verdict::pass(), None));
    failing(&mut records);
    records.extend(case(
        "nonce/table#a<b",
        "A nonce of $bytes & more",
        "NONCE-01",
        42_000_000,
    ));
    records.push(Record::Observation {
        at: Instant(42_000_100),
        about: "error code for an unknown nonce".into(),
        seen: "0xFF (unknown)".into(),
        requirements: vec!["NONCE-01".into()],
    });
    records.push(Record::Latency {
        name: "states".into(),
        us: 41_200,
    });
    records.push(finding("nonce/table#a<b"));
    ending(
        &mut records,
        "rig/broken",
        VerdictKind::Error,
        "the lock's stream holds no JSON object: `garb\u{1b}[2Jage`",
    );
    ending(
        &mut records,
        "users/two-links",
        VerdictKind::NotApplicable,
        "the link lacks several-connections",
    );
    ending(
        &mut records,
        "users/two-actions",
        VerdictKind::NotApplicable,
        "the link lacks several-connections",
    );
    ending(
        &mut records,
        "timing/fine",
        VerdictKind::Inconclusive,
        "could not be brought about: paired (no answer in 10 s)",
    );
    ending(
        &mut records,
        "config/known",
        VerdictKind::Waived,
        "known until 2027-01-31: firmware 2.3 stores no LED brightness",
    );
    records.push(Record::End {
        lock_us: 612_000_000,
        wall_us: 431_000,
        interrupted: false,
    });
    records
}

fn head() -> Record {
    Record::Run(RunHead {
        journal: 1,
        suite: "0.1.0".into(),
        scenarios: "sha256:0011".into(),
        api: "1.10".into(),
        link: "exec:./lock --fast".into(),
        lock: "Example Lock 2.1".into(),
        clock: "real ±1.0 ms".into(),
        seed: 42,
        started: "2026-11-21T10:00:00Z".into(),
        rig: "ci/rigs/example.yaml".into(),
        probe: "esp32s3 0.1.0 A0B1C2D3E4F5, image sha256:00ff".into(),
        profile: [("api".to_owned(), "1.10".to_owned())].into(),
    })
}

fn case(id: &str, title: &str, requirement: &str, at: u64) -> Vec<Record> {
    let file = id.split('#').next().unwrap_or(id);
    vec![Record::Case(CaseHead {
        id: id.into(),
        title: title.into(),
        file: format!("scenarios/{file}.yaml"),
        line: 1,
        requirements: vec![requirement.into()],
        level: "must".into(),
        seed: 7,
        attempt: 1,
        retry: 0,
        at: Instant(at),
    })]
}

fn end(id: &str, at: u64, verdict: Verdict, failure: Option<Failure>) -> Record {
    Record::Verdict(CaseEnd {
        id: id.into(),
        at: Instant(at),
        wall_us: 12_345,
        verdict,
        failure,
        findings: Vec::new(),
        assertions: 3,
    })
}

fn ending(records: &mut Vec<Record>, id: &str, kind: VerdictKind, reason: &str) {
    records.extend(case(
        id,
        &format!("The title of {id}"),
        "NONCE-02",
        50_000_000,
    ));
    records.push(end(id, 50_000_000, Verdict::of(kind, reason), None));
}

fn finding(id: &str) -> Record {
    Record::Verdict(CaseEnd {
        id: id.into(),
        at: Instant(43_000_000),
        wall_us: 900,
        verdict: Verdict::pass(),
        failure: None,
        findings: vec![Finding {
            requirements: vec!["NONCE-01".into()],
            level: "should".into(),
            text: "answered 0xFF (unknown) where the document prints 0x22 (bad nonce)".into(),
            line: 9,
        }],
        assertions: 1,
    })
}

/// The second action is accepted: the failure that the screen shows.
#[expect(clippy::too_many_lines, reason = "a whole run, record by record")]
fn failing(records: &mut Vec<Record>) {
    let id = "nonce/replay-is-refused";
    records.extend(case(id, "A used nonce is refused", "NONCE-02", 3_000_000));
    records.push(Record::Step {
        at: Instant(40_000_000),
        index: 0,
        line: 6,
        column: 5,
        text: "send lock_action".into(),
    });
    let write = |at, value: &[u8]| Record::To {
        at: Instant(at),
        message: ToLock::Write {
            conn: Conn(1),
            id: Id(9),
            char: Char::USDIO,
            value: value.to_vec(),
            kind: WriteKind::Long,
        },
    };
    let indicate = |at, value: &[u8]| Record::From {
        at: Instant(at),
        message: FromLock::Indicate {
            conn: Conn(1),
            char: Char::USDIO,
            value: value.to_vec(),
        },
    };
    let decoded = |at, direction: &str, text: &str| Record::Decoded {
        at: Instant(at),
        direction: direction.into(),
        text: text.into(),
        clear: Vec::new(),
    };
    records.extend([
        write(40_000_000, &[0x19, 0x46]),
        decoded(
            40_000_000,
            "->",
            "lock_action {lock_action: unlock, flags: 0} as owner",
        ),
        indicate(40_020_000, &[0x88; 20]),
        indicate(40_041_200, &[0x99, 0x01]),
        decoded(40_041_200, "<-", "status {status: accepted} as owner"),
        Record::Console {
            at: Instant(40_050_000),
            line: "motor: \u{1b}[31mstart".into(),
        },
        indicate(40_060_000, &[0xAB; 20]),
    ]);
    let failure = Failure {
        line: 9,
        column: 9,
        width: 12,
        expected: "error_report {error_code: 0x22 (bad nonce)} within 10 s".into(),
        actual: "status {status: 0x01 (accepted)} after 41.2 ms".into(),
        because: None,
        fields: vec![FieldDifference {
            field: "error_code".into(),
            expected: "0x22 (bad nonce)".into(),
            actual: "not in this message".into(),
        }],
        within: vec!["repeat: 5, turn 3 (line 4)".into()],
    };
    let reason = "expected error_report {error_code: 0x22 (bad nonce)}, got status {status: 0x01 (accepted)} after 41.2 ms";
    let verdict = Verdict::of(VerdictKind::Fail, reason).against(["NONCE-02".to_owned()]);
    records.push(end(id, 40_070_000, verdict, Some(failure)));
}
