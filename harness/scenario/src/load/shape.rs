//! What a type looks like in YAML.

use super::{Members, Problems, Property, Schemas};
use crate::syntax::Node;
use schemars::Schema;

/// A type that can be read from a node, and says to editors what it looks like.
pub(crate) trait Shape: Sized {
    /// The name of its definition in the schema; without one it is written out at each place.
    const NAME: Option<&'static str> = None;

    /// What a key that is left out means; without that the key must be there.
    fn absent() -> Option<Self> {
        None
    }

    /// What stands in for one that makes no sense, so that the rest can be looked at.
    fn fallback() -> Option<Self> {
        Self::absent()
    }

    /// Reads it; nothing when it makes no sense, which has been noted then.
    fn read(node: &Node, to: &mut Problems) -> Option<Self>;

    /// Its JSON Schema.
    fn schema(schemas: &mut Schemas) -> Schema;
}

/// A type that takes some keys of a map.
pub(crate) trait Keyed: Sized {
    /// What it is for.
    fn doc(verb: &str) -> &'static str;

    /// The keys, in the order in which they are written; `verb` tells the verbs of one type apart.
    fn keys(verb: &str) -> Vec<Key>;

    /// Takes its keys.
    fn take(members: &mut Members<'_>, to: &mut Problems) -> Option<Self>;

    /// Its keys for the schema.
    fn properties(verb: &str, schemas: &mut Schemas) -> Vec<Property>;
}

/// A key of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// As it is written.
    pub(crate) name: &'static str,
}

impl Key {
    /// Keys by their names.
    pub(crate) fn all(names: &[&'static str]) -> Vec<Self> {
        names.iter().map(|name| Self { name }).collect()
    }
}

/// Another way to read a type than its own, such as by the fields of the command in the member `C`.
pub(crate) trait Reading<T, C> {
    /// Reads it; `of` is missing where it made no sense itself.
    fn read(node: &Node, of: Option<&C>, to: &mut Problems) -> Option<T>;

    /// Its JSON Schema.
    fn schema(schemas: &mut Schemas) -> Schema;
}
