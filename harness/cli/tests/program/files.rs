//! Journals and reports.

use crate::{alone, ended};
use std::fs;

#[test]
fn every_report_can_be_had_again_from_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let seen = ended(
        folder.path(),
        "run pin --seed 2 --lock sim:defect=nonces-unchecked --journal j --junit a.xml --json a.json --html a.html",
    );
    assert!(matches!(seen.code, Some(0 | 1)), "{}{}", seen.out, seen.err);
    for (format, name) in [("json", "a.json"), ("junit", "a.xml")] {
        let again = ended(folder.path(), &format!("report j --format {format}"));
        assert_eq!(again.code, seen.code);
        let first = fs::read_to_string(folder.path().join(name)).unwrap();
        // Only the run knows where its journal lies.
        let first: String = first.lines().filter(|line| !is_attachment(line)).collect();
        let again: String = again
            .out
            .lines()
            .filter(|line| !is_attachment(line))
            .collect();
        assert_eq!(first, again, "{format}");
    }
    let html = fs::read_to_string(folder.path().join("a.html")).unwrap();
    assert!(
        html.contains("class=\"timeline"),
        "every case has its timeline"
    );
    let console = ended(folder.path(), "report j");
    assert!(console.out.contains("cases: "), "{}", console.out);
}

fn is_attachment(line: &str) -> bool {
    line.contains("ATTACHMENT") || line.contains("\"attachment\"") || line.trim() == "</system-out>"
}

#[test]
fn a_journal_cut_anywhere_is_readable_and_says_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    ended(folder.path(), "run crc --seed 2 --journal whole");
    let bytes = fs::read(folder.path().join("whole")).unwrap();
    for part in [0, 1, 10, 50, 90, 99] {
        let cut = bytes.len() * part / 100;
        fs::write(folder.path().join("cut"), &bytes[..cut]).unwrap();
        let seen = ended(folder.path(), "report cut");
        assert_eq!(seen.code, Some(4), "{part} %: {}{}", seen.out, seen.err);
        assert!(seen.out.contains("INCOMPLETE"), "{}", seen.out);
    }
}

#[test]
fn what_is_no_journal_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x"), "hello\nworld\n").unwrap();
    let seen = ended(folder.path(), "report x");
    assert_eq!(seen.code, Some(2));
    assert!(seen.err.contains("not a journal"), "{}", seen.err);
    assert_eq!(alone("report nowhere").code, Some(2));
    assert_eq!(alone("report x --format word").code, Some(2));
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_run() {
    let seen = alone("run crc --junit no/such/folder/x.xml");
    assert_eq!(seen.code, Some(3));
    assert!(seen.err.contains("no/such/folder/x.xml"), "{}", seen.err);
    assert!(!seen.out.contains("pass"), "{}", seen.out);
    assert_eq!(alone("run crc --journal no/such/folder/j").code, Some(3));
}

#[test]
fn every_case_has_a_capture_and_no_pin_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let seen = ended(
        folder.path(),
        "run pin/the-right-pin* gatt/t* --seed 3 --capture caps --journal j",
    );
    assert_eq!(seen.code, Some(0), "{}{}", seen.out, seen.err);
    let journal = fs::read_to_string(folder.path().join("j")).unwrap();
    let cases = journal.matches(r#"{"case":{"#).count();
    let captures: Vec<Vec<u8>> = fs::read_dir(folder.path().join("caps"))
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(captures.len(), cases);
    assert!(cases > 1, "{cases}");
    for capture in captures {
        assert_eq!(capture[..4], [0x0A, 0x0D, 0x0D, 0x0A]);
        let text = String::from_utf8_lossy(&capture);
        assert!(text.contains("verdict: pass") && text.contains("step 0: "));
        assert!(!text.contains("pin: 0x") && !text.contains("pin: 1"));
    }
}

#[test]
fn a_folder_for_captures_that_cannot_be_made_stops_the_run_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let seen = ended(folder.path(), "run gatt --capture file/caps");
    assert_eq!(seen.code, Some(3));
    assert!(seen.err.contains("file/caps"), "{}", seen.err);
}

#[test]
fn the_dissector_is_in_the_program() {
    let seen = alone("schema --dissector");
    assert_eq!(seen.code, Some(0));
    assert!(seen.out.contains("Proto(\"strikeplate\""), "{}", seen.out);
    assert_eq!(alone("schema report --dissector").code, Some(2));
}

#[test]
fn a_full_disk_under_the_journal_is_the_benchs_fault_and_ends_the_run() {
    for lock in ["sim", "sim:defect=nonces-unchecked"] {
        let seen = alone(&format!(
            "run --seed 1 --jobs 1 --journal /dev/full --lock {lock}"
        ));
        assert_eq!(seen.code, Some(3), "{}{}", seen.out, seen.err);
        assert!(
            seen.err.contains("journal cannot be written"),
            "{}",
            seen.err
        );
        assert!(!seen.out.contains("FAILED"), "{}", seen.out);
    }
}
