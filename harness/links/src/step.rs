//! A lock that is given its time, stepped from one instant at which it speaks to the next.
//!
//! [`SimLink`](crate::SimLink) and the server of the attached-lock protocol both stand on this, so
//! the reference lock says the same things at the same instants on either side of a pipe.

use boundary::{FromLock, Instant, Peer, RigFault, ToLock};

/// A [`Peer`] and its present instant.
pub(crate) struct Stepped {
    peer: Box<dyn Peer>,
    now: Instant,
}

impl Stepped {
    /// A lock whose time begins.
    pub(crate) const fn new(peer: Box<dyn Peer>) -> Self {
        Self {
            peer,
            now: Instant::ZERO,
        }
    }

    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    pub(crate) fn peer(&self) -> &dyn Peer {
        &*self.peer
    }

    /// When it wants time to pass next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.peer.deadline()
    }

    /// Hands it a message at the present instant.
    pub(crate) fn take(&mut self, message: ToLock) {
        self.peer.take(self.now, message);
    }

    /// The next thing it says at the present instant.
    pub(crate) fn poll(&mut self) -> Option<FromLock> {
        self.peer.poll()
    }

    /// Lets time pass until it says something, at most to `to`; the present instant is then that
    /// of what it said, or `to`.
    ///
    /// # Errors
    /// Its deadline does not move: it would be stepped for ever.
    pub(crate) fn next(&mut self, to: Instant) -> Result<Option<FromLock>, RigFault> {
        let mut standing = 0;
        while standing < STANDING_AT_MOST {
            if let Some(said) = self.peer.poll() {
                return Ok(Some(said));
            }
            let before = self.now;
            match self.peer.deadline() {
                Some(deadline) if deadline <= to => self.advance(self.now.max(deadline)),
                _ if self.now < to => self.advance(to),
                _ => return Ok(None),
            }
            standing = if self.now > before { 0 } else { standing + 1 };
        }
        Err(RigFault::new(
            format!(
                "the lock's deadline stands still: it was given the instant {} {STANDING_AT_MOST} times, and said nothing",
                self.now
            ),
            "this is a fault of the lock's model",
        ))
    }

    fn advance(&mut self, to: Instant) {
        self.now = to;
        self.peer.advance(to);
    }
}

/// How often a lock may ask for the present instant again without a word.
const STANDING_AT_MOST: u32 = 10_000;
