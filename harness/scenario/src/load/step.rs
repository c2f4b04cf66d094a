//! Steps: the first key is the verb.

use super::{Key, Members, Problems, Property, Schemas, Shape, object};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::{At, Span};
use crate::step::{Step, VERBS, Verb};
use crate::syntax::{Entry, Kind, Node};
use schemars::{Schema, json_schema};
use serde_json::json;

impl Shape for Step {
    const NAME: Option<&'static str> = Some("step");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(scalar) if !node.is_empty() => {
                let verb = verb(&scalar.text).filter(|verb| verb.alone);
                match verb {
                    Some(verb) => read(verb, &[], node.span, to),
                    None => to.note(not_alone(&scalar.text, node.span)),
                }
            }
            Kind::Map(entries) => match entries.first() {
                Some(first) => of_map(first, entries, to),
                None => to.note(Diagnostic::error(
                    rule::WRONG_SHAPE,
                    node.span,
                    "an empty step",
                )),
            },
            Kind::Scalar(_) | Kind::List(_) => {
                let message = format!("expected a step, got {}", node.what());
                to.note(
                    Diagnostic::error(rule::WRONG_SHAPE, node.head(), message)
                        .help("a step is a map whose first key is its verb: `- send: lock_action`"),
                )
            }
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let alone = VERBS
            .iter()
            .filter(|verb| verb.alone)
            .map(|verb| (verb.name, (verb.doc)(verb.name)));
        let mut forms = vec![super::words_schema(alone).to_value()];
        for verb in VERBS {
            forms.push(verb_schema(verb, schemas).to_value());
        }
        json_schema!({"description": "A step; its verb is its first key.", "oneOf": forms})
    }
}

/// A verb with its keys, as one of the alternatives.
fn verb_schema(verb: &Verb, schemas: &mut Schemas) -> Schema {
    let mut properties: Vec<Property> = (verb.properties)(verb.name, schemas);
    if verb.alone {
        let schema = json_schema!({"type": "null"});
        properties.insert(
            0,
            Property {
                key: verb.name,
                doc: (verb.doc)(verb.name),
                needed: true,
                schema,
            },
        );
    }
    if let Some(first) = properties.first_mut() {
        first.needed = true;
    }
    let mut schema = object((verb.doc)(verb.name), properties);
    let commands = by_command(verb, schemas);
    if !commands.is_empty() {
        schema.insert("allOf".to_owned(), commands.into());
    }
    schema
}

/// What the fields behind `with` are, depending on the command.
fn by_command(verb: &Verb, schemas: &mut Schemas) -> Vec<serde_json::Value> {
    use super::fields::{tests_schema, values_schema};
    use wire::Command;
    let mut rules = Vec::new();
    for command in Command::ALL
        .iter()
        .filter(|command| !command.spec().fields.is_empty())
    {
        let comes = !command.spec().from_lock.is_empty();
        let members = match verb.name {
            "send" => json!({"with": values_schema(*command, schemas)}),
            "poll" if comes => json!({"with": tests_schema(*command, false, schemas)}),
            "read" if comes => {
                let tests = tests_schema(*command, false, schemas);
                let each = json!({"type": "array", "items": tests});
                json!({"with": tests, "having": each, "lacking": each})
            }
            _ => continue,
        };
        let only = json!({"properties": {verb.name: {"const": command.name()}}});
        rules.push(json!({"if": only, "then": {"properties": members}}));
    }
    rules
}

fn of_map(first: &Entry, entries: &[Entry], to: &mut Problems) -> Option<Step> {
    if let Some(verb) = verb(&first.key) {
        return read(verb, entries, head(first), to);
    }
    let later = entries
        .iter()
        .find_map(|entry| Some((entry, verb(&entry.key)?)));
    if let Some((entry, verb)) = later {
        to.note::<()>(
            Diagnostic::error(
                rule::VERB_FIRST,
                entry.key.span,
                format!("`{}` must be the first key of its step", verb.name),
            )
            .related(first.key.span, "the step begins here"),
        );
        return read(verb, entries, head(entry), to);
    }
    to.note(unknown_verb(&first.key, first.key.span))
}

fn read(verb: &'static Verb, entries: &[Entry], head: Span, to: &mut Problems) -> Option<Step> {
    let mut members = Members::of_step(entries, verb.name, head);
    let mut keys = (verb.keys)(verb.name);
    if verb.alone {
        keys.insert(0, Key { name: verb.name });
        if let Some(entry) = members
            .remove(verb.name)
            .filter(|entry| !entry.value.is_empty())
        {
            let message = format!("`{}` takes no value", verb.name);
            to.note::<()>(Diagnostic::error(
                rule::WRONG_SHAPE,
                entry.value.head(),
                message,
            ));
        }
    }
    let step = (verb.read)(&mut members, to);
    members.finish(&keys, to);
    step
}

/// The verb with what stands behind it, where both are on one line.
fn head(entry: &Entry) -> Span {
    let key = entry.key.span;
    let value = entry.value.head();
    if value.line == key.line && value == entry.value.span && value.end > key.end {
        return Span {
            end: value.end,
            ..key
        };
    }
    key
}

fn verb(name: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.name == name)
}

fn not_alone(word: &str, span: Span) -> Diagnostic {
    match verb(word) {
        Some(verb) => Diagnostic::error(
            rule::WRONG_SHAPE,
            span,
            format!("`{word}` needs more than its name"),
        )
        .help((verb.doc)(word).trim()),
        None => unknown_verb(&At::new(word.to_owned(), span), span),
    }
}

fn unknown_verb(word: &At<String>, span: Span) -> Diagnostic {
    let names = || VERBS.iter().map(|verb| verb.name);
    Diagnostic::error(
        rule::UNKNOWN_VERB,
        span,
        format!("`{}` is no step", word.value),
    )
    .meant(other_words(word).or_else(|| nearest(word, names())))
    .or_help(|| format!("the steps are {}", one_of(names())))
}

/// The language's verb for what other languages call otherwise.
fn other_words(word: &str) -> Option<&'static str> {
    Some(match &*word.to_lowercase() {
        "sleep" | "delay" | "pause" => "wait",
        "receive" | "recv" | "await" | "response" | "reply" | "answer" => "expect",
        "assert" | "verify" | "test" => "check",
        "log" | "print" | "note" => "observe",
        "loop" | "times" => "repeat",
        "foreach" | "for" | "each" => "for_each",
        "request" | "command" | "cmd" => "send",
        "get" | "query" => "read",
        "lock" | "unlock" | "action" | "do" => "act",
        "button" | "hold" => "press",
        "reboot" | "power" | "restart" => "power_cycle",
        "reset" => "factory_reset",
        "open" => "connect",
        "close" => "disconnect",
        "authorize" => "pair",
        "raw" | "bytes" => "write",
        _ => return None,
    })
}
