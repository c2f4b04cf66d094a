//! The first lines of a session: who the lock is, what it can do and whose clock it runs on.

use super::carrier::Carrier;
use super::reader::Sound;
use super::said::{Said, read};
use super::{AttachedLink, ClockChoice, Life, Mode};
use crate::protocol::{
    ClockName, GIVEN, HarnessWord, HelloFromLock, HelloToLock, LISTED, VERSION, line, shortened,
};
use boundary::{Capabilities, Capability, Event, FromLock, Instant, RigFault, Span};
use serde_json::Value;

/// Whether a claim of a lock's profile is a secret: it goes neither into a journal nor on a screen.
#[must_use]
pub fn is_secret_claim(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_part = |part: &str| matches!(part, "pin" | "key" | "secret" | "password");
    name.split(['_', '-', '.']).any(is_part)
}

impl AttachedLink {
    /// Opens the way to a lock and greets it. `patience` is for a listener that is not there yet.
    pub(super) fn start(&mut self, patience: Span) -> Result<(), RigFault> {
        let carrier = Carrier::open(&self.way, self.watch, patience)?;
        self.life = Life::Alive(carrier);
        self.ready.clear();
        self.untold.clear();
        self.line_number = 0;
        let hello = match self.options.clock {
            ClockChoice::Real => self.greet(ClockName::Real)?,
            ClockChoice::VirtualIfOffered => match self.greet(ClockName::Virtual)? {
                // A lock that has never heard of virtual clocks is asked again.
                None => self.greet(ClockName::Real)?,
                hello => hello,
            },
        };
        match hello {
            Some(hello) => self.adopt(hello),
            None => Err(self.unwelcome("it answered `unsupported`")),
        }
    }

    /// Says `hello` and waits for the answer; none when the lock does not support it.
    fn greet(&mut self, clock: ClockName) -> Result<Option<HelloFromLock>, RigFault> {
        self.tell(&line(&HarnessWord::Hello(HelloToLock {
            protocol: VERSION,
            clock,
        })));
        let give_up = self.watch.now() + self.options.hello_within;
        while let Some(heard) = self.hear(give_up) {
            let Sound::Line(text) = heard.what else {
                self.admit(heard)?;
                continue;
            };
            self.line_number += 1;
            match read(&text) {
                Ok(Said::Hello(hello)) => return Ok(Some(*hello)),
                Ok(Said::Lock(FromLock::Unsupported { .. })) => return Ok(None),
                Ok(_) => return Err(self.unwelcome(&format!("it said `{}`", shortened(&text)))),
                Err(why) => return Err(self.bad_line(&why, &text)),
            }
        }
        Err(self.no_greeting())
    }

    /// Takes over what the lock said of itself.
    fn adopt(&mut self, hello: HelloFromLock) -> Result<(), RigFault> {
        if hello.protocol != VERSION {
            let why = format!("it speaks version {}", hello.protocol);
            return Err(self.unwelcome(&why));
        }
        if hello.name.is_empty() && hello.capabilities.is_empty() {
            return Err(
                self.unwelcome("it said one without `name` and `capabilities`, as an echo would")
            );
        }
        let is_virtual = hello.clock == ClockName::Virtual;
        self.set_mode(is_virtual)?;
        self.capabilities = capabilities(&hello, is_virtual);
        self.identity.name = hello.name;
        self.identity.version = hello.version;
        let profile = hello.profile.unwrap_or_default();
        self.identity.claims = profile.into_iter().map(|(k, v)| (k, text(v))).collect();
        Ok(())
    }

    /// A lock's virtual clock starts at zero; the link's time goes on.
    fn set_mode(&mut self, is_virtual: bool) -> Result<(), RigFault> {
        self.mode = match (self.mode, is_virtual) {
            (Mode::Virtual { now, .. }, true) => Mode::beginning(now),
            (Mode::Virtual { now, .. }, false) if now > Instant::ZERO => {
                return Err(
                    self.unwelcome("it answered with `clock: real`, after `virtual` before")
                );
            }
            (_, false) => Mode::Real,
            (Mode::Real, true) => {
                return Err(self.unwelcome("it answered with `clock: virtual`"));
            }
        };
        for told in &mut self.ready {
            told.at = self.mode.present().unwrap_or(told.at);
        }
        Ok(())
    }

    fn unwelcome(&mut self, why: &str) -> RigFault {
        let clock = match self.options.clock {
            ClockChoice::Real => "`clock: real`",
            ClockChoice::VirtualIfOffered => "`clock: virtual` or `real`",
        };
        self.broken(&format!(
            "expected `hello` with `protocol: {VERSION}` and {clock} as the lock's first line, but {why}"
        ))
    }

    /// The lock ended or is silent: with the last lines of its console, which may say why.
    fn no_greeting(&mut self) -> RigFault {
        let ended = self.ready.iter().find_map(|told| match &told.what {
            Event::Ended(end) => Some(format!(
                "the lock ended before it said `hello`: {}",
                end.how
            )),
            _ => None,
        });
        let silent = || {
            let limit = self.options.hello_within;
            format!("the lock did not answer `hello` within {limit}")
        };
        let fix = match ended {
            Some(_) => "run the command by hand to see why",
            None => {
                "a lock on the attached-lock protocol answers the first line at once, and flushes its output after each line"
            }
        };
        let mut what = ended.unwrap_or_else(silent);
        let console = self.ready.iter().filter_map(|told| match &told.what {
            Event::Console(line) => Some(shortened(line)),
            _ => None,
        });
        let console: Vec<_> = console.collect();
        if let Some(from) = console.len().checked_sub(1) {
            let last = &console[from.saturating_sub(LAST_LINES)..];
            what = format!("{what}; its console said: {}", last.join(" | "));
        }
        let fault = RigFault::new(what, fix);
        self.life = Life::Broken(fault.clone());
        fault
    }
}

/// What the lock lists, without what this protocol cannot carry, and what the protocol gives.
fn capabilities(hello: &HelloFromLock, is_virtual: bool) -> Capabilities {
    let listed = Capabilities::from_names(hello.capabilities.iter().map(String::as_str));
    let mut all = listed.clone();
    for one in listed.iter().filter(|one| !LISTED.contains(one)) {
        all.remove(one);
    }
    for one in GIVEN.iter().copied() {
        all.insert(one);
    }
    match is_virtual {
        true => all.insert(Capability::VirtualTime),
        false => all.remove(Capability::VirtualTime),
    }
    all
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// How much of a console is quoted, besides its last line.
const LAST_LINES: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_secret_and_a_pinned_bolt_is_not() {
        for name in ["pin", "PIN", "admin_pin", "shared-key", "secret"] {
            assert!(is_secret_claim(name), "{name}");
        }
        for name in ["api", "nuki_id", "pinned", "keyturner"] {
            assert!(!is_secret_claim(name), "{name}");
        }
    }

    #[test]
    fn a_lock_cannot_list_what_the_protocol_cannot_carry() {
        let hello: HelloFromLock = serde_json::from_str(
            r#"{"protocol":1,"clock":"real","capabilities":["button","prepare-write","virtual-time","x"]}"#,
        )
        .unwrap();
        let all = capabilities(&hello, false);
        assert!(all.has(Capability::Button) && all.has(Capability::RawCccd));
        assert!(!all.has(Capability::PrepareWrite) && !all.has(Capability::VirtualTime));
        assert!(all.unknown.contains("x"));
    }
}
