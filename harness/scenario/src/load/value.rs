//! Values: what a word means depends on the field it is for.

use super::general::{integer, list, scalar};
use super::{Problems, Schemas, Shape, function, of};
use crate::ast::Value;
use crate::diagnostic::{Diagnostic, rule};
use crate::span::At;
use crate::syntax::{Kind as NodeKind, Node, Scalar};
use schemars::{Schema, json_schema};
use wire::field::Kind;

/// The kind of value that is wanted, where that is known.
pub(super) type Want = Option<Kind>;

/// Bytes of any length.
pub(super) const BYTES: Want = Some(Kind::Rest);
/// A number.
pub(super) const NUMBER: Want = Some(Kind::U32);

/// Reads a value for a field of that kind.
pub(super) fn value(node: &Node, want: Want, to: &mut Problems) -> Option<At<Value>> {
    let value = match &node.kind {
        NodeKind::Map(entries) => function::read(node, entries, want, to)?,
        NodeKind::Scalar(_) | NodeKind::List(_) => {
            plain(scalar(node, "a value", to)?, node, want, to)?
        }
    };
    Some(At::new(value, node.head()))
}

impl Shape for Value {
    const NAME: Option<&'static str> = Some("value");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        value(node, None, to).map(|at| at.value)
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let function = of::<function::Functions>(schemas);
        json_schema!({
            "description": "A number, a code's name, hex digits, a text, a time, a `$variable`, or a function.",
            "anyOf": [{"type": ["string", "number", "boolean"]}, function],
        })
    }
}

fn plain(scalar: &Scalar, node: &Node, want: Want, to: &mut Problems) -> Option<Value> {
    let text = &*scalar.text;
    if let Some(name) = text.strip_prefix('$') {
        if is_name(name) {
            return Some(Value::Var(name.to_owned()));
        }
        return to.note(
            Diagnostic::error(rule::WRONG_NAME, node.span, format!("`{text}` is no variable's name"))
                .help("a name has letters, digits and `_`; a text that begins with `$` is written `{text: ...}`"),
        );
    }
    if !scalar.plain {
        return Some(Value::Word(text.to_owned()));
    }
    Some(match want {
        Some(Kind::Text(_) | Kind::Bytes(_) | Kind::Rest | Kind::DateTime | Kind::TimeOfDay) => {
            Value::Word(text.to_owned())
        }
        Some(Kind::F32) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => Value::Word(text.to_owned()),
        },
        _ => untyped(text),
    })
}

/// What anyone would read it as.
fn untyped(text: &str) -> Value {
    if let Some(number) = integer(text) {
        return Value::Int(number);
    }
    let decimal = text.contains('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.parse::<f64>() {
            Ok(number) if decimal => Value::Float(number),
            _ => Value::Word(text.to_owned()),
        },
    }
}

/// Whether that can be the name of a variable, a mark, a list.
pub(super) fn is_name(text: &str) -> bool {
    let (first, rest) = (text.chars().next(), text.chars().skip(1));
    first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && rest
            .into_iter()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        && text.len() <= 64
        && !text.ends_with('.')
}

/// Reads a list of values.
pub(super) fn values(node: &Node, want: Want, to: &mut Problems) -> Option<Vec<At<Value>>> {
    let items = list(node, to)?;
    let read: Vec<_> = items
        .iter()
        .filter_map(|item| value(item, want, to))
        .collect();
    (read.len() == items.len()).then_some(read)
}
