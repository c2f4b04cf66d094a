//! What reaches the lock from the air and from its hands.

use bluer::Address;
use bluer::gatt::local::{CharacteristicNotifier, ReqError};
use boundary::{Char, Conn, FromLock, ToLock, WriteKind};
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
    /// It does not want the characteristic's values any more.
    Unsubscribed(Char),
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

/// The kind of write, as far as bluetoothd tells: it joins prepared writes itself.
pub(crate) fn kind(op: bluer::gatt::WriteOp, length: usize, mtu: u16) -> WriteKind {
    use bluer::gatt::WriteOp;
    match op {
        WriteOp::Command => WriteKind::Command,
        WriteOp::Reliable => WriteKind::Long,
        WriteOp::Request if length + 3 > usize::from(mtu.max(23)) => WriteKind::Long,
        WriteOp::Request => WriteKind::Request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluer::gatt::WriteOp;

    #[test]
    fn a_value_that_fits_no_write_request_was_prepared() {
        assert_eq!(kind(WriteOp::Request, 20, 23), WriteKind::Request);
        assert_eq!(kind(WriteOp::Request, 21, 23), WriteKind::Long);
        assert_eq!(kind(WriteOp::Request, 20, 0), WriteKind::Request);
        assert_eq!(kind(WriteOp::Command, 20, 23), WriteKind::Command);
        assert_eq!(kind(WriteOp::Reliable, 5, 23), WriteKind::Long);
    }
}
