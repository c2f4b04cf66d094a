//! Hands through a probe's pins: for the probe's own link, and beside any other.

use super::session::Session;
use super::told::Told;
use super::wired;
use super::wiring::Wiring;
use crate::clock::Stopwatch;
use boundary::{
    Capabilities, Clock, Control, Edge, Event, FromLock, Id, Identity, Instant, Link, RigFault,
    Span, Stamped, ToLock,
};
use std::collections::VecDeque;
use wire::probe::{ClockKind, ToProbe};

/// Controls that are under way.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// The power line that is off, and the control that waits for its return.
    power: Option<(u8, Id)>,
    /// A control that is done as soon as it has begun.
    begun: Option<Id>,
}

impl Waiting {
    /// What a control means for the pins; none when they can't do it.
    pub(super) fn order(
        &mut self,
        id: Id,
        control: &Control,
        wiring: &Wiring,
    ) -> Option<ToProbe<'static>> {
        match control {
            Control::Button { press_ms } => {
                let line = wiring.line("button")?;
                self.begun = Some(id);
                let ms = *press_ms;
                Some(ToProbe::Pulse { line, on: true, ms })
            }
            Control::PowerCycle => {
                let line = wiring.line("power")?;
                self.power = Some((line, id));
                let ms = OFF_MS;
                Some(ToProbe::Pulse {
                    line,
                    on: false,
                    ms,
                })
            }
            Control::Power { on } => {
                let line = wiring.line("power")?;
                self.begun = Some(id);
                Some(ToProbe::Drive { line, on: *on })
            }
            _ => None,
        }
    }

    /// That a control has begun, where that is all there is to it.
    pub(super) fn begun(&mut self) -> Option<Event> {
        let id = self.begun.take()?;
        Some(Event::Lock(FromLock::Done { id }))
    }

    /// What a probe's word about its pins means to the run.
    pub(super) fn take(&mut self, told: &Told, wiring: &Wiring) -> Option<Event> {
        match told {
            Told::Edge(line, on) => {
                let input = wiring.role(*line)?.to_owned();
                Some(Event::Edge(Edge { input, on: *on }))
            }
            Told::Released(line) => {
                let (_, id) = self.power.take_if(|(power, _)| power == line)?;
                Some(Event::Lock(FromLock::Done { id }))
            }
            _ => None,
        }
    }
}

/// Any link on a real clock, with the hands and eyes of a probe beside it.
pub struct WithProbe {
    link: Box<dyn Link>,
    session: Session,
    wiring: Wiring,
    waiting: Waiting,
    /// The link's time minus that of this stopwatch.
    ahead: i64,
    uncertainty: Span,
    ready: VecDeque<Stamped<Event>>,
    capabilities: Capabilities,
    identity: Identity,
}

impl WithProbe {
    /// Opens the probe at `port` and puts its hands beside `link`.
    ///
    /// # Errors
    /// There is no probe, it refuses a pin, or the link runs in virtual time, which no real pin
    /// does.
    pub fn open(port: &str, wiring: Wiring, link: Box<dyn Link>) -> Result<Self, RigFault> {
        let Clock::Real { uncertainty } = link.clock() else {
            return Err(RigFault::new(
                "a probe's hands and a lock in virtual time do not go together",
                "run with `--clock real`",
            ));
        };
        let watch = Stopwatch::start();
        let mut session = Session::open(port, watch, ClockKind::Own)?;
        wiring.apply(&mut session)?;
        let mut capabilities = link.capabilities().clone();
        for one in wired(&wiring).iter() {
            capabilities.insert(one);
        }
        let signed = |at: Instant| i64::try_from(at.0).unwrap_or(i64::MAX);
        Ok(Self {
            ahead: signed(link.now()) - signed(watch.now()),
            uncertainty: uncertainty + Span(session.map.uncertainty),
            identity: Identity {
                probe: session.board.identity(),
                ..link.identity().clone()
            },
            link,
            session,
            wiring,
            waiting: Waiting::default(),
            ready: VecDeque::new(),
            capabilities,
        })
    }

    fn look(&mut self) -> Result<(), RigFault> {
        while let Some((at_us, told)) = self.session.event(Instant::ZERO)? {
            if let Some(what) = self.waiting.take(&told, &self.wiring) {
                let host = self.session.map.host(at_us);
                let at = Instant(host.saturating_add_signed(self.ahead));
                self.ready.push_back(Stamped { at, what });
            }
        }
        Ok(())
    }
}

impl Link for WithProbe {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        Clock::Real {
            uncertainty: self.uncertainty,
        }
    }

    fn now(&self) -> Instant {
        self.link.now()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        if let ToLock::Control { id, control } = message
            && let Some(what) = self.waiting.order(*id, control, &self.wiring)
        {
            self.session.tell(what)?;
            let at = self.now();
            let begun = self.waiting.begun();
            self.ready.extend(begun.map(|what| Stamped { at, what }));
            return Ok(());
        }
        self.link.send(message)
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        loop {
            self.look()?;
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            let slice = deadline.min(self.link.now() + LOOK_EVERY);
            let heard = self.link.next(slice)?;
            if heard.is_some() || slice == deadline {
                return Ok(heard);
            }
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.ready.clear();
        self.waiting = Waiting::default();
        let before = self.session.map;
        let port = self.session.path().to_owned();
        match self.session.synchronise() {
            Ok(map) => {
                let drift = Span(before.between(map));
                self.uncertainty = self.uncertainty.max(drift);
            }
            // The probe was unplugged, or had started anew: it is greeted again.
            Err(_) => {
                let watch = self.session.watch();
                self.session = Session::open(&port, watch, ClockKind::Own)?;
                self.wiring.apply(&mut self.session)?;
            }
        }
        self.link.revive(fresh)
    }
}

/// How long a lock is without power in a power cycle.
const OFF_MS: u32 = 1_000;
/// How often the pins are looked at while the other link is waited for.
const LOOK_EVERY: Span = Span::millis(5);
