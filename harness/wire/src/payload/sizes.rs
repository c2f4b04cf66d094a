//! How long a payload should be.

use super::walk::Layout;
use crate::{
    Api,
    command::Spec,
    field::{Field, Presence},
};
use core::fmt;

/// The lengths that a command's payload has in that version of the document.
#[must_use]
pub fn expected_sizes(spec: &Spec, api: Api) -> Sizes {
    let plain = Layout {
        until: api,
        optional: false,
    };
    let extended = Layout {
        optional: true,
        ..plain
    };
    let conditional = |field: &&Field| matches!(field.presence, Presence::If(_));
    let under_a_flag: usize = spec
        .fields
        .iter()
        .filter(conditional)
        .filter_map(|field| field.kind.width())
        .sum();
    let least = plain.length(spec);
    Sizes {
        least,
        other: extended.length(spec) + under_a_flag,
        open: spec.fields.iter().any(|field| field.kind.width().is_none()),
    }
}

/// One length, or two, or all from one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The shortest, in bytes.
    pub least: usize,
    /// The other one, with the optional field or those under a flag; the same if there are none.
    pub other: usize,
    /// Whether any greater length is right too, since the last field has no fixed width.
    pub open: bool,
}

impl Sizes {
    /// Whether a payload may be so long.
    #[must_use]
    pub const fn contains(self, length: usize) -> bool {
        length == self.least || length == self.other || (self.open && length > self.least)
    }

    /// The only length, if there is only one.
    #[must_use]
    pub const fn single(self) -> Option<usize> {
        if self.least == self.other && !self.open {
            Some(self.least)
        } else {
            None
        }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self {
                least, open: true, ..
            } => write!(f, "{least} or more"),
            Self { least, other, .. } if least == other => write!(f, "{least}"),
            Self { least, other, .. } => write!(f, "{least} or {other}"),
        }
    }
}
