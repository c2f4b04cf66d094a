//! Time as the harness counts it: microseconds since the session began, on one monotonic clock.

use core::fmt;
use core::ops::{Add, Sub};
use serde::{Deserialize, Serialize};

/// A point of a session's time: microseconds since it began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Instant(pub u64);

impl Instant {
    /// The begin of a session.
    pub const ZERO: Self = Self(0);
    /// Later than any event.
    pub const NEVER: Self = Self(u64::MAX);

    /// How long after `earlier` this is; zero when it is not.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// A length of time in microseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(pub u64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole seconds.
    #[must_use]
    pub const fn secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// A span of whole milliseconds.
    #[must_use]
    pub const fn millis(milliseconds: u64) -> Self {
        Self(milliseconds.saturating_mul(1_000))
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Instant {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            us if us >= 10_000_000 => write!(f, "{}.{} s", us / 1_000_000, us / 100_000 % 10),
            us if us >= 1_000_000 => write!(f, "{}.{:02} s", us / 1_000_000, us / 10_000 % 100),
            us if us >= 1_000 => write!(f, "{}.{} ms", us / 1_000, us / 100 % 10),
            us => write!(f, "{us} us"),
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06} s", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_span_is_written_in_the_unit_that_reads_best() {
        assert_eq!(Span(41_230).to_string(), "41.2 ms");
        assert_eq!(Span::secs(2).to_string(), "2.00 s");
        assert_eq!(Span::secs(12).to_string(), "12.0 s");
        assert_eq!(Span(7).to_string(), "7 us");
    }

    #[test]
    fn time_never_overflows() {
        assert_eq!(Instant::NEVER + Span::secs(1), Instant::NEVER);
        assert_eq!(Instant::ZERO.since(Instant::NEVER), Span::ZERO);
    }
}
