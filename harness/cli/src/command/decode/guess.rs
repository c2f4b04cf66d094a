//! What a string of bytes is, told from the bytes alone.

use wire::Api;
use wire::command::Command;
use wire::frame::{Pdata, Plain, Sealed};
use wire::payload::expected_sizes;

/// What bytes are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// Command, payload, CRC.
    Plain,
    /// Nonce, authorization id, length, box.
    Encrypted,
    /// What stands in an opened box: authorization id, command, payload, CRC.
    Pdata,
}

/// The likeliest form; none when nothing fits.
pub(super) fn form(bytes: &[u8]) -> Option<Form> {
    let plain = Plain(bytes);
    let pdata = Pdata(bytes);
    let plain_command = plain.command().and_then(Command::of);
    let pdata_command = pdata.command().and_then(Command::of);
    let rules: [(bool, Form); 8] = [
        (plain.crc_holds() && plain_command.is_some(), Form::Plain),
        (pdata.crc_holds() && pdata_command.is_some(), Form::Pdata),
        (
            follows(bytes).is_some_and(|(says, has)| says == has),
            Form::Encrypted,
        ),
        (
            plain_command.is_some_and(|command| fits(command, bytes.len(), 4)),
            Form::Plain,
        ),
        (
            follows(bytes).is_some_and(|(says, has)| (24..600).contains(&says) && has < says),
            Form::Encrypted,
        ),
        (swapped(bytes), Form::Encrypted),
        (plain_command.is_some(), Form::Plain),
        (bytes.len() >= 54, Form::Encrypted),
    ];
    rules.iter().find(|(fits, _)| *fits).map(|(_, form)| *form)
}

/// What the length field says, and how many bytes follow it.
pub(super) fn follows(bytes: &[u8]) -> Option<(usize, usize)> {
    let says = Sealed(bytes).length()?;
    Some((usize::from(says), bytes.len().saturating_sub(30)))
}

/// Whether the length field fits with its bytes swapped.
pub(super) fn swapped(bytes: &[u8]) -> bool {
    let has = bytes.len().saturating_sub(30);
    Sealed(bytes)
        .length()
        .is_some_and(|says| usize::from(says.swap_bytes()) == has)
}

/// Whether a message of that length with that much around its payload is one of the command's.
fn fits(command: Command, length: usize, around: usize) -> bool {
    let payload = length.checked_sub(around);
    let sizes = |payload| {
        let mut apis = Api::ALL.iter();
        apis.any(|api| expected_sizes(command.spec(), *api).contains(payload))
    };
    payload.is_some_and(sizes)
}
