//! Words for what other crates own: commands, characteristics, ways of writing.

use super::general::{scalar, word};
use super::value::is_name;
use super::{Problems, Schemas, Shape, of, words_schema};
use crate::ast::{CommandName, Place};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::syntax::Node;
use boundary::{Bolt, Char, Execute, WriteKind};
use schemars::{Schema, json_schema};
use wire::Command;

impl Shape for Command {
    const NAME: Option<&'static str> = Some("command");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let text = &scalar(node, "a command's name", to)?.text;
        Self::from_name(text).or_else(|| {
            let names = || Self::ALL.iter().map(|command| command.name());
            if wire::code::LockAction::from_name(text).is_some() {
                let said = Diagnostic::error(
                    rule::UNKNOWN_COMMAND,
                    node.span,
                    format!("`{text}` is an action, not a command"),
                );
                return to.note(said.help(format!(
                    "write `act: {text}`, or `send: lock_action` with `with: {{action: {text}}}`"
                )));
            }
            to.note(
                Diagnostic::error(
                    rule::UNKNOWN_COMMAND,
                    node.span,
                    format!("`{text}` is no command"),
                )
                .meant(by_id(text).or_else(|| nearest(text, names())))
                .or_help(|| format!("the commands are {}", one_of(names()))),
            )
        })
    }

    fn schema(_: &mut Schemas) -> Schema {
        words_schema(
            Self::ALL
                .iter()
                .map(|command| (command.name(), command.spec().doc)),
        )
    }
}

/// The name of a command, or a variable that holds one.
impl Shape for CommandName {
    const NAME: Option<&'static str> = Some("command or variable");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        match node
            .scalar()
            .and_then(|scalar| scalar.text.strip_prefix('$'))
        {
            Some(name) if is_name(name) => Some(Self::Var(name.to_owned())),
            _ => Command::read(node, to).map(Self::Is),
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let command = of::<Command>(schemas);
        json_schema!({"anyOf": [command, {"type": "string", "pattern": "^[$]"}]})
    }
}

/// The name of a command that is given by its identifier.
fn by_id(text: &str) -> Option<&'static str> {
    let id = u16::from_str_radix(text.strip_prefix("0x")?, 16).ok()?;
    wire::command::CommandId(id).name()
}

/// Words with a value and a meaning.
macro_rules! foreign {
    ($($type:ty as $name:literal { $($word:literal = $value:expr, $doc:literal;)* })*) => { $(
        impl Shape for $type {
            const NAME: Option<&'static str> = Some($name);

            fn read(node: &Node, to: &mut Problems) -> Option<Self> {
                word(node, $name, &[$(($word, $value),)*], to)
            }

            fn schema(_: &mut Schemas) -> Schema {
                words_schema([$(($word, $doc),)*])
            }
        }
    )* };
}

foreign! {
    Place as "characteristic" {
        "pairing_gdio" = Self(Char::PAIRING_GDIO), "a92ee101: plain messages of the pairing.";
        "keyturner_gdio" = Self(Char::KEYTURNER_GDIO), "a92ee201: plain error reports.";
        "usdio" = Self(Char::USDIO), "a92ee202: encrypted messages.";
    }
    WriteKind as "kind of write" {
        "request" = Self::Request, "Write Request: at most ATT_MTU - 3 bytes.";
        "long" = Self::Long, "Prepare Write and Execute Write: up to 512 bytes.";
        "command" = Self::Command, "Write Command: no answer.";
    }
    Execute as "execute flag" {
        "write" = Self::Write, "0x01: write what was prepared.";
        "cancel" = Self::Cancel, "0x00: forget what was prepared.";
    }
    Bolt as "bolt position" {
        "locked" = Self::Locked, "Thrown.";
        "unlocked" = Self::Unlocked, "Withdrawn.";
    }
}
