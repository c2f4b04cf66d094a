//! The wrong parts that are a word, a number or a map.

use super::value::{BYTES, NUMBER, value};
use super::{Keyed, Members, Problems, Schemas, Shape, described, object, of, words_schema};
use crate::ast::{Crc, Edit, KeyChoice, LengthChoice, Spoil, TagChoice, Value};
use crate::diagnostic::{Diagnostic, nearest, rule};
use crate::syntax::{Kind, Node};
use schemars::{Schema, json_schema};

/// Types that are a map of their keys and nothing else.
macro_rules! maps {
    ($($type:ty as $name:literal, $what:literal, $doc:literal;)*) => { $(
        impl Shape for $type {
            const NAME: Option<&'static str> = Some($name);

            fn read(node: &Node, to: &mut Problems) -> Option<Self> {
                let mut members = Members::of(node, $what, to)?;
                if matches!(&node.kind, Kind::Map(entries) if entries.is_empty()) {
                    let message = format!("{} changes nothing", $what);
                    to.note::<()>(Diagnostic::error(rule::NO_JUDGEMENT, node.span, message));
                }
                let read = Self::take(&mut members, to);
                members.finish(&Self::keys(""), to);
                read
            }

            fn schema(schemas: &mut Schemas) -> Schema {
                let properties = Self::properties("", schemas);
                object($doc, properties)
            }
        }
    )* };
}

maps! {
    Spoil as "spoil", "`spoil`", "What is made wrong; the rest of the message stays valid.";
    Edit as "edit", "a change", "A change of a byte string; given parts apply in this order.";
}

impl Shape for Crc {
    const NAME: Option<&'static str> = Some("crc");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        choose(node, &CRCS, to, |node, to| {
            Some(Self::Is(value(node, NUMBER, to)?.value))
        })
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        or_value(CRCS.iter().map(|(word, _, doc)| (*word, *doc)), schemas)
    }
}

impl Shape for KeyChoice {
    const NAME: Option<&'static str> = Some("key");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        match node.scalar() {
            Some(scalar) if scalar.plain && scalar.text == "dh" => Some(Self::Dh),
            _ => Some(Self::Is(value(node, BYTES, to)?.value)),
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        or_value(
            [("dh", "The Diffie-Hellman result instead of the shared key.")].into_iter(),
            schemas,
        )
    }
}

impl Shape for LengthChoice {
    const NAME: Option<&'static str> = Some("length");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        if let Kind::Map(entries) = &node.kind
            && let [entry] = entries.as_slice()
            && entry.key.value == "add"
            && !matches!(entry.value.kind, Kind::List(_))
        {
            return value(&entry.value, NUMBER, to).map(Self::Add);
        }
        let words = [("big_endian", Self::BigEndian, "")];
        choose(node, &words, to, |node, to| {
            Some(Self::Is(value(node, NUMBER, to)?.value))
        })
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let value = of::<Value>(schemas);
        let word = words_schema([("big_endian", "The right value, high byte first.")]);
        json_schema!({"anyOf": [word, {
            "type": "object",
            "description": "That much too large or too small.",
            "additionalProperties": false,
            "required": ["add"],
            "properties": {"add": described(value.clone(), "By how much.")},
        }, value]})
    }
}

impl Shape for TagChoice {
    const NAME: Option<&'static str> = Some("tag");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        match node.scalar() {
            Some(scalar) if scalar.text == "last" => Some(Self::Last),
            Some(scalar) => {
                let message = format!("expected `last` or a change, got `{}`", scalar.text);
                to.note(
                    Diagnostic::error(rule::UNKNOWN_WORD, node.span, message)
                        .meant(nearest(&scalar.text, ["last"]))
                        .or_help(|| "a change is written `{flip: 0}`".to_owned()),
                )
            }
            None => Edit::read(node, to).map(Self::Edit),
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let edit = of::<Edit>(schemas);
        let word = words_schema([("last", "Behind the ciphertext instead of in front of it.")]);
        json_schema!({"anyOf": [word, edit]})
    }
}

/// A word with a meaning of its own, or a number; any other word is a mistake.
fn choose<T: Clone>(
    node: &Node,
    words: &[(&str, T, &str)],
    to: &mut Problems,
    number: impl FnOnce(&Node, &mut Problems) -> Option<T>,
) -> Option<T> {
    let Some(scalar) = node.scalar() else {
        return number(node, to);
    };
    if let Some((_, value, _)) = words.iter().find(|(word, ..)| *word == scalar.text) {
        return Some(value.clone());
    }
    if scalar.text.starts_with('$') || super::general::integer(&scalar.text).is_some() {
        return number(node, to);
    }
    let words = words.iter().map(|(word, ..)| *word);
    to.note(super::general::unknown_word(
        node.span,
        "such choice and no number",
        &scalar.text,
        words,
    ))
}

fn or_value<'w>(words: impl Iterator<Item = (&'w str, &'w str)>, schemas: &mut Schemas) -> Schema {
    let value = of::<Value>(schemas);
    let words = words_schema(words);
    json_schema!({"anyOf": [words, value]})
}

const CRCS: [(&str, Crc, &str); 5] = [
    ("flip", Crc::Flip, "One bit differs."),
    (
        "flip_high",
        Crc::FlipHigh,
        "One bit of the high byte differs.",
    ),
    (
        "big_endian",
        Crc::BigEndian,
        "The right value, high byte first.",
    ),
    (
        "without_auth_id",
        Crc::WithoutAuthId,
        "Computed over command and payload only.",
    ),
    (
        "start_zero",
        Crc::StartZero,
        "Computed from 0x0000 (XMODEM).",
    ),
];
