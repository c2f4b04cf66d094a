//! What must hold for any bytes from outside. Each body takes bytes and panics where something does not hold; the fuzz
//! targets in `targets/` and the property tests in `tests/` call the same ones, and both begin with `corpus/`.

use wire::frame::{Form, Pdata, Plain, Sealed};
use wire::payload::Fields;
use wire::reassembly::{Outcome, Reassembler, needed};
use wire::{Api, Command};

/// A body under its name, which is also that of its target and of its folder in `corpus/`.
pub type Body = (&'static str, fn(&[u8]));

/// Every body.
pub const ALL: &[Body] = &[
    ("frames", frames),
    ("reassembly", reassembly),
    ("yaml", yaml),
    ("journal", journal),
    ("lines", lines),
];

/// Views of any bytes as a frame, and its payload as that of each command in each version.
pub fn frames(bytes: &[u8]) {
    let (plain, pdata, sealed) = (Plain(bytes), Pdata(bytes), Sealed(bytes));
    assert!(plain.payload().len() <= bytes.len());
    assert!(pdata.payload().len() <= bytes.len());
    assert!(sealed.ciphertext().len() <= bytes.len());
    let _ = (plain.crc_holds(), pdata.crc_holds(), pdata.auth_id());
    let _ = (
        sealed.length(),
        sealed.nonce(),
        sealed.tag(),
        sealed.auth_id(),
    );
    for command in Command::ALL {
        for api in Api::ALL {
            let fields = Fields::read(command.spec(), *api, bytes);
            assert!(fields.iter().count() <= MOST_FIELDS);
        }
    }
}

/// Values of any length, one after the other: nothing grows beyond its room, and nothing is made up.
pub fn reassembly(bytes: &[u8]) {
    let Some((first, mut rest)) = bytes.split_first() else {
        return;
    };
    let form = if first & 1 == 0 {
        Form::Plain
    } else {
        Form::Encrypted
    };
    let mut stream = Reassembler::<ROOM>::new();
    while let Some((many, after)) = rest.split_first() {
        let (value, next) = after.split_at(after.len().min(usize::from(*many)));
        rest = next;
        let before = stream.pending().len();
        if let Outcome::Message { message, beyond } = stream.push(value, form) {
            assert!(message.len() + beyond.len() <= before + value.len());
            assert!(needed(message, form).is_some_and(|whole| whole <= message.len()));
        }
        assert!(stream.pending().len() <= ROOM);
    }
}

/// Any text as a scenario file: it is right or its mistakes can be shown.
pub fn yaml(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    // The same text as a rig, a list of defects or of reasons.
    let _ = scenario::flat(&text);
    let suite = scenario::Suite::load([("fuzz/any.yaml".to_owned(), text)], None);
    let shown = suite.render(scenario::Colour::Plain);
    assert!(suite.is_sound() || !shown.is_empty());
}

/// Any bytes as a journal: it is read as far as it goes, and every report can be made of it.
pub fn journal(bytes: &[u8]) {
    let Ok(run) = reports::journal::read(bytes, &reports::journal::Limits::default()) else {
        return;
    };
    let context = reports::Context::default();
    let _ = reports::console::summary(&run, &context);
    for outcome in run.outcomes() {
        let _ = reports::console::screen(&run, outcome.decisive(), &context);
    }
}

/// Any text as a line of an attached lock: it is a message, or it can be said why not.
pub fn lines(bytes: &[u8]) {
    let line = String::from_utf8_lossy(bytes);
    if let Err(why) = links::understands(&line) {
        assert!(!why.is_empty() && why.len() < LONGEST_REASON, "{why}");
    }
}

/// Room for a message, as the run gives it.
const ROOM: usize = 600;
/// No command has more fields.
const MOST_FIELDS: usize = 400;
/// A reason quotes what came, and never all of a giant line.
const LONGEST_REASON: usize = 4_096;
