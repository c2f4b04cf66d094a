//! What a payload is made of: fields with a name, a kind, a unit, a range and a rule of presence.

pub use crate::time::{BadTime, DateTime, TimeOfDay};

use crate::{
    Api,
    code::{CodeSet, show},
    command::CommandId,
};
use core::fmt;

/// One field of a command's payload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// As in scenario files.
    pub name: &'static str,
    /// How its bytes are read.
    pub kind: Kind,
    /// What a number counts; none for a number without unit, and for anything else.
    pub unit: Option<&'static str>,
    /// The numbers that make sense, where that is less than the kind can hold.
    pub range: Option<Range>,
    /// When it is there.
    pub presence: Presence,
    /// What it says.
    pub doc: &'static str,
}

impl Field {
    /// Whether that version allows the value here: of the right kind, in range, with a name if it is a code.
    #[must_use]
    pub fn allows(&self, api: Api, value: Value<'_>) -> bool {
        let number_fits = |number: i64| {
            self.range.is_none_or(|range| range.contains(number)) && self.kind.holds(number)
        };
        match (self.kind, value) {
            (Kind::Flag, Value::Uint(flag)) => flag <= 1,
            (Kind::Code(set), Value::Uint(code)) => {
                u16::try_from(code).is_ok_and(|code| set.defines(api, code))
            }
            (_, Value::Uint(number)) => number_fits(number.into()),
            (_, Value::Int(number)) => number_fits(number.into()),
            (Kind::F32, Value::Float(number)) => number.is_finite(),
            (Kind::DateTime, Value::DateTime(date)) => date.is_valid(),
            (Kind::TimeOfDay, Value::Time(time)) => time.is_valid(),
            (Kind::Text(width), Value::Bytes(bytes)) => bytes.len() <= width && text(bytes).is_ok(),
            (Kind::Bytes(width), Value::Bytes(bytes)) => bytes.len() == width,
            (Kind::Rest, Value::Bytes(_)) => true,
            _ => false,
        }
    }

    /// The value as a person reads it: codes and commands with their names, texts as text, bytes in hex.
    #[must_use]
    pub const fn show<'a>(&'a self, value: Value<'a>) -> Shown<'a> {
        Shown { field: self, value }
    }
}

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
    fn holds(self, number: i64) -> bool {
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

/// The numbers from `min` to `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub min: i64,
    /// The greatest.
    pub max: i64,
}

impl Range {
    /// Whether the number is one of them.
    #[must_use]
    pub const fn contains(self, number: i64) -> bool {
        self.min <= number && number <= self.max
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.min, self.max)
    }
}

/// When a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// In every version.
    Always,
    /// From that version on.
    Since(Api),
    /// From that version on, where the sender likes; only the length tells.
    Optional(Api),
    /// Only if the flag of that name, earlier in the payload, is not 0.
    If(&'static str),
}

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
    field: &'a Field,
    value: Value<'a>,
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

/// The text in a field of fixed width: up to the first zero byte.
///
/// # Errors
/// When that is not UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, core::str::Utf8Error> {
    let end = bytes.iter().position(|byte| *byte == 0);
    core::str::from_utf8(&bytes[..end.unwrap_or(bytes.len())])
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
