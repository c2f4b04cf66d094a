//! The shapes of general types: numbers, texts, lists, maps.

use super::{Problems, Schemas, Shape, of};
use crate::ast::Duration;
use crate::diagnostic::{Diagnostic, rule};
use crate::span::{At, Span};
use crate::syntax::{Entry, Kind, Node, Scalar};
use schemars::{Schema, json_schema};
use std::sync::Arc;

impl<T: Shape> Shape for At<T> {
    const NAME: Option<&'static str> = T::NAME;

    fn fallback() -> Option<Self> {
        T::fallback().map(|value| Self::new(value, Span::default()))
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        T::read(node, to).map(|value| Self::new(value, node.head()))
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        T::schema(schemas)
    }
}

impl<T: Shape> Shape for Arc<T> {
    const NAME: Option<&'static str> = T::NAME;

    fn fallback() -> Option<Self> {
        T::fallback().map(Self::new)
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        T::read(node, to).map(Self::new)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        T::schema(schemas)
    }
}

impl<T: Shape> Shape for Option<T> {
    const NAME: Option<&'static str> = T::NAME;

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        T::read(node, to).map(Some)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        T::schema(schemas)
    }
}

impl<T: Shape> Shape for Vec<At<T>> {
    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let items = list(node, to)?;
        let read = |item: &Node| {
            let read = At::read(item, to);
            if read.is_none() {
                to.lose(item);
            }
            read
        };
        Some(items.iter().filter_map(read).collect())
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let item = of::<T>(schemas);
        json_schema!({"type": "array", "items": item})
    }
}

impl<T: Shape> Shape for Vec<(At<String>, T)> {
    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        pairs(node, to, |_, value, to| T::read(value, to))
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let value = of::<T>(schemas);
        json_schema!({"type": "object", "additionalProperties": value})
    }
}

/// Reads a map with keys of the author's own choice.
pub(super) fn pairs<T>(
    node: &Node,
    to: &mut Problems,
    mut value: impl FnMut(&At<String>, &Node, &mut Problems) -> Option<T>,
) -> Option<Vec<(At<String>, T)>> {
    let Kind::Map(entries) = &node.kind else {
        return to.note(
            Diagnostic::error(
                rule::WRONG_SHAPE,
                node.head(),
                format!("expected a map, got {}", node.what()),
            )
            .help("a map is written `{name: value}`"),
        );
    };
    let read = |entry: &Entry| {
        let read = value(&entry.key, &entry.value, to);
        if read.is_none() {
            to.lose(&entry.value);
        }
        Some((entry.key.clone(), read?))
    };
    Some(entries.iter().filter_map(read).collect())
}

/// The items of a list.
pub(super) fn list<'n>(node: &'n Node, to: &mut Problems) -> Option<&'n [Node]> {
    let Kind::List(items) = &node.kind else {
        let said = Diagnostic::error(
            rule::WRONG_SHAPE,
            node.head(),
            format!("expected a list, got {}", node.what()),
        );
        return to.note(match node.scalar() {
            Some(scalar) => said.help(format!("write `[{}]`", scalar.text)),
            None => said.help("a list is written `[a, b]`, or as lines that begin with `- `"),
        });
    };
    Some(items)
}

/// The word or text that stands there.
pub(super) fn scalar<'n>(node: &'n Node, wanted: &str, to: &mut Problems) -> Option<&'n Scalar> {
    match node.scalar() {
        Some(scalar) => Some(scalar),
        None => {
            let message = format!("expected {wanted}, got {}", node.what());
            to.note(Diagnostic::error(rule::WRONG_SHAPE, node.head(), message))
        }
    }
}

/// The word that stands there, where none but the author can choose it.
fn literal<'n>(node: &'n Node, wanted: &str, to: &mut Problems) -> Option<&'n Scalar> {
    let scalar = scalar(node, wanted, to)?;
    if !scalar.text.starts_with('$') {
        return Some(scalar);
    }
    let message = format!("expected {wanted}, got the variable `{}`", scalar.text);
    to.note(
        Diagnostic::error(rule::WRONG_VALUE, node.span, message)
            .help("variables stand for values of fields; write it out here"),
    )
}

impl Shape for String {
    fn fallback() -> Option<Self> {
        Some(Self::new())
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        scalar(node, "a text", to).map(|scalar| scalar.text.trim_end().to_owned())
    }

    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({"type": ["string", "number", "boolean"]})
    }
}

impl Shape for bool {
    fn absent() -> Option<Self> {
        Some(false)
    }

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let scalar = literal(node, "`true` or `false`", to)?;
        match &*scalar.text {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let meant = match &*other.to_lowercase() {
                    "yes" | "on" | "1" | "y" | "true" => Some("true"),
                    "no" | "off" | "0" | "n" | "false" => Some("false"),
                    _ => None,
                };
                let message = format!("expected `true` or `false`, got `{other}`");
                to.note(Diagnostic::error(rule::UNKNOWN_WORD, node.span, message).meant(meant))
            }
        }
    }

    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({"type": "boolean"})
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $(
        impl Shape for $type {
            fn read(node: &Node, to: &mut Problems) -> Option<Self> {
                let (least, most) = (i64::from(Self::MIN), i64::from(Self::MAX));
                let number = number_in(node, least, most, to)?;
                Self::try_from(number).ok()
            }

            fn schema(_: &mut Schemas) -> Schema {
                json_schema!({"anyOf": [
                    {"type": "integer", "minimum": Self::MIN, "maximum": Self::MAX},
                    {"type": "string", "pattern": "^0x[0-9A-Fa-f]+$"},
                ]})
            }
        }
    )* };
}
numbers!(u8, u16, u32, i32);

