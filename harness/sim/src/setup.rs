//! What a lock is made of.

use crate::{Defect, Settings};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use wire::Api;
use wire::field::DateTime;

/// How a new lock stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Mounted and configured, without users.
    Initialised,
    /// As from the factory.
    FactoryNew,
}

/// All that decides how a lock behaves; the same setup gives the same lock.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What all its randomness follows from.
    pub seed: u64,
    /// The version that it claims.
    pub api: Api,
    /// Its number.
    pub nuki_id: u32,
    /// Its PIN, also after a factory reset.
    pub pin: u16,
    /// Whether it is set up already.
    pub begin: Begin,
    /// What its clock shows at the begin, local time.
    pub clock: DateTime,
    /// What it does where the specification leaves it the choice.
    pub settings: Settings,
    /// What it gets wrong.
    pub defect: Option<Defect>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            seed: 0,
            api: Api::V1_10,
            nuki_id: 0x2A7B_13D5,
            pin: 1234,
            begin: Begin::Initialised,
            clock: DateTime {
                year: 2017,
                month: 11,
                day: 20,
                hour: 12,
                minute: 0,
                second: 0,
            },
            settings: Settings::default(),
            defect: None,
        }
    }
}

impl Setup {
    /// What the lock says of itself, as a profile does.
    pub(crate) fn claims(&self) -> BTreeMap<String, String> {
        let window = u64::from(self.settings.pairing_window_s) * 1000;
        [
            ("api", self.api.name().to_string()),
            ("nuki_id", self.nuki_id.to_string()),
            ("pin", self.pin.to_string()),
            ("max_users", self.settings.max_users.to_string()),
            ("pairing_window_ms", window.to_string()),
        ]
        .map(|(name, value)| (name.to_string(), value))
        .into()
    }
}
