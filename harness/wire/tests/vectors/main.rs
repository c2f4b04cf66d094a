//! Every vector of `vectors/vectors.json`, every layout of `vectors/layouts.json` and every name of `vectors/codes.json` holds.
//!
//! The files were worked out from the document and from real locks, with other implementations; nothing in them comes
//! from this crate. That makes them the oracle that the crate, its reference lock and its harness cannot share a
//! mistake with.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod codes;
mod forms;
mod layouts;
mod negative;
mod probe;
mod store;
mod transcript;

use store::{all, bytes, json};
use wire::crc;

#[test]
fn every_vector_holds() {
    let vectors = all();
    assert_eq!(vectors.len(), 97, "a vector was added or lost");
    for vector in vectors {
        match vector.form.as_str() {
            "plain" => forms::plain(&vector),
            "encrypted" => forms::encrypted(&vector),
            "pdata" => forms::pdata(&vector),
            "payload" => forms::payload(&vector),
            "key" => transcript::key_vector(&vector),
            "hmac-input" => transcript::hmac_input(&vector),
            "encrypted-fragment" => negative::fragment(&vector),
            "negative" => negative::malformed(&vector),
            other => panic!("{}: no check for the form {other}", vector.id),
        }
    }
}

#[test]
fn every_checksum_holds() {
    let file = json();
    for case in file["crc"].as_array().unwrap() {
        let data = bytes(&case["data"]);
        let crc = crc::of(&data);
        assert_eq!(format!("0x{crc:04X}"), case["crc"], "of {data:02X?}");
        assert_eq!(crc.to_le_bytes().as_slice(), bytes(&case["wire"]));
    }
}