fn number_in(node: &Node, least: i64, most: i64, to: &mut Problems) -> Option<i64> {
    let scalar = literal(node, "a number", to)?;
    let Some(number) = integer(&scalar.text) else {
        let message = format!("expected a number, got `{}`", scalar.text);
        return to.note(Diagnostic::error(rule::WRONG_VALUE, node.span, message));
    };
    if (least..=most).contains(&number) {
        return Some(number);
    }
    let message = format!("expected a number from {least} to {most}, got {number}");
    to.note(Diagnostic::error(rule::WRONG_VALUE, node.span, message))
}

/// The number that a text is: decimal without leading zeros, or `0x` with hex digits.
pub(super) fn integer(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let number = match digits.strip_prefix("0x") {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            i64::from_str_radix(hex, 16).ok()?
        }
        Some(_) => return None,
        None => {
            let written_well = digits.bytes().all(|byte| byte.is_ascii_digit());
            let leading_zero = digits.len() > 1 && digits.starts_with('0');
            if !written_well || leading_zero {
                return None;
            }
            digits.parse().ok()?
        }
    };
    Some(sign * number)
}

impl Shape for Duration {
    const NAME: Option<&'static str> = Some("duration");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let text = &literal(node, "a length of time", to)?.text;
        match duration(text) {
            Ok(duration) => Some(duration),
            Err(advice) => {
                let message =
                    format!("expected a length of time like `250ms`, `5s` or `2min`, got `{text}`");
                to.note(Diagnostic::error(rule::WRONG_DURATION, node.span, message).help(advice))
            }
        }
    }

    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({
            "description": "A length of time: `250ms`, `5s`, `2min`.",
            "type": "string",
            "pattern": "^[0-9]+(ms|s|min)$",
        })
    }
}

/// Reads a length of time, or says what is wrong with it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let Ok(number) = digits.parse::<u64>() else {
        return Err("a whole number comes first, then the unit".to_owned());
    };
    let each = match unit.trim() {
        "ms" => 1_000,
        "s" => 1_000_000,
        "min" => 60_000_000,
        "" => {
            return Err(format!(
                "say the unit: `{number}ms`, `{number}s` or `{number}min`"
            ));
        }
        other => {
            return Err(match other {
                "m" => format!("write `{number}min`"),
                "sec" | "secs" | "second" | "seconds" => format!("write `{number}s`"),
                "msec" | "millis" | "milliseconds" => format!("write `{number}ms`"),
                "h" | "hour" | "hours" => format!("write `{}min`", number.saturating_mul(60)),
                _ if other.starts_with('.') => {
                    "whole numbers only: `500ms` instead of `0.5s`".to_owned()
                }
                _ => "the units are `ms`, `s` and `min`".to_owned(),
            });
        }
    };
    if unit.starts_with(' ') {
        return Err(format!("without a space: `{number}{}`", unit.trim()));
    }
    match number.checked_mul(each).filter(|micros| *micros <= LONGEST) {
        Some(micros) => Ok(Duration(boundary::Span(micros))),
        None => Err("a day (`1440min`) is the longest".to_owned()),
    }
}

/// Reads one of several words.
pub(crate) fn word<T: Copy>(
    node: &Node,
    what: &str,
    words: &[(&str, T)],
    to: &mut Problems,
) -> Option<T> {
    let text = &literal(node, &format!("a {what}"), to)?.text;
    let found = words.iter().find(|(word, _)| word == text);
    if let Some((_, value)) = found {
        return Some(*value);
    }
    to.note(unknown_word(
        node.span,
        what,
        text,
        words.iter().map(|(word, _)| *word),
    ))
}

/// A word that is none of those that can stand there.
pub(super) fn unknown_word<'c>(
    span: Span,
    what: &str,
    text: &str,
    words: impl Iterator<Item = &'c str> + Clone,
) -> Diagnostic {
    use crate::diagnostic::{nearest, one_of};
    Diagnostic::error(rule::UNKNOWN_WORD, span, format!("`{text}` is no {what}"))
        .meant(nearest(text, words.clone()))
        .or_help(|| format!("it is one of {}", one_of(words)))
}

/// A day.
const LONGEST: u64 = 24 * 60 * 60_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_that_anyone_reads_as_one() {
        assert_eq!(integer("17"), Some(17));
        assert_eq!(integer("0x0D"), Some(13));
        assert_eq!(integer("-300"), Some(-300));
        assert_eq!(integer("0"), Some(0));
        for other in [
            "00112233",
            "1E10",
            "1_000",
            "",
            "-",
            "0x",
            "0xZZ",
            "12345678901234567890",
            "1.5",
        ] {
            assert_eq!(integer(other), None, "{other}");
        }
    }

    #[test]
    fn a_length_of_time_has_a_unit() {
        assert_eq!(duration("250ms"), Ok(Duration(boundary::Span::millis(250))));
        assert_eq!(duration("2min"), Ok(Duration(boundary::Span::secs(120))));
        for wrong in [
            "5",
            "5 s",
            "0.5s",
            "s",
            "-1s",
            "99999999999min",
            "5sec",
            "18446744073709551616s",
        ] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
