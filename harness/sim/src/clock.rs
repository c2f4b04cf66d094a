//! The lock's own clock: civil time that runs from what it was set to.

use boundary::{Instant, Span};
use wire::field::{DateTime, TimeOfDay};

/// Local civil time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    set_at: Instant,
    /// Local seconds since 1970 at `set_at`.
    seconds: i64,
}

impl Clock {
    /// A clock that is set to a local time; a date that does not exist leaves it at 1970.
    pub(crate) fn set(now: Instant, time: DateTime) -> Self {
        Self {
            set_at: now,
            seconds: time.unix_seconds().unwrap_or_default(),
        }
    }

    /// A clock that is set to local seconds since 1970.
    pub(crate) const fn set_seconds(now: Instant, seconds: i64) -> Self {
        Self {
            set_at: now,
            seconds,
        }
    }

    /// Local seconds since 1970.
    pub(crate) fn seconds(self, now: Instant) -> i64 {
        let passed = now.since(self.set_at).0 / 1_000_000;
        self.seconds
            .saturating_add(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    /// The instant at which the clock shows so many local seconds; none when that is past.
    pub(crate) fn instant_of(self, seconds: i64) -> Option<Instant> {
        let ahead = u64::try_from(seconds.checked_sub(self.seconds)?).ok()?;
        Some(self.set_at + Span::secs(ahead))
    }
}

/// The date and time of so many seconds since 1970; the last one there is where they are too many.
pub(crate) fn date_time(seconds: i64) -> DateTime {
    DateTime::from_unix_seconds(seconds).unwrap_or(DateTime {
        year: u16::MAX,
        month: 12,
        day: 31,
        hour: 23,
        minute: 59,
        second: 59,
    })
}

/// The weekday's bit in a mask: bit 6 Monday to bit 0 Sunday.
pub(crate) const fn weekday_bit(seconds: i64) -> u8 {
    // 1970-01-01 was a Thursday: 3 days after a Monday.
    let days_after_monday = (seconds.div_euclid(DAY) + 3).rem_euclid(7);
    0x40 >> days_after_monday
}

/// Seconds since midnight.
pub(crate) const fn second_of_day(seconds: i64) -> i64 {
    seconds.rem_euclid(DAY)
}

/// Seconds from midnight to that time of day.
pub(crate) fn seconds_to(time: TimeOfDay) -> i64 {
    i64::from(time.hour) * 3600 + i64::from(time.minute) * 60
}

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<DateTime>().unwrap().unix_seconds().unwrap()
    }

    #[test]
    fn monday_is_bit_6_and_sunday_bit_0() {
        assert_eq!(weekday_bit(at("2017-11-20T12:00:00")), 0x40);
        assert_eq!(weekday_bit(at("2017-11-25T00:00:00")), 0x02);
        assert_eq!(weekday_bit(at("2017-11-26T23:59:59")), 0x01);
    }

    #[test]
    fn a_clock_runs_from_what_it_was_set_to() {
        let clock = Clock::set(Instant(5_000_000), date_time(at("2017-12-31T23:59:59")));
        let later = Instant(7_900_000);
        assert_eq!(clock.seconds(later), at("2018-01-01T00:00:01"));
        assert_eq!(
            clock.instant_of(at("2018-01-01T00:00:00")),
            Some(Instant(6_000_000))
        );
        assert_eq!(clock.instant_of(at("2017-12-31T23:59:58")), None);
    }
}
