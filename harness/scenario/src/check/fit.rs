//! Whether a value fits what it is for.

use super::holds::{fits, short, wanted, what};
use super::literal::{hex_len, literal};
use super::scope::{Scope, Variable};
use crate::ast::{Fields, Holds, Matcher, Test, Value};
use crate::diagnostic::{Diagnostic, rule};
use crate::span::{At, Span};
use wire::code::CodeSet;
use wire::command::Command;
use wire::field::{DateTime, Field, Kind};

/// What a value is for: a name for messages, and the kind of its bytes.
#[derive(Clone, Copy)]
pub(crate) struct For<'f> {
    /// The field; empty where there is none.
    pub(crate) name: &'f str,
    /// How it is read.
    pub(crate) kind: Kind,
}

impl For<'_> {
    /// What it takes, as the begin of a message.
    pub(super) fn takes(self) -> String {
        if self.name.is_empty() {
            format!("expected {}", wanted(self.kind))
        } else {
            format!("`{}` takes {}", self.name, wanted(self.kind))
        }
    }

    /// A code.
    pub(crate) const fn code(name: &'static str, set: &'static CodeSet) -> Self {
        Self {
            name,
            kind: Kind::Code(set),
        }
    }
}

impl Scope<'_> {
    /// A value for a field of a command that is sent.
    pub(crate) fn field(&mut self, value: &At<Value>, field: &Field) {
        self.value(
            value,
            Some(For {
                name: field.name,
                kind: field.kind,
            }),
        );
    }

    /// Values for the fields of a command, where that is known.
    pub(crate) fn values(&mut self, command: Option<Command>, values: &[(At<String>, At<Value>)]) {
        for (name, value) in values {
            match command.and_then(|command| command.spec().field(name)) {
                Some(field) => self.field(value, field),
                None => self.value(value, None),
            }
        }
    }

    /// Bytes of any length.
    pub(crate) fn bytes(&mut self, value: &At<Value>) {
        self.value(
            value,
            Some(For {
                name: "",
                kind: Kind::Rest,
            }),
        );
    }

    /// A number of any size and sign.
    pub(crate) fn number(&mut self, value: &At<Value>) {
        let holds = match &value.value {
            Value::Var(name) => match self.variable(name, value.span) {
                Some(variable) if variable.values.is_empty() => variable.holds,
                Some(variable) => {
                    variable.values.iter().for_each(|value| self.number(value));
                    return;
                }
                None => return,
            },
            Value::Word(word) if word.parse::<i64>().is_err() => Holds::Text,
            _ => self.parts(value),
        };
        if !matches!(
            holds,
            Holds::Number | Holds::Unknown | Holds::Bytes(None | Some(0..=4))
        ) {
            let message = format!(
                "expected a number, got `{}`",
                short(&value.value.to_string())
            );
            self.error(rule::WRONG_VALUE, value.span, message);
        }
    }

    /// Any value: its variables must be there, and it must fit what it is for.
    pub(crate) fn value(&mut self, value: &At<Value>, to: Option<For<'_>>) {
        if let Value::Var(name) = &value.value {
            if let Some(variable) = self.variable(name, value.span) {
                self.variable_fits(name, &variable, value.span, to);
            }
            return;
        }
        if let Some(to) = to {
            self.literal_fits(value, to, None);
        }
        let holds = self.parts(value);
        if let (Some(to), true) = (to, is_function(&value.value))
            && !fits(holds, to.kind)
        {
            let message = format!("{}, got {}", to.takes(), what(holds));
            self.error(rule::WRONG_VALUE, value.span, message);
        }
    }

    /// Tests on the fields of a message, where that is known.
    pub(crate) fn tests(&mut self, command: Option<Command>, tests: &Fields) {
        for (name, matcher) in tests {
            let field = command.and_then(|command| command.spec().field(name));
            self.matcher(
                matcher,
                field.map(|field| For {
                    name: field.name,
                    kind: field.kind,
                }),
            );
        }
    }

    /// A test on a value.
    pub(crate) fn matcher(&mut self, matcher: &At<Matcher>, of: Option<For<'_>>) {
        match &matcher.value {
            Matcher::Is(value) => self.value(&At::new(value.clone(), matcher.span), of),
            Matcher::All(tests) => tests
                .iter()
                .for_each(|test| self.test(test, matcher.span, of)),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each test")]
    fn test(&mut self, test: &Test, span: Span, of: Option<For<'_>>) {
        match test {
            Test::Not(value) => self.value(value, of),
            Test::OneOf(values) if values.is_empty() => {
                self.error(rule::IMPOSSIBLE, span, "no value is one of none");
            }
            Test::OneOf(values) => values.iter().for_each(|value| self.value(value, of)),
            Test::AtLeast(value) | Test::AtMost(value) | Test::Near { value, .. } => {
                if let Some(of) = of
                    && matches!(of.kind, Kind::Bytes(_) | Kind::Rest | Kind::Text(_))
                {
                    let message = format!(
                        "`{}` holds {}, which has no order",
                        of.name,
                        wanted(of.kind)
                    );
                    self.error(rule::WRONG_VALUE, span, message);
                }
                self.value(value, of);
            }
            Test::Bits(value) => self.number(value),
            Test::Starts(value) => {
                let text = of.is_some_and(|of| matches!(of.kind, Kind::Text(_)));
                let kind = if text { Kind::Text(64) } else { Kind::Rest };
                self.value(
                    value,
                    Some(For {
                        name: "starts",
                        kind,
                    }),
                );
            }
            Test::Valid(_) => {
                if let Some(of) = of
                    && !matches!(of.kind, Kind::DateTime | Kind::TimeOfDay)
                {
                    self.error(
                        rule::WRONG_VALUE,
                        span,
                        format!(
                            "`valid` is for dates; `{}` holds {}",
                            of.name,
                            wanted(of.kind)
                        ),
                    );
                }
            }
            Test::Named(_) => {
                if let Some(of) = of
                    && !matches!(of.kind, Kind::Code(_) | Kind::Command)
                {
                    self.error(
                        rule::WRONG_VALUE,
                        span,
                        format!(
                            "`named` is for codes; `{}` holds {}",
                            of.name,
                            wanted(of.kind)
                        ),
                    );
                }
            }
            Test::Present(_) => {}
        }
    }

    /// The parts of a function; what it all holds.
    fn parts(&mut self, value: &At<Value>) -> Holds {
        match &value.value {
            Value::Int(_) | Value::Bool(_) => Holds::Number,
            Value::Float(_) => Holds::Float,
            Value::Word(_) => Holds::Unknown,
            Value::Var(name) => self
                .variable(name, value.span)
                .map_or(Holds::Unknown, |known| known.holds),
            Value::Hmac { parts, key } => {
                parts.iter().for_each(|part| self.bytes(part));
                if let Some(key) = key {
                    self.value(
                        key,
                        Some(For {
                            name: "key",
                            kind: Kind::Bytes(32),
                        }),
                    );
                }
                Holds::Bytes(Some(32))
            }
            Value::Join(parts) => {
                parts.iter().for_each(|part| self.bytes(part));
                Holds::Bytes(None)
            }
            Value::Random(least, most) => Holds::Bytes((least == most).then_some(*least as usize)),
            Value::Repeat(of, _) => {
                self.bytes(of);
                Holds::Bytes(None)
            }
            Value::Number(width, of) => {
                let kind = match width {
                    1 => Kind::U8,
                    2 => Kind::U16,
                    _ => Kind::U32,
                };
                let name = format!("u{}", u32::from(*width) * 8);
                self.value(of, Some(For { name: &name, kind }));
                Holds::Bytes(Some(usize::from(*width)))
            }
            Value::Add(left, right) => {
                self.number(right);
                match &left.value {
                    Value::Word(word) if word.parse::<DateTime>().is_ok() => Holds::Date,
                    _ => self.parts(left),
                }
            }
            Value::Flip { of, at, mask } => {
                self.number(at);
                mask.iter().for_each(|mask| self.number(mask));
                self.bytes(of);
                self.quiet(of)
            }
            Value::Slice { of, from, to } => {
                from.iter().chain(to).for_each(|end| self.number(end));
                self.bytes(of);
                Holds::Bytes(None)
            }
            Value::Text(text) => Holds::Bytes(Some(text.len())),
        }
    }

    /// What a value holds, without saying again what is wrong with it.
    fn quiet(&self, value: &At<Value>) -> Holds {
        match &value.value {
            Value::Var(name) => self
                .variables
                .get(name)
                .map_or(Holds::Bytes(None), |known| known.holds),
            Value::Word(word) => Holds::Bytes(hex_len(word)),
            _ => Holds::Bytes(None),
        }
    }

    fn variable_fits(&mut self, name: &str, variable: &Variable, span: Span, to: Option<For<'_>>) {
        let Some(to) = to else { return };
        for value in &variable.values {
            self.literal_fits(value, to, Some(span));
        }
        if variable.values.is_empty() && !fits(variable.holds, to.kind) {
            let said = Diagnostic::error(
                rule::WRONG_VALUE,
                span,
                format!(
                    "{}, and `${name}` holds {}",
                    to.takes(),
                    what(variable.holds)
                ),
            );
            self.note(if variable.span == Span::default() {
                said
            } else {
                said.related(variable.span, "defined here")
            });
        }
    }

    /// A value that the file itself gives; `used` where it reaches its field through a variable.
    fn literal_fits(&mut self, value: &At<Value>, to: For<'_>, used: Option<Span>) {
        let Err(mut said) = literal(&value.value, to) else {
            return;
        };
        said.span = value.span;
        if let Some(suggestion) = &mut said.suggestion {
            suggestion.span = value.span;
        }
        self.note(match used {
            Some(used) => said.related(used, "used here"),
            None => said,
        });
    }
}

const fn is_function(value: &Value) -> bool {
    !matches!(
        value,
        Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Word(_) | Value::Var(_)
    )
}
