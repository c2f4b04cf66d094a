//! Readings by the fields of a command.

use super::general::pairs;
use super::matcher::fields;
use super::value::{BYTES, Want, value};
use super::{Problems, Reading, Schemas, described, of};
use crate::ast::{CommandName, Fields, Matcher, Value};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::At;
use crate::syntax::Node;
use schemars::{Schema, json_schema};
use serde_json::{Map, Value as Json, json};
use wire::Command;
use wire::code::{CodeSet, LockAction, LockState};
use wire::field::{Field, Kind};

type Values = Vec<(At<String>, At<Value>)>;

/// Values for the fields of the command that is sent.
pub(crate) struct Sent;
/// Tests on the fields of the message that is read.
pub(crate) struct Tested;
/// Several of these.
pub(crate) struct TestedEach;
/// Values for the fields of the request for the message that is read.
pub(crate) struct Asked;
/// Values for the fields of Authorization Data.
pub(crate) struct Paired;
/// Values for the fields of Authorization Data (Invite).
pub(crate) struct Invited;
/// Tests on an advertisement.
pub(crate) struct Advertised;
/// Bytes of any length.
pub(crate) struct ByteString;
/// A lock action.
pub(crate) struct LockActionName;
/// A lock state, or several.
pub(crate) struct LockStateName;

impl<C: Commanding> Reading<Values, At<C>> for Sent {
    fn read(node: &Node, of: Option<&At<C>>, to: &mut Problems) -> Option<Values> {
        sent(node, of.and_then(|at| at.known()), to)
    }

    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({"type": "object"})
    }
}

impl<C: Commanding> Reading<Values, At<C>> for Asked {
    fn read(node: &Node, of: Option<&At<C>>, to: &mut Problems) -> Option<Values> {
        sent(node, of.and_then(|at| at.known()).map(request_for), to)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let requests = [
            Command::RequestAuthorizationEntries,
            Command::RequestLogEntries,
        ];
        let fields = requests.iter().flat_map(|command| command.spec().fields);
        let members: Map<String, Json> = fields
            .map(|field| {
                let any = of::<Value>(schemas);
                let value = field_schema(field, any, schemas);
                (
                    field.name.to_owned(),
                    described(value, &say(field)).to_value(),
                )
            })
            .collect();
        json_schema!({"type": "object", "additionalProperties": false, "properties": members})
    }
}

/// A member that names a command.
pub(crate) trait Commanding {
    /// The command, unless a variable holds its name.
    fn known(&self) -> Option<Command>;
}

impl Commanding for Command {
    fn known(&self) -> Option<Command> {
        Some(*self)
    }
}

impl Commanding for CommandName {
    fn known(&self) -> Option<Command> {
        match self {
            Self::Is(command) => Some(*command),
            Self::Var(_) => None,
        }
    }
}

/// The request that makes a lock send this message.
pub(crate) const fn request_for(message: Command) -> Command {
    match message {
        Command::AuthorizationEntry | Command::AuthorizationEntryCount => {
            Command::RequestAuthorizationEntries
        }
        Command::LogEntry | Command::LogEntryCount => Command::RequestLogEntries,
        Command::TimeControlEntry | Command::TimeControlEntryCount => {
            Command::RequestTimeControlEntries
        }
        Command::Config => Command::RequestConfig,
        Command::AdvancedConfig => Command::RequestAdvancedConfig,
        _ => Command::RequestData,
    }
}

macro_rules! of_command {
    ($($reader:ident = $command:ident;)*) => { $(
        impl Reading<Values, ()> for $reader {
            fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<Values> {
                sent(node, Some(Command::$command), to)
            }

            fn schema(schemas: &mut Schemas) -> Schema {
                values_schema(Command::$command, schemas)
            }
        }
    )* };
}

of_command! {
    Paired = AuthorizationData;
    Invited = AuthorizationDataInvite;
}

