//! Two clients of one lock: any link for the first one, a probe's radio for the second.
//!
//! ```text
//!   run --first connection--> the rig's own link ---------\
//!       --one more beside it-> ProbeLink ==> probe ~~air~~> lock
//!       --hands-------------> the probe's pins, where it has them
//! ```
//!
//! A computer's adapter keeps one link to a lock. A connection that is asked for while another one
//! is open goes through the probe; everything about it then does.

use super::{ProbeLink, Wiring, wired};
use crate::attached::{AttachedOptions, ClockChoice};
use boundary::{
    Capabilities, Capability, Clock, Conn, Control, Event, FromLock, Identity, Instant, Link,
    RigFault, Span, Stamped, ToLock,
};
use std::collections::BTreeMap;

/// A link on a real clock, and a probe's radio as a second client beside it.
pub struct SecondRadio {
    first: Box<dyn Link>,
    second: ProbeLink,
    wiring: Wiring,
    /// Which way each connection goes.
    ways: BTreeMap<Conn, Way>,
    /// The first link's time minus the second's.
    ahead: i64,
    identity: Identity,
    capabilities: Capabilities,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    First,
    Second,
}

impl SecondRadio {
    /// Opens the probe that stands behind `second:` of a rig file beside `first`.
    ///
    /// # Errors
    /// The link runs in virtual time, there is no probe, it has no radio, or it hears no lock.
    pub fn open(
        text: &str,
        wiring: Wiring,
        options: &AttachedOptions,
        first: Box<dyn Link>,
    ) -> Result<Self, RigFault> {
        if matches!(first.clock(), Clock::Virtual) {
            return Err(RigFault::new(
                "a second client on the air and a lock in virtual time do not go together",
                "run with `--clock real`",
            ));
        }
        let options = AttachedOptions {
            clock: ClockChoice::Real,
            ..options.clone()
        };
        let second = ProbeLink::open(text, wiring.clone(), &options)?;
        if !second.capabilities().has(Capability::Advertising) {
            return Err(RigFault::new(
                "the probe of `second` has no radio",
                "use a board with Bluetooth, or `probe:` for its hands alone",
            ));
        }
        let mut capabilities = first.capabilities().clone();
        for one in wired(&wiring).iter() {
            capabilities.insert(one);
        }
        capabilities.insert(Capability::SeveralConnections);
        let signed = |at: Instant| i64::try_from(at.0).unwrap_or(i64::MAX);
        Ok(Self {
            ahead: signed(first.now()) - signed(second.now()),
            identity: Identity {
                probe: second.identity().probe.clone(),
                ..first.identity().clone()
            },
            first,
            second,
            wiring,
            ways: BTreeMap::new(),
            capabilities,
        })
    }

    /// Whether the probe's pins do that.
    fn has_hand(&self, control: &Control) -> bool {
        let role = match control {
            Control::Button { .. } => "button",
            Control::PowerCycle | Control::Power { .. } => "power",
            _ => return false,
        };
        self.wiring.line(role).is_some()
    }

    fn way(&mut self, message: &ToLock) -> Way {
        match message {
            ToLock::Connect { conn, .. } => {
                let taken = self.ways.values().any(|way| *way == Way::First);
                let way = if taken { Way::Second } else { Way::First };
                self.ways.insert(*conn, way);
                way
            }
            ToLock::Control { control, .. } if self.has_hand(control) => Way::Second,
            other => {
                let way = other.conn().and_then(|conn| self.ways.get(&conn));
                way.copied().unwrap_or(Way::First)
            }
        }
    }

    /// A connection that is over leaves its way to the next one.
    fn note(&mut self, event: &Event) {
        if let Event::Lock(FromLock::Disconnected { conn, .. } | FromLock::Refused { conn, .. }) =
            event
        {
            self.ways.remove(conn);
        }
    }

    /// What the second client has heard by now. What the lock advertises, the first one tells.
    fn look(&mut self) -> Result<Option<Stamped<Event>>, RigFault> {
        while let Some(heard) = self.second.next(self.second.now())? {
            if !matches!(heard.what, Event::Lock(FromLock::Advertising { .. })) {
                let at = Instant(heard.at.0.saturating_add_signed(self.ahead));
                return Ok(Some(Stamped { at, ..heard }));
            }
        }
        Ok(None)
    }
}

impl Link for SecondRadio {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        let of = |clock| match clock {
            Clock::Real { uncertainty } => uncertainty,
            Clock::Virtual => Span::ZERO,
        };
        Clock::Real {
            uncertainty: of(self.first.clock()) + of(self.second.clock()),
        }
    }

    fn now(&self) -> Instant {
        self.first.now()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        match self.way(message) {
            Way::First => self.first.send(message),
            Way::Second => self.second.send(message),
        }
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        loop {
            let mut heard = self.look()?;
            let slice = deadline.min(self.first.now() + LOOK_EVERY);
            if heard.is_none() {
                heard = self.first.next(slice)?;
            }
            if let Some(heard) = &heard {
                self.note(&heard.what);
            }
            if heard.is_some() || slice == deadline {
                return Ok(heard);
            }
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.ways.clear();
        // The lock is the first link's to renew; the probe only lets go and is synchronised.
        self.second.revive(false)?;
        self.first.revive(fresh)
    }
}

/// How often the second client is listened to while the first one is waited for.
const LOOK_EVERY: Span = Span::millis(2);
