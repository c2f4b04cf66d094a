//! Dates and times of day as the lock writes them.

use core::{fmt, str::FromStr};

/// A date and time of day: year (2 bytes), month, day, hour, minute and second; whose clock it is, the document
/// leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// Year of the Gregorian calendar.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to the length of the month.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl DateTime {
    /// Bytes it takes on the wire.
    pub const WIDTH: usize = 7;

    /// The value that these bytes hold, be it a real date or not.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::WIDTH]) -> Self {
        let [low, high, month, day, hour, minute, second] = bytes;
        Self {
            year: u16::from_le_bytes([low, high]),
            month,
            day,
            hour,
            minute,
            second,
        }
    }

    /// The bytes that hold this value.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; Self::WIDTH] {
        let [low, high] = self.year.to_le_bytes();
        [
            low,
            high,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
        ]
    }

    /// Whether the calendar has such a date and the clock such a time, leap years counted.
    #[must_use]
    pub const fn is_valid(self) -> bool {
        let days = match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(self.year) => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        1 <= self.day && self.day <= days && self.hour < 24 && self.minute < 60 && self.second < 60
    }

    /// Seconds since 1970-01-01T00:00:00 of the same clock; none for an impossible date.
    #[must_use]
    pub const fn unix_seconds(self) -> Option<i64> {
        if !self.is_valid() {
            return None;
        }
        // Years begin in March, so that the leap day is the last of its year.
        let (month, day) = (self.month as i64, self.day as i64);
        let year = self.year as i64 - (month <= 2) as i64;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let days = 365 * year + leap_days + day_of_year - MARCH_0_TO_1970;
        let second_of_day = self.hour as i64 * 3600 + self.minute as i64 * 60 + self.second as i64;
        Some(days * 86_400 + second_of_day)
    }

    /// The date and time so many seconds after 1970-01-01T00:00:00; none outside the years 0 to 65,535.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let days = seconds.div_euclid(86_400) + MARCH_0_TO_1970;
        let second_of_day = seconds.rem_euclid(86_400);
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = (march_month + 2) % 12 + 1;
        Some(Self {
            year: u16::try_from(era * 400 + year_of_era + i64::from(month <= 2)).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day_of_year - (153 * march_month + 2) / 5 + 1).ok()?,
            hour: u8::try_from(second_of_day / 3600).ok()?,
            minute: u8::try_from(second_of_day / 60 % 60).ok()?,
            second: u8::try_from(second_of_day % 60).ok()?,
        })
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}T", self.year, self.month, self.day)?;
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

impl FromStr for DateTime {
    type Err = BadTime;

    /// Reads `YYYY-MM-DDThh:mm:ss`; an impossible date is read too, since a test may want to send one.
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let (date, time) = text.split_once('T').ok_or(BadTime)?;
        let (year, date) = date.split_once('-').ok_or(BadTime)?;
        let (month, day) = date.split_once('-').ok_or(BadTime)?;
        let (hour, time) = time.split_once(':').ok_or(BadTime)?;
        let (minute, second) = time.split_once(':').ok_or(BadTime)?;
        Ok(Self {
            year: digits(year, 4)?,
            month: digits(month, 2)?,
            day: digits(day, 2)?,
            hour: digits(hour, 2)?,
            minute: digits(minute, 2)?,
            second: digits(second, 2)?,
        })
    }
}

/// A time of day: hour and minute, one byte each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl TimeOfDay {
    /// Bytes it takes on the wire.
    pub const WIDTH: usize = 2;

    /// Whether the clock has such a time.
    #[must_use]
    pub const fn is_valid(self) -> bool {
        self.hour < 24 && self.minute < 60
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = BadTime;

    /// Reads `hh:mm`, be it a real time or not.
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let (hour, minute) = text.split_once(':').ok_or(BadTime)?;
        Ok(Self {
            hour: digits(hour, 2)?,
            minute: digits(minute, 2)?,
        })
    }
}

