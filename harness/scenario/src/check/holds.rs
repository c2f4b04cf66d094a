//! What a variable holds, beside what a field's bytes can take.

use crate::ast::Holds;
use wire::field::Kind;

/// Whether a variable that holds this can stand for that.
pub(super) const fn fits(holds: Holds, kind: Kind) -> bool {
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
pub(super) const fn bounds(kind: Kind) -> Option<(i64, i64)> {
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

/// A kind in words.
pub(super) fn wanted(kind: Kind) -> String {
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
pub(super) fn what(holds: Holds) -> String {
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

pub(super) fn short(word: &str) -> String {
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
