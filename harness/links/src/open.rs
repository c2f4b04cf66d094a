//! From the name of a lock to a link that leads to it.

use crate::address::{LockAddress, SimChoice};
use crate::attached::{AttachedLink, AttachedOptions};
use crate::probe::{ProbeLink, Wiring};
use crate::sim_link::{MakePeer, SimLink};
use crate::waiting::Interruptible;
use boundary::{Link, RigFault};

/// Opens the way to a lock. `reference` makes reference locks of the wanted kind; it is asked only
/// for `sim`. The link's waits end when `options.interrupt` is raised.
///
/// # Errors
/// There is no lock, it does not greet back as it should, or the kind of link is not built in.
pub fn open(
    address: &LockAddress,
    options: AttachedOptions,
    reference: impl FnOnce(&SimChoice) -> Result<MakePeer, RigFault>,
) -> Result<Box<dyn Link>, RigFault> {
    let interrupt = options.interrupt.clone();
    let attached = match address.clone() {
        LockAddress::Sim(choice) => {
            let link = SimLink::new(address.to_string(), reference(&choice)?);
            return Ok(Box::new(Interruptible::new(link, interrupt)));
        }
        LockAddress::Exec(command) => AttachedLink::exec(command, options)?,
        LockAddress::Tcp { host, port } => AttachedLink::tcp(host, port, options)?,
        LockAddress::Unix(path) => AttachedLink::unix(path, options)?,
        #[cfg(feature = "ble")]
        LockAddress::Ble(lock) => {
            let link = crate::BleLink::open(&lock, options)?;
            return Ok(Box::new(Interruptible::new(link, interrupt)));
        }
        #[cfg(not(feature = "ble"))]
        LockAddress::Ble(_) => return Err(not_built(address, "BlueZ")),
        LockAddress::Probe(probe) => {
            let link = ProbeLink::open(&probe, Wiring::default(), &options)?;
            return Ok(Box::new(Interruptible::new(link, interrupt)));
        }
    };
    Ok(Box::new(Interruptible::new(attached, interrupt)))
}

#[cfg(not(feature = "ble"))]
fn not_built(address: &LockAddress, by: &str) -> RigFault {
    RigFault::new(
        format!("cannot open `{address}`: links through {by} are not built into this version"),
        "use `sim`, `exec:`, `tcp:` or `unix:`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_peer::{TestPeer, press};
    use boundary::Instant;

    fn opened(text: &str) -> Result<Box<dyn Link>, RigFault> {
        let options = AttachedOptions::default();
        open(&text.parse().unwrap(), options, |choice| {
            assert_eq!(choice.values("defect").next(), Some("none"));
            Ok(Box::new(|| Box::new(TestPeer::default())))
        })
    }

    #[test]
    fn the_reference_lock_is_made_as_it_was_chosen() {
        let mut link = opened("sim:defect=none").unwrap();
        assert_eq!(link.identity().link, "sim:defect=none");
        link.send(&press(1, 0)).unwrap();
        assert!(link.next(Instant(1)).unwrap().is_some());
    }

    #[test]
    fn what_is_not_built_in_says_so() {
        if cfg!(feature = "ble") {
            return;
        }
        let Err(fault) = opened("ble:Nuki_1") else {
            panic!("it opened");
        };
        assert!(
            fault.what.contains("not built into this version"),
            "{fault}"
        );
        assert!(fault.what.contains("ble:Nuki_1"), "{fault}");
    }

    #[test]
    fn a_probe_that_is_not_plugged_in_is_told_with_its_port() {
        let Err(fault) = opened("probe:/dev/no-such-port") else {
            panic!("it opened");
        };
        assert!(fault.what.contains("/dev/no-such-port"), "{fault}");
        assert!(fault.fix.contains("plug the probe in"), "{fault}");
    }

    #[test]
    fn nobody_there_is_told_with_the_address() {
        let Err(fault) = opened("unix:/no/such/socket") else {
            panic!("it opened");
        };
        assert!(fault.what.contains("/no/such/socket"), "{fault}");
    }
}
