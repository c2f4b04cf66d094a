//! The reader against whole, cut, damaged and hostile journals.

use super::*;
use crate::Conclusion;
use crate::journal::Writer;
use boundary::journal::{CaseEnd, CaseHead, RunHead};
use boundary::{Conn, FromLock, Instant, ToLock, Verdict, VerdictKind};
use proptest::prelude::{Strategy, any, proptest};

fn case(id: &str) -> Record {
    Record::Case(CaseHead {
        id: id.into(),
        title: "Ein Schlüssel öffnet".into(),
        ..CaseHead::default()
    })
}

fn verdict(id: &str, kind: VerdictKind) -> Record {
    Record::Verdict(CaseEnd {
        id: id.into(),
        at: Instant(9),
        wall_us: 7,
        verdict: Verdict::of(kind, "reason"),
        failure: None,
        findings: Vec::new(),
        assertions: 1,
    })
}

fn to() -> Record {
    Record::To {
        at: Instant(5),
        message: ToLock::Confirm { conn: Conn(1) },
    }
}

fn whole() -> Vec<Record> {
    vec![
        Record::Run(RunHead {
            journal: VERSION,
            seed: 7,
            ..RunHead::default()
        }),
        case("a/one"),
        to(),
        Record::From {
            at: Instant(6),
            message: FromLock::Refused {
                conn: Conn(1),
                reason: "voll".into(),
            },
        },
        verdict("a/one", VerdictKind::Fail),
        case("a/two"),
        verdict("a/two", VerdictKind::Pass),
        Record::End {
            lock_us: 10,
            wall_us: 20,
            interrupted: false,
        },
    ]
}

fn written(records: &[Record]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for record in records {
        writer.append(record).expect("memory takes it");
    }
    writer.into_inner()
}

fn read_all(bytes: &[u8]) -> Run {
    read(bytes, &Limits::default()).expect("it reads")
}

fn run_of(passed: usize, left_out: usize) -> Run {
    let kinds = [
        (passed, VerdictKind::Pass),
        (left_out, VerdictKind::NotApplicable),
    ];
    let kinds = kinds
        .iter()
        .flat_map(|(many, kind)| std::iter::repeat_n(*kind, *many));
    let cases = kinds.enumerate().flat_map(|(at, kind)| {
        let id = format!("a/{at}");
        [case(&id), verdict(&id, kind)]
    });
    let whole = whole();
    let records: Vec<Record> = whole[..1]
        .iter()
        .cloned()
        .chain(cases)
        .chain(whole[whole.len() - 1..].iter().cloned())
        .collect();
    read_all(&written(&records))
}

#[test]
fn a_bench_on_which_hardly_anything_can_be_tried_passes_nothing() {
    assert_eq!(run_of(4, 500).conclusion(), Conclusion::Incomplete);
    assert!(run_of(4, 500).incomplete().is_some());
    assert_eq!(run_of(100, 200).conclusion(), Conclusion::Passed);
    // Whoever chooses a few cases knows what is missing.
    assert_eq!(run_of(1, 10).conclusion(), Conclusion::Passed);
    assert_eq!(run_of(0, 10).conclusion(), Conclusion::Incomplete);
}

#[test]
fn what_is_written_is_read_back() {
    let run = read_all(&written(&whole()));
    assert_eq!(run.head.seed, 7);
    assert_eq!(run.incomplete(), None);
    assert_eq!(run.cases.len(), 2);
    assert_eq!(run.cases[0].timeline.len(), 2);
    assert_eq!(run.cases[0].kind(), VerdictKind::Fail);
    assert_eq!(run.cases[1].kind(), VerdictKind::Pass);
}

#[test]
fn a_journal_cut_at_any_byte_is_readable_and_says_incomplete() {
    let bytes = written(&whole());
    let mut verdicts = 0;
    for cut in 0..bytes.len() {
        let run = read_all(&bytes[..cut]);
        // Without its last line feed the last line is whole all the same.
        let whole = cut + 1 == bytes.len();
        assert_eq!(run.incomplete().is_none(), whole, "cut at {cut}");
        let now = run.cases.iter().filter(|case| case.end.is_some()).count();
        assert!(
            now >= verdicts,
            "a longer journal tells no less (cut at {cut})"
        );
        verdicts = now;
    }
    assert_eq!(verdicts, 2);
}

#[test]
fn a_case_in_whose_middle_the_journal_ends_is_inconclusive() {
    let run = read_all(&written(&whole()[..3]));
    assert_eq!(run.cases[0].kind(), VerdictKind::Inconclusive);
    assert_eq!(
        run.incomplete(),
        Some("the journal stops before the end of the run")
    );
}

