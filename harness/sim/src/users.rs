//! Authorizations: who may talk to the lock, and when.

use crate::clock::{second_of_day, seconds_to, weekday_bit};
use alloc::vec::Vec;
use boundary::Conn;
use wire::code::IdType;
use wire::field::{DateTime, TimeOfDay};
use wire::session::SharedKey;

/// The table of authorizations, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Users {
    table: Vec<User>,
    latest_id: u32,
}

impl Users {
    /// The authorization of that id.
    pub(crate) fn find(&self, id: u32) -> Option<&User> {
        self.table.iter().find(|user| user.id == id)
    }

    /// The authorization of that id, to be changed.
    pub(crate) fn find_mut(&mut self, id: u32) -> Option<&mut User> {
        self.table.iter_mut().find(|user| user.id == id)
    }

    /// All of them, the given one first.
    pub(crate) fn beginning_with(&self, id: u32) -> impl Iterator<Item = &User> {
        let own = self.table.iter().filter(move |user| user.id == id);
        own.chain(self.table.iter().filter(move |user| user.id != id))
    }

    /// All of them in the order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &User> {
        self.table.iter()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    /// An id that was never used.
    pub(crate) fn next_id(&mut self) -> u32 {
        self.latest_id = self.latest_id.wrapping_add(1);
        self.latest_id
    }

    /// Counts the ids from the number of users on.
    pub(crate) fn restart_ids(&mut self) {
        self.latest_id = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
    }

    /// The one that stands behind the given one in the table.
    pub(crate) fn next_of(&self, id: u32) -> Option<u32> {
        let mut ids = self.table.iter().map(|user| user.id);
        ids.find(|one| *one == id)?;
        ids.next()
    }

    /// Adds one.
    pub(crate) fn add(&mut self, user: User) {
        self.table.push(user);
    }

    /// Removes one and says whether it was there.
    pub(crate) fn remove(&mut self, id: u32) -> bool {
        let before = self.table.len();
        self.table.retain(|user| user.id != id);
        self.table.len() < before
    }
}

/// An authorization.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: u32,
    pub(crate) id_type: IdType,
    pub(crate) app_id: u32,
    pub(crate) name: [u8; 32],
    pub(crate) key: SharedKey,
    pub(crate) standing: Standing,
    pub(crate) enabled: bool,
    pub(crate) remote_allowed: bool,
    pub(crate) created: DateTime,
    pub(crate) last_active: DateTime,
    pub(crate) lock_count: u16,
    pub(crate) limits: Option<Limits>,
}

impl User {
    /// An enabled user without limits.
    pub(crate) const fn new(id: u32, name: [u8; 32], key: SharedKey, created: DateTime) -> Self {
        Self {
            id,
            id_type: IdType::APP,
            app_id: 0,
            name,
            key,
            standing: Standing::Valid,
            enabled: true,
            remote_allowed: true,
            created,
            last_active: created,
            lock_count: 0,
            limits: None,
        }
    }
}

/// How far a user's pairing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// For good.
    Valid,
    /// Until that link ends without a confirmation.
    Provisional(Conn),
    /// Not before the confirmation on that link.
    Pending(Conn),
}

impl Standing {
    /// The link on which the confirmation is still to come.
    pub(crate) const fn awaits(self) -> Option<Conn> {
        match self {
            Self::Valid => None,
            Self::Provisional(conn) | Self::Pending(conn) => Some(conn),
        }
    }
}

/// When an authorization has access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) from_date: DateTime,
    pub(crate) until_date: DateTime,
    pub(crate) weekdays: u8,
    pub(crate) from_time: TimeOfDay,
    pub(crate) until_time: TimeOfDay,
}

impl Limits {
    /// Whether that local time lies inside: date, weekday and time of day.
    pub(crate) fn allow(&self, seconds: i64) -> bool {
        self.date_allows(seconds) && self.weekday_allows(seconds) && self.time_allows(seconds)
    }

    fn date_allows(&self, seconds: i64) -> bool {
        let from = self.from_date.unix_seconds();
        let until = self.until_date.unix_seconds();
        from.is_none_or(|from| from <= seconds) && until.is_none_or(|until| seconds <= until)
    }

    const fn weekday_allows(&self, seconds: i64) -> bool {
        self.weekdays & 0x7F == 0 || self.weekdays & weekday_bit(seconds) != 0
    }

    /// A time until which is not after the time from which lies on the next day; two equal ones mean the whole day.
    fn time_allows(&self, seconds: i64) -> bool {
        let (from, until) = (seconds_to(self.from_time), seconds_to(self.until_time));
        let now = second_of_day(seconds);
        match from.cmp(&until) {
            core::cmp::Ordering::Less => from <= now && now <= until,
            core::cmp::Ordering::Equal => true,
            core::cmp::Ordering::Greater => from <= now || now <= until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY_NOON: &str = "2017-11-20T12:00:00";

    fn limits() -> Limits {
        Limits {
            from_date: "2017-01-01T00:00:00".parse().unwrap(),
            until_date: "2017-12-31T23:59:59".parse().unwrap(),
            weekdays: 0,
            from_time: "08:00".parse().unwrap(),
            until_time: "18:00".parse().unwrap(),
        }
    }

    fn allow(limits: Limits, text: &str) -> bool {
        limits.allow(text.parse::<DateTime>().unwrap().unix_seconds().unwrap())
    }

    #[test]
    fn a_time_inside_is_allowed_and_one_outside_is_not() {
        assert!(allow(limits(), MONDAY_NOON));
        assert!(!allow(limits(), "2016-11-20T12:00:00"));
        assert!(!allow(limits(), "2018-01-01T12:00:00"));
        assert!(!allow(limits(), "2017-11-20T07:59:59"));
        assert!(!allow(limits(), "2017-11-20T18:00:01"));
    }

    #[test]
    fn no_weekday_means_all_and_bit_7_means_nothing() {
        for (weekdays, allowed) in [(0x00, true), (0x80, true), (0x40, true), (0x3F, false)] {
            let limits = Limits {
                weekdays,
                ..limits()
            };
            assert_eq!(allow(limits, MONDAY_NOON), allowed, "{weekdays:#x}");
        }
    }

    #[test]
    fn a_night_goes_over_midnight() {
        let night = Limits {
            from_time: "22:00".parse().unwrap(),
            until_time: "06:00".parse().unwrap(),
            ..limits()
        };
        assert!(allow(night, "2017-11-20T23:00:00"));
        assert!(allow(night, "2017-11-20T05:00:00"));
        assert!(!allow(night, MONDAY_NOON));
    }
}
