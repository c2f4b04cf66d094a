//! The tree.

use crate::span::{At, Span};

/// A part of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// Where it stands, from its first to its last character.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A word, a number, a text: always a text here.
    Scalar(Scalar),
    /// `[a, b]`, or lines with dashes.
    List(Vec<Node>),
    /// `{a: b}`, or lines with keys; keys in the order written.
    Map(Vec<Entry>),
}

/// A scalar as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    /// Its text, without quotes.
    pub(crate) text: String,
    /// Whether it stands without quotes and bars.
    pub(crate) plain: bool,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: At<String>,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// The scalar, unless nothing at all is written there.
    pub(crate) fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) if !self.is_empty() => Some(scalar),
            _ => None,
        }
    }

    /// Whether nothing is written there, or a `~`.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(one) if one.plain && matches!(&*one.text, "" | "~" | "null"))
    }

    /// A span that looks well under a caret: a block's first key or item instead of all its lines.
    pub(crate) fn head(&self) -> Span {
        match &self.kind {
            Kind::Map(entries) if self.spans_lines() => {
                entries.first().map_or(self.span, |one| one.key.span)
            }
            Kind::List(items) if self.spans_lines() => items.first().map_or(self.span, Self::head),
            Kind::Map(_) | Kind::List(_) | Kind::Scalar(_) => self.span,
        }
    }

    fn spans_lines(&self) -> bool {
        self.last_line() > self.span.line
    }

    fn last_line(&self) -> u32 {
        match &self.kind {
            Kind::Scalar(_) => self.span.line,
            Kind::List(items) => items.last().map_or(self.span.line, Self::last_line),
            Kind::Map(entries) => entries
                .last()
                .map_or(self.span.line, |one| one.value.last_line()),
        }
    }

    /// What it is, for messages.
    pub(crate) fn what(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar(_) if self.is_empty() => "nothing",
            Kind::Scalar(_) => "a single word",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// All words and keys below, whatever they mean.
    pub(crate) fn words<'n>(&'n self, into: &mut Vec<&'n str>) {
        match &self.kind {
            Kind::Scalar(scalar) => into.push(&scalar.text),
            Kind::List(items) => items.iter().for_each(|item| item.words(into)),
            Kind::Map(entries) => {
                for entry in entries {
                    into.push(&entry.key.value);
                    entry.value.words(into);
                }
            }
        }
    }
}
