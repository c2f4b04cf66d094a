//! What is known of the lock and its link before the first walk.

use boundary::{Capabilities, Capability};

/// What the model may count on.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// What the link can do.
    pub(crate) can: Capabilities,
    /// Whether each walk meets a lock that remembers nothing.
    pub(crate) fresh: bool,
    /// Whether the States have the fields of V1.10 behind the battery.
    pub(crate) counts: bool,
    /// How many users there is room for, where that is claimed.
    pub(crate) room: Option<usize>,
    /// The lock's number, where it is known beforehand.
    pub(crate) nuki_id: Option<u32>,
    /// Whether a wait of minutes costs nothing.
    pub(crate) patient: bool,
    /// Motor actions that one walk may cause; any number where time costs nothing.
    pub(crate) motor: Option<u32>,
}

impl Setting {
    /// Whether the link has something.
    pub(crate) fn has(&self, one: Capability) -> bool {
        self.can.has(one)
    }
}
