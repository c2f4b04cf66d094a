//! Where each field lies.

use crate::{
    Api,
    command::Spec,
    field::{Field, Kind, Presence},
};
use core::ops::Range;

/// Which of the fields that depend on the version are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Fields up to this version.
    pub(super) until: Api,
    /// Whether the optional ones are there too.
    pub(super) optional: bool,
}

impl Layout {
    /// The layout that a payload of that length has.
    ///
    /// Where later fields are appended, that is all of them: the payload's end says which. Where they stand in between,
    /// it is the one whose length is right, or else the expected one.
    pub(super) fn of_length(spec: &Spec, expected: Api, length: usize) -> Self {
        if !spec.has_insertions() {
            return Self {
                until: Api::V2_3,
                optional: true,
            };
        }
        let layouts = Api::ALL.iter().flat_map(|until| {
            [false, true].map(|optional| Self {
                until: *until,
                optional,
            })
        });
        let right = |layout: &Self| layout.length(spec) == length;
        layouts.into_iter().find(right).unwrap_or(Self {
            until: expected,
            optional: false,
        })
    }

    /// Whether the field is there, as far as the version goes.
    pub(super) fn has(self, field: &Field) -> bool {
        match field.presence {
            Presence::Always | Presence::If(_) => true,
            Presence::Since(since) => since <= self.until,
            Presence::Optional(since) => self.optional && since <= self.until,
        }
    }

    /// Bytes of its fields, without those under a flag.
    pub(super) fn length(self, spec: &Spec) -> usize {
        let unconditional = |field: &&Field| !matches!(field.presence, Presence::If(_));
        let fields = spec.fields.iter().filter(|field| self.has(field));
        fields
            .filter(unconditional)
            .filter_map(|field| field.kind.width())
            .sum()
    }
}

/// Goes through the fields of a layout and says which bytes each has; none from where the payload ends.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    fields: core::slice::Iter<'static, Field>,
    layout: Layout,
    payload: &'a [u8],
    at: usize,
    ended: bool,
    flags: Flags,
}

impl<'a> Walk<'a> {
    pub(super) fn new(spec: &'static Spec, layout: Layout, payload: &'a [u8]) -> Self {
        Self {
            fields: spec.fields.iter(),
            layout,
            payload,
            at: 0,
            ended: false,
            flags: Flags::default(),
        }
    }

    fn span(&mut self, field: &'static Field) -> Option<Range<usize>> {
        let end = match field.kind.width() {
            Some(width) => self.at + width,
            None => self.payload.len(),
        };
        self.ended |= end > self.payload.len();
        if self.ended {
            return None;
        }
        let span = self.at..end;
        self.at = end;
        self.flags.note(field, &self.payload[span.clone()]);
        Some(span)
    }
}

impl Iterator for Walk<'_> {
    type Item = (&'static Field, Option<Range<usize>>);

    fn next(&mut self) -> Option<Self::Item> {
        let (layout, flags) = (self.layout, self.flags);
        let there = |field: &&Field| layout.has(field) && flags.allow(field);
        let field = self.fields.by_ref().find(there)?;
        let span = self.span(field);
        Some((field, span))
    }
}

/// Remembers the latest flag, on which the fields after it may depend.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    latest: Option<(&'static str, bool)>,
}

impl Flags {
    /// Takes notice of a field that has been read or written.
    pub(super) fn note(&mut self, field: &'static Field, bytes: &[u8]) {
        if field.kind == Kind::Flag {
            self.latest = Some((field.name, bytes != [0]));
        }
    }

    /// Whether the flag that the field depends on is set, if it depends on one.
    pub(super) fn allow(self, field: &Field) -> bool {
        match field.presence {
            Presence::If(flag) => self.latest == Some((flag, true)),
            _ => true,
        }
    }
}
