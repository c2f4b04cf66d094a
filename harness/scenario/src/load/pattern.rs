//! Patterns: what may come from the lock.

use super::fields::{field_of, tests_schema};
use super::matcher::{fields, matcher};
use super::value::NUMBER;
use super::{
    Members, Problems, Property, Reading, Schemas, Shape, described, object, of, words_schema,
};
use crate::ast::{Matcher, Pattern, Place};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::{At, Span};
use crate::syntax::{Entry, Kind, Node};
use schemars::{Schema, json_schema};
use wire::Command;

impl Shape for Pattern {
    const NAME: Option<&'static str> = Some("pattern");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(scalar) if !node.is_empty() => bare(&scalar.text, node.span, to),
            Kind::Map(entries) => match entries.as_slice() {
                [Entry { key, value }] if value.is_empty() => bare(&key.value, key.span, to),
                [Entry { key, value }] => detailed(key, value, to),
                [first, second, ..] => to.note(
                    Diagnostic::error(
                        rule::WRONG_SHAPE,
                        second.key.span,
                        "a pattern is a map with one key",
                    )
                    .related(first.key.span, "the pattern")
                    .help(format!(
                        "put the tests inside: `{}: {{...}}`; alternatives are a list",
                        first.key.value
                    )),
                ),
                [] => to.note(Diagnostic::error(
                    rule::WRONG_SHAPE,
                    node.span,
                    "an empty pattern",
                )),
            },
            Kind::Scalar(_) | Kind::List(_) => {
                let message = format!("expected a pattern, got {}", node.what());
                to.note(
                    Diagnostic::error(rule::WRONG_SHAPE, node.head(), message)
                        .help("write `status`, or `status: {status: accepted}`"),
                )
            }
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let test = of::<Matcher>(schemas);
        let code = Property {
            key: "code",
            doc: "The code.",
            needed: false,
            schema: test,
        };
        let att_error = object("An ATT error with a test on its code.", vec![code]);
        let bare: Vec<_> = WORDS.iter().copied().chain(messages()).collect();
        let bare = words_schema(bare);
        let mut members = serde_json::Map::new();
        members.insert("att_error".to_owned(), att_error.to_value());
        let comes = |command: &&Command| !command.spec().from_lock.is_empty();
        for command in Command::ALL.iter().filter(comes) {
            let tests = tests_schema(*command, true, schemas);
            members.insert(
                command.name().to_owned(),
                described(tests, command.spec().doc).to_value(),
            );
        }
        json_schema!({
            "description": "What may come: a word, or a map with one key and tests on the fields.",
            "anyOf": [bare, {
                "type": "object",
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": members,
            }],
        })
    }
}

/// One pattern, or a list of alternatives.
pub(crate) struct Alternatives;

impl Reading<Vec<At<Pattern>>, ()> for Alternatives {
    fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<Vec<At<Pattern>>> {
        let items = match &node.kind {
            Kind::List(items) => items.as_slice(),
            Kind::Scalar(_) | Kind::Map(_) => std::slice::from_ref(node),
        };
        let mut patterns = Vec::new();
        for item in items {
            match Pattern::read(item, to) {
                Some(pattern) => patterns.push(At::new(pattern, item.head())),
                None => to.lose(item),
            }
        }
        (!patterns.is_empty() || items.is_empty()).then_some(patterns)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let one = of::<Pattern>(schemas);
        json_schema!({"anyOf": [one.clone(), {"type": "array", "items": one, "minItems": 1}]})
    }
}

fn bare(word: &str, span: Span, to: &mut Problems) -> Option<Pattern> {
    Some(match word {
        "any_message" => Pattern::AnyMessage,
        "silence" => Pattern::Silence,
        "disconnect" => Pattern::Disconnect,
        "att_error" => Pattern::AttError { code: None },
        "refused" => Pattern::Refused,
        _ => Pattern::Message {
            command: command(word, span, to)?,
            fields: Vec::new(),
            on: None,
            sealed_for: None,
            size: None,
        },
    })
}

fn command(word: &str, span: Span, to: &mut Problems) -> Option<Command> {
    Command::from_name(word).or_else(|| {
        let words = || {
            WORDS
                .iter()
                .map(|(word, _)| *word)
                .chain(messages().map(|(name, _)| name))
        };
        let meant = match word {
            "nothing" | "none" | "quiet" | "timeout" => Some("silence"),
            "error" => Some("error_report"),
            "states" => Some("nuki_states"),
            "closed" | "disconnected" => Some("disconnect"),
            "any" | "anything" => Some("any_message"),
            _ => None,
        };
        to.note(
            Diagnostic::error(
                rule::UNKNOWN_COMMAND,
                span,
                format!("`{word}` is no message, and nothing else that can come"),
            )
            .meant(meant.or_else(|| nearest(word, words())))
            .or_help(|| format!("messages are {}", one_of(messages().map(|(name, _)| name)))),
        )
    })
}

fn detailed(key: &At<String>, node: &Node, to: &mut Problems) -> Option<Pattern> {
    let pattern = bare(&key.value, key.span, to)?;
    match pattern {
        Pattern::Message { command, .. } => message(command, node, to),
        Pattern::AttError { .. } => {
            let mut members = Members::of(node, "`att_error`", to)?;
            let code = members.remove("code").and_then(|entry| {
                matcher(
                    &entry.value,
                    Some(wire::field::Kind::Code(wire::code::AttError::SET)),
                    to,
                )
            });
            members.finish(&super::Key::all(&["code"]), to);
            Some(Pattern::AttError { code })
        }
        Pattern::AnyMessage | Pattern::Silence | Pattern::Disconnect | Pattern::Refused => {
            to.note(Diagnostic::error(
                rule::WRONG_SHAPE,
                node.head(),
                format!("`{}` has no fields to test", key.value),
            ))
        }
    }
}

fn message(command: Command, node: &Node, to: &mut Problems) -> Option<Pattern> {
    let Kind::Map(entries) = &node.kind else {
        let message = format!("expected tests on the fields, got {}", node.what());
        return to.note(
            Diagnostic::error(rule::WRONG_SHAPE, node.head(), message)
                .help(format!("write `{command}: {{field: value}}`")),
        );
    };
    let (mut on, mut sealed_for, mut size) = (None, None, None);
    let mut tested = Vec::new();
    for entry in entries {
        match &*entry.key.value {
            "on" => on = At::<Place>::read(&entry.value, to),
            "as" => sealed_for = At::<String>::read(&entry.value, to),
            "size" => size = matcher(&entry.value, NUMBER, to),
            _ => tested.push(entry.clone()),
        }
    }
    let tested = Node {
        span: node.span,
        kind: Kind::Map(tested),
    };
    let fields = fields(&tested, to, |key, to| {
        field_of(command, key, &["on", "as", "size"], to)
    })?;
    Some(Pattern::Message {
        command,
        fields,
        on,
        sealed_for,
        size,
    })
}

fn messages() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    let all = Command::ALL.iter();
    all.map(|command| command.spec())
        .filter(|spec| !spec.from_lock.is_empty())
        .map(|spec| (spec.name, spec.doc))
}

const WORDS: &[(&str, &str)] = &[
    ("any_message", "Any well-formed message at all."),
    (
        "silence",
        "Nothing comes on this connection until the window ends.",
    ),
    ("disconnect", "The lock closes the connection."),
    ("att_error", "An ATT Error Response to the last write."),
    ("refused", "The lock does not take the connection."),
];
