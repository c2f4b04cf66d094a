//! `decode` from arguments and standard input.

use crate::{alone, strikeplate};

#[test]
fn the_buffer_that_would_not_open_is_explained() {
    let seen = alone(
        "decode 38A36275410F40891EFAD22DE53E2A65800A7102BF80ABEE030100002500253B7007D9AEBD64524E",
    );
    assert_eq!(seen.code, Some(0), "{}", seen.err);
    for wanted in [
        "encrypted",
        "259",
        "37",
        "Only 10 of 37 bytes",
        "first two of four",
        "13 bytes",
        "the oldest layout",
    ] {
        assert!(seen.out.contains(wanted), "{wanted}: {}", seen.out);
    }
}

#[test]
fn standard_input_and_the_environment_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let output = strikeplate(folder.path())
        .args(["decode", "-"])
        .env("STRIKEPLATE_KEY", "217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730")
        .write_stdin("90B0757CFED0243017EAF5E089F8583B9839D61B050924D2020000002700B13938B67121B6D528E7DE206B0D7C5A94587A471B33EBFB012CED8F1261135566ED756E3910B5\n")
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("opens with the key given"), "{out}");
    assert!(out.contains("2016-03-07T08:15:30"), "{out}");
}

#[test]
fn a_wrong_key_is_refused_without_being_shown() {
    let seen = alone("decode 0100030027A7 --key 00112233");
    assert_eq!(seen.code, Some(2));
    assert!(
        seen.err.contains("expected a key of 32 bytes, got 4"),
        "{}",
        seen.err
    );
    let seen = alone("decode 0100030027A7 --key topsecretxx");
    assert!(!seen.err.contains("topsecret"), "{}", seen.err);
}
