//! Payloads from values.

use super::walk::{Flags, Layout};
use crate::{
    Api,
    command::Spec,
    field::{Field, Presence, Unfit, Value},
    frame::Full,
};

/// Writes the payload that the command has in that version and says how long it is.
///
/// `value_of` is asked for each field in the order of the wire. A text is filled up with zeros. An optional field for
/// which there is no value is left out, and so are fields under a flag that is 0.
///
/// # Errors
/// When a value is missing, is of the wrong kind or doesn't fit, or `out` is too small. Values that fit are written,
/// whether they make sense or not.
pub fn emit<'v>(
    spec: &'static Spec,
    api: Api,
    out: &mut [u8],
    mut value_of: impl FnMut(&'static Field) -> Option<Value<'v>>,
) -> Result<usize, EmitError> {
    let layout = Layout {
        until: api,
        optional: true,
    };
    let mut flags = Flags::default();
    let mut at = 0;
    for field in spec.fields.iter().filter(|field| layout.has(field)) {
        if !flags.allow(field) {
            continue;
        }
        let optional = matches!(field.presence, Presence::Optional(_));
        let Some(value) = value_of(field) else {
            if optional {
                continue;
            }
            return Err(EmitError::Missing { field: field.name });
        };
        let size = field.kind.size_of(value);
        let size = size.map_err(|unfit| EmitError::of(unfit, field))?;
        let (needs, has) = (at + size, out.len());
        let place = out.get_mut(at..needs).ok_or(Full { needs, has })?;
        field.kind.write(value, place);
        flags.note(field, place);
        at = needs;
    }
    Ok(at)
}

/// Why a payload can't be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmitError {
    /// A field has no value.
    #[error("no value for the field `{field}`")]
    Missing {
        /// The field's name.
        field: &'static str,
    },
    /// A value is of another kind than its field.
    #[error("the field `{field}` takes another kind of value")]
    WrongKind {
        /// The field's name.
        field: &'static str,
    },
    /// A number or text is too large for its field, or bytes are not as many as it has.
    #[error("the value does not fit in the field `{field}`")]
    Unfit {
        /// The field's name.
        field: &'static str,
    },
    /// There is no room.
    #[error(transparent)]
    Full(#[from] Full),
}

impl EmitError {
    const fn of(unfit: Unfit, field: &Field) -> Self {
        let field = field.name;
        match unfit {
            Unfit::WrongKind => Self::WrongKind { field },
            Unfit::WrongSize => Self::Unfit { field },
        }
    }
}