/// A text that is not written as a date with time, or as a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a date and time like 2017-11-20T13:37:05, or a time of day like 22:30")]
pub struct BadTime;

fn digits<N: FromStr>(text: &str, at_least: usize) -> Result<N, BadTime> {
    let written_well = text.len() >= at_least && text.bytes().all(|byte| byte.is_ascii_digit());
    if !written_well {
        return Err(BadTime);
    }
    text.parse().map_err(|_| BadTime)
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days from the first of March of the year 0 to 1970-01-01.
const MARCH_0_TO_1970: i64 = 719_468;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn the_documents_example_reads_as_it_says() {
        let bytes = [0xE0, 0x07, 0x03, 0x07, 0x08, 0x0F, 0x1E];
        assert_eq!(DateTime::from_bytes(bytes), at("2016-03-07T08:15:30"));
        assert_eq!(at("2016-03-07T08:15:30").to_bytes(), bytes);
    }

    #[test]
    fn the_last_day_of_four_hundred_years_is_the_29th_of_february() {
        let leap = DateTime::from_unix_seconds(951_782_400).unwrap();
        assert_eq!(leap, at("2000-02-29T00:00:00"));
        let next = DateTime::from_unix_seconds(951_868_800).unwrap();
        assert_eq!(next, at("2000-03-01T00:00:00"));
    }

    #[test]
    fn only_dates_of_the_calendar_are_valid() {
        for good in [
            "2016-02-29T23:59:59",
            "2000-02-29T00:00:00",
            "2017-12-31T12:00:00",
        ] {
            assert!(at(good).is_valid(), "{good}");
        }
        for bad in [
            "2017-02-29T00:00:00",
            "1900-02-29T00:00:00",
            "2017-13-01T00:00:00",
            "2017-00-01T00:00:00",
            "2017-04-31T00:00:00",
            "2017-04-00T00:00:00",
            "2017-04-01T24:00:00",
            "2017-04-01T00:60:00",
            "2017-04-01T00:00:60",
        ] {
            assert!(!at(bad).is_valid(), "{bad}");
        }
    }

    #[test]
    fn seconds_agree_with_known_instants() {
        assert_eq!(at("1970-01-01T00:00:00").unix_seconds(), Some(0));
        assert_eq!(
            at("2017-11-20T13:37:05").unix_seconds(),
            Some(1_511_185_025)
        );
        assert_eq!(at("2000-02-29T00:00:00").unix_seconds(), Some(951_782_400));
        assert_eq!(at("1969-12-31T23:59:59").unix_seconds(), Some(-1));
        assert_eq!(DateTime::from_unix_seconds(i64::MAX / 2), None);
    }

    #[test]
    fn a_text_in_another_form_is_refused() {
        for bad in [
            "",
            "2017-11-20",
            "2017-11-20 13:37:05",
            "17-11-20T13:37:05",
            "2017-1-20T13:37:05",
        ] {
            assert_eq!(bad.parse::<DateTime>(), Err(BadTime), "{bad}");
        }
        assert_eq!("2230".parse::<TimeOfDay>(), Err(BadTime));
        assert_eq!("+2:30".parse::<TimeOfDay>(), Err(BadTime));
    }

    proptest! {
        #[test]
        fn a_date_survives_bytes_and_text(bytes: [u8; 7]) {
            let date = DateTime::from_bytes(bytes);
            prop_assert_eq!(date.to_bytes(), bytes);
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }

        #[test]
        fn seconds_lead_back_to_the_date(seconds in -62_000_000_000_i64..2_000_000_000_000) {
            let date = DateTime::from_unix_seconds(seconds).unwrap();
            prop_assert!(date.is_valid());
            prop_assert_eq!(date.unix_seconds(), Some(seconds));
        }

        #[test]
        fn a_time_of_day_survives_text(hour: u8, minute: u8) {
            let time = TimeOfDay { hour, minute };
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
