//! A lock that is given its time: the reference lock in virtual time, on a radio or behind a pipe.

use crate::{Capabilities, FromLock, Identity, Instant, ToLock};

/// A lock without a clock of its own.
///
/// After each call poll [`Peer::poll`] until it is empty, then wait until [`Peer::deadline`] and
/// call [`Peer::advance`].
pub trait Peer {
    /// What it says of itself.
    fn identity(&self) -> Identity;

    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Takes one message at `now`, which is never before an earlier `now`.
    fn take(&mut self, now: Instant, message: ToLock);

    /// Lets time pass to `now`; nothing is sent later than its own instant when the caller stops
    /// at each [`Peer::deadline`].
    fn advance(&mut self, now: Instant);

    /// The next thing it has to say at the present instant.
    fn poll(&mut self) -> Option<FromLock>;

    /// When it wants [`Peer::advance`] next; none while it only waits for the harness.
    fn deadline(&self) -> Option<Instant>;

    /// What a wire at its parts would show at the present instant.
    fn signals(&self) -> Signals {
        Signals::default()
    }
}

/// What a wire at a lock's parts shows: all off for a lock that cannot tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// The motor turns.
    pub motor: bool,
    /// The LED is lit.
    pub led: bool,
}
