//! The JSON Schema of a scenario file, for editors.

use crate::ast::Scenario;
use crate::load::{Schemas, Shape};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The schema, as pretty JSON with a final newline. It follows from the types: nothing in it is written twice.
#[must_use]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&value())
        .expect("a schema is made of texts, numbers and lists");
    text.push('\n');
    text
}

fn value() -> Value {
    let mut schemas: Schemas = SchemaSettings::draft2020_12().into_generator();
    let scenario = Scenario::schema(&mut schemas).to_value();
    let definitions = schemas.take_definitions(true);
    let mut whole = Map::new();
    whole.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    whole.insert("title".to_owned(), json!("A Strikeplate scenario"));
    if let Value::Object(members) = scenario {
        whole.extend(members);
    }
    whole.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(whole)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::shipped;
