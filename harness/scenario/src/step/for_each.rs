//! `for_each`.

use super::Steps;
use crate::ast::Holds;
use crate::ast::Value;
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
use crate::load::{Key, Keyed, Members, Problems, Property, Schemas, Shape, of};
use crate::span::At;
use crate::syntax::{Kind, Node};
use schemars::{Schema, json_schema};

/// `for_each: {state: [a, b]}`, `steps: [...]`; `for_each: {at: {range: [0, 61]}}` stands for the
/// whole numbers from 0 to 61 (the loader writes them out).
#[derive(Clone, Debug, PartialEq)]
pub struct ForEach {
    /// The variable.
    pub variable: At<String>,
    /// Its values in turn.
    pub values: Vec<At<Value>>,
    /// The steps.
    pub steps: Steps,
}

type Variables = Vec<(At<String>, Values)>;

/// The values in turn: a list, or a range that stands for one.
struct Values(Vec<At<Value>>);

impl Keyed for ForEach {
    fn doc(_: &str) -> &'static str {
        "Does steps for each of several values: `for_each: {state: [a, b]}`, `steps: [...]`."
    }

    fn keys(_: &str) -> Vec<Key> {
        Key::all(&["for_each", "steps"])
    }

    fn take(members: &mut Members<'_>, to: &mut Problems) -> Option<Self> {
        let (head, before) = (members.head(), to.count());
        let variables: Option<Variables> = members.take("for_each", None, Shape::read, to);
        let steps = members.take("steps", None, Shape::read, to);
        let mut variables = variables?;
        if variables.is_empty() && to.count() > before {
            return None;
        }
        if variables.len() == 1 {
            let (variable, values) = variables.remove(0);
            return Some(Self {
                variable,
                values: values.0,
                steps: steps?,
            });
        }
        to.note(
            Diagnostic::error(rule::WRONG_SHAPE, head, format!("`for_each` takes one variable, got {}", variables.len()))
                .help("write `for_each: {state: [a, b]}`; for two variables put one `for_each` into the other"),
        )
    }

    fn properties(_: &str, schemas: &mut Schemas) -> Vec<Property> {
        let values = of::<Values>(schemas);
        let steps = of::<Steps>(schemas);
        let values = json_schema!({
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": values,
        });
        vec![
            Property {
                key: "for_each",
                doc: "The variable with its values in turn.",
                needed: true,
                schema: values,
            },
            Property {
                key: "steps",
                doc: "The steps.",
                needed: true,
                schema: steps,
            },
        ]
    }
}

impl Shape for Values {
    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        let Kind::Map(_) = &node.kind else {
            return Shape::read(node, to).map(Self);
        };
        let mut members = Members::of(node, "a range", to)?;
        let ends: Option<Vec<At<i32>>> = members.take("range", None, Shape::read, to);
        members.finish(&Key::all(&["range"]), to);
        match ends?.as_slice() {
            [first, last]
                if first.value <= last.value && last.value.saturating_sub(first.value) < MOST =>
            {
                let number = |number| At::new(Value::Int(i64::from(number)), first.span);
                Some(Self((first.value..=last.value).map(number).collect()))
            }
            _ => to.note(
                Diagnostic::error(
                    rule::WRONG_SHAPE,
                    node.head(),
                    "a range has a first and a last number",
                )
                .help(format!(
                    "write `{{range: [0, 61]}}`; at most {MOST} numbers"
                )),
            ),
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let value = of::<Value>(schemas);
        let number = of::<i32>(schemas);
        json_schema!({"anyOf": [
            {"type": "array", "items": value},
            {
                "type": "object",
                "description": "The whole numbers from the first to the last.",
                "additionalProperties": false,
                "required": ["range"],
                "properties": {"range": {"description": "The first and the last.", "type": "array", "items": number, "minItems": 2, "maxItems": 2}},
            },
        ]})
    }
}

/// The longest range.
const MOST: i32 = 10_000;

impl Meaning for ForEach {
    fn check(&self, scope: &mut Scope<'_>) {
        if self.values.is_empty() {
            scope.error(
                rule::NO_JUDGEMENT,
                self.variable.span,
                "a loop over nothing does nothing",
            );
        }
        for value in &self.values {
            scope.value(value, None);
        }
        scope.define(&self.variable, Holds::Unknown, &self.values);
        scope.body(&self.steps, self.values.len() as u64);
    }
}
