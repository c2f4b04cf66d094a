//! Values and tests as they are written.

use super::{Matcher, Test, Value};
use crate::span::At;
use std::fmt::{self, Display, Formatter};

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::Word(word) => f.write_str(word),
            Self::Var(name) => write!(f, "${name}"),
            Self::Hmac { parts, key } => {
                write!(f, "{{hmac: [{}]", Listed(parts))?;
                option(f, "key", key.as_deref())
            }
            Self::Join(parts) => write!(f, "{{join: [{}]}}", Listed(parts)),
            Self::Random(least, most) if least == most => write!(f, "{{random: {least}}}"),
            Self::Random(least, most) => write!(f, "{{random: [{least}, {most}]}}"),
            Self::Repeat(of, times) => write!(f, "{{repeat: {}, times: {times}}}", of.value),
            Self::Number(width, of) => write!(f, "{{u{}: {}}}", width.saturating_mul(8), of.value),
            Self::Add(left, right) => write!(f, "{{add: [{}, {}]}}", left.value, right.value),
            Self::Flip { of, at, mask } => {
                write!(f, "{{flip: {}, at: {}", of.value, at.value)?;
                option(f, "mask", mask.as_deref())
            }
            Self::Slice { of, from, to } => {
                write!(f, "{{slice: {}", of.value)?;
                if let Some(from) = from {
                    write!(f, ", from: {}", from.value)?;
                }
                option(f, "to", to.as_deref())
            }
            Self::Text(text) => write!(f, "{{text: {text}}}"),
        }
    }
}

impl Display for Matcher {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "{value}"),
            Self::All(tests) => {
                let tests: Vec<String> = tests.iter().map(ToString::to_string).collect();
                write!(f, "{{{}}}", tests.join(", "))
            }
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Not(value) => write!(f, "not: {}", value.value),
            Self::OneOf(values) => write!(f, "one_of: [{}]", Listed(values)),
            Self::AtLeast(value) => write!(f, "at_least: {}", value.value),
            Self::AtMost(value) => write!(f, "at_most: {}", value.value),
            Self::Near { value, within } => write!(f, "near: {}, within: {within}", value.value),
            Self::Bits(value) => write!(f, "bits: {}", value.value),
            Self::Starts(value) => write!(f, "starts: {}", value.value),
            Self::Present(flag) => write!(f, "present: {flag}"),
            Self::Valid(flag) => write!(f, "valid: {flag}"),
            Self::Named(flag) => write!(f, "named: {flag}"),
        }
    }
}

/// Values with commas between them.
struct Listed<'a>(&'a [At<Value>]);

impl Display for Listed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let values: Vec<String> = self.0.iter().map(|at| at.value.to_string()).collect();
        f.write_str(&values.join(", "))
    }
}

fn option(f: &mut Formatter<'_>, key: &str, value: Option<&At<Value>>) -> fmt::Result {
    match value {
        Some(value) => write!(f, ", {key}: {}}}", value.value),
        None => f.write_str("}"),
    }
}
