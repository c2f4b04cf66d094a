//! The ESP32-S3 probe: a lock on the air through its radio, and hands through its pins.
//!
//! ```text
//!   run --send--> ProbeLink --ATT client--> Session ==frames==> Port == serial line == probe == lock
//!       <--next--   ready   <--events--             <==thread==
//! ```
//!
//! Whatever goes wrong between here and the probe is a [`RigFault`]; [`boundary::Link::revive`] opens and greets
//! anew. On the emulated bench the probe is given its time, and stamps are exact.

mod capable;
mod choice;
mod desk;
mod emulator;
mod flash;
mod hands;
mod link;
mod port;
mod radio;
mod second;
mod session;
mod told;
mod wiring;

pub use desk::{Desk, DeskEvent};
pub use emulator::{Device, Emulator, FaultKind, Line};
pub use flash::flash;
pub use hands::WithProbe;
pub use port::{Candidate, candidates};
pub use second::SecondRadio;
pub use told::Board;
pub use wiring::{ROLES, Wiring};

use crate::attached::{AttachedOptions, ClockChoice};
use crate::clock::Stopwatch;
use boundary::{Capabilities, Event, Identity, Instant, RigFault, Span, Stamped};
use capable::{capabilities, wired};
use choice::ProbeChoice;
use radio::Radio;
use session::Session;
use std::collections::{BTreeMap, VecDeque};
use told::Told;
use wire::probe::{ClockKind, ToProbe};

/// A [`Link`] through a probe.
pub struct ProbeLink {
    choice: ProbeChoice,
    wiring: Wiring,
    clock: ClockKind,
    watch: Stopwatch,
    session: Option<Session>,
    time: Time,
    radio: Radio,
    ready: VecDeque<Stamped<Event>>,
    hands: hands::Waiting,
    identity: Identity,
    capabilities: Capabilities,
    /// The emulated bench at the other end, where it is one.
    bench: Option<Emulator>,
}

/// The link's time.
#[derive(Clone, Copy, Debug)]
enum Time {
    /// The host's.
    Real { uncertainty: Span },
    /// The probe's, which is given to it: its present, and where its zero is.
    Given { now: Instant, zero: Instant },
}

impl ProbeLink {
    /// Opens the port, greets the probe, wires its pins and finds the lock. `text` stands behind
    /// `probe:`.
    ///
    /// # Errors
    /// There is no probe, it refuses a pin, or no lock is in range.
    pub fn open(text: &str, wiring: Wiring, options: &AttachedOptions) -> Result<Self, RigFault> {
        let choice: ProbeChoice = text
            .parse()
            .map_err(|why| RigFault::new(format!("cannot open `probe:{text}`: {why}"), ""))?;
        let clock = match options.clock {
            ClockChoice::Real => ClockKind::Own,
            ClockChoice::VirtualIfOffered => ClockKind::Given,
        };
        let mut link = Self {
            radio: Radio::new(choice.lock.clone()),
            choice,
            wiring,
            clock,
            watch: Stopwatch::start(),
            session: None,
            time: Time::Real {
                uncertainty: Span::ZERO,
            },
            ready: VecDeque::new(),
            hands: hands::Waiting::default(),
            identity: Identity {
                link: format!("probe:{text}"),
                ..Identity::default()
            },
            capabilities: Capabilities::default(),
            bench: None,
        };
        link.begin()?;
        link.find()?;
        Ok(link)
    }

    /// Keeps an emulated bench alive as long as the link; `name` is how the link was named, and
    /// `claims` is what the lock on it claims.
    #[must_use]
    pub fn on(mut self, bench: Emulator, name: String, claims: BTreeMap<String, String>) -> Self {
        self.identity.claims.extend(claims);
        self.bench = Some(bench);
        self.identity.link = name;
        self
    }

    /// A new session, with the pins wired.
    fn begin(&mut self) -> Result<(), RigFault> {
        self.session = None;
        let mut session = Session::open(&self.choice.port, self.watch, self.clock)?;
        self.wiring.apply(&mut session)?;
        let before = self.present();
        self.time = if session.board.given {
            let (theirs, _) = session.ask(ToProbe::Time)?;
            Time::Given {
                now: before,
                zero: Instant(before.0.saturating_sub(theirs)),
            }
        } else {
            Time::Real {
                uncertainty: Span(session.map.uncertainty) + IN_THE_RADIO,
            }
        };
        let board = &session.board;
        self.capabilities = capabilities(board.features, &self.wiring);
        self.identity.probe = board.identity();
        self.radio.forget_links();
        self.hands = hands::Waiting::default();
        session.tell(ToProbe::Observe { on: true })?;
        self.session = Some(session);
        Ok(())
    }