#[test]
fn a_broken_line_is_damage_and_the_rest_is_read() {
    let mut bytes = written(&whole()[..2]);
    bytes.extend_from_slice(b"{\"to\": 5}\n\xff\xfe\n");
    bytes.extend(written(&whole()[2..]));
    let run = read_all(&bytes);
    assert_eq!(run.damage.len(), 2);
    assert_eq!(run.incomplete(), Some("the journal is damaged"));
    assert_eq!(run.cases.len(), 2);
}

#[test]
fn records_of_a_newer_program_are_skipped() {
    let mut bytes = written(&whole()[..2]);
    bytes.extend_from_slice(b"{\"weather\":{\"at\":5}}\n");
    bytes.extend(written(&whole()[2..]));
    assert_eq!(read_all(&bytes).incomplete(), None);
}

#[test]
fn a_foreign_file_and_a_newer_journal_are_refused() {
    let limits = Limits::default();
    let foreign = read(&b"<xml/>\n"[..], &limits).expect_err("no journal");
    assert!(
        foreign.to_string().starts_with("not a journal"),
        "{foreign}"
    );
    let other = written(&whole()[1..]);
    assert!(matches!(read(&*other, &limits), Err(ReadError::Foreign(_))));
    let head = RunHead {
        journal: VERSION + 1,
        ..RunHead::default()
    };
    let newer = written(&[Record::Run(head)]);
    assert!(matches!(read(&*newer, &limits), Err(ReadError::Newer(_))));
}

#[test]
fn an_endless_line_is_skipped_without_being_held() {
    let mut bytes = written(&whole()[..2]);
    bytes.extend(std::iter::repeat_n(b'x', 3 << 20));
    bytes.push(b'\n');
    bytes.extend(written(&whole()[2..]));
    let run = read_all(&bytes);
    assert!(run.damage[0].contains("longer than"), "{:?}", run.damage);
    assert_eq!(run.cases.len(), 2);
}

#[test]
fn a_huge_journal_is_kept_within_bounds() {
    let mut records = whole()[..2].to_vec();
    records.extend(std::iter::repeat_n(to(), 1000));
    records.extend_from_slice(&whole()[2..]);
    let limits = Limits {
        kept: 4000,
        ..Limits::default()
    };
    let run = read(&*written(&records), &limits).expect("it reads");
    assert!(run.cases[0].dropped > 900);
    assert!(run.cases[0].timeline.len() < 100);
    assert_eq!(run.cases[0].kind(), VerdictKind::Fail, "the verdict stays");
    let tiny = Limits {
        kept: 300,
        ..Limits::default()
    };
    let run = read(&*written(&records), &tiny).expect("it reads");
    assert!(run.incomplete().is_some());
}

#[test]
fn a_verdict_out_of_place_is_damage() {
    let mut records = whole();
    records.insert(5, verdict("a/ghost", VerdictKind::Pass));
    let run = read_all(&written(&records));
    assert!(run.damage[0].contains("a/ghost"), "{:?}", run.damage);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        noise in proptest::collection::vec(any::<u8>(), 0..400),
        at in 0_usize..2000,
    ) {
        let mut bytes = written(&whole());
        let at = at.min(bytes.len());
        bytes.splice(at..at, noise);
        let _ = read(&*bytes, &Limits::default());
    }

    #[test]
    fn a_flipped_byte_never_invents_a_pass(at in 0_usize..5000, mask in 1_u8..) {
        let mut records = whole();
        records.truncate(5);
        let mut bytes = written(&records);
        let at = at % bytes.len();
        bytes[at] ^= mask;
        if let Ok(run) = read(&*bytes, &Limits::default()) {
            assert!(run.cases.iter().all(|case| case.kind() != VerdictKind::Pass));
        }
    }

    #[test]
    fn keeping_less_changes_no_verdict(kinds in proptest::collection::vec(0_usize..6, 1..20)
        .prop_map(|picks| picks.into_iter().map(|pick| VerdictKind::ALL[pick]).collect::<Vec<_>>()))
    {
        let mut records = whole()[..1].to_vec();
        for (index, kind) in kinds.iter().enumerate() {
            let id = format!("a/{index}");
            records.extend([case(&id), to(), verdict(&id, *kind)]);
        }
        let bytes = written(&records);
        let all = Limits { keep: Keep::All, ..Limits::default() };
        let counts = |limits: &Limits| read(&*bytes, limits).expect("it reads").counts();
        assert_eq!(counts(&all), counts(&Limits::default()));
    }
}
