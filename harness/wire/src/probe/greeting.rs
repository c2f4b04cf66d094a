//! The begin of a session: who the two sides are, and what the probe can do.

use serde::{Deserialize, Serialize};

/// The begin of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloTo<'a> {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// A number that no earlier session had.
    pub session: u32,
    /// The name of the harness, for logs.
    pub harness: &'a str,
    /// After so long a silence of the harness every line is made safe; 0 never.
    pub watchdog_ms: u32,
    /// Whose clock.
    pub clock: ClockKind,
}

/// Who a probe is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloFrom<'a> {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// The session's number.
    pub session: u32,
    /// `esp32s3`, `esp32c3`, `emulated`.
    pub board: &'a str,
    /// The firmware's version.
    pub firmware: &'a str,
    /// What no other board has: its factory address.
    pub serial: [u8; 6],
    /// What it can do.
    pub features: Features,
    /// The clock that it runs on.
    pub clock: ClockKind,
    /// The SHA-256 of the program that it runs, as its image says; none where the image does not say.
    pub image: Option<[u8; 32]>,
}

/// The clock of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockKind {
    /// The probe's own.
    Own,
    /// The harness gives the time with `advance`, where the probe has [`Features::GIVEN_TIME`].
    Given,
}

/// What a probe can do: a set of bits, of which unknown ones are ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features(pub u32);

impl Features {
    /// Digital lines, out and in.
    pub const LINES: Self = Self(1);
    /// Analogue lines.
    pub const ANALOGUE: Self = Self(1 << 1);
    /// A radio: observer and central.
    pub const RADIO: Self = Self(1 << 2);
    /// It can be a lock.
    pub const LOCK: Self = Self(1 << 3);
    /// Transparent HCI.
    pub const HCI: Self = Self(1 << 4);
    /// It can be given its time (emulation).
    pub const GIVEN_TIME: Self = Self(1 << 5);
    /// It can put a new lock on the bench (emulation).
    pub const RENEW: Self = Self(1 << 6);

    /// Every bit with its name.
    pub const NAMES: &'static [(Self, &'static str)] = &[
        (Self::LINES, "lines"),
        (Self::ANALOGUE, "analogue"),
        (Self::RADIO, "radio"),
        (Self::LOCK, "lock"),
        (Self::HCI, "hci"),
        (Self::GIVEN_TIME, "given-time"),
        (Self::RENEW, "renew"),
    ];

    /// Whether all bits of `other` are in this set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Why a probe has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BootCause {
    /// It got power, or a reset by its pin.
    PowerOn,
    /// The harness asked for it.
    Asked,
    /// Its firmware failed.
    Panic,
    /// Anything else.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_told_apart() {
        let both = Features::LINES.with(Features::RADIO);
        assert!(both.has(Features::RADIO) && !both.has(Features::LOCK));
        assert_eq!(both.with(Features::RADIO), both);
        let all = Features::NAMES.iter().fold(0, |all, (bit, _)| {
            assert_eq!(all & bit.0, 0, "a bit of its own");
            all | bit.0
        });
        assert_eq!(all, 0x7F);
    }
}
