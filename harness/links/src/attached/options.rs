//! How an attached lock is treated.

use crate::interrupt::Interrupt;
use boundary::Span;

/// How an attached lock is treated.
#[derive(Clone, Debug)]
pub struct AttachedOptions {
    /// Which clock to ask for.
    pub clock: ClockChoice,
    /// How long the lock may take to answer `hello`.
    pub hello_within: Span,
    /// How long the lock may take, on the host's clock, to take a line or to answer `advance`.
    pub patience: Span,
    /// When the user interrupts, a lock that does not answer is not waited for that long.
    pub interrupt: Interrupt,
}

impl Default for AttachedOptions {
    fn default() -> Self {
        Self {
            clock: ClockChoice::VirtualIfOffered,
            hello_within: Span::secs(30), // a starved machine starts a runtime slowly
            patience: Span::secs(20),
            interrupt: Interrupt::default(),
        }
    }
}

/// Which clock an attached lock is asked to run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChoice {
    /// The harness gives the lock its time, where the lock can be given it.
    VirtualIfOffered,
    /// The host's clock.
    Real,
}
