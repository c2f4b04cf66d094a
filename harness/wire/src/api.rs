//! Versions of the API document, in order.

use core::{fmt, str::FromStr};

/// A version of the API document; a later one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// 1.10 of 20.11.2017, the version this harness is built for.
    V1_10,
    /// 2.0 of 12.11.2018.
    V2_0,
    /// 2.1 of 16.03.2020.
    V2_1,
    /// 2.2 of 22.06.2021; not public as text, known from implementations.
    V2_2,
    /// 2.3, from about 2022; not public as text, known from implementations.
    V2_3,
}

impl Api {
    /// Every version, oldest first.
    pub const ALL: &'static [Self] = &[Self::V1_10, Self::V2_0, Self::V2_1, Self::V2_2, Self::V2_3];

    /// The version as it is written: `1.10`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_10 => "1.10",
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
            Self::V2_2 => "2.2",
            Self::V2_3 => "2.3",
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Api {
    type Err = UnknownApi;

    fn from_str(text: &str) -> Result<Self, UnknownApi> {
        let known = Self::ALL.iter().find(|api| api.name() == text);
        known.copied().ok_or(UnknownApi)
    }
}

/// A text that names no version of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an API version: 1.10, 2.0, 2.1, 2.2 or 2.3")]
pub struct UnknownApi;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_version_survives_being_written_and_read() {
        for api in Api::ALL {
            assert_eq!(api.to_string().parse(), Ok(*api));
        }
        assert_eq!("1.1".parse::<Api>(), Err(UnknownApi));
    }

    #[test]
    fn one_ten_is_older_than_two() {
        assert!(Api::V1_10 < Api::V2_0);
        assert!(Api::ALL.is_sorted());
    }
}
