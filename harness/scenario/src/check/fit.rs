//! Whether a value fits what it is for.

use super::scope::{Scope, Variable};
use crate::ast::{Fields, Holds, Matcher, Test, Value};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::{At, Span};
use wire::code::CodeSet;
use wire::command::{Command, CommandId};
use wire::field::{DateTime, Field, Kind, TimeOfDay};

/// What a value is for: a name for messages, and the kind of its bytes.
#[derive(Clone, Copy)]
pub(crate) struct For<'f> {
    /// `the field \`action\``.
    pub(crate) name: &'f str,
    /// How it is read.
    pub(crate) kind: Kind,
}

impl For<'_> {
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
                name: "bytes",
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
            let message = format!(
                "`{}` takes {}, got {}",
                to.name,
                wanted(to.kind),
                what(holds)
            );
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
                    "`{}` takes {}, and `${name}` holds {}",
                    to.name,
                    wanted(to.kind),
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

/// Whether a written value fits the kind.
fn literal(value: &Value, to: For<'_>) -> Result<(), Diagnostic> {
    let wrong = |what: String| {
        let message = format!("`{}` takes {}, got {what}", to.name, wanted(to.kind));
        Err(Diagnostic::error(
            rule::WRONG_VALUE,
            Span::default(),
            message,
        ))
    };
    match (value, to.kind) {
        (Value::Int(number), kind) => match bounds(kind) {
            Some((least, most)) if (least..=most).contains(number) => Ok(()),
            None if kind == Kind::F32 => Ok(()),
            None => wrong(format!("the number {number}"))
                .map_err(|said| said.help(format!("put it in quotes: `'{number}'`"))),
            Some(_) => wrong(number.to_string()),
        },
        (Value::Bool(_), Kind::Flag) | (Value::Float(_), Kind::F32) => Ok(()),
        (Value::Bool(flag), _) => wrong(format!("`{flag}`")),
        (Value::Float(number), _) => wrong(number.to_string()),
        (Value::Word(word), kind) => self::word(word, to.name, kind),
        _ => Ok(()),
    }
}

fn word(word: &str, name: &str, kind: Kind) -> Result<(), Diagnostic> {
    let said = |rule, message: String| Err(Diagnostic::error(rule, Span::default(), message));
    let takes = |what: String| {
        said(
            rule::WRONG_VALUE,
            format!("`{name}` takes {}, got {what}", wanted(kind)),
        )
    };
    match kind {
        Kind::Code(set) if set.find(word).is_none() => {
            let names = || set.names.iter().map(|known| known.name);
            said(
                rule::UNKNOWN_CODE,
                format!("`{word}` is no {}", set.name.replace('_', " ")),
            )
            .map_err(|said| {
                said.meant(nearest(word, names()))
                    .or_help(|| format!("it is one of {}", one_of(names())))
            })
        }
        Kind::Command if word != "none" && CommandId::from_name(word).is_none() => {
            let names = || {
                Command::ALL
                    .iter()
                    .map(|command| command.name())
                    .chain(["none"])
            };
            said(rule::UNKNOWN_COMMAND, format!("`{word}` is no command"))
                .map_err(|said| said.meant(nearest(word, names())))
        }
        Kind::Bytes(width) => match hex_len(word) {
            None => takes(format!("`{}`", short(word)))
                .map_err(|said| said.help("bytes are written as pairs of hex digits")),
            Some(length) if length != width => takes(format!("{length}")),
            Some(_) => Ok(()),
        },
        Kind::Rest if hex_len(word).is_none() => {
            takes(format!("`{}`", short(word))).map_err(|said| {
                said.help(
                    "bytes are written as pairs of hex digits; a text is written `{text: ...}`",
                )
            })
        }
        Kind::Text(width) if word.len() > width => takes(format!("{} bytes", word.len())),
        Kind::DateTime if word.parse::<DateTime>().is_err() => takes(format!("`{}`", short(word)))
            .map_err(|said| said.help("write it like `2026-11-21T10:00:00`")),
        Kind::TimeOfDay if word.parse::<TimeOfDay>().is_err() => {
            takes(format!("`{}`", short(word))).map_err(|said| said.help("write it like `07:30`"))
        }
        Kind::F32 if word.parse::<f32>().is_err() => takes(format!("`{}`", short(word))),
        Kind::U8 | Kind::U16 | Kind::U32 | Kind::I8 | Kind::I16 | Kind::Flag
            if word.parse::<i64>().is_err() =>
        {
            takes(format!("`{}`", short(word)))
        }
        _ => Ok(()),
    }
}

