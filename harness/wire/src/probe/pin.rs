//! A pin and how it is used.

use serde::{Deserialize, Serialize};

/// A pin and how it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineConfig {
    /// The number of the GPIO.
    pub pin: u8,
    /// Its direction and kind.
    pub mode: LineMode,
    /// The level that counts as on.
    pub active: Active,
    /// For outputs: on or off at boot, after a watchdog and when the session ends.
    pub safe: bool,
}

/// A pin's direction and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineMode {
    /// Pulls low or lets go: for a button between a pulled-up input and ground.
    OpenDrain,
    /// Drives both levels: for a relay's or a transistor's input.
    PushPull,
    /// Watched, without a pull.
    Floating,
    /// Watched, with a pull-up.
    PullUp,
    /// Watched, with a pull-down.
    PullDown,
    /// Measured.
    Analogue,
}

impl LineMode {
    /// Whether it drives.
    #[must_use]
    pub const fn is_output(self) -> bool {
        matches!(self, Self::OpenDrain | Self::PushPull)
    }

    /// Whether its edges are stamped.
    #[must_use]
    pub const fn is_input(self) -> bool {
        matches!(self, Self::Floating | Self::PullUp | Self::PullDown)
    }
}

/// The level that counts as on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Active {
    /// 3.3 V.
    High,
    /// 0 V.
    Low,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_drives_or_is_watched_or_is_measured() {
        for (mode, output, input) in [
            (LineMode::OpenDrain, true, false),
            (LineMode::PushPull, true, false),
            (LineMode::Floating, false, true),
            (LineMode::PullUp, false, true),
            (LineMode::PullDown, false, true),
            (LineMode::Analogue, false, false),
        ] {
            assert_eq!((mode.is_output(), mode.is_input()), (output, input));
        }
    }
}
