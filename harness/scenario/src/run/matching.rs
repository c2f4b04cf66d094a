//! Matching: whether what came is what a pattern says, and where it differs.

use super::client::{Heard, Incoming, Message};
use super::datum::Datum;
use super::{Flow, Run, Stop, describe};
use crate::ast::{Fields, Matcher, Pattern, Test, Value};
use crate::span::At;
use boundary::journal::FieldDifference;
use wire::Command;
use wire::field::{Field, Kind};

/// How something compares with a pattern.
#[derive(Debug)]
pub(super) enum Fit {
    Fits,
    /// The right kind of thing, with these fields different.
    Differs(Vec<FieldDifference>),
    /// Something else altogether.
    Other,
}

impl Run<'_> {
    /// Compares what came with a pattern.
    pub(super) fn fit(&mut self, pattern: &Pattern, incoming: &Incoming) -> Flow<Fit> {
        Ok(match (pattern, &incoming.what) {
            (Pattern::AnyMessage, Heard::Message(_))
            | (Pattern::Disconnect, Heard::Disconnected(_))
            | (Pattern::Refused, Heard::Refused(_)) => Fit::Fits,
            (Pattern::AttError { code }, Heard::AttError(seen)) => {
                let field = att_field();
                let differs = self.test_one(
                    code.as_ref(),
                    "code",
                    &field,
                    Some(Datum::Int((*seen).into())),
                )?;
                fits_unless(differs.into_iter().collect())
            }
            (
                Pattern::Message {
                    command,
                    fields,
                    on,
                    sealed_for,
                    size,
                },
                Heard::Message(message),
            ) if message.command == command.id() => {
                let mut differences = Vec::new();
                if let Some(on) = on
                    && on.value.0 != message.char
                {
                    differences.push(difference(
                        "on",
                        describe::place(on.value.0),
                        describe::place(message.char),
                    ));
                }
                if let Some(user) = sealed_for {
                    differences.extend(sealed(user, message));
                }
                let bytes = Datum::Int(i64::try_from(message.payload.len()).unwrap_or(0));
                differences.extend(self.test_one(
                    size.as_ref(),
                    "size",
                    &size_field(),
                    Some(bytes),
                )?);
                differences.extend(self.test_fields(*command, fields, message)?);
                fits_unless(differences)
            }
            _ => Fit::Other,
        })
    }

    /// Tests a message's fields; the differences in the order written.
    pub(super) fn test_fields(
        &mut self,
        command: Command,
        fields: &Fields,
        message: &Message,
    ) -> Flow<Vec<FieldDifference>> {
        let spec = command.spec();
        let read = wire::payload::Fields::read(spec, self.profile.api, &message.payload);
        let mut differences = Vec::new();
        for (name, matcher) in fields {
            let Some(field) = spec.field(&name.value) else {
                return Err(Stop::Unclear(format!(
                    "`{}` has no field `{}`",
                    spec.name, name.value
                )));
            };
            let seen = read.get(field.name).map(Datum::of);
            if seen.is_none() && command == Command::NukiStates && !asks_for_presence(matcher) {
                // Both shorter layouts are real: what they do not hold cannot be wrong.
                continue;
            }
            differences.extend(self.test_one(Some(matcher), field.name, field, seen)?);
        }
        Ok(differences)
    }

    /// Tests one value; none when it passes.
    pub(super) fn test_one(
        &mut self,
        matcher: Option<&At<Matcher>>,
        name: &str,
        field: &Field,
        seen: Option<Datum>,
    ) -> Flow<Option<FieldDifference>> {
        let Some(matcher) = matcher else {
            return Ok(None);
        };
        let tests = match &matcher.value {
            Matcher::Is(value) => vec![Test::OneOf(vec![At::new(value.clone(), matcher.span)])],
            Matcher::All(tests) => tests.clone(),
        };
        let mut expected = Vec::new();
        let mut holds = true;
        for test in &tests {
            let (right, words) = self.test(test, field, seen.as_ref())?;
            holds &= right;
            expected.push(words);
        }
        let actual = seen.map_or_else(|| "absent".to_owned(), |seen| seen.show_as(field));
        Ok((!holds).then(|| difference(name, expected.join(" and "), actual)))
    }

    /// One test: whether it holds, and what it asks for in words.
    fn test(&mut self, test: &Test, field: &Field, seen: Option<&Datum>) -> Flow<(bool, String)> {
        Ok(match test {
            Test::Present(wanted) => (
                seen.is_some() == *wanted,
                if *wanted { "present" } else { "absent" }.to_owned(),
            ),
            Test::Not(value) => {
                let value = self.eval_for(value, field)?;
                let same = seen.is_some_and(|seen| equal(seen, &value, field.kind));
                (
                    seen.is_some() && !same,
                    format!("not {}", value.show_as(field)),
                )
            }
            Test::OneOf(values) => self.one_of(values, field, seen)?,
            Test::AtLeast(value) => {
                let least = self.eval_for(value, field)?;
                let holds = compare(seen, &least, i64::ge);
                (holds, format!("at least {}", least.show_as(field)))
            }
            Test::AtMost(value) => {
                let most = self.eval_for(value, field)?;
                let holds = compare(seen, &most, i64::le);
                (holds, format!("at most {}", most.show_as(field)))
            }
            Test::Near { value, within } => {
                let middle = self.eval_for(value, field)?;
                let near = seen
                    .and_then(scalar)
                    .zip(scalar(&middle))
                    .is_some_and(|(a, b)| a.abs_diff(b) <= u64::from(*within));
                (
                    near,
                    format!("{} give or take {within}", middle.show_as(field)),
                )
            }
            Test::Bits(value) => {
                let bits = self.eval_int(value)?;
                let holds = seen
                    .and_then(Datum::as_int)
                    .is_some_and(|seen| seen & bits == bits);
                (holds, format!("bits {bits:#04x} set"))
            }
            Test::Starts(value) => {
                let start = self.eval_for(value, field)?;
                let start = start.as_bytes().unwrap_or_default().into_owned();
                let holds = seen
                    .and_then(Datum::as_bytes)
                    .is_some_and(|bytes| bytes.starts_with(&start));
                (
                    holds,
                    format!(
                        "something that starts with {}",
                        super::datum::show_bytes(&start)
                    ),
                )
            }
            Test::Valid(wanted) => (valid(seen) == Some(*wanted), "a valid time".to_owned()),
            Test::Named(wanted) => {
                let named = seen.and_then(|seen| {
                    Some(field.allows(self.profile.api, seen.as_wire(field.kind)?))
                });
                (
                    named == Some(*wanted),
                    "a value that the declared version prints".to_owned(),
                )
            }
        })
    }

    fn one_of(
        &mut self,
        values: &[At<Value>],
        field: &Field,
        seen: Option<&Datum>,
    ) -> Flow<(bool, String)> {
        let mut words = Vec::new();
        let mut holds = false;
        for value in values {
            let value = self.eval_for(value, field)?;
            holds |= seen.is_some_and(|seen| equal(seen, &value, field.kind));
            words.push(value.show_as(field));
        }
        Ok((holds, words.join(" or ")))
    }

    /// A pattern in words.
    pub(super) fn words(&mut self, pattern: &Pattern) -> String {
        match pattern {
            Pattern::AnyMessage => "a message".to_owned(),
            Pattern::Silence => "silence".to_owned(),
            Pattern::Disconnect => "the lock to close the connection".to_owned(),
            Pattern::Refused => "a refused connection".to_owned(),
            Pattern::AttError { code: None } => "an ATT error".to_owned(),
            Pattern::AttError { code: Some(code) } => {
                format!("an ATT error {}", self.matcher_words(code, &att_field()))
            }
            Pattern::Message {
                command,
                fields,
                on,
                sealed_for,
                ..
            } => {
                let spec = command.spec();
                let mut text = spec.name.to_owned();
                let parts: Vec<String> = fields
                    .iter()
                    .filter_map(|(name, matcher)| {
                        let field = spec.field(&name.value)?;
                        Some(format!(
                            "{}: {}",
                            field.name,
                            self.matcher_words(matcher, field)
                        ))
                    })
                    .collect();
                if !parts.is_empty() {
                    text += &format!(" {{{}}}", parts.join(", "));
                }
                if let Some(user) = sealed_for {
                    text += &match user.value.as_str() {
                        "plain" => ", plain".to_owned(),
                        user => format!(", encrypted for {user}"),
                    };
                }
                if let Some(on) = on {
                    text += &format!(" on {}", describe::place(on.value.0));
                }
                text
            }
        }
    }

    fn matcher_words(&mut self, matcher: &At<Matcher>, field: &Field) -> String {
        match self.test_one(Some(matcher), field.name, field, None) {
            Ok(Some(difference)) => difference.expected,
            _ => "anything".to_owned(),
        }
    }
}

