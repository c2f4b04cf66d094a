//! The only clock, the only pause and the only source of chance in the project.
//!
//! Everything else is given the time it needs: a run learns it from its link, a report from the
//! journal. That rule is checked: `Instant::now`, `SystemTime::now` and `sleep` are disallowed
//! methods, and the exceptions all stand in this file.

use boundary::{Instant, RigFault, Span};
use std::time::Duration;

/// A monotonic clock that counts from the moment it was started.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    begin: std::time::Instant,
}

impl Stopwatch {
    /// Starts at zero.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads a clock"
    )]
    pub fn start() -> Self {
        Self {
            begin: std::time::Instant::now(),
        }
    }

    /// The time since the start.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant(u64::try_from(self.begin.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    /// How long it is from now to `deadline`; zero when that has passed.
    #[must_use]
    pub fn until(&self, deadline: Instant) -> Span {
        deadline.since(self.now())
    }
}

/// Blocks this thread for that long.
#[expect(clippy::disallowed_methods, reason = "the one place that pauses")]
pub fn pause(span: Span) {
    std::thread::sleep(duration(span));
}

/// Civil time as a journal's head states it: RFC 3339, UTC, whole seconds.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads a clock"
)]
pub fn civil_now() -> String {
    let now = std::time::SystemTime::now();
    let stamp = jiff::Timestamp::try_from(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{stamp:.0}")
}

/// A seed for a run that was given none.
///
/// # Errors
/// The system has no randomness to give.
pub fn random_seed() -> Result<u64, RigFault> {
    getrandom::u64().map_err(|error| {
        RigFault::new(
            format!("the system gives no random numbers: {error}"),
            "give the run a seed with `--seed`",
        )
    })
}

/// The same length of time in the standard library's type.
pub(crate) const fn duration(span: Span) -> Duration {
    Duration::from_micros(span.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_never_goes_back() {
        let watch = Stopwatch::start();
        let first = watch.now();
        pause(Span(200));
        let second = watch.now();
        assert!(second.since(first) >= Span(200));
        assert_eq!(watch.until(Instant::ZERO), Span::ZERO);
    }

    #[test]
    fn civil_time_is_rfc_3339_in_whole_seconds() {
        let text = civil_now();
        assert_eq!(text.len(), "2026-01-31T12:34:56Z".len(), "{text}");
        assert!(text.ends_with('Z') && text.contains('T'), "{text}");
    }

    #[test]
    fn two_seeds_differ() {
        assert_ne!(random_seed().unwrap(), random_seed().unwrap());
    }
}
