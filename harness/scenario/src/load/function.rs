//! Functions of values: `{join: [a, b]}`, `{flip: v, at: 3}`.

use super::general::list;
use super::value::{BYTES, NUMBER, Want, value, values};
use super::{Key, Members, Problems, Property, Schemas, Shape, described, object, of};
use crate::ast::Value;
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::At;
use crate::syntax::{Entry, Kind, Node};
use schemars::{Schema, json_schema};

/// A function with its keys.
pub(crate) struct Function {
    /// Its keys; the first is its name.
    pub(crate) keys: &'static [Argument],
    doc: &'static str,
}

/// A key of a function.
pub(crate) struct Argument {
    /// As it is written.
    pub(crate) name: &'static str,
    form: Form,
    doc: &'static str,
}

/// What stands behind a key.
#[derive(Clone, Copy)]
enum Form {
    Value,
    Values,
    Number,
    Length,
    Text,
    /// A value that may be left out.
    Option,
}

/// Reads a map as a function.
pub(super) fn read(node: &Node, entries: &[Entry], want: Want, to: &mut Problems) -> Option<Value> {
    let known = |entry: &Entry| {
        FUNCTIONS
            .iter()
            .find(|function| function.name() == entry.key.value)
    };
    let Some(function) = entries.iter().find_map(known) else {
        return to.note(unknown(node, entries.first()));
    };
    let mut members = Members::of(node, format!("`{}`", function.name()), to)?;
    let value = call(function.name(), &mut members, want, to);
    let keys: Vec<Key> = function
        .keys
        .iter()
        .map(|key| Key { name: key.name })
        .collect();
    members.finish(&keys, to);
    value
}

fn call(
    name: &'static str,
    members: &mut Members<'_>,
    want: Want,
    to: &mut Problems,
) -> Option<Value> {
    let node = &members.remove(name)?.value;
    let boxed = |want, to: &mut Problems| value(node, want, to).map(Box::new);
    Some(match name {
        "hmac" => {
            let parts = values(node, BYTES, to);
            let key = option("key", BYTES, members, to);
            Value::Hmac {
                parts: parts?,
                key: key?,
            }
        }
        "join" => Value::Join(values(node, BYTES, to)?),
        "random" => {
            let (least, most) = random(node, to)?;
            Value::Random(least, most)
        }
        "repeat" => {
            let times = members.take("times", None, u32::read, to);
            Value::Repeat(boxed(BYTES, to)?, times?)
        }
        "u8" => Value::Number(1, boxed(NUMBER, to)?),
        "u16" => Value::Number(2, boxed(NUMBER, to)?),
        "u32" => Value::Number(4, boxed(NUMBER, to)?),
        "add" => {
            let [left, right] = two(node, want, to)?;
            Value::Add(Box::new(left), Box::new(right))
        }
        "flip" => {
            let at = members.take("at", None, At::read, to);
            let mask = option("mask", NUMBER, members, to);
            Value::Flip {
                of: boxed(BYTES, to)?,
                at: Box::new(at?),
                mask: mask?,
            }
        }
        "slice" => {
            let (from, end) = (
                option("from", NUMBER, members, to),
                option("to", NUMBER, members, to),
            );
            Value::Slice {
                of: boxed(BYTES, to)?,
                from: from?,
                to: end?,
            }
        }
        _ => Value::Text(String::read(node, to)?),
    })
}

/// A value that may be left out.
#[expect(
    clippy::option_option,
    reason = "left out is not the same as senseless"
)]
fn option(
    key: &str,
    want: Want,
    members: &mut Members<'_>,
    to: &mut Problems,
) -> Option<Option<Box<At<Value>>>> {
    match members.remove(key) {
        Some(entry) => value(&entry.value, want, to).map(|value| Some(Box::new(value))),
        None => Some(None),
    }
}

/// `[v, n]`: the first of the wanted kind, the second a number.
fn two(node: &Node, want: Want, to: &mut Problems) -> Option<[At<Value>; 2]> {
    match list(node, to)? {
        [left, right] => {
            let (left, right) = (value(left, want, to), value(right, NUMBER, to));
            Some([left?, right?])
        }
        items => {
            let message = format!("`add` takes two values, got {}", items.len());
            to.note(
                Diagnostic::error(rule::WRONG_SHAPE, node.head(), message)
                    .help("write `{add: [$time, 60]}`"),
            )
        }
    }
}