fn asks_for_presence(matcher: &At<Matcher>) -> bool {
    matches!(&matcher.value, Matcher::All(tests)
        if tests.iter().any(|test| matches!(test, Test::Present(_))))
}

/// Whether two values of a field are the same; a text is compared up to its filling.
fn equal(seen: &Datum, wanted: &Datum, kind: Kind) -> bool {
    match (seen, wanted, kind) {
        (Datum::Bytes(seen), Datum::Bytes(wanted), Kind::Text(width)) => {
            let padded = |text: &[u8]| {
                let mut text = text.to_vec();
                text.resize(width.max(text.len()), 0);
                text
            };
            padded(seen) == padded(wanted)
        }
        #[expect(clippy::cast_possible_truncation, reason = "both are single precision")]
        (Datum::Float(seen), Datum::Float(wanted), _) => {
            (*seen as f32).to_bits() == (*wanted as f32).to_bits()
        }
        _ => seen == wanted,
    }
}

fn compare(seen: Option<&Datum>, limit: &Datum, holds: impl Fn(&i64, &i64) -> bool) -> bool {
    seen.and_then(scalar)
        .zip(scalar(limit))
        .is_some_and(|(seen, limit)| holds(&seen, &limit))
}

/// Numbers as they are, times as seconds.
pub(super) fn scalar(datum: &Datum) -> Option<i64> {
    match datum {
        Datum::Int(number) => Some(*number),
        Datum::DateTime(date) => date.unix_seconds(),
        Datum::Time(time) => Some(i64::from(time.hour) * 60 + i64::from(time.minute)),
        _ => None,
    }
}

