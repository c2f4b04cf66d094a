//! How a field's bytes become a value, and back.

use super::{DateTime, Range, TimeOfDay, Value};
use crate::code::CodeSet;

/// How a field's bytes are read; integers and floats are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One byte.
    U8,
    /// Two bytes.
    U16,
    /// Four bytes.
    U32,
    /// One byte, two's complement.
    I8,
    /// Two bytes, two's complement.
    I16,
    /// Four bytes, IEEE 754.
    F32,
    /// One byte, 0 or 1.
    Flag,
    /// One byte out of a set of named values.
    Code(&'static CodeSet),
    /// Two bytes that name a command.
    Command,
    /// So many bytes, all of them meant.
    Bytes(usize),
    /// So many bytes of UTF-8, filled up with zeros.
    Text(usize),
    /// Seven bytes.
    DateTime,
    /// Two bytes, hour and minute.
    TimeOfDay,
    /// All bytes to the end.
    Rest,
}

impl Kind {
    /// Bytes it takes; none for [`Kind::Rest`].
    #[must_use]
    pub const fn width(self) -> Option<usize> {
        match self {
            Self::U8 | Self::I8 | Self::Flag | Self::Code(_) => Some(1),
            Self::U16 | Self::I16 | Self::Command => Some(2),
            Self::U32 | Self::F32 => Some(4),
            Self::Bytes(width) | Self::Text(width) => Some(width),
            Self::DateTime => Some(DateTime::WIDTH),
            Self::TimeOfDay => Some(TimeOfDay::WIDTH),
            Self::Rest => None,
        }
    }

    /// The value these bytes hold; none when they are not as many as the kind takes.
    #[must_use]
    pub fn read(self, bytes: &[u8]) -> Option<Value<'_>> {
        if self.width().is_some_and(|width| width != bytes.len()) {
            return None;
        }
        Some(match self {
            Self::U8 | Self::U16 | Self::U32 | Self::Flag | Self::Code(_) | Self::Command => {
                Value::Uint(little_endian(bytes))
            }
            Self::I8 => Value::Int(i8::from_le_bytes(bytes.try_into().ok()?).into()),
            Self::I16 => Value::Int(i16::from_le_bytes(bytes.try_into().ok()?).into()),
            Self::F32 => Value::Float(f32::from_le_bytes(bytes.try_into().ok()?)),
            Self::Bytes(_) | Self::Text(_) | Self::Rest => Value::Bytes(bytes),
            Self::DateTime => Value::DateTime(DateTime::from_bytes(bytes.try_into().ok()?)),
            Self::TimeOfDay => {
                let [hour, minute] = *bytes.as_array()?;
                Value::Time(TimeOfDay { hour, minute })
            }
        })
    }

    /// Writes the value over `out`, which must be as long as [`Kind::size_of`] says.
    pub(crate) fn write(self, value: Value<'_>, out: &mut [u8]) {
        match value {
            Value::Uint(number) => copy(&number.to_le_bytes(), out),
            Value::Int(number) => copy(&number.to_le_bytes(), out),
            Value::Float(number) => copy(&number.to_le_bytes(), out),
            Value::Bytes(bytes) => copy(bytes, out),
            Value::DateTime(date) => copy(&date.to_bytes(), out),
            Value::Time(time) => copy(&[time.hour, time.minute], out),
        }
    }

    /// Bytes the value takes in this kind.
    ///
    /// A text may be shorter than its field; any other bytes must be as many as the field has.
    pub(crate) fn size_of(self, value: Value<'_>) -> Result<usize, Unfit> {
        match (self, value) {
            (Self::F32, Value::Float(_)) => Ok(4),
            (Self::DateTime, Value::DateTime(_)) => Ok(DateTime::WIDTH),
            (Self::TimeOfDay, Value::Time(_)) => Ok(TimeOfDay::WIDTH),
            (Self::Rest, Value::Bytes(bytes)) => Ok(bytes.len()),
            (Self::Text(width), Value::Bytes(bytes)) if bytes.len() <= width => Ok(width),
            (Self::Bytes(width), Value::Bytes(bytes)) if bytes.len() == width => Ok(width),
            (Self::Text(_) | Self::Bytes(_), Value::Bytes(_)) => Err(Unfit::WrongSize),
            (_, Value::Uint(number)) => self.size_of_number(number.into()),
            (_, Value::Int(number)) => self.size_of_number(number.into()),
            _ => Err(Unfit::WrongKind),
        }
    }

    fn size_of_number(self, number: i64) -> Result<usize, Unfit> {
        match (self.bounds(), self.width()) {
            (Some(bounds), Some(width)) if bounds.contains(number) => Ok(width),
            (Some(_), _) => Err(Unfit::WrongSize),
            _ => Err(Unfit::WrongKind),
        }
    }

    /// Whether this is a kind of integer that can hold the number.
    pub(super) fn holds(self, number: i64) -> bool {
        self.bounds().is_some_and(|bounds| bounds.contains(number))
    }

    /// The least and the greatest integer; none for what is not an integer.
    const fn bounds(self) -> Option<Range> {
        let (min, max) = match self {
            Self::U8 | Self::Flag | Self::Code(_) => (0, 0xFF),
            Self::U16 | Self::Command => (0, 0xFFFF),
            Self::U32 => (0, 0xFFFF_FFFF),
            Self::I8 => (-0x80, 0x7F),
            Self::I16 => (-0x8000, 0x7FFF),
            _ => return None,
        };
        Some(Range { min, max })
    }
}

/// Why a value can't be written in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// A number where bytes are wanted, or the like.
    WrongKind,
    /// A number or text that the field is too small for, or bytes of another length.
    WrongSize,
}

fn little_endian(bytes: &[u8]) -> u32 {
    let shifted = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
    bytes.iter().rev().fold(0, shifted)
}

/// Copies as many bytes as both have; the rest of `out` becomes zero.
fn copy(bytes: &[u8], out: &mut [u8]) {
    out.fill(0);
    let common = bytes.len().min(out.len());
    out[..common].copy_from_slice(&bytes[..common]);
}
