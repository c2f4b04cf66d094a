//! Whether a value that is written in the file fits the bytes it is for.

use super::fit::For;
use super::holds::{bounds, short};
use crate::ast::Value;
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::Span;
use wire::command::{Command, CommandId};
use wire::field::{DateTime, Kind, TimeOfDay};

/// Whether a written value fits the kind.
pub(super) fn literal(value: &Value, to: For<'_>) -> Result<(), Diagnostic> {
    let wrong = |what: String| {
        let message = format!("{}, got {what}", to.takes());
        Err(Diagnostic::error(
            rule::WRONG_VALUE,
            Span::default(),
            message,
        ))
    };
    match (value, to.kind) {
        (Value::Int(number), kind) => match bounds(kind) {
            Some((least, most)) if (least..=most).contains(number) => Ok(()),
            None if kind == Kind::F32 => Ok(()),
            None => wrong(format!("the number {number}"))
                .map_err(|said| said.help(format!("put it in quotes: `'{number}'`"))),
            Some(_) => wrong(number.to_string()),
        },
        (Value::Bool(_), Kind::Flag) | (Value::Float(_), Kind::F32) => Ok(()),
        (Value::Bool(flag), _) => wrong(format!("`{flag}`")),
        (Value::Float(number), _) => wrong(number.to_string()),
        (Value::Word(word), _) => self::word(word, to),
        _ => Ok(()),
    }
}

fn word(word: &str, to: For<'_>) -> Result<(), Diagnostic> {
    let kind = to.kind;
    let said = |rule, message: String| Err(Diagnostic::error(rule, Span::default(), message));
    let takes = |what: String| said(rule::WRONG_VALUE, format!("{}, got {what}", to.takes()));
    match kind {
        Kind::Code(set) if set.find(word).is_none() => {
            let names = || set.names.iter().map(|known| known.name);
            said(
                rule::UNKNOWN_CODE,
                format!("`{word}` is no {}", set.name.replace('_', " ")),
            )
            .map_err(|said| {
                said.meant(nearest(word, names()))
                    .or_help(|| format!("it is one of {}", one_of(names())))
            })
        }
        Kind::Command if word != "none" && CommandId::from_name(word).is_none() => {
            let names = || {
                Command::ALL
                    .iter()
                    .map(|command| command.name())
                    .chain(["none"])
            };
            said(rule::UNKNOWN_COMMAND, format!("`{word}` is no command"))
                .map_err(|said| said.meant(nearest(word, names())))
        }
        Kind::Bytes(width) => match hex_len(word) {
            None => takes(format!("`{}`", short(word))).map_err(|said| said.help(pairs(word))),
            Some(length) if length != width => takes(format!("{length}")),
            Some(_) => Ok(()),
        },
        Kind::Rest if hex_len(word).is_none() => {
            takes(format!("`{}`", short(word))).map_err(|said| said.help(pairs(word)))
        }
        Kind::Text(width) if word.len() > width => takes(format!("{} bytes", word.len())),
        Kind::DateTime if word.parse::<DateTime>().is_err() => takes(format!("`{}`", short(word)))
            .map_err(|said| said.help("write it like `2026-11-21T10:00:00`")),
        Kind::TimeOfDay if word.parse::<TimeOfDay>().is_err() => {
            takes(format!("`{}`", short(word))).map_err(|said| said.help("write it like `07:30`"))
        }
        Kind::F32 if word.parse::<f32>().is_err() => takes(format!("`{}`", short(word))),
        Kind::U8 | Kind::U16 | Kind::U32 | Kind::I8 | Kind::I16 | Kind::Flag
            if word.parse::<i64>().is_err() =>
        {
            takes(format!("`{}`", short(word)))
        }
        _ => Ok(()),
    }
}

/// How bytes are written.
fn pairs(word: &str) -> &'static str {
    if word
        .chars()
        .all(|c| c.is_ascii_hexdigit() || matches!(c, ' ' | '_'))
    {
        "bytes are pairs of hex digits, and here is an odd number of them"
    } else {
        "bytes are written as pairs of hex digits; a text is written `{text: ...}`"
    }
}

/// How many bytes hex digits stand for.
pub(super) fn hex_len(word: &str) -> Option<usize> {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let mut count = 0_usize;
    for character in digits.chars().filter(|c| !matches!(c, ' ' | '_')) {
        if !character.is_ascii_hexdigit() {
            return None;
        }
        count += 1;
    }
    count.is_multiple_of(2).then_some(count / 2)
}
