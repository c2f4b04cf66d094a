//! What can be wrong with the bench, in words, with the fix; never a lock's failure.

use bluer::{Error, ErrorKind, InternalErrorKind};
use boundary::RigFault;
use std::io;

/// A fault of BlueZ while doing `what`.
pub(crate) fn bluez(what: &str, error: &Error) -> RigFault {
    RigFault::new(format!("cannot {what}: {error}"), fix(error))
}

/// A call that did not come back: D-Bus itself would wait for two minutes.
pub(crate) fn silent(what: &str) -> RigFault {
    RigFault::new(
        format!("cannot {what}: bluetoothd does not answer"),
        "restart it: `systemctl restart bluetooth`",
    )
}

/// An adapter that is not there.
pub(crate) fn no_adapter(name: &str, there: &[String]) -> RigFault {
    let fix = match there {
        [] => "plug one in, load its driver, and look at `bluetoothctl list`".to_owned(),
        there => format!(
            "choose one with `adapter=NAME`; there are: {}",
            there.join(", ")
        ),
    };
    RigFault::new(format!("there is no Bluetooth adapter {name}"), fix)
}

/// An adapter that is off.
pub(crate) fn powered_off(name: &str, error: Option<&Error>) -> RigFault {
    let why = error.map_or_else(String::new, |error| {
        format!(" and cannot be switched on ({error})")
    });
    RigFault::new(
        format!("the Bluetooth adapter {name} is off{why}"),
        "unblock it with `rfkill unblock bluetooth`, then `bluetoothctl power on`",
    )
}

/// A socket's fault, when it is the bench's: the lock has no part in it.
pub(crate) fn socket(what: &str, error: &io::Error) -> Option<RigFault> {
    let fix = match error.raw_os_error()? {
        EPERM | EACCES => "run as root, or give the program CAP_NET_ADMIN and CAP_NET_RAW",
        EAFNOSUPPORT | EPROTONOSUPPORT => {
            "load the kernel's Bluetooth: `modprobe bluetooth`; containers may not have it at all"
        }
        ENETDOWN => {
            "unblock the adapter with `rfkill unblock bluetooth`, then `bluetoothctl power on`"
        }
        ENODEV | EADDRNOTAVAIL => "plug the adapter in again, and look at `bluetoothctl list`",
        EADDRINUSE => "end the other program that holds an ATT socket on this adapter",
        _ => return None,
    };
    Some(RigFault::new(format!("cannot {what}: {error}"), fix))
}

/// Errors that tell of a bench rather than of a lock.
fn fix(error: &Error) -> &'static str {
    match &error.kind {
        ErrorKind::Internal(InternalErrorKind::DBus(text)) if text.contains("FileNotFound") => {
            "start D-Bus: `systemctl start dbus`"
        }
        ErrorKind::Internal(InternalErrorKind::DBus(text))
            // `Spawn`: D-Bus tried to start it on demand, which only systemd can.
            if ["ServiceUnknown", "NameHasNoOwner", "Spawn", "NoReply"]
                .iter()
                .any(|name| text.contains(name)) =>
        {
            "start bluetoothd: `systemctl start bluetooth`"
        }
        ErrorKind::Internal(InternalErrorKind::DBus(text)) if text.contains("AccessDenied") => {
            "let this user call org.bluez: `usermod -aG bluetooth $USER`, then log in again"
        }
        ErrorKind::Internal(InternalErrorKind::DBusConnectionLost) => {
            "start D-Bus: `systemctl start dbus`"
        }
        ErrorKind::NotReady => {
            "unblock the adapter with `rfkill unblock bluetooth`, then `bluetoothctl power on`"
        }
        ErrorKind::NotPermitted | ErrorKind::NotAuthorized => {
            "let this user call org.bluez: `usermod -aG bluetooth $USER`, then log in again"
        }
        _ => "look at `journalctl -u bluetooth`, and restart it: `systemctl restart bluetooth`",
    }
}

// The numbers of Linux; this module is built for nothing else.
const EPERM: i32 = 1;
const EACCES: i32 = 13;
const ENODEV: i32 = 19;
const EPROTONOSUPPORT: i32 = 93;
const EAFNOSUPPORT: i32 = 97;
const EADDRINUSE: i32 = 98;
const EADDRNOTAVAIL: i32 = 99;
const ENETDOWN: i32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn internal(text: &str) -> Error {
        Error {
            kind: ErrorKind::Internal(InternalErrorKind::DBus(text.into())),
            message: String::new(),
        }
    }

    #[test]
    fn each_dead_part_of_the_bench_has_its_own_fix() {
        for (error, fix) in [
            ("org.freedesktop.DBus.Error.FileNotFound", "dbus"),
            (
                "org.freedesktop.DBus.Error.ServiceUnknown",
                "systemctl start bluetooth",
            ),
            (
                "org.freedesktop.DBus.Error.Spawn.ChildExited",
                "systemctl start bluetooth",
            ),
            ("org.freedesktop.DBus.Error.AccessDenied", "usermod"),
        ] {
            let fault = bluez("list the adapters", &internal(error));
            assert!(fault.fix.contains(fix), "{fault}");
        }
        assert!(no_adapter("hci3", &["hci0".into()]).fix.contains("hci0"));
    }

    #[test]
    fn a_lock_that_is_not_there_is_no_fault_of_the_bench() {
        const EHOSTDOWN: i32 = 112;
        for (number, bench) in [
            (EHOSTDOWN, false),
            (ENETDOWN, true),
            (EPERM, true),
            (ENODEV, true),
        ] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(socket("connect", &error).is_some(), bench, "{error}");
        }
    }
}
