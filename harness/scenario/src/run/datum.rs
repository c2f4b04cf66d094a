//! Values at run time: what `$nonce` holds, and what a written value means for a field.

use super::{Flow, Run, Stop};
use crate::ast::{CommandName, Value};
use crate::span::At;
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

impl Run<'_> {
    /// The value without a field that it is for: words stay words.
    pub(super) fn eval(&mut self, value: &At<Value>) -> Flow<Datum> {
        self.compute(&value.value)
    }

    /// The value as a field's.
    pub(super) fn eval_for(&mut self, value: &At<Value>, field: &Field) -> Flow<Datum> {
        let datum = self.compute(&value.value)?;
        datum.for_kind(field.kind).ok_or_else(|| {
            Stop::Unclear(format!(
                "`{}` is no value for `{}`",
                datum.show(),
                field.name
            ))
        })
    }

    /// The value as bytes.
    pub(super) fn eval_bytes(&mut self, value: &At<Value>) -> Flow<Vec<u8>> {
        let datum = self.compute(&value.value)?;
        match datum.as_bytes() {
            Some(bytes) => Ok(bytes.into_owned()),
            None => Err(Stop::Unclear(format!(
                "`{}` is no byte string",
                datum.show()
            ))),
        }
    }

    /// The value as a number.
    pub(super) fn eval_int(&mut self, value: &At<Value>) -> Flow<i64> {
        let datum = self.compute(&value.value)?;
        let number = match &datum {
            Datum::Bytes(bytes) if bytes.len() <= 4 => Some(little_endian(bytes)),
            other => other.as_int(),
        };
        number.ok_or_else(|| Stop::Unclear(format!("`{}` is no number", datum.show())))
    }

    /// A number that may be left out.
    pub(super) fn number_or<T: TryFrom<i64>>(
        &mut self,
        value: Option<&At<Value>>,
        otherwise: T,
    ) -> Flow<T> {
        let Some(value) = value else {
            return Ok(otherwise);
        };
        let number = self.eval_int(value)?;
        T::try_from(number).map_err(|_| Stop::Unclear(format!("{number} is out of range here")))
    }

    /// The command that a name or a variable stands for.
    pub(super) fn command_of(&self, name: &CommandName) -> Flow<wire::Command> {
        match name {
            CommandName::Is(command) => Ok(*command),
            CommandName::Var(variable) => {
                let held = self.variable(variable)?.show();
                wire::Command::from_name(&held)
                    .ok_or_else(|| Stop::Unclear(format!("`{held}` is no command")))
            }
        }
    }

    /// A value of a table's row: nothing there depends on what happens.
    pub(super) fn literal(&mut self, value: &Value) -> Datum {
        self.compute(value).unwrap_or(Datum::Word(String::new()))
    }

    fn compute(&mut self, value: &Value) -> Flow<Datum> {
        Ok(match value {
            Value::Int(number) => Datum::Int(*number),
            Value::Float(number) => Datum::Float(*number),
            Value::Bool(flag) => Datum::Int((*flag).into()),
            Value::Word(word) => Datum::Word(word.clone()),
            Value::Text(text) => Datum::Bytes(text.clone().into_bytes()),
            Value::Var(name) => self.variable(name)?,
            Value::Random(least, most) => {
                let length = self.dice.between(*least, *most);
                let mut bytes = vec![0; usize::try_from(length.min(MOST_BYTES)).unwrap_or(0)];
                self.dice.fill(&mut bytes);
                Datum::Bytes(bytes)
            }
            Value::Repeat(of, times) => {
                let times = usize::try_from((*times).min(MOST_BYTES)).unwrap_or(0);
                Datum::Bytes(self.eval_bytes(of)?.repeat(times))
            }
            Value::Number(width, of) => {
                let number = self.eval_int(of)?.to_le_bytes();
                Datum::Bytes(number[..usize::from(*width).min(8)].to_vec())
            }
            Value::Join(parts) => Datum::Bytes(self.join(parts)?),
            Value::Hmac { parts, key } => self.hmac(parts, key.as_deref())?,
            Value::Add(to, by) => self.add(to, by)?,
            Value::Flip { of, at, mask } => {
                let mut bytes = self.eval_bytes(of)?;
                let at = self.eval_int(at)?;
                let mask = self.number_or(mask.as_deref(), 1)?;
                super::spoiling::flip(&mut bytes, at, mask);
                Datum::Bytes(bytes)
            }
            Value::Slice { of, from, to } => {
                let bytes = self.eval_bytes(of)?;
                let to = self.number_or(to.as_deref(), bytes.len())?.min(bytes.len());
                let from = self.number_or(from.as_deref(), 0)?.min(to);
                Datum::Bytes(bytes[from..to].to_vec())
            }
        })
    }

    fn join(&mut self, parts: &[At<Value>]) -> Flow<Vec<u8>> {
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend(self.eval_bytes(part)?);
        }
        Ok(bytes)
    }

    fn hmac(&mut self, parts: &[At<Value>], key: Option<&At<Value>>) -> Flow<Datum> {
        let message = self.join(parts)?;
        let key = match key {
            Some(key) => self.eval_bytes(key)?,
            None => self
                .variable("shared_key")?
                .as_bytes()
                .unwrap_or_default()
                .into_owned(),
        };
        let key: [u8; 32] = key
            .try_into()
            .map_err(|_| Stop::Unclear("an HMAC key here has 32 bytes".to_owned()))?;
        let key = wire::session::SharedKey::from_bytes(key);
        Ok(Datum::Bytes(key.authenticator(&[&message]).to_vec()))
    }

    /// Numbers add up; to a time seconds are added.
    fn add(&mut self, to: &At<Value>, by: &At<Value>) -> Flow<Datum> {
        let by = self.eval_int(by)?;
        let to = self.eval(to)?;
        let time = match &to {
            Datum::DateTime(date) => Some(*date),
            Datum::Word(word) => word.parse::<DateTime>().ok(),
            _ => None,
        };
        match (time, to.as_int()) {
            (Some(date), _) => date
                .unix_seconds()
                .and_then(|seconds| DateTime::from_unix_seconds(seconds.saturating_add(by)))
                .map(Datum::DateTime)
                .ok_or_else(|| Stop::Unclear(format!("`{date}` is no time to add to"))),
            (None, Some(number)) => Ok(Datum::Int(number.saturating_add(by))),
            _ => Err(Stop::Unclear(format!(
                "nothing can be added to `{}`",
                to.show()
            ))),
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
    if bytes.len() <= 40 {
        return format!("{} ({} bytes)", digits(bytes), bytes.len());
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

fn little_endian(bytes: &[u8]) -> i64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// Longer than any value a lock can be sent.
const MOST_BYTES: u32 = 4096;