fn valid(seen: Option<&Datum>) -> Option<bool> {
    match seen? {
        Datum::DateTime(date) => Some(date.is_valid()),
        Datum::Time(time) => Some(time.is_valid()),
        _ => None,
    }
}

fn sealed(user: &At<String>, message: &Message) -> Option<FieldDifference> {
    let actual = message.user.as_deref().unwrap_or("plain");
    (user.value != actual).then(|| difference("as", user.value.clone(), actual.to_owned()))
}

fn difference(field: &str, expected: String, actual: String) -> FieldDifference {
    FieldDifference {
        field: field.to_owned(),
        expected,
        actual,
    }
}

fn fits_unless(differences: Vec<FieldDifference>) -> Fit {
    if differences.is_empty() {
        Fit::Fits
    } else {
        Fit::Differs(differences)
    }
}

/// An ATT error code as a field, so that the same matchers work on it.
pub(super) fn att_field() -> Field {
    plain_field("code", Kind::Code(wire::code::AttError::SET))
}

/// A number that is no field of a message, such as a payload's size or a count.
pub(super) fn size_field() -> Field {
    plain_field("size", Kind::U32)
}

/// A captured value without a field of its own.
pub(super) fn plain_field(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        unit: None,
        range: None,
        presence: wire::field::Presence::Always,
        doc: "",
    }
}