/// `32`, or `[0, 244]`.
fn random(node: &Node, to: &mut Problems) -> Option<(u32, u32)> {
    let Kind::List(items) = &node.kind else {
        let length = u32::read(node, to)?;
        return Some((length, length));
    };
    let ends: Vec<u32> = items
        .iter()
        .filter_map(|item| u32::read(item, to))
        .collect();
    match *ends.as_slice() {
        [least, most] if least <= most && items.len() == 2 => Some((least, most)),
        _ => to.note(
            Diagnostic::error(
                rule::WRONG_SHAPE,
                node.head(),
                "`random` takes a length, or the least and the greatest",
            )
            .help("write `{random: 32}` or `{random: [0, 244]}`"),
        ),
    }
}

fn unknown(node: &Node, first: Option<&Entry>) -> Diagnostic {
    let Some(first) = first else {
        return Diagnostic::error(
            rule::WRONG_SHAPE,
            node.span,
            "expected a value, got an empty map",
        );
    };
    let names = || FUNCTIONS.iter().map(Function::name);
    let word = &first.key.value;
    Diagnostic::error(
        rule::UNKNOWN_WORD,
        first.key.span,
        format!("`{word}` is no function of values"),
    )
    .meant(nearest(word, names()))
    .or_help(|| format!("they are {}", one_of(names())))
}

impl Function {
    /// Its name.
    pub(crate) const fn name(&self) -> &'static str {
        self.keys[0].name
    }
}

/// The functions of values, for the schema.
pub(super) struct Functions;

impl Shape for Functions {
    const NAME: Option<&'static str> = Some("function");

    fn read(_: &Node, _: &mut Problems) -> Option<Self> {
        None
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let forms: Vec<Schema> = FUNCTIONS
            .iter()
            .map(|function| {
                let keys = function.keys.iter().enumerate().map(|(at, key)| Property {
                    key: key.name,
                    doc: key.doc,
                    needed: at == 0 || !matches!(key.form, Form::Option),
                    schema: key.form.schema(schemas),
                });
                let keys = keys.collect();
                object(function.doc, keys)
            })
            .collect();
        described(
            json_schema!({"oneOf": forms}),
            "A value that is made of others.",
        )
    }
}

impl Form {
    fn schema(self, schemas: &mut Schemas) -> Schema {
        match self {
            Self::Value | Self::Option => of::<Value>(schemas),
            Self::Number => of::<u32>(schemas),
            Self::Values => {
                let value = of::<Value>(schemas);
                json_schema!({"type": "array", "items": value})
            }
            Self::Length => {
                let number = of::<u32>(schemas);
                let ends =
                    json_schema!({"type": "array", "items": number, "minItems": 2, "maxItems": 2});
                json_schema!({"anyOf": [number, ends]})
            }
            Self::Text => json_schema!({"type": "string"}),
        }
    }
}

macro_rules! functions {
    ($( $doc:literal { $($name:ident $form:ident $says:literal;)* } )*) => {
        /// The functions of values.
        pub(crate) const FUNCTIONS: &[Function] = &[$(
            Function {
                keys: &[$( Argument { name: stringify!($name), form: Form::$form, doc: $says }, )*],
                doc: $doc,
            },
        )*];
    };
}

functions! {
    "HMAC-SHA256 over the parts." {
        hmac Values "The parts, in order.";
        key Option "The key; the user's shared key when left out.";
    }
    "The bytes of the parts, one after the other." {
        join Values "The parts.";
    }
    "Random bytes, from the case's seed." {
        random Length "How many; or the least and the greatest number.";
    }
    "Bytes, repeated." {
        repeat Value "The bytes.";
        times Number "How often.";
    }
    "A number as one byte." {
        u8 Value "The number.";
    }
    "A number as two little-endian bytes." {
        u16 Value "The number.";
    }
    "A number as four little-endian bytes." {
        u32 Value "The number.";
    }
    "A number plus a number, or a time plus seconds." {
        add Values "Both.";
    }
    "Bytes with some bits of one byte turned." {
        flip Value "The bytes.";
        at Value "Which byte, from 0; negative counts from the end.";
        mask Option "Which bits; 0x01 when left out.";
    }
    "Some of the bytes." {
        slice Value "The bytes.";
        from Option "The first; 0 when left out.";
        to Option "Behind the last; to the end when left out.";
    }
    "The UTF-8 bytes of a text." {
        text Text "The text.";
    }
}
