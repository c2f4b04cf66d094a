//! Payloads by field name: a tolerant reader, and a writer.
//!
//! The reader never refuses. Real locks send layouts that no document prints, so the length decides, not the version:
//! what is there is read, what is expected and not there is [`Fields::missing`], what is left over is
//! [`Fields::tail`]. The version says only what to expect.

mod emit;
mod sizes;
mod walk;

pub use emit::{EmitError, emit};
pub use sizes::{Sizes, expected_sizes};

use crate::{
    Api,
    command::Spec,
    field::{Field, Presence, Value},
};
use core::ops::Range;
use walk::{Layout, Walk};

/// A payload seen as its command's fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fields<'a> {
    spec: &'static Spec,
    api: Api,
    layout: Layout,
    payload: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Lays the command's fields over the payload; `api` is the version whose fields are expected.
    #[must_use]
    pub fn read(spec: &'static Spec, api: Api, payload: &'a [u8]) -> Self {
        let layout = Layout::of_length(spec, api, payload.len());
        Self {
            spec,
            api,
            layout,
            payload,
        }
    }

    /// The fields that are there, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Field, Value<'a>)> + use<'a> {
        let payload = self.payload;
        self.spans().filter_map(move |(field, span)| {
            let value = field.kind.read(payload.get(span)?)?;
            Some((field, value))
        })
    }

    /// The value of the field of that name, if it is there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let mut fields = self.iter();
        fields.find_map(|(field, value)| (field.name == name).then_some(value))
    }

    /// Which bytes of the payload hold the field of that name, if it is there.
    #[must_use]
    pub fn span(&self, name: &str) -> Option<Range<usize>> {
        let mut spans = self.spans();
        spans.find_map(|(field, span)| (field.name == name).then_some(span))
    }

    /// The fields that the expected version has and this payload ends before.
    pub fn missing(&self) -> impl Iterator<Item = &'static Field> + use<'a> {
        let api = self.api;
        let expected = move |field: &Field| match field.presence {
            Presence::Always | Presence::If(_) => true,
            Presence::Since(since) => since <= api,
            Presence::Optional(_) => false,
        };
        self.walk()
            .filter(|(_, span)| span.is_none())
            .map(|(field, _)| field)
            .filter(move |field| expected(field))
    }

    /// The bytes after the last field that is whole.
    #[must_use]
    pub fn tail(&self) -> &'a [u8] {
        let end = self.spans().last().map_or(0, |(_, span)| span.end);
        &self.payload[end..]
    }

    fn spans(&self) -> impl Iterator<Item = (&'static Field, Range<usize>)> + use<'a> {
        self.walk()
            .filter_map(|(field, span)| span.map(|span| (field, span)))
    }

    fn walk(&self) -> Walk<'a> {
        Walk::new(self.spec, self.layout, self.payload)
    }
}

#[cfg(test)]
mod tests;
