//! Settings: every choice that the specification leaves to a lock, by name.
//!
//! A defect breaks a requirement; a setting never does. [`table`] is the one list; [`Variant`]s are named groups of
//! settings, each of them a lock that somebody could buy.

mod row;
mod table;
mod variants;

pub use table::Settings;
pub(crate) use table::{
    AdditionalData, AlreadyThere, AutoUnlockRecent, BlockedBolt, CccdOne, ChallengeScope,
    CountMessage, EntryIdStatus, ErrorCommand, FailedNonce, IdMismatch, InitialisedBy, InnerCrc,
    KeyturnerWrite, ListEnd, ListFull, LockKey, LockNGoComplete, LockOnly, LogStart, LowOrderKey,
    NamePadding, NoChallenge, NonDataRequest, NotPairing, OutOfOrder, PairingRestart, PairingRetry,
    PinCounter, PlainBadCrc, RebootAnswer, RemoteMark, RequestDisconnect, ReservedBits,
    ResponseOrder, RestrictedReads, SameUser, SetConfigPairing, ShortWrite, SplitWrites, TimeBase,
    TinyPlain, TrailingBytes, UnconfirmedUser, UnsubscribedRequest, UpdateCount, WriteCommand,
    WrongNonce,
};
pub use variants::Variant;

use alloc::string::{String, ToString};
use core::fmt;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What it is set by.
    pub name: &'static str,
    /// What it decides.
    pub about: &'static str,
    /// The ambiguities, requirements, sections and fairness lines it comes from.
    pub from: &'static [&'static str],
    /// What it may be.
    pub values: Values,
}

impl Setting {
    /// The value it has unless told otherwise.
    #[must_use]
    pub fn default(&self) -> String {
        Settings::default().value(self.name).unwrap_or_default()
    }
}

/// The values a setting can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these numbers.
    Numbers(&'static [u32]),
    /// A number from the first to the second.
    Range(u32, u32),
}

impl Values {
    /// The number that the text gives, if it is legal.
    fn number(self, text: &str) -> Option<u32> {
        let number = text.parse().ok()?;
        let legal = match self {
            Self::Words(_) => false,
            Self::Numbers(numbers) => numbers.contains(&number),
            Self::Range(least, greatest) => (least..=greatest).contains(&number),
        };
        legal.then_some(number)
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &mut dyn Iterator<Item = String>| {
            for (at, item) in items.enumerate() {
                let before = if at == 0 { "" } else { ", " };
                write!(f, "{before}{item}")?;
            }
            Ok(())
        };
        match *self {
            Self::Words(words) => list(f, &mut words.iter().map(|word| (*word).into())),
            Self::Numbers(numbers) => list(f, &mut numbers.iter().map(ToString::to_string)),
            Self::Range(least, greatest) => write!(f, "{least} to {greatest}"),
        }
    }
}

/// Why a setting cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// There is no setting of that name.
    #[error("no setting is named `{name}`")]
    Name {
        /// As given.
        name: String,
    },
    /// The setting has no such value.
    #[error("`{name}` is one of {legal}, not `{value}`")]
    Value {
        /// The setting.
        name: &'static str,
        /// As given.
        value: String,
        /// What it may be.
        legal: Values,
    },
    /// There is no variant of that name.
    #[error("no variant is named `{name}`")]
    Variant {
        /// As given.
        name: String,
    },
}

impl Settings {
    /// The setting of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Setting> {
        Self::TABLE.iter().find(|setting| setting.name == name)
    }

    /// Sets every setting of a variant.
    ///
    /// # Errors
    /// When there is no variant of that name.
    pub fn apply(&mut self, variant: &str) -> Result<(), BadSetting> {
        let known = Variant::ALL.iter().find(|known| known.name == variant);
        let known = known.ok_or_else(|| BadSetting::Variant {
            name: variant.into(),
        })?;
        known
            .settings
            .iter()
            .try_for_each(|(name, value)| self.set(name, value))
    }

    /// Sets what a text such as `states-size=15` says.
    ///
    /// # Errors
    /// When name or value is not known.
    pub fn set_text(&mut self, text: &str) -> Result<(), BadSetting> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        self.set(name, value)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    #[test]
    fn every_legal_value_can_be_set_and_read_back() {
        for setting in Settings::TABLE {
            let values: Vec<String> = match setting.values {
                Values::Words(words) => words.iter().map(|word| (*word).into()).collect(),
                Values::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
                Values::Range(least, greatest) => {
                    [least, greatest].map(|number| number.to_string()).into()
                }
            };
            for value in values {
                let mut settings = Settings::default();
                settings.set(setting.name, &value).unwrap();
                assert_eq!(settings.value(setting.name), Some(value));
            }
        }
    }

    #[test]
    fn a_default_is_a_legal_value_and_stands_in_the_table() {
        for setting in Settings::TABLE {
            let default = Settings::default().value(setting.name).unwrap();
            assert_eq!(default, setting.default(), "{}", setting.name);
            Settings::default().set(setting.name, &default).unwrap();
        }
    }

    #[test]
    fn an_unknown_value_is_refused_with_the_legal_ones() {
        let refused = Settings::default().set("states-size", "14").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "`states-size` is one of 13, 15, 18, 19, 21, 26, 27, not `14`"
        );
        let refused = Settings::default().set_text("colour=blue").unwrap_err();
        assert_eq!(refused.to_string(), "no setting is named `colour`");
    }

    #[test]
    fn every_variant_is_made_of_legal_settings() {
        for variant in Variant::ALL {
            let mut settings = Settings::default();
            settings.apply(variant.name).unwrap();
            assert_ne!(settings, Settings::default(), "{}", variant.name);
        }
    }

    /// Places that look open, and why no setting plays them.
    const SETTLED: &[(&str, &str)] = &[
        (
            "A-02",
            "0x20 is printed for an authorization id that is invalid",
        ),
        ("A-03", "what cannot be opened has no command to name"),
        ("A-08", "a nonce is stored for an authorization id"),
        ("A-10", "a lockout that takes the right PIN is none"),
        (
            "A-26",
            "what is plain does not open, and what is sealed has no plain CRC",
        ),
        ("A-31", "a matter of the reader"),
        ("A-43", "two names of one thing"),
        ("A-44", "two names of one thing"),
        ("A-46", "printed with Set Config"),
        ("fairness 23", "a matter of the client's stack"),
    ];

    #[test]
    fn every_open_place_is_a_setting_or_is_settled() {
        let numbered = (1..=47).map(|number| std::format!("A-{number:02}"));
        let lines = (1..=23).map(|number| std::format!("fairness {number}"));
        for place in numbered.chain(lines) {
            let mut settings = Settings::TABLE.iter();
            let played = settings.any(|setting| setting.from.contains(&&*place));
            let settled = SETTLED.iter().any(|(settled, _)| *settled == place);
            assert!(played || settled, "{place}");
        }
    }

    #[test]
    fn names_are_unique() {
        let names = |names: &mut dyn Iterator<Item = &'static str>| {
            let mut names: Vec<_> = names.collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        };
        names(&mut Settings::TABLE.iter().map(|setting| setting.name));
        names(&mut Variant::ALL.iter().map(|variant| variant.name));
    }
}
