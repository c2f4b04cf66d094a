//! A device on the air, and the terms of a link to it.

use serde::{Deserialize, Serialize};

/// Names for what a radio says about the end of a link.
#[derive(Debug)]
pub struct Host;

impl Host {
    /// The other end closed it (Vol 1, Part F, 1.3: 0x13).
    pub const BY_PEER: u8 = 0x13;
    /// This end closed it.
    pub const BY_US: u8 = 0x16;
    /// Nothing was heard from the other end any more.
    pub const TIMEOUT: u8 = 0x08;
    /// The other end shuts down for want of power: 0x15.
    pub const BY_POWER: u8 = 0x15;
    /// The other end takes no connection.
    pub const NOT_ESTABLISHED: u8 = 0x3E;
}

/// A device on the air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Peer {
    /// A random address; else a public one.
    pub random: bool,
    /// The address, in the order in which it is printed.
    pub address: [u8; 6],
}

/// The terms of a link, in the units of the HCI command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkParameters {
    /// Connection interval in 1.25 ms.
    pub interval: u16,
    /// Peripheral latency in intervals.
    pub latency: u16,
    /// Supervision timeout in 10 ms.
    pub supervision: u16,
}

impl Default for LinkParameters {
    fn default() -> Self {
        Self {
            interval: 24,
            latency: 0,
            supervision: 400,
        }
    }
}
