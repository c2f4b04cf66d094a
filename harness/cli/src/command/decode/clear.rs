//! Messages in clear: plain ones, and what an opened box holds.

use super::rows::Rows;
use crc::{CRC_16_KERMIT, CRC_16_XMODEM, Crc};
use wire::Api;
use wire::command::{Command, CommandId};
use wire::frame::{Form, Pdata, Plain};
use wire::reassembly::needed;

/// Explains a plain message and returns the bytes behind its end.
pub(super) fn plain<'a>(rows: &mut Rows, bytes: &'a [u8], api: Api) -> &'a [u8] {
    let whole = needed(bytes, Form::Plain);
    let (message, beyond) = match whole {
        Some(size) if size < bytes.len() && Plain(&bytes[..size]).crc_holds() => {
            bytes.split_at(size)
        }
        _ => (bytes, &[][..]),
    };
    let view = Plain(message);
    rows.say(format!("{} bytes: a plain message", message.len()));
    rows.say("");
    rows.head();
    let Some(id) = view.command() else {
        rows.row(0, message.len(), "command", "only the first byte of two");
        return beyond;
    };
    rows.row(0, 2, "command", id);
    if let Some(size) = whole.filter(|size| *size > message.len()) {
        rows.row(
            2,
            message.len() - 2,
            "payload",
            super::rows::hex(&message[2..]),
        );
        rows.say(format!(
            "incomplete: {} of {size} bytes; a plain message has no length field, {} from a lock always has {size}",
            message.len(),
            name(id)
        ));
        return beyond;
    }
    rows.payload(Some(id), view.payload(), 2, api);
    let body = message.len().saturating_sub(2);
    crc_row(
        rows,
        body,
        view.crc(),
        view.computed_crc(),
        &message[..body],
        None,
    );
    about(rows, id);
    beyond
}

/// Explains the content of a box.
pub(super) fn pdata(rows: &mut Rows, bytes: &[u8], outer: Option<u32>, api: Api) {
    let view = Pdata(bytes);
    let (Some(id), Some(command)) = (view.auth_id(), view.command()) else {
        rows.row(
            0,
            bytes.len(),
            "pdata",
            "too short for an authorization id and a command",
        );
        return;
    };
    rows.row(0, 4, "authorization id", format!("{id} (0x{id:08X})"));
    rows.row(4, 2, "command", command);
    rows.payload(Some(command), view.payload(), 6, api);
    let body = bytes.len().saturating_sub(2);
    let without = bytes.get(4..body);
    crc_row(
        rows,
        body,
        view.crc(),
        view.computed_crc(),
        &bytes[..body],
        without,
    );
    if let Some(outer) = outer.filter(|outer| *outer != id) {
        rows.note(format!(
            "the authorization id is {outer} outside the box and {id} inside: to be refused"
        ));
    }
    about(rows, command);
}

/// The CRC, right or wrong, and if wrong, how it may have come about.
fn crc_row(
    rows: &mut Rows,
    at: usize,
    says: Option<u16>,
    computed: Option<u16>,
    body: &[u8],
    without_id: Option<&[u8]>,
) {
    let (Some(says), Some(computed)) = (says, computed) else {
        rows.note("there is no room for a CRC");
        return;
    };
    if says == computed {
        rows.row(at, 2, "crc", format!("0x{says:04X}, right"));
        return;
    }
    rows.row(
        at,
        2,
        "crc",
        format!("0x{says:04X}, WRONG: 0x{computed:04X} is right"),
    );
    let as_if = |of: &Crc<u16>| of.checksum(body) == says;
    let why = if says.swap_bytes() == computed {
        "it is the right value, high byte first; the CRC is little-endian like everything else"
    } else if as_if(&Crc::<u16>::new(&CRC_16_XMODEM)) {
        "it is CRC-16/XMODEM, which starts at 0x0000; this one starts at 0xFFFF"
    } else if as_if(&Crc::<u16>::new(&CRC_16_KERMIT)) {
        "it is CRC-16/KERMIT, which is reflected and starts at 0x0000; this one is not reflected and starts at 0xFFFF"
    } else if without_id.is_some_and(|body| wire::crc::of(body) == says) {
        "it leaves out the authorization id; inside the box the CRC covers it too"
    } else if says == 0 {
        "0x0000 is not `no CRC`"
    } else {
        "a byte has changed, or the message is not whole"
    };
    rows.note(why);
}

/// What the command is for, and where it may travel.
fn about(rows: &mut Rows, id: CommandId) {
    rows.below();
    let Some(command) = Command::of(id) else {
        rows.say(format!("0x{:04X} is no command of V1.10", id.0));
        return;
    };
    let spec = command.spec();
    let names = |chars: &[wire::gatt::Char]| {
        let names: Vec<&str> = chars.iter().filter_map(|char| char.name()).collect();
        names.join(", ")
    };
    let mut ways = Vec::new();
    if !spec.to_lock.is_empty() {
        ways.push(format!("to the lock on {}", names(spec.to_lock)));
    }
    if !spec.from_lock.is_empty() {
        ways.push(format!("from the lock on {}", names(spec.from_lock)));
    }
    rows.say("");
    rows.say(format!("{}: {}", spec.clause, spec.doc));
    if !ways.is_empty() {
        rows.say(format!("It travels {}.", ways.join("; ")));
    }
}

fn name(id: CommandId) -> String {
    id.name().map_or_else(|| id.to_string(), str::to_owned)
}
