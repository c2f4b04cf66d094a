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
        parts.push(if has_secrets(known) {
            format!("and {} bytes", fields.tail().len())
        } else {
            format!("and {}", show_bytes(fields.tail()))
        });
    }
    format!("{} {{{}}}", known.name(), parts.join(", "))
}

/// Command identifier and payload, with zeros for what never leaves the harness in the clear. What
/// lies behind the fields of a command with secrets may be one of them that was pushed there.
pub(super) fn clear(command: CommandId, payload: &[u8]) -> Vec<u8> {
    let mut bytes = command.0.to_le_bytes().to_vec();
    let Some(known) = Command::of(command) else {
        return bytes;
    };
    let fields = wire::payload::Fields::read(known.spec(), wire::Api::V2_3, payload);
    let mut rest = payload.to_vec();
    let names = fields.iter().map(|(field, _)| field.name);
    let mut spans: Vec<_> = names
        .filter(|name| is_secret(name))
        .filter_map(|name| fields.span(name))
        .collect();
    if has_secrets(known) {
        spans.push(payload.len() - fields.tail().len()..payload.len());
    }
    for span in spans {
        if let Some(secret) = rest.get_mut(span) {
            secret.fill(0);
        }
    }
    bytes.extend(rest);
    bytes
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

fn has_secrets(command: Command) -> bool {
    let mut fields = command.spec().fields.iter();
    fields.any(|field| is_secret(field.name))
}

impl Run<'_> {
    /// Writes a message's meaning behind its bytes.
    pub(super) fn decoded(&mut self, at: Instant, direction: &str, this: &Message) {
        if let Some(record) = &mut self.record {
            record(Record::Decoded {
                at,
                direction: direction.to_owned(),
                text: message(this),
                clear: clear(this.command, &this.payload),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Command;

    #[test]
    fn a_pin_is_zeros_in_the_clear_bytes_and_is_not_said() {
        let mut payload = vec![0x11; 32];
        payload.extend([0xD2, 0x04]);
        let id = Command::RequestReboot.id();
        let bytes = clear(id, &payload);
        assert_eq!(bytes[..2], id.0.to_le_bytes());
        assert_eq!(bytes[2..34], [0x11; 32]);
        assert_eq!(bytes[34..], [0, 0]);
        assert!(content(id, &payload).contains("pin: <redacted>"));
    }

    #[test]
    fn a_pin_that_was_pushed_behind_its_place_is_zeros_too() {
        let mut payload = vec![0x11; 32];
        payload.extend([0, 0, 0xD2, 0x04]);
        let id = Command::RequestReboot.id();
        assert_eq!(clear(id, &payload)[34..], [0; 4]);
        assert!(!content(id, &payload).to_lowercase().contains("d204"));
    }

    #[test]
    fn what_holds_no_secret_stays_as_it_is() {
        let id = Command::Challenge.id();
        assert_eq!(clear(id, &[7; 40])[2..], [7; 40]);
        assert_eq!(clear(CommandId(0x7777), &[7; 4]), [0x77, 0x77]);
    }
}
