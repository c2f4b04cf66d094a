//! The file as a whole.

use super::general::pairs;
use super::value::{is_name, value};
use super::{Keyed, Members, Problems, Schemas, Shape, object, of};
use crate::ast::{Row, Scenario, Value};
use crate::diagnostic::{Diagnostic, rule};
use crate::span::At;
use crate::syntax::Node;
use schemars::{Schema, json_schema};

impl Shape for Scenario {
    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let mut members = Members::of(node, "the scenario", to)?;
        let read = Self::take(&mut members, to);
        members.finish(&Self::keys(""), to);
        read
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let properties = Self::properties("", schemas);
        object(
            "One scenario: what is to be done with a lock, and what must come of it.",
            properties,
        )
    }
}

/// The table: a map from the row's key to the row's variables.
impl Shape for Vec<Row> {
    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let rows = pairs(node, to, |_, row, to| pairs(row, to, variable))?;
        Some(
            rows.into_iter()
                .map(|(key, values)| Row { key, values })
                .collect(),
        )
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let value = of::<Value>(schemas);
        json_schema!({
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[A-Za-z0-9-]+$"},
            "additionalProperties": {"type": "object", "additionalProperties": value},
        })
    }
}

fn variable(key: &At<String>, node: &Node, to: &mut Problems) -> Option<At<Value>> {
    if !is_name(key) {
        to.note::<()>(
            Diagnostic::error(
                rule::WRONG_NAME,
                key.span,
                format!("`{}` is no variable's name", key.value),
            )
            .help("a name has letters, digits and `_`, and stands here without `$`"),
        );
    }
    value(node, None, to)
}
