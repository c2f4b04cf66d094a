//! Matching: whether what came is what a pattern says, and where it differs.

use super::client::{Heard, Incoming, Message};
use super::datum::Datum;
use super::{Flow, Run, Stop, describe};
use crate::ast::{Fields, Matcher, Pattern, Test};
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
                size,
            } => {
                let spec = command.spec();
                let mut text = spec.name.to_owned();
                let mut parts: Vec<String> = fields
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
                if let Some(size) = size {
                    let words = self.matcher_words(size, &size_field());
                    parts.push(format!("size: {words}"));
                }
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
}

fn asks_for_presence(matcher: &At<Matcher>) -> bool {
    matches!(&matcher.value, Matcher::All(tests)
        if tests.iter().any(|test| matches!(test, Test::Present(_))))
}

fn sealed(user: &At<String>, message: &Message) -> Option<FieldDifference> {
    let actual = message.user.as_deref().unwrap_or("plain");
    (user.value != actual).then(|| difference("as", user.value.clone(), actual.to_owned()))
}

pub(super) fn difference(field: &str, expected: String, actual: String) -> FieldDifference {
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
