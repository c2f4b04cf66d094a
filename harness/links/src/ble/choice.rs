//! What stands behind `ble:`: which lock, over which bearer and adapters, and who its hands are.

use crate::address::{AddressError, LockAddress};
use bluer::Address;
use std::str::FromStr;

/// A lock on the air as `--lock` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BleChoice {
    pub(crate) lock: Wanted,
    pub(crate) bearer: Bearer,
    /// Adapters by name; none: the default one. More than one give more than one client.
    pub(crate) adapters: Vec<String>,
    /// Where the lock's hands listen, on the attached-lock protocol.
    pub(crate) hands: Option<LockAddress>,
}

/// How a lock is recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// By its address.
    Address(Address),
    /// By what it advertises: the first one in that state.
    State(State),
    /// By its name.
    Name(String),
}

/// What a lock's advertisement says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pairing,
    Door,
    Uninitialised,
}

/// How ATT gets to the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A raw ATT bearer on the L2CAP fixed channel: all that ATT can say.
    Att,
    /// The GATT client of bluetoothd: what every app on Linux goes through.
    Gatt,
}

impl FromStr for BleChoice {
    type Err = AddressError;

    /// Reads `LOCK[,NAME=VALUE]...`.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let mut parts = text.split(',');
        let mut choice = Self {
            lock: Wanted::read(parts.next().unwrap_or_default()),
            bearer: Bearer::Att,
            adapters: Vec::new(),
            hands: None,
        };
        for part in parts {
            let wrong = || AddressError::BleSetting(part.to_owned(), text.to_owned());
            match part.split_once('=').ok_or_else(wrong)? {
                ("bearer", "att") => choice.bearer = Bearer::Att,
                ("bearer", "gatt") => choice.bearer = Bearer::Gatt,
                ("adapter", name) if !name.is_empty() => {
                    choice.adapters = name.split('+').map(str::to_owned).collect();
                }
                ("hands", address) => match address.parse()? {
                    hands @ (LockAddress::Tcp { .. }
                    | LockAddress::Unix(_)
                    | LockAddress::Exec(_)) => choice.hands = Some(hands),
                    _ => return Err(wrong()),
                },
                _ => return Err(wrong()),
            }
        }
        Ok(choice)
    }
}

impl Wanted {
    fn read(text: &str) -> Self {
        match (text, text.parse()) {
            (_, Ok(address)) => Self::Address(address),
            ("pairing", _) => Self::State(State::Pairing),
            ("door", _) => Self::State(State::Door),
            ("uninitialised", _) => Self::State(State::Uninitialised),
            (name, _) => Self::Name(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_named_by_address_name_or_state() {
        let lock = |text: &str| text.parse::<BleChoice>().unwrap().lock;
        let address = Address::new([0x54, 0xD2, 0x72, 0, 0x11, 0x22]);
        assert_eq!(lock("54:D2:72:00:11:22"), Wanted::Address(address));
        assert_eq!(lock("pairing"), Wanted::State(State::Pairing));
        assert_eq!(lock("Nuki_1"), Wanted::Name("Nuki_1".into()));
    }

    #[test]
    fn the_rest_are_names_and_values() {
        let text = "Nuki_1,bearer=gatt,adapter=hci0+hci1,hands=tcp:10.0.2.2:7001";
        let choice: BleChoice = text.parse().unwrap();
        assert_eq!(choice.bearer, Bearer::Gatt);
        assert_eq!(choice.adapters, ["hci0", "hci1"]);
        let port = 7001;
        let host = "10.0.2.2".into();
        assert_eq!(choice.hands, Some(LockAddress::Tcp { host, port }));
        for wrong in ["x,bearer=usb", "x,y", "x,adapter=", "x,hands=sim"] {
            assert!(wrong.parse::<BleChoice>().is_err(), "{wrong}");
        }
    }
}
