//! What must hold for every message of a lock, whatever case it comes in.
//!
//! Each rule names the requirement that it checks. A rule here may only say what no right lock can
//! break: it runs in every case, against every lock.

use super::client::Message;
use super::datum::show_bytes;
use super::diagnosis::Slip;
use super::ingest::why_closed;
use super::session::Stale;
use super::stop::Wrong;
use super::{Flow, describe};
use boundary::{Char, Conn};
use wire::frame::{Form, Plain};
use wire::session::OpenError;
use wire::{Api, Command};

/// An indication's own rules: subscribed to, of a legal size, and not before the last one was
/// confirmed.
pub(super) fn indication(char: Char, value: &[u8], mtu: u16, cccd: u16, early: bool) -> Flow {
    let on = describe::place(char);
    let most = usize::from(mtu.max(23)) - 3;
    if value.len() > most {
        return Wrong::new(
            format!("values of at most {most} bytes at ATT_MTU {mtu}"),
            format!("an indication of {} bytes on {on}", value.len()),
        )
        .always(&["GATT-08"])
        .stop();
    }
    if early {
        return Wrong::new(
            "the next indication only after the confirmation of the last",
            format!("{} on {on} while one was unconfirmed", show_bytes(value)),
        )
        .always(&["GATT-12"])
        .stop();
    }
    if cccd == 0 {
        return Wrong::new(
            "nothing on a characteristic that was not subscribed to on this connection",
            format!("an indication on {on}: {}", show_bytes(value)),
        )
        .always(&["GATT-07", "GATT-15"])
        .stop();
    }
    if value.is_empty() {
        return Wrong::new("no empty indication", format!("one on {on}"))
            .always(&["FRAME-08"])
            .stop();
    }
    Ok(())
}

/// A notification is not what was subscribed to, unless the case asked for notifications alone.
pub(super) fn notification(char: Char, cccd: u16) -> Flow {
    let on = describe::place(char);
    if cccd == boundary::Cccd::NOTIFY.0 {
        return Ok(());
    }
    Wrong::new(
        "data only as indications",
        format!("a notification on {on}"),
    )
    .always(&["GATT-05"])
    .stop()
}

/// A plain message must be one that the table knows, or its end cannot be found.
pub(super) fn plain_is_known(char: Char, bytes: &[u8]) -> Flow {
    let on = describe::place(char);
    if super::ingest::form_on(char) == Form::Encrypted || bytes.len() < 2 {
        return Ok(());
    }
    let command = Plain(bytes)
        .command()
        .map_or_else(String::new, |id| id.to_string());
    let requirement = if char == Char::PAIRING_GDIO {
        "ENC-06"
    } else {
        "FRAME-01"
    };
    Wrong::new(
        format!("a plain message that a lock sends on {on}"),
        format!(
            "bytes that begin like command {command}: {}",
            show_bytes(bytes)
        ),
    )
    .always(&[requirement, "FRAME-01"])
    .stop()
}

/// No byte follows a message in its last indication.
pub(super) fn nothing_behind(char: Char, bytes: &[u8], whole: usize) -> Flow {
    if bytes.len() == whole {
        return Ok(());
    }
    let requirements: &[&str] = match super::ingest::form_on(char) {
        Form::Plain => &["FRAME-01", "FRAME-07"],
        Form::Encrypted => &["FRAME-03", "FRAME-07", "ENC-05"],
    };
    Wrong::new(
        format!("a message of {whole} bytes to end there"),
        format!("{} bytes more: {}", bytes.len() - whole, show_bytes(bytes)),
    )
    .always(requirements)
    .stop()
}

/// The CRC of a plain message.
pub(super) fn plain_crc(char: Char, view: &Plain<&[u8]>) -> Flow {
    let on = describe::place(char);
    if view.crc() == view.computed_crc() {
        return Ok(());
    }
    let show =
        |crc: Option<u16>| crc.map_or_else(|| "none".to_owned(), |crc| format!("{crc:#06X}"));
    Wrong::new(
        format!("CRC {} over the message on {on}", show(view.computed_crc())),
        format!("{} in {}", show(view.crc()), show_bytes(view.bytes())),
    )
    .always(&["CRC-01"])
    .stop()
}

/// An encrypted message that names an authorization nobody here holds.
pub(super) fn foreign_id<T>(auth_id: u32) -> Flow<T> {
    Wrong::new(
        "replies under the requester's authorization id",
        format!("an encrypted message under authorization id {auth_id}, which no user here has"),
    )
    .always(&["FRAME-05", "FRAME-02"])
    .stop()
}

