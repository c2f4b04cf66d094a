//! Reads the files of vectors.

use serde_json::Value;
use std::string::String;
use std::vec::Vec;
use wire::{gatt::Char, session::SharedKey};

/// A vector of the file.
pub(crate) struct Vector {
    pub(crate) id: String,
    pub(crate) form: String,
    /// Whether it goes to the lock; false for what goes nowhere.
    pub(crate) to_lock: bool,
    pub(crate) char: Option<Char>,
    pub(crate) bytes: Vec<u8>,
    /// What else the file says of it.
    pub(crate) json: Value,
}

/// All vectors, in the order of the file.
pub(crate) fn all() -> Vec<Vector> {
    let file = json();
    let vectors = file["vectors"].as_array().unwrap();
    vectors.iter().map(read).collect()
}

/// The bytes of the vector of that id.
pub(crate) fn vector(id: &str) -> Vec<u8> {
    let found = all().into_iter().find(|vector| vector.id == id);
    found.unwrap_or_else(|| panic!("no vector {id}")).bytes
}

/// The 32 bytes of that key: `document/shared_s`.
pub(crate) fn key(path: &str) -> [u8; 32] {
    let value = json().pointer(&format!("/keys/{path}")).cloned().unwrap();
    bytes(&value).try_into().unwrap()
}

/// The shared key that the vector of that id is sealed with.
pub(crate) fn shared_key(id: &str) -> SharedKey {
    let whose = if id.starts_with("DOC") {
        "document"
    } else {
        "generated"
    };
    SharedKey::from_bytes(key(&format!("{whose}/shared_s")))
}

/// The authorization id that the vector of that id carries.
pub(crate) fn auth_id(id: &str) -> u32 {
    if id.starts_with("DOC") {
        2
    } else {
        0x0001_0203
    }
}

/// The file.
pub(crate) fn json() -> Value {
    serde_json::from_str(include_str!("../../vectors/vectors.json")).unwrap()
}

/// The bytes of a string of hex digits.
pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap();
    assert!(digits.len().is_multiple_of(2), "{digits}");
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn read(json: &Value) -> Vector {
    let char = json["char"].as_str();
    Vector {
        id: json["id"].as_str().unwrap().into(),
        form: json["form"].as_str().unwrap().into(),
        to_lock: json["to"] == "lock",
        char: char.map(|name| Char::from_name(name).unwrap_or(Char::ULTRA_PAIRING_GDIO)),
        bytes: bytes(&json["hex"]),
        json: json.clone(),
    }
}
