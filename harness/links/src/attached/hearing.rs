//! What is heard from an attached lock becomes an event, the end of the lock, or a rig fault.

use super::reader::{Heard, Sound};
use super::said::{Said, read};
use super::{AttachedLink, Life};
use crate::protocol::{Advanced, LINE_AT_MOST, shortened};
use crate::waiting::SLICE;
use boundary::{Event, Instant, RigFault, Span, Stamped};

/// What the lock has said since the run last said something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quota {
    lines: u32,
    bytes: usize,
}

impl AttachedLink {
    /// On the host's clock: waits until there is something to tell, at most until `deadline`.
    pub(super) fn listen_until(&mut self, deadline: Instant) -> Result<(), RigFault> {
        while self.ready.is_empty() {
            let heard = match self.hear(deadline) {
                Some(heard) => heard,
                // A line may be stamped in time and yet be on its way through the channel.
                None => match self.hear(deadline + ON_ITS_WAY) {
                    Some(heard) => heard,
                    None => return Ok(()),
                },
            };
            if self.admit(heard)?.is_some() {
                return Err(
                    self.broken("`advanced` came on a real clock, where it answers nothing")
                );
            }
        }
        Ok(())
    }

    /// Waits for a sound; a process that has ended is noticed even if something that it started
    /// holds its output open.
    pub(super) fn hear(&self, deadline: Instant) -> Option<Heard> {
        let Life::Alive(carrier) = &self.life else {
            return None;
        };
        loop {
            let slice = deadline.min(self.watch.now() + SLICE);
            if let Some(heard) = carrier.hear(slice) {
                return Some(heard);
            }
            if carrier.has_ended() {
                let last = carrier.hear(self.watch.now() + SLICE);
                return last.or_else(|| {
                    let what = Sound::Closed { half: None };
                    let at = self.watch.now();
                    Some(Heard { at, what })
                });
            }
            if self.watch.now() >= deadline {
                return None;
            }
        }
    }

    /// Takes in a sound: what it says is then ready to be told, except `advanced`.
    pub(super) fn admit(&mut self, heard: Heard) -> Result<Option<Advanced>, RigFault> {
        let at = heard.at;
        match heard.what {
            Sound::Line(line) => return self.admit_line(at, &line),
            Sound::NotText(line) => {
                self.line_number += 1;
                return Err(self.bad_line("is not UTF-8", &line));
            }
            Sound::TooLong(line) => {
                self.line_number += 1;
                let why = format!("is longer than {LINE_AT_MOST} bytes");
                return Err(self.bad_line(&why, &line));
            }
            Sound::Console(line) => self.tell_run(at, Event::Console(line)),
            Sound::ConsoleClosed => {}
            Sound::Closed { half } => self.bury(half.as_deref()),
        }
        Ok(None)
    }

    fn admit_line(&mut self, at: Instant, line: &str) -> Result<Option<Advanced>, RigFault> {
        self.line_number += 1;
        self.quota.lines += 1;
        self.quota.bytes += line.len();
        match read(line) {
            Ok(Said::Advanced(advanced)) => return Ok(Some(advanced)),
            Ok(Said::Lock(message)) => self.tell_run(at, Event::Lock(message)),
            Ok(Said::Hello(_)) => {
                return Err(self.bad_line("is a `hello` that nobody asked for", line));
            }
            Err(why) => return Err(self.bad_line(&why, line)),
        }
        if self.quota.lines > LINES_AT_MOST || self.quota.bytes > BYTES_AT_MOST {
            self.give_up_on(format!(
                "flooded: {} messages ({} bytes) since the harness last said something",
                self.quota.lines, self.quota.bytes
            ));
        }
        Ok(None)
    }

    fn tell_run(&mut self, at: Instant, what: Event) {
        self.ready.push_back(Stamped { at, what });
    }

    /// The lock closed its stream: hears out its console, and tells how it ended.
    fn bury(&mut self, half: Option<&str>) {
        let Life::Alive(carrier) = std::mem::replace(&mut self.life, Life::Gone) else {
            return;
        };
        let give_up = self.watch.now() + LAST_WORDS;
        let mut console = Vec::new();
        while carrier.has_console() {
            match carrier.hear(give_up) {
                Some(Heard {
                    at,
                    what: Sound::Console(line),
                }) => console.push((at, line)),
                Some(Heard {
                    what: Sound::ConsoleClosed,
                    ..
                })
                | None => break,
                Some(_) => {}
            }
        }
        for (at, line) in console {
            self.tell_run(at, Event::Console(line));
        }
        let mut how = carrier.end();
        if let Some(half) = half {
            how = format!("{how}, in the middle of a line: `{}`", shortened(half));
        }
        self.tell_ended(how);
    }

    /// A line could not be written because nobody reads: hears what the lock said before that.
    pub(super) fn outlive(&mut self) {
        let give_up = self.watch.now() + LAST_WORDS;
        while let Some(heard) = self.hear(give_up) {
            // Nonsense is remembered as such, and told by the next wait.
            let _ = self.admit(heard);
        }
        if matches!(self.life, Life::Alive(_)) {
            self.give_up_on("closed its standard input and ran on".into());
        }
    }

    /// Ends a lock that cannot be talked to any more.
    pub(super) fn give_up_on(&mut self, how: String) {
        if let Life::Alive(carrier) = std::mem::replace(&mut self.life, Life::Gone) {
            carrier.kill();
            self.tell_ended(how);
        }
    }

    pub(super) fn bad_line(&mut self, why: &str, line: &str) -> RigFault {
        let number = self.line_number;
        self.broken(&format!(
            "line {number} of the lock {why}: `{}`",
            shortened(line)
        ))
    }

    /// Ends a lock that broke the protocol; every later word is answered with this fault.
    pub(super) fn broken(&mut self, what: &str) -> RigFault {
        let fault = RigFault::new(
            what,
            "a lock says one JSON object per line on its standard output; what people shall read belongs on its standard error",
        );
        self.life = Life::Broken(fault.clone());
        fault
    }
}

/// How long after a deadline a line that was stamped before it may take to be heard.
const ON_ITS_WAY: Span = Span::millis(1);
/// How long the console of a lock that has ended is listened to.
const LAST_WORDS: Span = Span::millis(300);
/// More than that without being asked is a flood.
const LINES_AT_MOST: u32 = 2_000;
const BYTES_AT_MOST: usize = 4 << 20;
