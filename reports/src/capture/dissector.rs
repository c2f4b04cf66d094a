//! The Lua dissector, with tables made from the command table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use wire::Command;
use wire::code::CodeSet;
use wire::field::{Field, Kind, Presence};
use wire::gatt::Char;

/// The dissector for Wireshark, as text.
#[must_use]
pub fn dissector() -> String {
    TEMPLATE.replacen("--@tables@", tables().trim_end(), 1)
}

fn tables() -> String {
    let mut out = String::from("local UUIDS = {\n");
    for (char, name) in Char::NAMES {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "  \"{}\", -- {name}", char.uuid());
    }
    out.push_str("}\nlocal CODES = {\n");
    for (name, set) in code_sets() {
        let _ = write!(out, "  {name} = {{");
        for one in set.names {
            let _ = write!(out, " [0x{:02X}] = \"{}\",", one.value, one.name);
        }
        out.push_str(" },\n");
    }
    out.push_str("}\nlocal COMMANDS = {\n");
    for command in Command::ALL {
        let spec = command.spec();
        let _ = writeln!(
            out,
            "  [0x{:04X}] = {{ name = \"{}\", fields = {{",
            spec.id.0, spec.name
        );
        for field in spec.fields {
            let _ = writeln!(out, "    {},", row(field));
        }
        out.push_str("  } },\n");
    }
    out.push_str("}\n");
    out
}

/// Every set of codes that a field refers to.
fn code_sets() -> BTreeMap<&'static str, &'static CodeSet> {
    let fields = Command::ALL.iter().flat_map(|one| one.spec().fields);
    let sets = fields.filter_map(|field| match field.kind {
        Kind::Code(set) => Some((set.name, set)),
        _ => None,
    });
    sets.collect()
}

/// A field as the Lua code reads it.
fn row(field: &Field) -> String {
    let mut row = format!("{{ name = \"{}\", kind = \"{}\"", field.name, kind(field));
    if let Some(width) = field.kind.width() {
        let _ = write!(row, ", width = {width}");
    }
    if let Kind::Code(set) = field.kind {
        let _ = write!(row, ", set = \"{}\"", set.name);
    }
    match field.presence {
        Presence::Always => {}
        Presence::Since(_) | Presence::Optional(_) => row.push_str(", when = \"later\""),
        Presence::If(flag) => {
            let _ = write!(row, ", when = \"{flag}\"");
        }
    }
    row.push_str(" }");
    row
}

const fn kind(field: &Field) -> &'static str {
    match field.kind {
        Kind::U8 => "u8",
        Kind::U16 => "u16",
        Kind::U32 => "u32",
        Kind::I8 => "i8",
        Kind::I16 => "i16",
        Kind::F32 => "f32",
        Kind::Flag => "flag",
        Kind::Code(_) => "code",
        Kind::Command => "command",
        Kind::Bytes(_) | Kind::Rest => "bytes",
        Kind::Text(_) => "text",
        Kind::DateTime => "date",
        Kind::TimeOfDay => "time",
    }
}

const TEMPLATE: &str = include_str!("dissector.lua");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_code_is_in_the_dissector() {
        let text = dissector();
        for command in Command::ALL {
            let row = format!(
                "[0x{:04X}] = {{ name = \"{}\"",
                command.id().0,
                command.name()
            );
            assert!(text.contains(&row), "{row}");
        }
        assert!(text.contains("[0x03] = \"unlocked\","), "lock states");
        assert!(!text.contains("@tables@"));
    }

    #[test]
    fn a_row_says_how_the_field_is_read() {
        let field = |command: Command, name: &str| row(command.spec().field(name).unwrap());
        assert_eq!(
            field(Command::NukiStates, "lock_state"),
            r#"{ name = "lock_state", kind = "code", width = 1, set = "lock_state" }"#
        );
        assert_eq!(
            field(Command::AuthorizationEntry, "allowed_from_date"),
            r#"{ name = "allowed_from_date", kind = "date", width = 7, when = "time_limited" }"#
        );
        assert_eq!(
            field(Command::RequestData, "additional"),
            r#"{ name = "additional", kind = "bytes", when = "later" }"#
        );
    }
}
