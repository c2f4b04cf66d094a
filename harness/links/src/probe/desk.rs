//! A probe at the desk: pressing, switching and watching by hand, without a run.

use super::session::Session;
use super::told::{Board, Told};
use super::wiring::Wiring;
use crate::clock::Stopwatch;
use boundary::{Instant, RigFault, Span};
use wire::probe::{ClockKind, ToProbe};

/// A session for a person.
pub struct Desk {
    session: Session,
    wiring: Wiring,
    watch: Stopwatch,
}

/// Something to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskEvent {
    /// Microseconds on the probe's clock.
    pub at_us: u64,
    /// In words.
    pub text: String,
}

impl Desk {
    /// Opens a probe and wires its pins.
    ///
    /// # Errors
    /// There is no probe, or it refuses a pin.
    pub fn open(port: &str, wiring: Wiring) -> Result<Self, RigFault> {
        let watch = Stopwatch::start();
        let mut session = Session::open(port, watch, ClockKind::Own)?;
        wiring.apply(&mut session)?;
        Ok(Self {
            session,
            wiring,
            watch,
        })
    }

    /// Who answered.
    #[must_use]
    pub const fn board(&self) -> &Board {
        &self.session.board
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &str {
        self.session.path()
    }

    /// How exactly the clocks are known to each other.
    #[must_use]
    pub const fn uncertainty(&self) -> Span {
        Span(self.session.map.uncertainty)
    }

    /// Bytes that came and were no frame.
    #[must_use]
    pub const fn garbage(&self) -> usize {
        self.session.garbage()
    }

    /// Presses a role's line, for that long, and waits for the release; what else was told meanwhile.
    ///
    /// # Errors
    /// The role has no pin, or the line failed.
    pub fn pulse(&mut self, role: &str, on: bool, ms: u32) -> Result<Vec<DeskEvent>, RigFault> {
        let line = self.line(role)?;
        self.session.ask(ToProbe::Pulse { line, on, ms })?;
        let give_up = self.watch.now() + Span::millis(ms.into()) + LATE;
        let mut seen = Vec::new();
        while let Some((at_us, told)) = self.session.event(give_up)? {
            let text = self.words(&told);
            seen.push(DeskEvent { at_us, text });
            if told == Told::Released(line) {
                return Ok(seen);
            }
        }
        Err(RigFault::new(
            format!("the probe did not let go of `{role}` in time"),
            "press the board's reset",
        ))
    }

    /// Whether an input is watched whose edges are told.
    #[must_use]
    pub fn watches(&self) -> bool {
        self.wiring.iter().any(|(_, config)| config.mode.is_input())
    }

    /// Switches a role's line, until the session ends.
    ///
    /// # Errors
    /// As for [`Desk::pulse`].
    pub fn drive(&mut self, role: &str, on: bool) -> Result<(), RigFault> {
        let line = self.line(role)?;
        self.session.ask(ToProbe::Drive { line, on }).map(|_| ())
    }

    /// Listens to advertising, or stops.
    ///
    /// # Errors
    /// The line failed, or the board has no radio.
    pub fn observe(&mut self, on: bool) -> Result<(), RigFault> {
        self.session.ask(ToProbe::Observe { on }).map(|_| ())
    }

    /// Measures a role's line again and again.
    ///
    /// # Errors
    /// As for [`Desk::pulse`].
    pub fn sample(&mut self, role: &str, every: Span) -> Result<(), RigFault> {
        let line = self.line(role)?;
        let every_us = u32::try_from(every.0).unwrap_or(u32::MAX);
        self.session
            .ask(ToProbe::Sample { line, every_us })
            .map(|_| ())
    }

    /// Asks for the time so often; the round trips, in microseconds, shortest first.
    ///
    /// # Errors
    /// The line failed.
    pub fn round_trips(&mut self, count: usize) -> Result<Vec<u64>, RigFault> {
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            let begin = self.watch.now();
            self.session.ask(ToProbe::Time)?;
            all.push(self.watch.now().since(begin).0);
        }
        all.sort_unstable();
        Ok(all)
    }

    /// Sends so many PDUs of that size, for a link that there is not; how long it took until the
    /// probe had taken them all.
    ///
    /// # Errors
    /// The line failed.
    pub fn flood(&mut self, pdus: usize, size: usize) -> Result<Span, RigFault> {
        let pdu = vec![0x55; size];
        let begin = self.watch.now();
        for number in 1..=pdus {
            let conn = u8::MAX;
            self.session.tell(ToProbe::Att { conn, pdu: &pdu })?;
            // Answers come back meanwhile: nobody may let them fill the line.
            if number % IN_FLIGHT == 0 || number == pdus {
                self.session.ask(ToProbe::Time)?;
            }
        }
        Ok(self.watch.now().since(begin))
    }

    /// The next thing that the probe tells, at most for that long.
    ///
    /// # Errors
    /// The line failed.
    pub fn next(&mut self, wait: Span) -> Result<Option<DeskEvent>, RigFault> {
        let deadline: Instant = self.watch.now() + wait;
        let event = self.session.event(deadline)?;
        Ok(event.map(|(at_us, told)| DeskEvent {
            at_us,
            text: self.words(&told),
        }))
    }

    fn line(&self, role: &str) -> Result<u8, RigFault> {
        self.wiring.line(role).ok_or_else(|| {
            RigFault::new(
                format!("no pin has the role `{role}`"),
                format!("name it: `--pin {role}=GPIO`, or in the rig file's `pins:`"),
            )
        })
    }

    fn words(&self, told: &Told) -> String {
        let role = |line: &u8| self.wiring.role(*line).unwrap_or("?").to_owned();
        match told {
            Told::Edge(line, on) => format!("{} {}", role(line), if *on { "on" } else { "off" }),
            Told::Released(line) => format!("{} released", role(line)),
            Told::Sampled(line, mv) => format!("{} {mv} mV", role(line)),
            Told::Heard {
                peer,
                response,
                rssi,
                data,
            } => {
                let what = if *response {
                    "scan response"
                } else {
                    "advertisement"
                };
                let digits: String = data.iter().map(|byte| format!("{byte:02X}")).collect();
                let address = super::choice::printed(peer.address);
                format!("{address} {rssi} dBm {what} {digits}")
            }
            other => format!("{other:?}"),
        }
    }
}

/// PDUs that are sent before an answer is waited for.
const IN_FLIGHT: usize = 16;
const LATE: Span = Span::secs(2);
