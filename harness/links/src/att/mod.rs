//! An ATT client and the discovery of a lock's services, sans I/O: shared by every link that has
//! a raw bearer.

pub(crate) mod client;
pub(crate) mod discovery;
pub(crate) mod job;
pub(crate) mod pdu;
pub(crate) mod table;
#[cfg(test)]
pub(crate) mod test_lock;

use boundary::Capability;

/// What a raw bearer can do.
pub(crate) const RAW: &[Capability] = &[
    Capability::Mtu,
    Capability::PrepareWrite,
    Capability::HoldConfirmation,
    Capability::ChooseMtu,
    Capability::WriteCommand,
    Capability::RawCccd,
];
