//! Watches bluetoothd while a case runs.
//!
//! A daemon that dies and is started again within a second looks, from a connection over it, like a
//! lock that fell silent: no event stream ends, and the next call is answered. Only the owner of its
//! name on the bus tells.

use boundary::RigFault;
use dbus::blocking::Connection;
use dbus::message::MatchRule;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

/// What befell bluetoothd since this guard was posted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard(Arc<Mutex<Option<RigFault>>>);

impl Guard {
    /// Begins to watch, until the last copy is dropped.
    pub(crate) fn post() -> Self {
        let guard = Self::default();
        let seen = Arc::downgrade(&guard.0);
        // Without a thread or a bus nothing is seen here; calls to bluetoothd then tell of it.
        let _ = thread::Builder::new()
            .name("guard".into())
            .spawn(move || watch(&seen));
        guard
    }

    /// What happened, if anything.
    pub(crate) fn fault(&self) -> Option<RigFault> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }
}

/// Listens until nobody wants to know any more, or the bus is gone.
fn watch(seen: &Weak<Mutex<Option<RigFault>>>) -> Option<()> {
    let bus = Connection::new_system().ok()?;
    let mut rule = MatchRule::new_signal("org.freedesktop.DBus", "NameOwnerChanged");
    rule.sender = Some("org.freedesktop.DBus".into());
    let teller = seen.clone();
    let listening = bus.add_match(rule, move |names: (String, String, String), _, _| {
        if let (Some(fault), Some(seen)) = (judged(&names), teller.upgrade()) {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.get_or_insert(fault);
        }
        true
    });
    listening.ok()?;
    while seen.strong_count() > 0 {
        bus.process(LOOK_UP).ok()?;
    }
    Some(())
}

/// A name's old and new owner: whether bluetoothd ended.
fn judged((name, old, _): &(String, String, String)) -> Option<RigFault> {
    (name == "org.bluez" && !old.is_empty()).then(|| {
        RigFault::new(
            "bluetoothd ended while it was in use",
            "look at `journalctl -u bluetooth` for a crash, and start it: `systemctl start bluetooth`",
        )
    })
}

const LOOK_UP: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_end_of_bluetoothd_is_a_fault() {
        for (name, old, new, fault) in [
            ("org.bluez", ":1.4", "", true),
            ("org.bluez", ":1.4", ":1.9", true),
            ("org.bluez", "", ":1.9", false),
            (":1.9", ":1.9", "", false),
        ] {
            let names = (name.into(), old.into(), new.into());
            assert_eq!(judged(&names).is_some(), fault, "{names:?}");
        }
    }
}
