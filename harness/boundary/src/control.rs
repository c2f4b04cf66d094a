//! Hands: what a person or a relay does to a lock.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// The position a key turns the bolt to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bolt {
    /// Thrown.
    Locked,
    /// Withdrawn.
    Unlocked,
}

/// A control action, with its members as the attached-lock protocol names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Control {
    /// Presses the button and holds it that long; 5000 ms enter pairing mode.
    Button {
        /// Milliseconds.
        press_ms: u32,
    },
    /// Removes and restores the power; every connection ends.
    PowerCycle,
    /// Removes the power, or restores it: only a probe's pins can.
    Power {
        /// The lock has power.
        on: bool,
    },
    /// Forgets users, configuration and log; every connection ends.
    FactoryReset,
    /// Sets the lock's clock.
    SetClock {
        /// `YYYY-MM-DDThh:mm:ss`, local time of the lock.
        time: String,
    },
    /// Makes the user table that small.
    LimitUsers {
        /// How many authorizations fit.
        max: u32,
    },
    /// Blocks the motor, or frees it.
    Jam {
        /// Blocked.
        on: bool,
    },
    /// Turns the bolt by hand.
    TurnKey {
        /// Where to.
        to: Bolt,
    },
    /// Builds a fault into the lock, or takes it out.
    Defect {
        /// The fault's name; none takes the present one out.
        name: Option<String>,
    },
}
