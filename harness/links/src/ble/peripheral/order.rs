//! What reaches the lock from the air and from its hands.

use bluer::Address;
use bluer::gatt::local::{CharacteristicNotifier, ReqError};
use boundary::{Char, Conn, FromLock, Id, ToLock, WriteKind};
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;

/// One thing that happened.
pub(crate) enum Order {
    /// A central has connected.
    Came(Address),
    /// It is gone.
    Gone(Address),
    /// It writes a value.
    Write(Written),
    /// It subscribes.
    Subscribed(Char, CharacteristicNotifier),
    /// It does not want the characteristic's values any more; which subscription ended.
    Unsubscribed(Char, Id),
    /// It has confirmed a value.
    Confirmed(Conn),
    /// A hand acts; everything that is said at once is the answer.
    Hand(ToLock, Sender<Vec<FromLock>>),
}

/// A write and the way to answer it.
pub(crate) struct Written {
    pub(crate) from: Address,
    pub(crate) char: Char,
    pub(crate) value: Vec<u8>,
    pub(crate) kind: WriteKind,
    pub(crate) mtu: u16,
    pub(crate) answer: oneshot::Sender<Result<(), ReqError>>,
}

/// As much of an ATT error as D-Bus can say.
pub(crate) const fn refusal(code: u8) -> ReqError {
    match code {
        0x03 => ReqError::NotPermitted,
        0x05 | 0x08 | 0x0F => ReqError::NotAuthorized,
        0x06 => ReqError::NotSupported,
        0x07 => ReqError::InvalidOffset,
        0x0D => ReqError::InvalidValueLength,
        _ => ReqError::Failed,
    }
}

/// The kind of write, as far as bluetoothd tells: it joins prepared writes itself, and up to 5.66 does
/// not name the operation, which bluer then takes for a command. Where the characteristic takes no
/// commands it can only have been a request.
pub(crate) fn kind(
    op: bluer::gatt::WriteOp,
    length: usize,
    mtu: u16,
    takes_commands: bool,
) -> WriteKind {
    use bluer::gatt::WriteOp;
    let fits = length + 3 <= usize::from(mtu.max(23));
    match op {
        WriteOp::Reliable => WriteKind::Long,
        WriteOp::Command if takes_commands => WriteKind::Command,
        WriteOp::Command | WriteOp::Request if fits => WriteKind::Request,
        WriteOp::Command | WriteOp::Request => WriteKind::Long,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluer::gatt::WriteOp;

    #[test]
    fn a_value_that_fits_no_write_request_was_prepared() {
        assert_eq!(kind(WriteOp::Request, 20, 23, false), WriteKind::Request);
        assert_eq!(kind(WriteOp::Request, 21, 23, false), WriteKind::Long);
        assert_eq!(kind(WriteOp::Request, 20, 0, false), WriteKind::Request);
        assert_eq!(kind(WriteOp::Reliable, 5, 23, false), WriteKind::Long);
    }

    #[test]
    fn a_command_is_one_only_where_commands_are_taken() {
        assert_eq!(kind(WriteOp::Command, 20, 23, true), WriteKind::Command);
        assert_eq!(kind(WriteOp::Command, 20, 23, false), WriteKind::Request);
        assert_eq!(kind(WriteOp::Command, 21, 23, false), WriteKind::Long);
    }
}