/// An encrypted message whose authorization id has its high byte first.
pub(super) fn turned_round<T>(auth_id: u32) -> Flow<T> {
    let right = auth_id.swap_bytes();
    Wrong::new(
        format!("a reply under authorization id {right}, low byte first"),
        format!("one under {auth_id}, which is {right} turned round"),
    )
    .always(&["FRAME-06", "FRAME-05"])
    .stop()
}

/// A box must open with the key of the authorization that it names.
pub(super) fn must_open<T>(auth_id: u32, error: &OpenError, bytes: &[u8]) -> Flow<T> {
    let requirements: &[&str] = match error {
        OpenError::BadCrc { .. } => &["CRC-02"],
        OpenError::InnerAuthId { .. } => &["FRAME-04"],
        OpenError::LengthField { .. } => &["FRAME-03"],
        _ => &["FRAME-02", "ENC-01"],
    };
    Wrong::new(
        format!("a message that opens with the key of authorization {auth_id}"),
        why_closed(error, bytes),
    )
    .always(requirements)
    .stop()
}

/// A box that does not open as it should, but does in another way: that way says what is wrong.
pub(super) fn opens_otherwise<T>(auth_id: u32, slip: &Slip) -> Flow<T> {
    let requirements: &[&str] = match slip {
        Slip::TagBehind => &["ENC-02"],
        Slip::WithoutKdf => &["ENC-01", "ENC-14"],
        Slip::KeyOf(_) => &["FRAME-05"],
    };
    Wrong::new(
        format!("a message that opens with the key of authorization {auth_id}"),
        slip.to_string(),
    )
    .always(requirements)
    .stop()
}

/// Nothing plain comes on the user-specific characteristic.
pub(super) fn boxes_only(char: Char, bytes: &[u8]) -> Flow {
    let on = describe::place(char);
    let view = Plain(bytes);
    let known = view.command().and_then(Command::of);
    let (Some(command), true) = (known, super::ingest::form_on(char) == Form::Encrypted) else {
        return Ok(());
    };
    if view.crc().is_none() || view.crc() != view.computed_crc() {
        return Ok(());
    }
    Wrong::new(
        format!("only encrypted messages on {on}"),
        format!("{}, plain", describe::content(command.id(), view.payload())),
    )
    .always(&["ENC-05"])
    .stop()
}

/// A box nonce is used once under a key, by either side. `beside` tells connections that are open beside this one.
pub(super) fn fresh_nonce(stale: Option<Stale>, beside: impl Fn(Conn) -> bool) -> Flow {
    match stale {
        None => Ok(()),
        Some(Stale::Client) => {
            Wrong::new("a box nonce of the lock's own", "the client's nonce again")
                .always(&["ENC-04", "ENC-03"])
                .stop()
        }
        Some(Stale::Own(conn)) if beside(conn) => {
            let came = format!("one that came on connection {} already", conn.0);
            Wrong::new("a message of this connection's own", came)
                .always(&["ENC-03", "ROBUST-08"])
                .stop()
        }
        Some(Stale::Own(_)) => Wrong::new("a fresh box nonce", "one that the lock used before")
            .always(&["ENC-03"])
            .stop(),
    }
}

/// An Error Report has three payload bytes.
pub(super) fn error_report_size(message: &Message) -> Flow {
    if message.command != Command::ErrorReport.id() || message.payload.len() == 3 {
        return Ok(());
    }
    Wrong::new(
        "an error report of 3 payload bytes: code and command",
        format!(
            "{} bytes: {}",
            message.payload.len(),
            show_bytes(&message.payload)
        ),
    )
    .always(&["ERR-01"])
    .stop()
}

/// States hold only what some version prints for the two states and the trigger.
/// During a calibration real locks show the two codes that V2.x has for it.
pub(super) fn states_are_printed(message: &Message, api: Api, calibrates: bool) -> Flow {
    if message.command != Command::NukiStates.id() {
        return Ok(());
    }
    let spec = Command::NukiStates.spec();
    let fields = wire::payload::Fields::read(spec, api, &message.payload);
    // A size that is not this version's says that the codes are another version's too.
    let newest = Api::ALL.last().copied().unwrap_or(api);
    let version = if message.payload.len() <= 18 && !calibrates {
        api
    } else {
        newest
    };
    for name in ["nuki_state", "lock_state", "trigger"] {
        let (Some(field), Some(value)) = (spec.field(name), fields.get(name)) else {
            return Wrong::new(
                format!("States with a {name}"),
                format!("{} payload bytes", message.payload.len()),
            )
            .always(&["FRAME-09", "CMD-01"])
            .stop();
        };
        if !field.allows(version, value) {
            return Wrong::new(
                format!("a {name} that version {version} prints"),
                describe::message(message),
            )
            .always(&["CMD-02"])
            .stop();
        }
    }
    Ok(())
}
