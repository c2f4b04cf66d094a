//! Messages in words, with their secrets left out.

use super::Run;
use super::client::{Heard, Incoming, Message};
use super::datum::show_bytes;
use boundary::journal::Record;
use boundary::{Char, DisconnectReason, Instant};
use wire::Command;
use wire::code::AttError;
use wire::command::CommandId;
use wire::frame::Form;

/// The requirements that an answer violates by itself, whatever was asked: which write is refused, and where it comes.
pub(super) fn violates(came: &Incoming) -> &'static [&'static str] {
    match &came.what {
        Heard::AttError(code) => match AttError(*code) {
            AttError::INSUFFICIENT_AUTHENTICATION
            | AttError::INSUFFICIENT_AUTHORIZATION
            | AttError::INSUFFICIENT_ENCRYPTION => &["GATT-13"],
            AttError::REQUEST_NOT_SUPPORTED => &["GATT-09"],
            AttError::INVALID_VALUE_LENGTH => &["GATT-10"],
            _ => &[],
        },
        Heard::Message(message) if is_astray(message) => &["GATT-15"],
        _ => &[],
    }
}

/// Whether a message of the pairing comes on another characteristic.
fn is_astray(message: &Message) -> bool {
    let pairing = [Command::PublicKey, Command::AuthorizationId];
    let of_pairing = pairing.iter().any(|one| one.id() == message.command);
    of_pairing && message.char != Char::PAIRING_GDIO
}

/// `status {status: 0x01 (accepted)}, encrypted for owner on usdio`.
pub(super) fn message(message: &Message) -> String {
    let how = match (&message.form, &message.user) {
        (Form::Plain, _) => "plain".to_owned(),
        (Form::Encrypted, Some(user)) => format!("encrypted for {user}"),
        (Form::Encrypted, None) => "encrypted".to_owned(),
    };
    format!(
        "{}, {how} on {}",
        content(message.command, &message.payload),
        place(message.char)
    )
}

/// `status {status: 0x01 (accepted)}`.
pub(super) fn content(command: CommandId, payload: &[u8]) -> String {
    let Some(known) = Command::of(command) else {
        return format!("command {command} with {}", show_bytes(payload));
    };
    let fields = wire::payload::Fields::read(known.spec(), wire::Api::V2_3, payload);
    let mut parts: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !matches!(value, wire::field::Value::Bytes([])))
        .map(|(field, value)| {
            if is_secret(field.name) {
                format!("{}: <redacted>", field.name)
            } else {
                format!("{}: {}", field.name, field.show(value))
            }
        })
        .collect();
    if !fields.tail().is_empty() {
        parts.push(format!("and {}", show_bytes(fields.tail())));
    }
    format!("{} {{{}}}", known.name(), parts.join(", "))
}

/// What came, in words.
pub(super) fn incoming(incoming: &Incoming) -> String {
    match &incoming.what {
        Heard::Message(this) => message(this),
        Heard::Disconnected(DisconnectReason::Local) => "the lock closed the connection".to_owned(),
        Heard::Disconnected(DisconnectReason::Power) => "the lock lost its power".to_owned(),
        Heard::Disconnected(_) => "the connection ended".to_owned(),
        Heard::AttError(code) => {
            format!("ATT error {}", AttError(*code))
        }
        Heard::Refused(reason) if reason.is_empty() => "the connection was refused".to_owned(),
        Heard::Refused(reason) => format!("the connection was refused ({reason})"),
    }
}

/// The characteristic by its name.
pub(super) fn place(char: Char) -> String {
    char.name()
        .map_or_else(|| char.to_string(), ToOwned::to_owned)
}

/// Fields that never appear in a report.
fn is_secret(field: &str) -> bool {
    matches!(field, "pin" | "new_pin" | "shared_key")
}

impl Run<'_> {
    /// Writes a message's meaning behind its bytes.
    pub(super) fn decoded(&mut self, at: Instant, direction: &str, this: &Message) {
        (self.record)(Record::Decoded {
            at,
            direction: direction.to_owned(),
            text: message(this),
        });
    }
}
