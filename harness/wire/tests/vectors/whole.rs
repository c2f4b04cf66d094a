//! Every vector and every check sum of the file, each by the check of its form.

use crate::store::{all, bytes, json};
use crate::{forms, negative, transcript};
use wire::crc;

#[cfg_attr(test, test)]
pub(crate) fn every_vector_holds() {
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

#[cfg_attr(test, test)]
pub(crate) fn every_checksum_holds() {
    let file = json();
    for case in file["crc"].as_array().unwrap() {
        let data = bytes(&case["data"]);
        let crc = crc::of(&data);
        assert_eq!(format!("0x{crc:04X}"), case["crc"], "of {data:02X?}");
        assert_eq!(crc.to_le_bytes().as_slice(), bytes(&case["wire"]));
    }
}