impl<C: Commanding> Reading<Fields, At<C>> for Tested {
    fn read(node: &Node, of: Option<&At<C>>, to: &mut Problems) -> Option<Fields> {
        tested(node, of.and_then(|at| at.known()), to)
    }

    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({"type": "object"})
    }
}

impl<C: Commanding> Reading<Vec<At<Fields>>, At<C>> for TestedEach {
    fn read(node: &Node, of: Option<&At<C>>, to: &mut Problems) -> Option<Vec<At<Fields>>> {
        let items = super::general::list(node, to)?;
        let read = |item: &Node| {
            Some(At::new(
                tested(item, of.and_then(|at| at.known()), to)?,
                item.head(),
            ))
        };
        Some(items.iter().filter_map(read).collect())
    }

    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({"type": "array", "items": {"type": "object"}})
    }
}

impl Reading<Fields, ()> for Advertised {
    fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<Fields> {
        fields(node, to, |key, to| match &*key.value {
            "nuki_id" => Some(Some(Kind::U32)),
            "name" => Some(Some(Kind::Text(29))),
            "changed" => Some(Some(Kind::Flag)),
            _ => to.note(unknown_field(key, "an advertisement", || {
                ["nuki_id", "name", "changed"].into_iter()
            })),
        })
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let test = of::<Matcher>(schemas);
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "nuki_id": described(test.clone(), "The Nuki-ID in the beacon."),
                "name": described(test.clone(), "The name in the scan response."),
                "changed": described(test, "Whether the state has changed since a bridge last asked."),
            },
        })
    }
}

impl Reading<At<Value>, ()> for ByteString {
    fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<At<Value>> {
        value(node, BYTES, to)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        of::<Value>(schemas)
    }
}

impl Reading<Option<At<Value>>, ()> for ByteString {
    fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<Option<At<Value>>> {
        value(node, BYTES, to).map(Some)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        of::<Value>(schemas)
    }
}

macro_rules! of_code {
    ($($reader:ident = $code:ident;)*) => { $(
        impl Reading<At<Value>, ()> for $reader {
            fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<At<Value>> {
                value(node, Some(Kind::Code($code::SET)), to)
            }

            fn schema(schemas: &mut Schemas) -> Schema {
                code_schema($code::SET, schemas)
            }
        }
    )* };
}

of_code! {
    LockActionName = LockAction;
    LockStateName = LockState;
}

impl Reading<Vec<At<Value>>, ()> for LockStateName {
    fn read(node: &Node, _: Option<&()>, to: &mut Problems) -> Option<Vec<At<Value>>> {
        super::value::values(node, Some(Kind::Code(LockState::SET)), to)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let state = code_schema(LockState::SET, schemas);
        json_schema!({"type": "array", "items": state})
    }
}

fn sent(node: &Node, command: Option<Command>, to: &mut Problems) -> Option<Values> {
    pairs(node, to, |key, node, to| {
        let want = match command {
            Some(command) => field_of(command, key, &[], to),
            None => Some(None),
        };
        let value = value(node, want.unwrap_or_default(), to);
        want.and(value)
    })
}

fn tested(node: &Node, command: Option<Command>, to: &mut Problems) -> Option<Fields> {
    fields(node, to, |key, to| match command {
        Some(command) => field_of(command, key, &[], to),
        None => Some(None),
    })
}

/// The kind of a command's field; a field that it does not have is noted.
pub(super) fn field_of(
    command: Command,
    key: &At<String>,
    more: &[&str],
    to: &mut Problems,
) -> Option<Want> {
    let spec = command.spec();
    match spec.field(key) {
        Some(field) => Some(Some(field.kind)),
        None => {
            let names = || {
                spec.fields
                    .iter()
                    .map(|field| field.name)
                    .chain(more.iter().copied())
            };
            to.note(unknown_field(key, &format!("`{command}`"), names))
        }
    }
}

