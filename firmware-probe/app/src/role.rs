//! The probe as a lock: the reference lock behind the board's own radio.

use crate::board::Advertised;
use crate::server::{Server, ServerOut};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use boundary::{Bolt, Control, Id, Instant, Peer as _, Span, ToLock};
use sim::{Defect, Lock, Setup};
use wire::probe::{Hand, Refusal};

/// A lock, when the probe is one.
#[derive(Debug, Default)]
pub(crate) struct Role {
    setup: Setup,
    lock: Option<Served>,
    server: Server,
}

/// What the lock wants of the radio.
#[derive(Debug)]
pub(crate) enum Told {
    Pdu(u8, Vec<u8>),
    End(u8),
    Show(Advertised),
}

#[derive(Debug)]
struct Served {
    lock: Box<Lock>,
    /// The probe's time when the lock's began.
    origin: Instant,
}

impl Role {
    /// A setting for the lock that comes next.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        match name {
            "defect" => self.setup.defect = Some(Defect::from_name(value).ok_or(Refusal::Value)?),
            "variant" => self
                .setup
                .settings
                .apply(value)
                .map_err(|_| Refusal::Value)?,
            "api" => self.setup.api = value.parse().map_err(|_| Refusal::Value)?,
            "pin" => self.setup.pin = value.parse().map_err(|_| Refusal::Value)?,
            "nuki-id" => self.setup.nuki_id = value.parse().map_err(|_| Refusal::Value)?,
            _ => {
                let set = self.setup.settings.set(name, value);
                set.map_err(|_| Refusal::Value)?;
            }
        }
        Ok(())
    }

    /// Begins to be a lock.
    pub(crate) fn serve(&mut self, now: Instant, seed: u64) -> Result<(), Refusal> {
        if self.lock.is_some() {
            return Err(Refusal::Conn);
        }
        self.setup.seed = seed;
        self.lock = Some(Served {
            lock: made(self.setup.clone()),
            origin: now,
        });
        Ok(())
    }

    /// Stops; the links that have to end.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        let links = self.server.links().collect();
        *self = Self::default();
        links
    }

    /// Does to the lock what a person would.
    pub(crate) fn act(&mut self, now: Instant, hand: Hand<'_>) -> Result<(), Refusal> {
        let control = match hand {
            Hand::Button(press_ms) => Control::Button { press_ms },
            Hand::PowerCycle => Control::PowerCycle,
            Hand::FactoryReset => Control::FactoryReset,
            Hand::Jam(on) => Control::Jam { on },
            Hand::TurnKey(true) => Control::TurnKey { to: Bolt::Locked },
            Hand::TurnKey(false) => Control::TurnKey { to: Bolt::Unlocked },
            Hand::Defect("") => Control::Defect { name: None },
            Hand::Defect(name) if Defect::from_name(name).is_none() => return Err(Refusal::Value),
            Hand::Defect(name) => Control::Defect {
                name: Some(String::from(name)),
            },
        };
        let served = self.lock.as_mut().ok_or(Refusal::Unsupported)?;
        let id = Id(0);
        served
            .lock
            .take(served.own(now), ToLock::Control { id, control });
        Ok(())
    }

    /// A central has connected.
    pub(crate) fn visited(&mut self, now: Instant, conn: u8) {
        if let Some(served) = &mut self.lock {
            let own = served.own(now);
            self.server.connect(&mut *served.lock, own, conn);
        }
    }

    /// A link has ended.
    pub(crate) fn left(&mut self, now: Instant, conn: u8) {
        if let Some(served) = &mut self.lock {
            let own = served.own(now);
            self.server.disconnect(&mut *served.lock, own, conn);
        }
    }

    /// Whether that link is one to this lock.
    pub(crate) fn has(&self, conn: u8) -> bool {
        self.server.has(conn)
    }

    /// A PDU for the lock.
    pub(crate) fn hear(&mut self, now: Instant, conn: u8, pdu: &[u8]) {
        if let Some(served) = &mut self.lock {
            let own = served.own(now);
            self.server.hear(&mut *served.lock, own, conn, pdu);
        }
    }

    /// Lets time pass.
    pub(crate) fn advance(&mut self, now: Instant) {
        if let Some(served) = &mut self.lock {
            let own = served.own(now);
            served.lock.advance(own);
            while let Some(said) = served.lock.poll() {
                self.server.take(&mut *served.lock, own, said);
            }
        }
    }

    /// What the lock wants of the radio next.
    pub(crate) fn poll(&mut self) -> Option<Told> {
        loop {
            return Some(match self.server.poll()? {
                ServerOut::Pdu(conn, pdu) => Told::Pdu(conn, pdu),
                ServerOut::Refused(conn) | ServerOut::Closed(conn, _) => Told::End(conn),
                ServerOut::Shown(data, response, _) => Told::Show(Advertised { data, response }),
                ServerOut::Open(_) | ServerOut::Hand(..) => continue,
            });
        }
    }

    /// When the lock does something by itself.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let served = self.lock.as_ref()?;
        let own = served.lock.deadline()?;
        Some(served.origin + Span(own.0))
    }
}

impl Served {
    fn own(&self, now: Instant) -> Instant {
        Instant(now.since(self.origin).0)
    }
}

/// A lock on the heap. Apart, so that no other function's frame has room for a whole lock: the
/// chips' stacks are small, and LLVM's Xtensa back end gives up on such frames.
#[inline(never)]
fn made(setup: Setup) -> Box<Lock> {
    Box::new(Lock::new(setup))
}
