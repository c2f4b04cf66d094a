//! The command table is that of the document: identifiers, ways, proofs, sizes, and where each field lies.

use serde_json::Value;
use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;
use wire::{
    Api,
    command::{Command, CommandId, Direction, Spec},
    field::{Field, Kind, Presence},
    gatt::Char,
    payload::expected_sizes,
};

#[cfg_attr(test, test)]
pub(crate) fn the_table_has_the_documents_commands_and_no_other() {
    let ids: Vec<_> = layouts().iter().map(id).collect();
    assert_eq!(ids.len(), 44);
    assert_eq!(ids.len(), Command::ALL.len());
    assert!(
        Command::ALL
            .iter()
            .all(|command| ids.contains(&command.id()))
    );
}

#[cfg_attr(test, test)]
pub(crate) fn each_command_is_as_the_document_says() {
    for layout in layouts() {
        let spec = Command::of(id(&layout)).unwrap().spec();
        let name = spec.name;
        let clause = format!(
            "{} ({})",
            layout["title"].as_str().unwrap(),
            layout["id"].as_str().unwrap()
        );
        assert_eq!(spec.clause, clause);
        assert_eq!(Command::from_name(name), Some(spec.command), "{name}");
        assert_eq!(spec.needs_challenge(), layout["nonce"] == true, "{name}");
        assert_eq!(spec.needs_pin(), layout["pin"] == true, "{name}");
        assert_eq!(spec.direction(), direction(&layout), "{name}");
        assert_eq!(chars(spec), said_chars(&layout), "{name}");
        let sizes = expected_sizes(spec, Api::V1_10);
        let said: Vec<_> = layout["sizes"]
            .as_array()
            .unwrap()
            .iter()
            .map(number)
            .collect();
        assert_eq!(said.first(), Some(&sizes.least), "{name}");
        assert_eq!(said.last(), Some(&sizes.other), "{name}");
    }
}

#[cfg_attr(test, test)]
pub(crate) fn each_field_lies_where_the_document_says() {
    for layout in layouts() {
        let spec = Command::of(id(&layout)).unwrap().spec();
        let said = layout["fields"].as_array().unwrap();
        let said: Vec<_> = said
            .iter()
            .map(|field| field.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(fields(spec), said, "{}", spec.name);
    }
}

#[cfg_attr(test, test)]
pub(crate) fn later_versions_have_their_sizes() {
    for (command, api, least, other) in [
        (Command::LockAction, Api::V1_10, 38, 38),
        (Command::LockAction, Api::V2_0, 38, 58),
        (Command::NukiStates, Api::V2_0, 19, 19),
        (Command::NukiStates, Api::V2_2, 21, 21),
        (Command::NukiStates, Api::V2_3, 27, 27),
        (Command::BatteryReport, Api::V2_0, 17, 17),
        (Command::SetConfig, Api::V2_0, 87, 87),
        (Command::SetConfig, Api::V2_1, 89, 89),
        (Command::Config, Api::V2_0, 72, 72),
        (Command::Config, Api::V2_1, 74, 74),
        (Command::LogEntryCount, Api::V2_0, 5, 5),
        (Command::SetAdvancedConfig, Api::V2_1, 60, 60),
        (Command::SetAdvancedConfig, Api::V2_3, 65, 65),
        (Command::AdvancedConfig, Api::V2_1, 28, 28),
        (Command::AdvancedConfig, Api::V2_3, 33, 33),
    ] {
        let sizes = expected_sizes(command.spec(), api);
        assert_eq!(
            (sizes.least, sizes.other),
            (least, other),
            "{command} {api}"
        );
    }
}

/// The fields with their offsets, those that later versions insert before the proof left out.
fn fields(spec: &Spec) -> Vec<String> {
    let inserted = |field: &Field| {
        let later = match field.presence {
            Presence::Since(_) => true,
            Presence::Optional(since) => since > Api::V1_10,
            Presence::Always | Presence::If(_) => false,
        };
        later && spec.needs_challenge()
    };
    let mut at = 0;
    let mut lines = Vec::new();
    for field in spec.fields.iter().filter(|field| !inserted(field)) {
        lines.push(format!("{at} {} {}", document_type(field.kind), field.name));
        at += field.kind.width().unwrap_or_default();
    }
    lines
}

fn document_type(kind: Kind) -> String {
    match kind {
        Kind::U8 | Kind::Flag | Kind::Code(_) => "uint8".into(),
        Kind::U16 | Kind::Command => "uint16".into(),
        Kind::U32 => "uint32".into(),
        Kind::I8 => "sint8".into(),
        Kind::I16 => "sint16".into(),
        Kind::F32 => "float".into(),
        Kind::Bytes(width) | Kind::Text(width) => format!("uint8[{width}]"),
        Kind::DateTime => "uint8[7] date-time".into(),
        Kind::TimeOfDay => "uint8[2] hour-minute".into(),
        Kind::Rest => "rest".into(),
    }
}

fn direction(layout: &Value) -> Direction {
    let to = &layout["to"];
    let has = |side| to.as_array().unwrap().iter().any(|to| to == side);
    match (has("lock"), has("client")) {
        (true, true) => Direction::Both,
        (true, false) => Direction::ToLock,
        (false, true) => Direction::FromLock,
        (false, false) => Direction::Unstated,
    }
}

fn chars(spec: &Spec) -> Vec<Char> {
    let mut chars = [spec.to_lock, spec.from_lock].concat();
    chars.sort_unstable();
    chars.dedup();
    chars
}

/// The characteristics that the layout names; for the command without direction they are a guess, and not in the table.
fn said_chars(layout: &Value) -> Vec<Char> {
    if direction(layout) == Direction::Unstated {
        return Vec::new();
    }
    let chars = layout["chars"].as_array().unwrap().iter();
    chars
        .map(|name| Char::from_name(name.as_str().unwrap()).unwrap())
        .collect()
}

fn id(layout: &Value) -> CommandId {
    let digits = layout["id"].as_str().unwrap().strip_prefix("0x").unwrap();
    CommandId(u16::from_str_radix(digits, 16).unwrap())
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}

fn layouts() -> Vec<Value> {
    serde_json::from_str(include_str!("../../vectors/layouts.json")).unwrap()
}
