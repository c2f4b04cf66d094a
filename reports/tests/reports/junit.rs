//! The rules of JUnit's big readers, restated, on a run made by hand.

use crate::sample;

use boundary::journal::Record;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use reports::{Context, Format, Run};
use std::collections::BTreeSet;

fn parsed(run: &Run, context: &Context) -> Report {
    let format = Format::named("junit").expect("the table has it");
    let mut out = Vec::new();
    (format.write)(run, context, &mut out).expect("memory takes it");
    Report::deserialize_from_str(&String::from_utf8(out).expect("UTF-8")).expect("it is JUnit")
}

#[test]
fn names_are_unique_over_the_whole_run() {
    let mut records = sample::records();
    let mut again = records.clone();
    for record in &mut again {
        match record {
            Record::Case(head) => head.id.push_str("-too"),
            Record::Verdict(end) => end.id.push_str("-too"),
            _ => {}
        }
    }
    let end = records.pop().expect("the end");
    records.extend(
        again
            .into_iter()
            .skip(1)
            .filter(|one| !matches!(one, Record::End { .. })),
    );
    records.push(end);
    let report = parsed(&sample::folded(&records), &Context::default());
    let names: Vec<&str> = report
        .test_suites
        .iter()
        .flat_map(|suite| suite.test_cases.iter().map(|case| case.name.as_str()))
        .collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), 16);
    assert_eq!(distinct.len(), names.len(), "{names:?}");
}

#[test]
fn a_failure_repeats_its_message_in_the_first_line_of_its_text() {
    let report = parsed(&sample::run(), &sample::context());
    let cases = report
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases);
    let mut kinds = Vec::new();
    for case in cases {
        if let TestCaseStatus::NonSuccess {
            kind,
            message,
            ty,
            description,
            ..
        } = &case.status
        {
            let text = description.as_ref().expect("a text").as_str();
            let message = message.as_ref().expect("a message").as_str();
            assert_eq!(text.lines().next(), Some(message));
            assert!(message.starts_with('['), "{message}");
            kinds.push((*kind, ty.as_ref().expect("a type").to_string()));
        }
    }
    let wanted = [
        (NonSuccessKind::Failure, "conformance".to_owned()),
        (NonSuccessKind::Error, "rig".to_owned()),
    ];
    assert_eq!(kinds, wanted);
}

#[test]
fn every_skip_says_its_reason_as_attribute_and_as_text() {
    let report = parsed(&sample::run(), &sample::context());
    let cases = report
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases);
    let mut types = Vec::new();
    for case in cases {
        if let TestCaseStatus::Skipped {
            message,
            ty,
            description,
        } = &case.status
        {
            assert_eq!(message, description);
            assert!(message.as_ref().is_some_and(|reason| !reason.is_empty()));
            types.push(ty.as_ref().expect("a type").to_string());
        }
    }
    assert_eq!(
        types,
        ["not-applicable", "not-applicable", "inconclusive", "waived"]
    );
}

#[test]
fn attachments_stand_last_and_are_relative() {
    let context = Context {
        attachments: vec!["out/run.journal".into()],
        ..sample::context()
    };
    let report = parsed(&sample::run(), &context);
    for case in report
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases)
    {
        let out = case.system_out.as_ref().expect("a summary").as_str();
        let last = out.trim_end().lines().next_back();
        assert_eq!(last, Some("[[ATTACHMENT|out/run.journal]]"));
    }
}

#[test]
fn a_repeat_that_failed_once_has_failed() {
    let records = sample::records();
    let failing: Vec<Record> = records[3..=12].to_vec();
    let mut twice = records[..13].to_vec();
    for record in failing {
        twice.push(match record {
            Record::Case(mut head) => {
                head.attempt = 2;
                Record::Case(head)
            }
            other => other,
        });
    }
    let report = parsed(&sample::folded(&twice), &Context::default());
    let case = &report.test_suites[1].test_cases[0];
    let TestCaseStatus::NonSuccess { reruns, .. } = &case.status else {
        panic!("it failed: {case:?}");
    };
    assert_eq!(reruns.runs.len(), 1);
    assert!(
        reruns
            .runs
            .iter()
            .all(|one| one.kind == NonSuccessKind::Failure)
    );
}
