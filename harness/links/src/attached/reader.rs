//! The threads that listen to an attached lock: lines are stamped when they have been read whole.
//!
//! What they hear goes into one bounded channel. A lock that talks faster than the run listens is
//! held up by its own pipe; its console never holds up anything, lines are left out and counted.

use crate::clock::Stopwatch;
use crate::lines::{Piece, read_line};
use crate::protocol::LINE_AT_MOST;
use boundary::Instant;
use std::io::{BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Something heard, with the time of the host's clock.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) at: Instant,
    pub(super) what: Sound,
}

/// What a listening thread tells.
#[derive(Debug)]
pub(super) enum Sound {
    /// A line of the protocol.
    Line(String),
    /// A line that is not UTF-8; its bad bytes replaced.
    NotText(String),
    /// The begin of a line that is too long. Nothing is heard after it.
    TooLong(String),
    /// The stream ended, perhaps in the middle of a line.
    Closed { half: Option<String> },
    /// A line of the console.
    Console(String),
    /// The console ended.
    ConsoleClosed,
}

/// How many lines the console may still print before the run says something again.
#[derive(Clone, Debug)]
pub(super) struct ConsoleBudget(Arc<AtomicU32>);

impl ConsoleBudget {
    pub(super) fn renew(&self) {
        self.0.store(CONSOLE_LINES, Ordering::Relaxed);
    }

    fn spend(&self) -> bool {
        let left = |left: u32| left.checked_sub(1);
        let all = Ordering::Relaxed;
        self.0.fetch_update(all, all, left).is_ok()
    }
}

/// Everything that is listened to on one carrier.
pub(super) struct Ears {
    pub(super) heard: Receiver<Heard>,
    pub(super) console: ConsoleBudget,
    to: SyncSender<Heard>,
    watch: Stopwatch,
}

impl Ears {
    pub(super) fn new(watch: Stopwatch) -> Self {
        let (to, heard) = sync_channel(LINES_WAITING);
        let console = ConsoleBudget(Arc::new(AtomicU32::new(CONSOLE_LINES)));
        Self {
            heard,
            console,
            to,
            watch,
        }
    }

    /// Listens to the protocol. The thread ends with the stream, or when nobody listens to it.
    pub(super) fn listen(&self, from: impl Read + Send + 'static) {
        let (to, watch) = (self.to.clone(), self.watch);
        std::thread::spawn(move || lines(BufReader::new(from), watch, &to));
    }

    /// Listens to the console.
    pub(super) fn listen_to_console(&self, from: impl Read + Send + 'static) {
        let (to, watch, budget) = (self.to.clone(), self.watch, self.console.clone());
        std::thread::spawn(move || console(BufReader::new(from), watch, &to, &budget));
    }
}

fn lines(mut from: BufReader<impl Read>, watch: Stopwatch, to: &SyncSender<Heard>) {
    loop {
        let what = match read_line(&mut from, LINE_AT_MOST) {
            Ok(Piece::Line(bytes)) => match String::from_utf8(bytes) {
                Ok(line) => Sound::Line(line),
                Err(error) => Sound::NotText(lossy(error.as_bytes())),
            },
            Ok(Piece::Long(bytes)) => Sound::TooLong(lossy(&bytes)),
            Ok(Piece::Half(bytes)) => Sound::Closed {
                half: Some(lossy(&bytes)),
            },
            Ok(Piece::End) | Err(_) => Sound::Closed { half: None },
        };
        let last = matches!(what, Sound::TooLong(_) | Sound::Closed { .. });
        let at = watch.now();
        if to.send(Heard { at, what }).is_err() || last {
            return;
        }
    }
}

fn console(
    mut from: BufReader<impl Read>,
    watch: Stopwatch,
    to: &SyncSender<Heard>,
    budget: &ConsoleBudget,
) {
    let mut left_out = 0_u64;
    let try_say = |text: String| {
        let at = watch.now();
        let what = Sound::Console(text);
        budget.spend() && to.try_send(Heard { at, what }).is_ok()
    };
    while let Ok(Piece::Line(bytes) | Piece::Long(bytes) | Piece::Half(bytes)) =
        read_line(&mut from, CONSOLE_LINE_AT_MOST)
    {
        if left_out > 0 && try_say(omission(left_out)) {
            left_out = 0;
        }
        if left_out > 0 || !try_say(lossy(&bytes).trim_end_matches('\r').to_owned()) {
            left_out += 1;
        }
    }
    let at = watch.now();
    if left_out > 0 {
        let what = Sound::Console(omission(left_out));
        // Nobody listens any more: then nobody misses it.
        let _ = to.send(Heard { at, what });
    }
    let what = Sound::ConsoleClosed;
    let _ = to.send(Heard { at, what });
}

fn omission(lines: u64) -> String {
    format!("({lines} lines of the console left out)")
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// How many lines wait to be heard; with the longest lines that is 16 MiB.
const LINES_WAITING: usize = 256;
/// How many lines of the console are kept between two messages of the run.
const CONSOLE_LINES: u32 = 200;
/// Longer lines of the console are broken.
const CONSOLE_LINE_AT_MOST: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_flood_is_counted_and_not_kept() {
        let ears = Ears::new(Stopwatch::start());
        let flood = "panic!\r\n".repeat(100_000);
        ears.listen_to_console(std::io::Cursor::new(flood.into_bytes()));
        drop(ears.to);
        let said: Vec<_> = ears.heard.iter().map(|heard| heard.what).collect();
        assert!(said.len() <= 203, "{}", said.len());
        assert!(matches!(&said[0], Sound::Console(line) if line == "panic!"));
        let [.., Sound::Console(note), Sound::ConsoleClosed] = &said[..] else {
            panic!("the end is missing");
        };
        assert!(note.contains("left out"), "{note}");
    }
}
