//! Values at run time: what `$nonce` holds, and what a written value means for a field.

use std::borrow::Cow;
use wire::field::{DateTime, Field, Kind, TimeOfDay};

/// A value at run time.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Datum {
    Int(i64),
    Float(f64),
    Bytes(Vec<u8>),
    /// A word whose meaning depends on the field it is compared with or written to.
    Word(String),
    DateTime(DateTime),
    Time(TimeOfDay),
}

impl Datum {
    /// A value read from a message, with its owner's lifetime cut.
    pub(super) fn of(value: wire::field::Value<'_>) -> Self {
        use wire::field::Value as Wire;
        match value {
            Wire::Uint(number) => Self::Int(number.into()),
            Wire::Int(number) => Self::Int(number.into()),
            Wire::Float(number) => Self::Float(number.into()),
            Wire::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
            Wire::DateTime(date) => Self::DateTime(date),
            Wire::Time(time) => Self::Time(time),
        }
    }

    /// What the value means for a field of that kind; none where it means nothing.
    pub(super) fn for_kind(&self, kind: Kind) -> Option<Self> {
        match (self, kind) {
            (Self::Word(word), kind) => word_for_kind(word, kind),
            (Self::Int(number), Kind::F32) =>
            {
                #[expect(clippy::cast_precision_loss, reason = "degrees are small")]
                Some(Self::Float(*number as f64))
            }
            (Self::Bytes(bytes), Kind::DateTime) => Some(Self::DateTime(DateTime::from_bytes(
                bytes.as_slice().try_into().ok()?,
            ))),
            (Self::Bytes(bytes), kind) if is_number(kind) && bytes.len() <= 4 => {
                Some(Self::Int(little_endian(bytes)))
            }
            _ => Some(self.clone()),
        }
    }

    /// The value as the wire's writer wants it.
    pub(super) fn as_wire(&self, kind: Kind) -> Option<wire::field::Value<'_>> {
        use wire::field::Value as Wire;
        Some(match self {
            Self::Int(number) if *number < 0 || matches!(kind, Kind::I8 | Kind::I16) => {
                Wire::Int(i32::try_from(*number).ok()?)
            }
            Self::Int(number) => Wire::Uint(u32::try_from(*number).ok()?),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the field is single precision"
            )]
            Self::Float(number) => Wire::Float(*number as f32),
            Self::Bytes(bytes) => Wire::Bytes(bytes),
            Self::DateTime(date) => Wire::DateTime(*date),
            Self::Time(time) => Wire::Time(*time),
            Self::Word(_) => return None,
        })
    }

    /// The bytes of the value where a byte string is wanted.
    pub(super) fn as_bytes(&self) -> Option<Cow<'_, [u8]>> {
        Some(match self {
            Self::Bytes(bytes) => Cow::Borrowed(bytes),
            Self::Word(word) => Cow::Owned(hex(word)?),
            Self::DateTime(date) => Cow::Owned(date.to_bytes().to_vec()),
            Self::Time(time) => Cow::Owned(vec![time.hour, time.minute]),
            Self::Int(number) => Cow::Owned(vec![u8::try_from(*number).ok()?]),
            Self::Float(_) => return None,
        })
    }

    pub(super) const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// For people.
    pub(super) fn show(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Bytes(bytes) => show_bytes(bytes),
            Self::Word(word) => word.clone(),
            Self::DateTime(date) => date.to_string(),
            Self::Time(time) => time.to_string(),
        }
    }

    /// For people, as the value of a field.
    pub(super) fn show_as(&self, field: &Field) -> String {
        match self.as_wire(field.kind) {
            Some(value) => field.show(value).to_string(),
            None => self.show(),
        }
    }
}

/// The bytes that hex digits stand for; none when the word is not an even number of digits.
pub(super) fn hex(word: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = word
        .trim_start_matches("0x")
        .chars()
        .filter(|c| !matches!(c, ' ' | '_'))
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| {
        digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()
    })
}

/// Hex for people: long strings are shortened in the middle.
pub(super) fn show_bytes(bytes: &[u8]) -> String {
    let digits = |part: &[u8]| {
        part.iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
    };
    match bytes.len() {
        0 => return "no bytes".to_owned(),
        1 => return format!("{} (1 byte)", digits(bytes)),
        2..=40 => return format!("{} ({} bytes)", digits(bytes), bytes.len()),
        _ => {}
    }
    let (front, back) = (&bytes[..16], &bytes[bytes.len() - 8..]);
    format!(
        "{}...{} ({} bytes)",
        digits(front),
        digits(back),
        bytes.len()
    )
}

fn word_for_kind(word: &str, kind: Kind) -> Option<Datum> {
    match kind {
        Kind::Code(set) => Some(Datum::Int(set.find(word)?.value.into())),
        Kind::Command => Some(Datum::Int(
            wire::command::CommandId::from_name(word)
                .map_or_else(|| (word == "none").then_some(0), |id| Some(id.0.into()))?,
        )),
        Kind::DateTime => Some(Datum::DateTime(word.parse().ok()?)),
        Kind::TimeOfDay => Some(Datum::Time(word.parse().ok()?)),
        Kind::Text(_) => Some(Datum::Bytes(word.as_bytes().to_vec())),
        Kind::Bytes(_) | Kind::Rest => Some(Datum::Bytes(hex(word)?)),
        Kind::F32 => Some(Datum::Float(word.parse().ok()?)),
        _ => Some(Datum::Int(word.parse().ok()?)),
    }
}

const fn is_number(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::U8
            | Kind::U16
            | Kind::U32
            | Kind::I8
            | Kind::I16
            | Kind::Flag
            | Kind::Code(_)
            | Kind::Command
    )
}

pub(super) fn little_endian(bytes: &[u8]) -> i64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | i64::from(*byte))
}
