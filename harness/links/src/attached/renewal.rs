//! A living lock at the other end, and a lock that remembers nothing.

use super::carrier::Way;
use super::{AttachedLink, Life};
use boundary::{
    Capability, Control, Event, FromLock, Instant, Link, RigFault, Span, Stamped, ToLock,
};

impl AttachedLink {
    /// Starts the lock anew when it has ended; makes it forget everything when `fresh`.
    pub(super) fn renew(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.ready.clear();
        self.tell("");
        match (&self.way, fresh, matches!(self.life, Life::Alive(_))) {
            (_, false, true) => Ok(true),
            // A new process remembers nothing.
            (Way::Exec(_), ..) => self.restart().map(|()| true),
            (Way::Tcp { .. } | Way::Unix(_), false, false) => self.restart().map(|()| true),
            (Way::Tcp { .. } | Way::Unix(_), true, alive) => {
                if !alive {
                    self.restart()?;
                }
                self.reset()
            }
        }
    }

    fn restart(&mut self) -> Result<(), RigFault> {
        // The old lock has ended before the new one begins.
        self.life = Life::Gone;
        self.quota = super::Quota::default();
        self.start(self.options.hello_within)
    }

    /// Asks the lock to forget everything; false when it can't.
    fn reset(&mut self) -> Result<bool, RigFault> {
        if !self.capabilities.has(Capability::FactoryReset) {
            return Ok(false);
        }
        let id = self.own_id();
        let control = Control::FactoryReset;
        self.send(&ToLock::Control { id, control })?;
        let give_up = self.now() + RESET_WITHIN;
        loop {
            match self.next(give_up)?.map(|told| told.what) {
                Some(Event::Lock(FromLock::Done { id: done })) if done == id => {
                    self.forget_the_rest()?;
                    return Ok(true);
                }
                Some(Event::Lock(FromLock::Unsupported { .. })) => {
                    self.capabilities.remove(Capability::FactoryReset);
                    return Ok(false);
                }
                Some(Event::Ended(end)) => {
                    return Err(
                        self.broken(&format!("the lock ended in a factory reset: {}", end.how))
                    );
                }
                Some(_) => {}
                None => {
                    return Err(self.broken(&format!(
                        "the lock did not answer `factory-reset` within {RESET_WITHIN}"
                    )));
                }
            }
        }
    }

    /// Connections that ended with the reset are no news for the next case.
    fn forget_the_rest(&mut self) -> Result<(), RigFault> {
        let now: Instant = self.now();
        while let Some(Stamped { what, .. }) = self.next(now)? {
            if let Event::Ended(end) = what {
                return Err(self.broken(&format!(
                    "the lock ended after a factory reset: {}",
                    end.how
                )));
            }
        }
        Ok(())
    }
}

/// How long a factory reset may take.
const RESET_WITHIN: Span = Span::secs(10);
