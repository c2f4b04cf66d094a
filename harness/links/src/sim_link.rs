//! The reference lock, or any other [`Peer`], as a link in virtual time.

use crate::step::Stepped;
use crate::waiting::refuse_endless;
use boundary::{
    Capabilities, Clock, Event, Identity, Instant, Link, Peer, RigFault, Span, Stamped, ToLock,
};

/// Makes a lock that remembers nothing.
pub type MakePeer = Box<dyn FnMut() -> Box<dyn Peer> + Send>;

/// A [`Peer`] as a [`Link`]: no time passes but by [`Link::next`], and stamps are exact.
///
/// Each lock that the link makes lives from its own instant zero, so what a case sees of a fresh
/// lock does not depend on how many cases came before; the link's time goes on.
pub struct SimLink {
    make: MakePeer,
    lock: Stepped,
    /// When the present lock was made.
    origin: Instant,
    identity: Identity,
    capabilities: Capabilities,
}

impl SimLink {
    /// A link to a lock made by `make`, which is called again for each fresh one. `name` is how
    /// the link was named, for the journal.
    #[must_use]
    pub fn new(name: impl Into<String>, mut make: MakePeer) -> Self {
        let peer = make();
        let mut identity = peer.identity();
        identity.link = name.into();
        let mut capabilities = peer.capabilities();
        for one in crate::protocol::GIVEN.iter().copied() {
            capabilities.insert(one);
        }
        capabilities.insert(boundary::Capability::VirtualTime);
        Self {
            make,
            lock: Stepped::new(peer),
            origin: Instant::ZERO,
            identity,
            capabilities,
        }
    }

    /// The lock's own time for one of the link's.
    fn own(&self, at: Instant) -> Instant {
        Instant(at.since(self.origin).0)
    }
}

impl Link for SimLink {
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
        self.origin + Span(self.lock.now().0)
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        self.lock.take(message.clone());
        Ok(())
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        refuse_endless(deadline)?;
        let said = self.lock.next(self.own(deadline))?;
        let at = self.now();
        Ok(said.map(|said| Stamped {
            at,
            what: Event::Lock(said),
        }))
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        if fresh {
            self.origin = self.now();
            self.lock = Stepped::new((self.make)());
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_peer::{TestPeer, press};
    use boundary::{Capability, FromLock, Id};

    fn link() -> SimLink {
        SimLink::new("sim", Box::new(|| Box::new(TestPeer::default())))
    }

    #[test]
    fn what_is_answered_at_once_has_the_present_instant() {
        let mut link = link();
        link.send(&press(1, 0)).unwrap();
        let heard = link.next(Instant(5)).unwrap().unwrap();
        assert_eq!(heard.at, Instant::ZERO);
        assert_eq!(heard.what, Event::Lock(FromLock::Done { id: Id(1) }));
        assert_eq!(link.now(), Instant::ZERO);
    }

    #[test]
    fn what_comes_later_has_its_own_instant() {
        let mut link = link();
        link.send(&press(1, 250)).unwrap();
        let done = link.next(Instant::NEVER - Span(1)).unwrap().unwrap();
        assert_eq!(done.at, Instant::ZERO);
        let after = link.next(Instant(1_000_000)).unwrap().unwrap();
        assert_eq!(after.at, Instant(250_000));
        assert_eq!(link.next(Instant(1_000_000)).unwrap(), None);
        assert_eq!(link.now(), Instant(1_000_000));
    }

    #[test]
    fn a_deadline_in_the_past_only_collects() {
        let mut link = link();
        assert_eq!(link.next(Instant(700)).unwrap(), None);
        link.send(&press(1, 0)).unwrap();
        assert!(link.next(Instant::ZERO).unwrap().is_some());
        assert_eq!(link.now(), Instant(700));
    }

    #[test]
    fn a_fresh_lock_begins_anew_while_time_goes_on() {
        let mut link = link();
        link.send(&press(1, 250)).unwrap();
        assert!(link.next(Instant(100_000)).unwrap().is_some());
        assert_eq!(link.next(Instant(100_000)).unwrap(), None);
        assert!(link.revive(true).unwrap());
        assert_eq!(link.now(), Instant(100_000));
        assert_eq!(link.next(Instant(1_000_000)).unwrap(), None);
        link.send(&press(2, 250)).unwrap();
        assert!(link.next(Instant(1_000_000)).unwrap().is_some());
        let after = link.next(Instant(2_000_000)).unwrap().unwrap();
        assert_eq!(after.at, Instant(1_250_000));
    }

    #[test]
    fn a_lock_that_lives_keeps_its_memory() {
        let mut link = link();
        link.send(&press(1, 250)).unwrap();
        assert!(link.revive(false).unwrap());
        assert!(link.next(Instant(1)).unwrap().is_some());
    }

    #[test]
    fn waiting_for_ever_is_refused() {
        assert!(link().next(Instant::NEVER).is_err());
    }

    #[test]
    fn a_lock_whose_deadline_never_moves_is_told_and_not_waited_for() {
        let stuck = || Box::new(TestPeer::stuck()) as Box<dyn Peer>;
        let mut link = SimLink::new("sim", Box::new(stuck));
        let fault = link.next(Instant(1)).unwrap_err();
        assert!(fault.what.contains("stands still"), "{fault}");
    }

    #[test]
    fn the_protocol_gives_more_than_the_lock_lists() {
        let link = link();
        assert!(link.capabilities().has(Capability::HoldConfirmation));
        assert!(link.capabilities().has(Capability::VirtualTime));
        assert!(!link.capabilities().has(Capability::PrepareWrite));
    }
}