    /// Waits until the lock is heard.
    fn find(&mut self) -> Result<(), RigFault> {
        let give_up = self.present() + FOUND_WITHIN;
        while self.radio.lock().is_none() {
            if self.wait(give_up)?.is_none() && self.present() >= give_up {
                return Err(RigFault::new(
                    format!(
                        "no lock{} advertised within {FOUND_WITHIN}",
                        self.choice.who()
                    ),
                    "bring the lock nearer, wake it, or name it: `probe:PORT,lock=ADDRESS`",
                ));
            }
        }
        if let Some(name) = self.radio.name() {
            self.identity.name = name;
        }
        Ok(())
    }

    fn present(&self) -> Instant {
        match self.time {
            Time::Real { .. } => self.watch.now(),
            Time::Given { now, .. } => now,
        }
    }

    /// The link's time of a stamp of the probe.
    fn stamp(&self, at_us: u64) -> Instant {
        match (self.time, &self.session) {
            (Time::Given { zero, .. }, _) => zero + Span(at_us),
            (Time::Real { .. }, Some(session)) => Instant(session.map.host(at_us)),
            (Time::Real { .. }, None) => self.watch.now(),
        }
    }

    /// A session that faulted is over.
    fn held<T>(&mut self, outcome: Result<T, RigFault>) -> Result<T, RigFault> {
        if outcome.is_err() {
            self.session = None;
        }
        outcome
    }

    fn tell(&mut self, what: ToProbe<'_>) -> Result<(), RigFault> {
        let Some(session) = &mut self.session else {
            return Err(closed());
        };
        let told = session.tell(what).map(|_| ());
        self.held(told)
    }

    /// Waits for something to happen; what became ready is queued. None when the deadline came.
    fn wait(&mut self, deadline: Instant) -> Result<Option<()>, RigFault> {
        let Some(session) = &mut self.session else {
            return Err(closed());
        };
        let heard = match self.time {
            Time::Real { .. } => session.event(deadline),
            Time::Given { zero, .. } => match session.pop() {
                Some(event) => Ok(Some(event)),
                None => {
                    let reached = session.advance(deadline.since(zero).0);
                    reached.map(|at| {
                        self.time = Time::Given {
                            now: zero + Span(at),
                            zero,
                        };
                        session.pop()
                    })
                }
            },
        };
        match self.held(heard)? {
            Some((at, told)) => self.take(at, told).map(Some),
            // Given time may have stopped for something that came before.
            None if self.present() < deadline => Ok(Some(())),
            None => Ok(None),
        }
    }

    fn take(&mut self, at_us: u64, told: Told) -> Result<(), RigFault> {
        let at = self.stamp(at_us);
        if let Some(what) = self.hands.take(&told, &self.wiring) {
            self.ready.push_back(Stamped { at, what });
            return Ok(());
        }
        for out in self.radio.take(told) {
            match out {
                radio::Does::Say(what) => self.ready.push_back(Stamped { at, what }),
                radio::Does::Send(conn, pdu) => self.tell(ToProbe::Att { conn, pdu: &pdu })?,
            }
        }
        Ok(())
    }

    fn connect(&mut self, conn: boundary::Conn, mtu: u16) -> Result<(), RigFault> {
        let (number, peer) = self.radio.connect(conn, mtu).ok_or_else(|| {
            RigFault::new("no lock has been heard that could be connected to", "")
        })?;
        self.tell(ToProbe::Connect {
            conn: number,
            peer,
            parameters: self.choice.parameters,
        })
    }
}

fn closed() -> RigFault {
    RigFault::new(
        "the session with the probe is over",
        "the next case greets it again",
    )
}

const FOUND_WITHIN: Span = Span::secs(15);
/// The probe stamps a PDU when its controller hands it over.
const IN_THE_RADIO: Span = Span::millis(2);
