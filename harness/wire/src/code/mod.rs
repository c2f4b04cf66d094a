//! The one-byte codes of the protocol. Codes are open: any byte is a value, some values have a name.
//!
//! Each set is a table of value, constant, name, the version that brought it, and what it means. Names are snake_case
//! and stand in scenario files; the printed form is `0x22 (bad_nonce)`, or `0x7B (unknown code)`.

mod att;
mod config;
mod error;
mod lock;
mod user;

pub use att::AttError;
pub use config::{
    AdvertisingMode, BatteryType, ButtonAction, DstMode, FobAction, HomekitStatus, MatterStatus,
    MotorSpeed,
};
pub use error::{ErrorCode, StatusCode};
pub use lock::{Completion, DoorSensor, LockAction, LockState, NukiState, Trigger};
pub use user::{IdType, LogType, SortOrder};

use crate::Api;
use core::fmt;

/// A value with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// As on the wire.
    pub value: u16,
    /// As in scenario files.
    pub name: &'static str,
    /// The first version of the document, or of the locks, that has it.
    pub since: Api,
    /// What it stands for.
    pub meaning: &'static str,
}

/// All named values of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeSet {
    /// The code's own name, such as `lock_state`.
    pub name: &'static str,
    /// Its values, in the order of the document.
    pub names: &'static [Name],
}

impl CodeSet {
    /// The name of a value, if it has one.
    #[must_use]
    pub fn of(&self, value: u16) -> Option<&'static Name> {
        self.names.iter().find(|known| known.value == value)
    }

    /// The value of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'static Name> {
        self.names.iter().find(|known| known.name == name)
    }

    /// Whether that version of the document defines the value.
    #[must_use]
    pub fn defines(&self, api: Api, value: u16) -> bool {
        self.of(value).is_some_and(|known| known.since <= api)
    }
}

/// Writes a code's value with its name.
pub(crate) fn show(
    f: &mut fmt::Formatter<'_>,
    value: u16,
    digits: usize,
    name: Option<&str>,
) -> fmt::Result {
    let name = name.unwrap_or("unknown code");
    write!(f, "0x{value:0digits$X} ({name})")
}

/// Makes an open code from its table.
macro_rules! code {
    (
        $(#[$doc:meta])*
        $type:ident $set:ident {
            $( $value:literal $constant:ident $name:ident $since:ident $meaning:literal; )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub u8);

        impl $type {
            $(
                #[doc = concat!("`", stringify!($value), "`: ", $meaning, ".")]
                pub const $constant: Self = Self($value);
            )*

            /// The named values, in the order of the document.
            pub const NAMES: &'static [$crate::code::Name] = &[
                $( $crate::code::Name {
                    value: $value,
                    name: stringify!($name),
                    since: $crate::Api::$since,
                    meaning: $meaning,
                }, )*
            ];

            /// The named values as a set that a [`Field`](crate::field::Field) can refer to.
            pub const SET: &'static $crate::code::CodeSet = &$crate::code::CodeSet {
                name: stringify!($set),
                names: Self::NAMES,
            };

            /// The value's name, if it has one.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                Self::SET.of(self.0.into()).map(|known| known.name)
            }

            /// The value of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $( stringify!($name) => Some(Self::$constant), )*
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::code::show(f, self.0.into(), 2, self.name())
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{} {self}", stringify!($type))
            }
        }

        impl From<u8> for $type {
            fn from(value: u8) -> Self {
                Self(value)
            }
        }
    };
}
pub(crate) use code;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::{format, string::ToString};

    #[test]
    fn a_code_shows_its_value_and_its_name() {
        assert_eq!(ErrorCode(0x22).to_string(), "0x22 (bad_nonce)");
        assert_eq!(ErrorCode(0x7B).to_string(), "0x7B (unknown code)");
        assert_eq!(
            format!("{:?}", LockState::LOCKED),
            "LockState 0x01 (locked)"
        );
    }

    #[test]
    fn names_lead_back_to_their_values() {
        assert_eq!(ErrorCode::from_name("bad_crc"), Some(ErrorCode(0xFD)));
        assert_eq!(
            LockAction::from_name("fob_action_3"),
            Some(LockAction(0x83))
        );
        assert_eq!(Trigger::from_name("cat"), None);
    }

    #[test]
    fn both_bad_parameter_codes_have_names_of_their_own() {
        assert_eq!(ErrorCode(0x12).name(), Some("pairing_bad_parameter"));
        assert_eq!(ErrorCode(0x23).name(), Some("bad_parameter"));
    }

    #[test]
    fn a_version_defines_its_own_values_and_those_before() {
        assert!(LockState::SET.defines(Api::V1_10, 0xFE));
        assert!(!LockState::SET.defines(Api::V1_10, 0xFC));
        assert!(LockState::SET.defines(Api::V2_1, 0xFC));
        assert!(!LockState::SET.defines(Api::V2_3, 0x77));
    }

    #[test]
    fn no_set_has_a_value_or_a_name_twice() {
        for set in [
            ErrorCode::SET,
            StatusCode::SET,
            NukiState::SET,
            LockState::SET,
            Trigger::SET,
            LockAction::SET,
            Completion::SET,
            DoorSensor::SET,
            IdType::SET,
            LogType::SET,
            SortOrder::SET,
            FobAction::SET,
            ButtonAction::SET,
            BatteryType::SET,
            DstMode::SET,
            AdvertisingMode::SET,
            HomekitStatus::SET,
            MatterStatus::SET,
            MotorSpeed::SET,
            AttError::SET,
        ] {
            for known in set.names {
                assert_eq!(set.of(known.value), Some(known), "{}", set.name);
                assert_eq!(set.find(known.name), Some(known), "{}", set.name);
            }
        }
    }
}
