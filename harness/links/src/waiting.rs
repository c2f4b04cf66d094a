//! The user may stop a run at any time: waits that end when that happens.

use crate::interrupt::Interrupt;
use boundary::{
    Capabilities, Clock, Event, Identity, Instant, Link, RigFault, Span, Stamped, ToLock,
};

/// A link whose waits end when the user interrupts.
///
/// The interrupt is told once, as [`RigFault::interrupt`]; what is waited for after that, the
/// clean-up, is waited for as usual. Waits on a real clock are cut into slices, so an interrupt is
/// heard within [`SLICE`].
pub struct Interruptible<L> {
    link: L,
    interrupt: Interrupt,
    told: bool,
}

impl<L: Link> Interruptible<L> {
    /// A link that listens to `interrupt`.
    pub const fn new(link: L, interrupt: Interrupt) -> Self {
        Self {
            link,
            interrupt,
            told: false,
        }
    }

    fn listen(&mut self) -> Result<(), RigFault> {
        if self.told || !self.interrupt.is_raised() {
            return Ok(());
        }
        self.told = true;
        Err(RigFault::interrupt())
    }
}

impl<L: Link> Link for Interruptible<L> {
    fn identity(&self) -> &Identity {
        self.link.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        self.link.capabilities()
    }

    fn clock(&self) -> Clock {
        self.link.clock()
    }

    fn now(&self) -> Instant {
        self.link.now()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        self.link.send(message)
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        loop {
            self.listen()?;
            let slice = match self.link.clock() {
                Clock::Virtual => deadline,
                Clock::Real { .. } => deadline.min(self.link.now() + SLICE),
            };
            let heard = self.link.next(slice)?;
            if heard.is_some() || slice == deadline {
                return Ok(heard);
            }
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.listen()?;
        self.link.revive(fresh)
    }
}

/// How long an interrupt may go unnoticed.
pub const SLICE: Span = Span::millis(100);

/// Refuses to wait without a deadline: nothing would ever end it.
pub(crate) fn refuse_endless(deadline: Instant) -> Result<(), RigFault> {
    if deadline < Instant::NEVER {
        return Ok(());
    }
    Err(RigFault::new(
        "the run waits without a deadline",
        "this is a fault of the harness; please report it",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim_link::SimLink;
    use crate::test_peer::{TestPeer, press};

    #[test]
    fn an_interrupt_is_told_once_and_the_clean_up_is_waited_for() {
        let interrupt = Interrupt::default();
        let sim = SimLink::new("sim", Box::new(|| Box::new(TestPeer::default())));
        let mut link = Interruptible::new(sim, interrupt.clone());
        link.send(&press(1, 250)).unwrap();
        interrupt.raise();
        assert_eq!(link.next(Instant(10)).unwrap_err(), RigFault::interrupt());
        assert!(link.next(Instant(10)).unwrap().is_some());
        assert_eq!(link.next(Instant(10)).unwrap(), None);
        assert_eq!(link.now(), Instant(10));
    }
}
