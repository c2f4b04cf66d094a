//! The reference lock as a link, without anything between.

use boundary::{
    Capabilities, Clock, Event, Identity, Instant, Link, Peer, RigFault, Span, Stamped, ToLock,
};
use sim::{Lock, Setup};

/// A lock in virtual time; each fresh one begins at its own instant zero.
pub(crate) struct Direct {
    setup: Setup,
    lock: Lock,
    origin: Instant,
    now: Instant,
    identity: Identity,
    capabilities: Capabilities,
}

impl Direct {
    /// A link to locks of that kind.
    pub(crate) fn new(setup: Setup) -> Self {
        let lock = Lock::new(setup.clone());
        Self {
            identity: lock.identity(),
            capabilities: lock.capabilities(),
            setup,
            lock,
            origin: Instant::ZERO,
            now: Instant::ZERO,
        }
    }

    fn own(&self) -> Instant {
        Instant(self.now.since(self.origin).0)
    }
}

impl Link for Direct {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        Clock::Virtual
    }

    fn now(&self) -> Instant {
        self.now
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        self.lock.take(self.own(), message.clone());
        Ok(())
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        loop {
            if let Some(said) = self.lock.poll() {
                let what = Event::Lock(said);
                return Ok(Some(Stamped { at: self.now, what }));
            }
            if self.now >= deadline {
                return Ok(None);
            }
            let due = self.lock.deadline().map(|at| self.origin + Span(at.0));
            self.now = due.unwrap_or(deadline).min(deadline).max(self.now);
            self.lock.advance(self.own());
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        if fresh {
            self.origin = self.now;
            self.setup.seed = self.setup.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            self.lock = Lock::new(self.setup.clone());
        }
        Ok(true)
    }
}
