//! The table that an explanation is: offset, size, part, value.

use std::fmt::{Display, Write as _};
use wire::Api;
use wire::command::{Command, CommandId};
use wire::payload::{Fields, expected_sizes};

/// The lines of an explanation.
#[derive(Debug, Default)]
pub(super) struct Rows {
    out: String,
    /// What is to be said below the table that is being written.
    notes: Vec<String>,
}

impl Rows {
    /// A sentence.
    pub(super) fn say(&mut self, text: impl Display) {
        let _ = writeln!(self.out, "{text}");
    }

    /// The head of a table.
    pub(super) fn head(&mut self) {
        self.say("  offset  size  part");
    }

    /// A row.
    pub(super) fn row(&mut self, offset: usize, size: usize, part: &str, value: impl Display) {
        let _ = writeln!(self.out, "  {offset:>6}  {size:>4}  {part:<27}  {value}");
    }

    /// Keeps a sentence for below the table.
    pub(super) fn note(&mut self, text: impl Display) {
        self.notes.push(text.to_string());
    }

    /// Ends a table: what was kept for below it.
    pub(super) fn below(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.say(note);
        }
    }

    /// Everything said.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// A command and its payload field by field; `at` is where the payload begins.
    pub(super) fn payload(&mut self, id: Option<CommandId>, payload: &[u8], at: usize, api: Api) {
        let Some(command) = id.and_then(Command::of) else {
            self.row(at, payload.len(), "payload", hex(payload));
            return;
        };
        let spec = command.spec();
        let fields = Fields::read(spec, api, payload);
        for (field, value) in fields.iter() {
            let span = fields.span(field.name).unwrap_or_default();
            let wrong = if field.allows(api, value) {
                ""
            } else {
                "  <- not a value that this version defines"
            };
            let shown = field.show(value);
            self.row(
                at + span.start,
                span.len(),
                field.name,
                format!("{shown}{wrong}"),
            );
        }
        let tail = fields.tail();
        if !tail.is_empty() {
            let offset = at + payload.len() - tail.len();
            self.row(offset, tail.len(), "beyond the fields", hex(tail));
        }
        let missing: Vec<&str> = fields.missing().map(|field| field.name).collect();
        let sizes = expected_sizes(spec, api);
        if !sizes.contains(payload.len()) {
            self.note(format!(
                "payload of {} bytes; API {api} prints {sizes} for {}{}",
                payload.len(),
                command.name(),
                layout_note(command, payload.len()),
            ));
        }
        if !missing.is_empty() {
            self.note(format!("not in it: {}", missing.join(", ")));
        }
    }
}

/// What is known of a length that this version does not print.
pub(super) fn layout_note(command: Command, length: usize) -> String {
    let printed = |api: &&Api| expected_sizes(command.spec(), **api).contains(length);
    if let Some(api) = Api::ALL.iter().find(printed) {
        return format!(" ({length} is the layout of API {api})");
    }
    let known = KNOWN
        .iter()
        .find(|(of, size, _)| *of == command && *size == length);
    known.map_or(String::new(), |(_, _, note)| format!(" ({note})"))
}

/// The messages that a payload of that length may be, with what is known of it.
pub(super) fn by_length(length: usize) -> Vec<String> {
    let mut found: Vec<String> = KNOWN
        .iter()
        .filter(|(_, size, _)| *size == length)
        .map(|(command, _, note)| format!("{} ({note})", command.name()))
        .collect();
    for command in Command::ALL {
        let sizes = |api: &Api| expected_sizes(command.spec(), *api);
        let since = Api::ALL.iter().find(|api| {
            let sizes = sizes(api);
            sizes.least == length || sizes.other == length
        });
        match since {
            Some(Api::V1_10) => found.push(command.name().to_owned()),
            Some(api) => found.push(format!("{} (API {api})", command.name())),
            None => {}
        }
    }
    found
}

/// Layouts that real locks send and no document prints as a table.
const KNOWN: &[(Command, usize, &str)] = &[
    (
        Command::NukiStates,
        13,
        "the oldest layout, which ends with the battery",
    ),
    (
        Command::NukiStates,
        15,
        "the layout of the document's own examples",
    ),
];

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}
