//! Explanations of messages whose meaning was worked out elsewhere.

use super::*;

const DOCUMENT_S: &str = "217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730";
const DOCUMENT_K: &str = "0DE40B998E0E330376F2D2FC4892A6931E25055FD09F054F99E93FECD9BA611E";
const GENERATED_S: &str = "660CC52310207A7AA0E85F7887CF6E3E83D42E2B7E903FDB853AEDD1688B2475";
const GENERATED_PRIVATE: &str = "78014F5B0E14E604B3C86CB91DD5C935D0E955228963EE1B8C359E04881ACE02";
const LOCK_PUBLIC: &str = "D0D009EC929B5FF3B30763096CC462E082587BCD2F6170770521CBA741949202";
const STATES: &str = "90B0757CFED0243017EAF5E089F8583B9839D61B050924D2020000002700B13938B67121B6D528E7DE206B0D7C5A94587A471B33EBFB012CED8F1261135566ED756E3910B5";
const CUT: &str = "<Buffer 38 a3 62 75 41 0f 40 89 1e fa d2 2d e5 3e 2a 65 80 0a 71 02 bf 80 ab ee 03 01 00 00 25 00 25 3b 70 07 d9 ae bd 64 52 4e>";

fn keys(s: &str) -> Keys {
    Keys {
        given: Some(input::key(s).unwrap()),
        pair: None,
    }
}

fn said(hex: &str, keys: &Keys) -> String {
    explain(&[input::bytes(hex).unwrap()], None, keys, Api::V1_10)
}

#[test]
fn the_buffer_that_would_not_open_is_two_of_four_fragments() {
    insta::assert_snapshot!(said(CUT, &Keys::default()));
    assert_eq!(
        said(CUT, &Keys::default()),
        said(CUT, &keys(DOCUMENT_S)),
        "no key helps"
    );
}

#[test]
fn states_open_with_the_shared_key() {
    insta::assert_snapshot!(said(STATES, &keys(DOCUMENT_S)));
}

#[test]
fn without_a_key_the_parts_are_shown() {
    insta::assert_snapshot!(said(STATES, &Keys::default()));
}

#[test]
fn fragments_are_joined_in_order() {
    let all = input::bytes(STATES).unwrap();
    let parts: Vec<Vec<u8>> = all.chunks(20).map(<[u8]>::to_vec).collect();
    let whole = explain(&parts, None, &keys(DOCUMENT_S), Api::V1_10);
    assert!(
        whole.starts_with("4 fragments joined: 20 + 20 + 20 + 9 bytes"),
        "{whole}"
    );
    assert!(whole.contains("opens with the key given"), "{whole}");
    let three = explain(&parts[..3], None, &keys(DOCUMENT_S), Api::V1_10);
    assert!(
        three.contains("first three of four fragments of 20 bytes (20 + 20 + 20 + 9)"),
        "{three}"
    );
}

#[test]
fn the_diffie_hellman_result_is_told_from_the_key() {
    let seen = said(STATES, &keys(DOCUMENT_K));
    assert!(
        seen.contains("that one is k, the Diffie-Hellman result"),
        "{seen}"
    );
}

#[test]
fn a_message_sealed_with_k_is_told() {
    let pair = Keys {
        given: None,
        pair: Some((
            input::key(GENERATED_PRIVATE).unwrap(),
            input::key(LOCK_PUBLIC).unwrap(),
        )),
    };
    let sealed = "D9D84186105BD1D6C26BAE3FF30AD56018332E88D71D5B77030201001A0026CCB224BA10E0AD00F47760752906861E87E63D0E8BD099C727";
    let seen = said(sealed, &pair);
    assert!(
        seen.contains("opens with k, the bare Diffie-Hellman result"),
        "{seen}"
    );
}

#[test]
fn another_key_does_not_open_it() {
    let seen = said(STATES, &keys(GENERATED_S));
    assert!(seen.contains("DOES NOT OPEN"), "{seen}");
    assert!(seen.contains("that of authorization 2"), "{seen}");
    assert!(
        !seen.to_uppercase().contains(&GENERATED_S[..16]),
        "the key is not shown"
    );
}

/// Senders' mistakes, each as one message, with what must be said of it.
const SPOILT: &[(&str, &str, &str)] = &[
    (
        "big-endian length",
        "A7879EACDCE318B9D21BC941694E4639A436843B93F8EC6C03020100001ABF1F564A04EBD793D23F00BD4032D150BD99A5C7ACFCEB0894EE",
        "The length field is big-endian",
    ),
    (
        "length too small",
        "A7879EACDCE318B9D21BC941694E4639A436843B93F8EC6C030201001800BF1F564A04EBD793D23F00BD4032D150BD99A5C7ACFCEB0894EE",
        "The length field says 24, but 26 bytes follow it",
    ),
    (
        "crc without id",
        "D9D84186105BD1D6C26BAE3FF30AD56018332E88D71D5B77030201001A003433B779DC062D3910383B589BA5D58156DA605ABAC2E09C3C0A",
        "leaves out the authorization id",
    ),
    (
        "tag last",
        "D9D84186105BD1D6C26BAE3FF30AD56018332E88D71D5B77030201001A0056DA605ABAC2E09CF452D763EAC52116A99682E49EEE11EA0328",
        "with the tag behind the ciphertext",
    ),
    (
        "crc wrong",
        "D9D84186105BD1D6C26BAE3FF30AD56018332E88D71D5B77030201001A003135345C5E91F78F329982E3ADF58EB156DA605ABAC2E09C25BD",
        "WRONG",
    ),
    (
        "two ids",
        "D48BBD2869B53E9366C32B89FE600FCDDBBB8F73647F6022030201001A006658ACB6D0D44D1EF0541B50AFE1D2892F24A43AA26C6A1C3A97",
        "outside the box and",
    ),
];

#[test]
fn what_senders_get_wrong_is_named() {
    for (name, hex, wanted) in SPOILT {
        let seen = said(hex, &keys(GENERATED_S));
        assert!(seen.contains(wanted), "{name}:\n{seen}");
    }
}

#[test]
fn plain_messages_are_told_by_their_crc() {
    insta::assert_snapshot!(said("1200FD0100E7C3", &Keys::default()));
    let big = said("01000300A727", &Keys::default());
    assert!(big.contains("high byte first"), "{big}");
    let half = said("03002FE57DA347CD62431528DAAC5FBB290730FF", &Keys::default());
    assert!(half.contains("incomplete: 20 of 36 bytes"), "{half}");
    let two = said("1200FD0100E7C30E00009DD7", &Keys::default());
    assert!(
        two.contains("5 bytes beyond its end:\n5 bytes: a plain message"),
        "{two}"
    );
}

#[test]
fn a_typed_text_is_told() {
    let seen = said("3078303130303033303032374137", &Keys::default());
    assert!(seen.contains("the text \"0x0100030027A7\""), "{seen}");
}

#[test]
fn the_content_of_a_box_is_told() {
    let seen = said("020000000E00010D9A", &Keys::default());
    assert!(
        seen.contains("the content of a box (PDATA)") && seen.contains("accepted"),
        "{seen}"
    );
}

#[test]
fn bytes_without_sense_are_no_panic() {
    assert!(said("FFFF", &Keys::default()).contains("that no message begins with"));
    proptest::proptest!(|(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..200))| {
        for form in [None, Some(Form::Plain), Some(Form::Encrypted), Some(Form::Pdata)] {
            let _ = explain(std::slice::from_ref(&bytes), form, &keys(DOCUMENT_S), Api::V2_3);
        }
    });
}
