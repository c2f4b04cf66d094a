//! The commands of V1.10, from one table ("Commands").
//!
//! A row of the table gives the kind ([`Command`]), the description ([`Spec`]) and the meaning (a struct such as
//! [`LockAction`], and a variant of [`Message`]). [`payload`](crate::payload) reads and writes by the description,
//! tolerantly; the structs hold only what V1.10 allows.

mod part;
mod row;
mod spec;
mod table;

pub use part::BadLength;
pub use spec::{Direction, Proof, Spec};
pub use table::{
    AddTimeControlEntry, AdvancedConfig, AuthorizationAuthenticator, AuthorizationData,
    AuthorizationDataInvite, AuthorizationEntry, AuthorizationEntryCount, AuthorizationId,
    AuthorizationIdConfirmation, AuthorizationIdInvite, BatteryReport, Challenge, Command, Config,
    EnableLogging, ErrorReport, LockAction, LogEntry, LogEntryCount, Message, MostRecentCommand,
    NukiStates, OpeningsClosingsSummary, PublicKey, RemoveAuthorizationEntry,
    RemoveTimeControlEntry, RequestAdvancedConfig, RequestAuthorizationEntries, RequestCalibration,
    RequestConfig, RequestData, RequestDisconnect, RequestLogEntries, RequestReboot,
    RequestTimeControlEntries, SetAdvancedConfig, SetConfig, SetSecurityPin, Status,
    TimeControlEntry, TimeControlEntryCount, TimeControlEntryId, UpdateAuthorizationEntry,
    UpdateTime, UpdateTimeControlEntry, VerifySecurityPin,
};

use core::fmt;

/// A command's identifier; any two bytes are one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub u16);

impl CommandId {
    /// What an Error Report names when the lock can't tell which command failed.
    pub const NONE: Self = Self(0x0000);

    /// The command's name, if the table has it.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Command::of(self).map(Command::name)
    }

    /// The identifier of the command of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Command::from_name(name).map(Command::id)
    }
}

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::NONE => Some("none"),
            id => id.name(),
        };
        crate::code::show(f, self.0, 4, name)
    }
}

impl fmt::Debug for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommandId {self}")
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests;
