//! Finding a lock: by address, by name, or by what it advertises.

use super::bench::{Radio, within};
use super::choice::{State, Wanted};
use bluer::{AdapterEvent, Address, AddressType, Device, DiscoveryFilter, DiscoveryTransport};
use boundary::RigFault;
use futures::StreamExt;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};
use wire::gatt::{Advertisement, Service};

/// A lock in range.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) address: Address,
    pub(crate) kind: AddressType,
    pub(crate) name: String,
}

/// Scans until the wanted lock is heard.
///
/// One scan in seven takes a whole discovery cycle of 10 s, hence the patience; and now and then one
/// hears nothing at all until it is begun anew.
pub(crate) async fn find(radio: &Radio, wanted: &Wanted) -> Result<Target, RigFault> {
    forget_strangers(radio).await;
    let filter = DiscoveryFilter {
        transport: DiscoveryTransport::Le,
        duplicate_data: true,
        ..DiscoveryFilter::default()
    };
    within(
        "set what to scan for",
        radio.adapter.set_discovery_filter(filter),
    )
    .await?;
    let mut seen = Vec::new();
    for _ in 0..SCANS {
        if let Some(target) = scan(radio, wanted, &mut seen).await? {
            return Ok(target);
        }
        // bluetoothd hears only later that a scan is over.
        sleep(BETWEEN_SCANS).await;
    }
    Err(not_found(wanted, &seen))
}

/// One scan; none when it did not hear the lock. `seen` is what else was heard.
///
/// A device that bluetoothd knows from before is announced before its properties are filled, and
/// only its later changes say that it is there now; so what is known is looked at again on every
/// change.
async fn scan(
    radio: &Radio,
    wanted: &Wanted,
    seen: &mut Vec<Address>,
) -> Result<Option<Target>, RigFault> {
    let events = radio.adapter.discover_devices_with_changes();
    let mut events = Box::pin(within("scan", events).await?);
    let deadline = Instant::now() + SCAN_WITHIN;
    loop {
        let event = tokio::select! {
            event = events.next() => event,
            () = sleep_until(deadline) => return Ok(None),
        };
        match event {
            Some(AdapterEvent::DeviceAdded(address)) => {
                let device = radio.adapter.device(address);
                let device =
                    device.map_err(|error| super::fault::bluez("look at a device", &error))?;
                if !seen.contains(&address) {
                    seen.push(address);
                }
                if is_wanted(&device, wanted).await {
                    return Ok(Some(target(&device).await));
                }
            }
            Some(_) => {}
            None => {
                radio.check().await?;
                return Err(super::fault::silent("scan"));
            }
        }
    }
}

/// A lock in range in words: address, name, and the state that it advertises.
pub(crate) async fn describe(radio: &Radio, target: &Target) -> String {
    let device = radio.adapter.device(target.address).ok();
    let state = match &device {
        Some(device) => state_of(device).await,
        None => None,
    };
    let state = state.map_or_else(
        || "advertises no state of a lock".to_owned(),
        |state| format!("advertises {state:?}").to_lowercase(),
    );
    format!("{} {}, {state}", target.address, target.name)
}

async fn target(device: &Device) -> Target {
    Target {
        address: device.address(),
        kind: device.address_type().await.unwrap_or(AddressType::LePublic),
        name: device.name().await.ok().flatten().unwrap_or_default(),
    }
}

/// A device object that has gone in between is not the wanted one: nothing here is a fault.
async fn is_wanted(device: &Device, wanted: &Wanted) -> bool {
    match wanted {
        Wanted::Address(address) => device.address() == *address,
        Wanted::Name(name) => device.name().await.ok().flatten().as_ref() == Some(name),
        Wanted::State(state) => state_of(device).await == Some(*state),
    }
}

/// What a lock's advertisement says of it.
async fn state_of(device: &Device) -> Option<State> {
    let beacon = device.manufacturer_data().await.ok().flatten();
    let beacon = beacon.and_then(|mut data| data.remove(&APPLE));
    if beacon.is_some_and(|rest| is_door(&rest)) {
        return Some(State::Door);
    }
    let services = device.service_data().await.ok().flatten()?;
    let says = |service: Service| {
        let uuid = bluer::Uuid::from_bytes(service.uuid().0);
        services.contains_key(&uuid)
    };
    match () {
        () if says(Service::PAIRING) => Some(State::Pairing),
        () if says(Service::INITIALIZATION) => Some(State::Uninitialised),
        () => None,
    }
}

fn is_door(rest: &[u8]) -> bool {
    let Ok(length) = u8::try_from(rest.len() + 3) else {
        return false;
    };
    let [low, high] = APPLE.to_le_bytes();
    let element = [&[length, 0xFF, low, high], rest].concat();
    matches!(
        Advertisement::parse(&element),
        Some(Advertisement::Door { .. })
    )
}

/// What bluetoothd remembers of earlier scans would be found at once, in range or not.
async fn forget_strangers(radio: &Radio) {
    let known = radio.adapter.device_addresses().await.unwrap_or_default();
    for address in known {
        let Ok(device) = radio.adapter.device(address) else {
            continue;
        };
        let kept =
            device.is_paired().await.unwrap_or(true) || device.is_connected().await.unwrap_or(true);
        if !kept {
            // One that is gone already needs no forgetting.
            let _ = radio.adapter.remove_device(address).await;
        }
    }
}

fn not_found(wanted: &Wanted, seen: &[Address]) -> RigFault {
    let what = match wanted {
        Wanted::Address(address) => format!("no lock with the address {address}"),
        Wanted::Name(name) => format!("no lock named `{name}`"),
        Wanted::State(state) => format!("no lock that advertises {state:?}"),
    };
    let heard = match seen {
        [] => "nothing at all".to_owned(),
        some => some
            .iter()
            .map(Address::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    RigFault::new(
        format!(
            "{what} was heard in {} s; heard: {heard}",
            SCAN_WITHIN.as_secs() * u64::from(SCANS)
        ),
        "power the lock, bring it into range, end other connections to it, and look at `strikeplate doctor`",
    )
}

/// A discovery cycle and some.
const SCAN_WITHIN: Duration = Duration::from_secs(14);
const SCANS: u32 = 3;
const BETWEEN_SCANS: Duration = Duration::from_millis(500);
/// The company that beacons belong to.
const APPLE: u16 = 0x004C;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beacon_is_read_as_bluez_gives_it() {
        let mut data = [0; 31];
        let nuki_id = 0x1122_3344;
        let door = Advertisement::Door {
            nuki_id,
            tx_power: 0xC6,
        };
        let length = door.emit(&mut data).unwrap();
        // Flags are 3 bytes; then length, type and company.
        assert!(is_door(&data[7..length]));
        assert!(!is_door(&data[8..length]));
        assert!(!is_door(&[0; 300]));
    }

    #[test]
    fn what_was_not_found_says_what_was_heard() {
        let fault = not_found(&Wanted::Name("Nuki_1".into()), &[Address::any()]);
        assert!(
            fault.what.contains("`Nuki_1`") && fault.what.contains("00:00:00"),
            "{fault}"
        );
    }
}
