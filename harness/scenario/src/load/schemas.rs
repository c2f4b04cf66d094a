//! The pieces that JSON Schema is put together from.

use super::Shape;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json};
use std::borrow::Cow;
use std::marker::PhantomData;

/// What collects the definitions.
pub(crate) type Schemas = SchemaGenerator;

/// A key of a map with its schema.
pub(crate) struct Property {
    /// As it is written.
    pub(crate) key: &'static str,
    /// What it is for.
    pub(crate) doc: &'static str,
    /// Whether it must be there.
    pub(crate) needed: bool,
    /// What may stand behind it.
    pub(crate) schema: Schema,
}

/// The schema of a type: a reference where it has a name.
pub(crate) fn of<T: Shape>(schemas: &mut Schemas) -> Schema {
    match T::NAME {
        Some(_) => schemas.subschema_for::<Named<T>>(),
        None => T::schema(schemas),
    }
}

/// The schema of a map with these keys and no others.
pub(crate) fn object(doc: &str, properties: Vec<Property>) -> Schema {
    let needed: Vec<&str> = properties
        .iter()
        .filter(|one| one.needed)
        .map(|one| one.key)
        .collect();
    let mut schema = json_schema!({
        "description": text(doc),
        "type": "object",
        "additionalProperties": false,
    });
    if !needed.is_empty() {
        schema.insert("required".to_owned(), needed.into());
    }
    let members: Map<String, Json> = properties
        .into_iter()
        .map(|one| {
            (
                one.key.to_owned(),
                described(one.schema, one.doc).to_value(),
            )
        })
        .collect();
    schema.insert("properties".to_owned(), Json::Object(members));
    schema
}

/// The schema with a description in front.
pub(crate) fn described(mut schema: Schema, doc: &str) -> Schema {
    schema.insert("description".to_owned(), text(doc).into());
    schema
}

/// One of several words, each with its meaning.
pub(crate) fn words_schema<'w>(words: impl IntoIterator<Item = (&'w str, &'w str)>) -> Schema {
    let words: Vec<Json> = words
        .into_iter()
        .map(|(word, doc)| serde_json::json!({"const": word, "description": text(doc)}))
        .collect();
    json_schema!({"oneOf": words})
}

/// A doc comment as one text: lines joined.
pub(super) fn text(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A type as a definition of the schema.
struct Named<T>(PhantomData<T>);

impl<T: Shape> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Owned(T::NAME.unwrap_or("value").replace(' ', "_"))
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        T::schema(schemas)
    }
}
