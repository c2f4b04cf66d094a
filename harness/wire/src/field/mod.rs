//! What a payload is made of: fields with a name, a kind, a unit, a range and a rule of presence.

mod kind;
mod value;

pub use crate::time::{BadTime, DateTime, TimeOfDay};
pub use kind::Kind;
pub(crate) use kind::Unfit;
pub use value::{Shown, Value};

use crate::Api;
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

/// The text in a field of fixed width: up to the first zero byte.
///
/// # Errors
/// When that is not UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, core::str::Utf8Error> {
    let end = bytes.iter().position(|byte| *byte == 0);
    core::str::from_utf8(&bytes[..end.unwrap_or(bytes.len())])
}

#[cfg(test)]
mod tests;
