//! What the lock advertises, handed to bluetoothd, which composes the packets itself.

use crate::ble::bench::{Radio, within};
use bluer::adv::{Advertisement, AdvertisementHandle, Type};
use boundary::RigFault;
use std::time::Duration;
use tokio::time::Instant;
use wire::gatt::{Advertisement as Said, LocalName, Service};

/// The advertisement on the air.
#[derive(Default)]
pub(crate) struct Adverts {
    handle: Option<AdvertisementHandle>,
    present: Option<(Vec<u8>, Vec<u8>)>,
    /// When it was handed to bluetoothd.
    since: Option<Instant>,
    /// Since when nobody has come, and how often it was handed over anew since.
    quiet: Option<Instant>,
    renewals: u32,
}

impl Adverts {
    /// Advertises that from now on; nothing when `data` is empty.
    pub(crate) async fn show(
        &mut self,
        radio: &Radio,
        data: Vec<u8>,
        response: Vec<u8>,
    ) -> Result<(), RigFault> {
        let wanted = Some((data, response));
        if self.present == wanted {
            return Ok(());
        }
        self.handle = None;
        self.quiet = None;
        self.present = wanted;
        let Some((data, response)) = self.present.as_ref().filter(|said| !said.0.is_empty()) else {
            return Ok(());
        };
        let advertisement = composed(data, response);
        let shown = within("advertise", radio.adapter.advertise(advertisement)).await?;
        self.handle = Some(shown);
        self.since = Some(Instant::now());
        self.quiet = self.since;
        Ok(())
    }

    /// How long until the same is handed to bluetoothd again. A connection, or one that did not come
    /// about, can make the kernel stop an advertisement that it was about to start (`0x200a failed:
    /// -16`), and nobody is told; so nobody's coming for a while is taken as a sign, ever more seldom.
    pub(crate) fn stale_in(&self) -> Option<Duration> {
        let period = RENEW_AFTER * (1 << self.renewals.min(MOST_DOUBLINGS));
        self.quiet
            .map(|since| period.saturating_sub(since.elapsed()))
    }

    /// What is advertised, to be handed over once more.
    pub(crate) fn renewed(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.renewals += 1;
        self.present.take()
    }

    /// A connection has ended.
    pub(crate) fn left(&mut self) {
        self.renewals = 0;
        self.quiet = self.quiet.map(|_| Instant::now());
    }

    /// What has to be advertised anew when a connection that was made just now ends: one that came
    /// while the advertisement was being replaced may have taken it off the air for good, and on a busy
    /// machine bluetoothd tells of a connection late.
    pub(crate) fn doubtful(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        let fresh = self.since.is_some_and(|since| since.elapsed() < SETTLED);
        fresh.then(|| self.present.take()).flatten()
    }
}

/// The parts that bluetoothd wants, from the packet that the lock would send.
fn composed(data: &[u8], response: &[u8]) -> Advertisement {
    let mut out = Advertisement {
        advertisement_type: Type::Peripheral,
        discoverable: Some(true),
        local_name: LocalName::parse(response).map(|name| format!("Nuki_{:08X}", name.nuki_id)),
        ..Advertisement::default()
    };
    match Said::parse(data) {
        Some(Said::Door { .. }) => {
            // Behind flags, length, type and company stands what the company defines.
            let rest = data.get(7..).unwrap_or_default();
            out.manufacturer_data.insert(APPLE, rest.to_vec());
        }
        Some(Said::Pairing { nuki_id }) => add(&mut out, Service::PAIRING, nuki_id),
        Some(Said::Uninitialized { nuki_id }) => add(&mut out, Service::INITIALIZATION, nuki_id),
        None => {}
    }
    out
}

fn add(to: &mut Advertisement, service: Service, nuki_id: u32) {
    let uuid = bluer::Uuid::from_bytes(service.uuid().0);
    to.service_data.insert(uuid, nuki_id.to_be_bytes().to_vec());
}

const APPLE: u16 = 0x004C;
/// How late a connection may be told.
const SETTLED: Duration = Duration::from_secs(5);
/// How long nobody may come before an advertisement is renewed the first time; each time twice as long.
const RENEW_AFTER: Duration = Duration::from_secs(4);
/// About four minutes in the end.
const MOST_DOUBLINGS: u32 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn emitted(said: Said) -> Vec<u8> {
        let mut out = vec![0; 31];
        let length = said.emit(&mut out).unwrap();
        out.truncate(length);
        out
    }

    #[test]
    fn a_beacon_and_service_data_are_taken_apart() {
        let nuki_id = 0x0102_0304;
        let tx_power = 0xC4;
        let door = composed(&emitted(Said::Door { nuki_id, tx_power }), &[]);
        let beacon = &door.manufacturer_data[&APPLE];
        assert_eq!(beacon.len(), 23);
        assert_eq!(beacon[18..], [1, 2, 3, 4, 0xC4]);
        let pairing = composed(
            &emitted(Said::Pairing { nuki_id }),
            b"\x0E\x09Nuki_01020304",
        );
        assert_eq!(pairing.local_name.as_deref(), Some("Nuki_01020304"));
        assert_eq!(pairing.service_data.values().next().unwrap(), &[1, 2, 3, 4]);
    }
}