/// How many bytes hex digits stand for.
pub(super) fn hex_len(word: &str) -> Option<usize> {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let mut count = 0_usize;
    for character in digits.chars().filter(|c| !matches!(c, ' ' | '_')) {
        if !character.is_ascii_hexdigit() {
            return None;
        }
        count += 1;
    }
    count.is_multiple_of(2).then_some(count / 2)
}

/// Whether a variable that holds this can stand for that.
const fn fits(holds: Holds, kind: Kind) -> bool {
    match (holds, kind) {
        (Holds::Unknown, _)
        | (Holds::Number | Holds::Float, Kind::F32)
        | (Holds::Date, Kind::DateTime | Kind::Rest)
        | (Holds::Time, Kind::TimeOfDay | Kind::Rest)
        | (Holds::Bytes(_), Kind::Rest | Kind::Text(_))
        | (Holds::Text, Kind::Text(_) | Kind::Rest | Kind::Bytes(32)) => true,
        (Holds::Number, Kind::Rest) => true,
        (Holds::Number, _) => bounds(kind).is_some(),
        (Holds::Bytes(None), kind) => !matches!(kind, Kind::F32),
        (Holds::Bytes(Some(length)), kind) => match kind.width() {
            Some(width) if matches!(kind, Kind::Bytes(_) | Kind::DateTime) => width == length,
            Some(_) => length <= 4 && bounds(kind).is_some(),
            None => true,
        },
        _ => false,
    }
}

/// The numbers that a kind's bytes can hold.
const fn bounds(kind: Kind) -> Option<(i64, i64)> {
    Some(match kind {
        Kind::U8 | Kind::Flag | Kind::Code(_) => (0, 0xFF),
        Kind::U16 | Kind::Command => (0, 0xFFFF),
        Kind::U32 => (0, 0xFFFF_FFFF),
        Kind::I8 => (-0x80, 0x7F),
        Kind::I16 => (-0x8000, 0x7FFF),
        Kind::F32
        | Kind::Bytes(_)
        | Kind::Text(_)
        | Kind::DateTime
        | Kind::TimeOfDay
        | Kind::Rest => return None,
    })
}

const fn is_function(value: &Value) -> bool {
    !matches!(
        value,
        Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Word(_) | Value::Var(_)
    )
}

/// A kind in words.
fn wanted(kind: Kind) -> String {
    match kind {
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Code(set) => format!("a {}", set.name.replace('_', " ")),
        Kind::Command => "a command".to_owned(),
        Kind::F32 => "a number with a fraction".to_owned(),
        Kind::Bytes(width) => format!("{width} bytes"),
        Kind::Text(width) => format!("a text of at most {width} bytes"),
        Kind::DateTime => "a date and time".to_owned(),
        Kind::TimeOfDay => "a time of day".to_owned(),
        Kind::Rest => "bytes".to_owned(),
        Kind::U8 | Kind::U16 | Kind::U32 | Kind::I8 | Kind::I16 => match bounds(kind) {
            Some((least, most)) => format!("a number from {least} to {most}"),
            None => "a number".to_owned(),
        },
    }
}

/// What is held, in words.
fn what(holds: Holds) -> String {
    match holds {
        Holds::Number => "a number".to_owned(),
        Holds::Float => "a number with a fraction".to_owned(),
        Holds::Bytes(Some(1)) => "1 byte".to_owned(),
        Holds::Bytes(Some(length)) => format!("{length} bytes"),
        Holds::Bytes(None) => "bytes".to_owned(),
        Holds::Text => "a text".to_owned(),
        Holds::Date => "a date and time".to_owned(),
        Holds::Time => "a time of day".to_owned(),
        Holds::Unknown => "something".to_owned(),
    }
}

fn short(word: &str) -> String {
    if word.chars().count() <= 40 {
        return word.to_owned();
    }
    format!("{}...", word.chars().take(37).collect::<String>())
}

/// What a field of that kind holds once it is captured.
pub(super) const fn of_kind(kind: Kind) -> Holds {
    match kind {
        Kind::F32 => Holds::Float,
        Kind::Bytes(width) => Holds::Bytes(Some(width)),
        Kind::Rest => Holds::Bytes(None),
        Kind::Text(_) => Holds::Text,
        Kind::DateTime => Holds::Date,
        Kind::TimeOfDay => Holds::Time,
        _ => Holds::Number,
    }
}
