//! Tests on values.

use super::general::pairs;
use super::value::{NUMBER, Want, value, values};
use super::{Key, Members, Problems, Property, Schemas, Shape, object, of};
use crate::ast::{Fields, Matcher, Test, Value};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::At;
use crate::syntax::{Kind as NodeKind, Node};
use schemars::{Schema, json_schema};

/// Reads a test on a value of that kind: a plain value means equality.
pub(super) fn matcher(node: &Node, want: Want, to: &mut Problems) -> Option<At<Matcher>> {
    let matcher = match &node.kind {
        NodeKind::Map(entries) if !entries.iter().any(|entry| is_function(&entry.key)) => {
            Matcher::All(tests(node, want, to)?)
        }
        NodeKind::Map(_) | NodeKind::Scalar(_) | NodeKind::List(_) => {
            Matcher::Is(value(node, want, to)?.value)
        }
    };
    Some(At::new(matcher, node.head()))
}

impl Shape for Matcher {
    const NAME: Option<&'static str> = Some("test");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        matcher(node, None, to).map(|at| at.value)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let value = of::<Value>(schemas);
        let tests = of::<Tests>(schemas);
        json_schema!({"description": "A value, or tests that must all hold.", "anyOf": [value, tests]})
    }
}

fn is_function(key: &str) -> bool {
    super::FUNCTIONS
        .iter()
        .any(|function| function.name() == key)
}

fn tests(node: &Node, want: Want, to: &mut Problems) -> Option<Vec<Test>> {
    let NodeKind::Map(entries) = &node.kind else {
        return None;
    };
    if entries.is_empty() {
        return to.note(
            Diagnostic::error(rule::NO_JUDGEMENT, node.span, "these braces test nothing")
                .help(format!("a test is {}", one_of(KEYS.iter().copied()))),
        );
    }
    if !entries
        .iter()
        .any(|entry| KEYS.contains(&&*entry.key.value))
    {
        let word = &entries[0].key;
        let names = || {
            KEYS.iter()
                .copied()
                .chain(super::FUNCTIONS.iter().map(super::function::Function::name))
        };
        return to.note(
            Diagnostic::error(
                rule::UNKNOWN_WORD,
                word.span,
                format!("`{}` is no test and no function", word.value),
            )
            .meant(other_words(word).or_else(|| nearest(word, names())))
            .or_help(|| format!("a test is {}", one_of(KEYS.iter().copied()))),
        );
    }
    let mut members = Members::of(node, "a test", to)?;
    let mut tests = Vec::new();
    for entry in entries {
        let Some(key) = KEYS.iter().find(|key| **key == entry.key.value) else {
            continue;
        };
        if *key != "within" && members.remove(key).is_some() {
            tests.push(test(key, &entry.value, &mut members, want, to));
        }
    }
    members.finish(&Key::all(KEYS), to);
    tests.into_iter().collect()
}

fn test(
    key: &str,
    node: &Node,
    members: &mut Members<'_>,
    want: Want,
    to: &mut Problems,
) -> Option<Test> {
    Some(match key {
        "not" => Test::Not(value(node, want, to)?),
        "one_of" => Test::OneOf(values(node, want, to)?),
        "at_least" => Test::AtLeast(value(node, want, to)?),
        "at_most" => Test::AtMost(value(node, want, to)?),
        "near" => Test::Near {
            value: value(node, want, to)?,
            within: members.take("within", None, u32::read, to)?,
        },
        "bits" => Test::Bits(value(node, NUMBER, to)?),
        "starts" => Test::Starts(value(node, want, to)?),
        "present" => Test::Present(bool::read(node, to)?),
        "valid" => Test::Valid(bool::read(node, to)?),
        _ => Test::Named(bool::read(node, to)?),
    })
}

/// The language's word for what other languages call otherwise.
fn other_words(key: &str) -> Option<&'static str> {
    Some(match key {
        "min" | "ge" | "gte" | "from" | "minimum" => "at_least",
        "max" | "le" | "lte" | "maximum" => "at_most",
        "in" | "any" | "any_of" | "enum" => "one_of",
        "ne" | "neq" | "isnt" => "not",
        "prefix" | "startswith" | "starts_with" => "starts",
        "exists" => "present",
        "mask" => "bits",
        _ => return None,
    })
}

/// Reads tests on fields whose kinds `want` knows; it notes unknown fields.
pub(super) fn fields(
    node: &Node,
    to: &mut Problems,
    mut want: impl FnMut(&At<String>, &mut Problems) -> Option<Want>,
) -> Option<Fields> {
    pairs(node, to, |key, value, to| {
        let want = want(key, to);
        let test = matcher(value, want.unwrap_or_default(), to);
        want.and(test)
    })
}

const KEYS: &[&str] = &[
    "not", "one_of", "at_least", "at_most", "near", "within", "bits", "starts", "present", "valid",
    "named",
];

/// The tests, for the schema.
struct Tests;

impl Shape for Tests {
    const NAME: Option<&'static str> = Some("tests");

    fn read(_: &Node, _: &mut Problems) -> Option<Self> {
        None
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let value = of::<Value>(schemas);
        let number = of::<u32>(schemas);
        let list = json_schema!({"type": "array", "items": value.clone()});
        let flag = json_schema!({"type": "boolean"});
        let one = |key, doc, schema: &Schema| Property {
            key,
            doc,
            needed: false,
            schema: schema.clone(),
        };
        object(
            "Tests that must all hold.",
            vec![
                one("not", "Anything but this.", &value),
                one("one_of", "One of these.", &list),
                one("at_least", "This or more.", &value),
                one("at_most", "This or less.", &value),
                one("near", "Near this: a number, or a time.", &value),
                one(
                    "within",
                    "How far off `near` allows; for times in seconds.",
                    &number,
                ),
                one("bits", "These bits are set.", &value),
                one("starts", "Bytes or text that begin so.", &value),
                one(
                    "present",
                    "Whether the message has the field at all.",
                    &flag,
                ),
                one("valid", "A date and time that exists.", &flag),
                one("named", "A code that the declared version prints.", &flag),
            ],
        )
    }
}