pub(super) fn unknown_field<'c, I: Iterator<Item = &'c str>>(
    key: &At<String>,
    of: &str,
    names: impl Fn() -> I,
) -> Diagnostic {
    Diagnostic::error(
        rule::UNKNOWN_FIELD,
        key.span,
        format!("{of} has no field `{}`", key.value),
    )
    .meant(nearest(key, names()))
    .or_help(|| format!("it has {}", one_of(names())))
}

/// Values for the fields of a command, as a definition of its own.
pub(super) fn values_schema(command: Command, schemas: &mut Schemas) -> Schema {
    let name = format!("fields of {command}");
    define(&name, schemas, |schemas| {
        let field = |field: &Field| {
            let any = of::<Value>(schemas);
            let value = field_schema(field, any, schemas);
            (
                field.name.to_owned(),
                described(value, &say(field)).to_value(),
            )
        };
        command.spec().fields.iter().map(field).collect()
    })
}

/// Tests on the fields of a message, as a definition of its own; in a pattern with the pseudo-fields.
pub(super) fn tests_schema(command: Command, pattern: bool, schemas: &mut Schemas) -> Schema {
    let name = format!("{} of {command}", if pattern { "pattern" } else { "tests" });
    define(&name, schemas, |schemas| {
        let test = of::<Matcher>(schemas);
        let mut members: Map<String, Json> = Map::new();
        for field in command.spec().fields {
            let value = described(field_schema(field, test.clone(), schemas), &say(field));
            members.insert(field.name.to_owned(), value.to_value());
        }
        if pattern {
            let place = described(of::<crate::ast::Place>(schemas), "On which characteristic.");
            members.insert("on".to_owned(), place.to_value());
            let who = json!({"type": "string", "description": "Whose key must open it; `plain` for an unencrypted one."});
            members.insert("as".to_owned(), who);
            members.insert(
                "size".to_owned(),
                described(test, "The number of payload bytes.").to_value(),
            );
        }
        members
    })
}

fn define(
    name: &str,
    schemas: &mut Schemas,
    make: impl FnOnce(&mut Schemas) -> Map<String, Json>,
) -> Schema {
    defined(name, schemas, |schemas| {
        let members = make(schemas);
        json!({"type": "object", "additionalProperties": false, "properties": members})
    })
}

/// A definition of that name, made once; the schema that refers to it.
fn defined(name: &str, schemas: &mut Schemas, make: impl FnOnce(&mut Schemas) -> Json) -> Schema {
    let name = name.replace(' ', "_");
    if !schemas.definitions().contains_key(&name) {
        schemas.definitions_mut().insert(name.clone(), Json::Null);
        let schema = make(schemas);
        schemas.definitions_mut().insert(name.clone(), schema);
    }
    json_schema!({"$ref": format!("#/$defs/{name}")})
}

fn field_schema(field: &Field, any: Schema, schemas: &mut Schemas) -> Schema {
    match field.kind {
        Kind::Code(set) => {
            let names = names(set, schemas);
            json_schema!({"anyOf": [names, any]})
        }
        _ => any,
    }
}

fn code_schema(set: &'static CodeSet, schemas: &mut Schemas) -> Schema {
    let any = of::<Value>(schemas);
    let names = names(set, schemas);
    json_schema!({"anyOf": [names, any]})
}

fn names(set: &CodeSet, schemas: &mut Schemas) -> Schema {
    defined(&format!("code {}", set.name), schemas, |_| {
        super::words_schema(set.names.iter().map(|name| (name.name, name.meaning))).to_value()
    })
}

fn say(field: &Field) -> String {
    let mut text = field.doc.to_owned();
    if let Some(range) = field.range {
        text = format!("{text} {range}.");
    }
    if let Some(unit) = field.unit {
        text = format!("{text} In {unit}.");
    }
    match field.kind {
        Kind::Bytes(count) => format!("{text} {count} bytes in hex."),
        Kind::Text(count) => format!("{text} At most {count} bytes."),
        Kind::DateTime => format!("{text} Like 2026-11-21T10:00:00."),
        Kind::TimeOfDay => format!("{text} Like 07:30."),
        _ => text,
    }
}
