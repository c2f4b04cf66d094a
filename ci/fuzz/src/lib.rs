//! What must hold for any bytes from outside. Each body takes bytes and panics where something does not hold; the fuzz
//! targets in `targets/` and the property tests in `tests/` call the same ones, and both begin with `corpus/`.

use app::{Emulated, Probe};
use boundary::Instant;
use wire::frame::{Form, Pdata, Plain, Sealed};
use wire::payload::Fields;
use wire::probe::{
    BootCause, ClockKind, Deframer, Frame, HelloTo, PIECE_AT_MOST, Piece, Report, ToProbe, VERSION,
    encode,
};
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
    ("serial", serial),
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

/// Any bytes on the probe's serial line, and any requests in frames that are right: the probe goes on, says no more than
/// its line takes, and answers a new session.
pub fn serial(bytes: &[u8]) {
    let lock = || Box::new(sim::Lock::new(sim::Setup::default())) as Box<_>;
    let mut probe = Probe::new(Emulated::new(Box::new(lock)), BootCause::PowerOn);
    // As they come; the check sum stops nearly all of it.
    probe.hear(Instant(1), bytes);
    assert!(probe.said().len() <= SAID_AT_MOST);
    let mut deframer = Deframer::default();
    for byte in bytes {
        if let Some(Piece::Frame { number, body }) = deframer.push(*byte) {
            let _ = Piece::message::<Report<'_>>(number, body);
        }
    }
    // The same as requests whose frames are right, each with its length in front.
    greet(&mut probe, 1);
    let (mut number, mut rest) = (1_u16, bytes);
    while let Some((many, after)) = rest.split_first() {
        let (body, next) = after.split_at(after.len().min(usize::from(*many)));
        rest = next;
        if let Ok(frame) = Piece::message::<Frame<'_>>(number, body)
            && is_bounded(&frame.what)
        {
            tell(&mut probe, number, &frame);
            number = number.wrapping_add(1);
        }
        assert!(probe.said().len() <= SAID_AT_MOST);
    }
    greet(&mut probe, 2);
    assert!(!probe.said().is_empty(), "a new session is answered");
}

/// Whether a request asks for no more than a moment: years of given time take their time.
const fn is_bounded(what: &ToProbe<'_>) -> bool {
    match what {
        ToProbe::Advance { to_us, .. } => *to_us < 60_000_000,
        _ => true,
    }
}

fn greet(probe: &mut Probe<Emulated>, session: u32) {
    let hello = HelloTo {
        protocol: VERSION,
        // Other numbers than a fuzzer finds by itself.
        session: 0xF00D_0000 | session,
        harness: "fuzz",
        watchdog_ms: 3_000,
        clock: ClockKind::Given,
    };
    let what = ToProbe::Hello(hello);
    tell(probe, 0, &Frame { id: session, what });
}

fn tell(probe: &mut Probe<Emulated>, number: u16, frame: &Frame<'_>) {
    let mut piece = [0; PIECE_AT_MOST];
    if let Ok(length) = encode(number, frame, &mut piece) {
        probe.hear(Instant(2), &piece[..length]);
    }
}

/// Room for a message, as the run gives it.
const ROOM: usize = 600;
/// No command has more fields.
const MOST_FIELDS: usize = 400;
/// A reason quotes what came, and never all of a giant line.
const LONGEST_REASON: usize = 4_096;
/// What waits for the line is bounded, and so is what one piece of it can cause.
const SAID_AT_MOST: usize = 64 * 1024;
