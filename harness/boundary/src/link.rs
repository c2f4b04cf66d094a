//! The seam between a run and whatever carries bytes to a lock.

use crate::{Capabilities, Event, Instant, RigFault, Span, ToLock};
use alloc::collections::BTreeMap;
use alloc::string::String;

/// Something with the time it happened at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped<T> {
    /// When, on the link's clock.
    pub at: Instant,
    /// What.
    pub what: T,
}

/// The clock that a link stamps with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Time passes only when the link is asked to wait; stamps are exact.
    Virtual,
    /// The host's monotonic clock; a stamp may be late by up to this much.
    Real {
        /// Half-width of what an assertion on this link can tell.
        uncertainty: Span,
    },
}

/// Who is at the other end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// How the link was named: `sim`, `exec:./lock`, ...
    pub link: String,
    /// The lock's own name.
    pub name: String,
    /// The lock's own version.
    pub version: String,
    /// What the lock claims of itself: `api`, `nuki_id`, `pin`, `max_users`, ... as text.
    pub claims: BTreeMap<String, String>,
    /// The probe on the bench, where there is one: board, firmware, serial number, image.
    pub probe: String,
}

/// A way to a lock.
///
/// A link is driven by one caller: send what the run wants, then wait. It never judges: what the
/// lock did is an [`Event`], what the bench did is a [`RigFault`].
pub trait Link {
    /// Who is at the other end.
    fn identity(&self) -> &Identity;

    /// What this link can do.
    fn capabilities(&self) -> &Capabilities;

    /// The clock that stamps come from.
    fn clock(&self) -> Clock;

    /// The present time of that clock.
    fn now(&self) -> Instant;

    /// Sends one message; what it causes is heard through [`Link::next`].
    ///
    /// # Errors
    /// The bench could not deliver it. A lock that has ended is not an error here: that is heard
    /// as [`Event::Ended`].
    fn send(&mut self, message: &ToLock) -> Result<(), RigFault>;

    /// Waits for the next event, at most until `deadline`; none came when it returns `None`, and
    /// then the link's time is `deadline`. A deadline in the past only collects what is there.
    ///
    /// # Errors
    /// The bench is broken, the other end spoke nonsense, or the user interrupted
    /// ([`RigFault::interrupt`], told once: the clean-up after it is waited for as usual).
    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault>;

    /// Makes sure that a living lock is at the other end, starting it anew when it ended. Time
    /// goes on; connections are gone. `fresh` asks for a lock that remembers nothing, and is
    /// refused by returning `false` when the link has no way to get one.
    ///
    /// # Errors
    /// The lock cannot be started.
    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault>;
}
