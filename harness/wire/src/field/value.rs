//! What a field holds, and how a person reads it.

use super::{DateTime, Field, Kind, TimeOfDay, text};
use crate::{code::show, command::CommandId};
use core::fmt;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Unsigned integers, flags, codes and commands.
    Uint(u32),
    /// Signed integers.
    Int(i32),
    /// Floats.
    Float(f32),
    /// Bytes and texts, a text with its filling.
    Bytes(&'a [u8]),
    /// Dates with time.
    DateTime(DateTime),
    /// Times of day.
    Time(TimeOfDay),
}

impl<'a> Value<'a> {
    /// The unsigned integer, if it is one.
    #[must_use]
    pub const fn uint(self) -> Option<u32> {
        match self {
            Self::Uint(number) => Some(number),
            _ => None,
        }
    }

    /// The integer of either sign, if it is one.
    #[must_use]
    pub fn integer(self) -> Option<i64> {
        match self {
            Self::Uint(number) => Some(number.into()),
            Self::Int(number) => Some(number.into()),
            _ => None,
        }
    }

    /// The bytes, if it is bytes or a text.
    #[must_use]
    pub const fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The date with time, if it is one.
    #[must_use]
    pub const fn date_time(self) -> Option<DateTime> {
        match self {
            Self::DateTime(date) => Some(date),
            _ => None,
        }
    }
}

/// A value of a field, to be printed.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    pub(super) field: &'a Field,
    pub(super) value: Value<'a>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.field.kind, self.value) {
            (Kind::Code(set), Value::Uint(code)) => {
                let code = u16::try_from(code).unwrap_or(u16::MAX);
                show(f, code, 2, set.of(code).map(|known| known.name))
            }
            (Kind::Command, Value::Uint(id)) => {
                let id = CommandId(u16::try_from(id).unwrap_or(u16::MAX));
                write!(f, "{id}")
            }
            (Kind::Text(_), Value::Bytes(bytes)) if text(bytes).is_ok() => {
                write!(f, "{:?}", text(bytes).unwrap_or_default())
            }
            (_, Value::Bytes(bytes)) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}")),
            (_, Value::Uint(number)) => write!(f, "{number}"),
            (_, Value::Int(number)) => write!(f, "{number}"),
            (_, Value::Float(number)) => write!(f, "{number}"),
            (_, Value::DateTime(date)) => write!(f, "{date}"),
            (_, Value::Time(time)) => write!(f, "{time}"),
        }?;
        match (self.field.unit, self.value) {
            (Some(unit), Value::Uint(_) | Value::Int(_) | Value::Float(_)) => {
                write!(f, " {unit}")
            }
            _ => Ok(()),
        }
    }
}
