//! Evaluation: from a value as it is written to what it stands for now.

use super::datum::{Datum, little_endian};
use super::{Flow, Run, Stop};
use crate::ast::{CommandName, Value};
use crate::span::At;
use wire::field::{DateTime, Field, Kind};

impl Run<'_> {
    /// The value without a field that it is for: words stay words.
    pub(super) fn eval(&mut self, value: &At<Value>) -> Flow<Datum> {
        self.compute(&value.value)
    }

    /// The value as a field's.
    pub(super) fn eval_for(&mut self, value: &At<Value>, field: &Field) -> Flow<Datum> {
        let mut datum = self.compute(&value.value)?;
        if let (Value::Add(..), Datum::Int(sum)) = (&value.value, &mut datum) {
            *sum = wrapped(*sum, field.kind);
        }
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

/// A sum goes round within an unsigned field: the largest PIN has a successor too.
const fn wrapped(sum: i64, kind: Kind) -> i64 {
    match kind {
        Kind::U8 => sum.rem_euclid(1 << 8),
        Kind::U16 => sum.rem_euclid(1 << 16),
        Kind::U32 => sum.rem_euclid(1 << 32),
        _ => sum,
    }
}

/// Longer than any value a lock can be sent.
const MOST_BYTES: u32 = 4096;
