//! The radio: packets between the controller and the host of `app`.

use app::{Happening, Hci};
use boundary::{Instant, Stamped};
use esp_radio::ble::Config;
use esp_radio::ble::controller::BleConnector;

/// The controller with its host.
pub(crate) struct Radio {
    /// None when the controller does not start: the board is then without a radio.
    controller: Option<BleConnector<'static>>,
    pub(crate) host: Hci,
}

impl Radio {
    pub(crate) fn new(device: esp_hal::peripherals::BT<'static>) -> Self {
        Self {
            controller: BleConnector::new(device, Config::default()).ok(),
            host: Hci::default(),
        }
    }

    pub(crate) const fn is_there(&self) -> bool {
        self.controller.is_some()
    }

    /// Carries packets both ways until there are none.
    pub(crate) fn turn(&mut self, now: Instant) {
        let Some(controller) = &mut self.controller else {
            return;
        };
        self.host.run(now);
        let mut packet = [0; PACKET_AT_MOST];
        for _ in 0..PACKETS_A_TURN {
            let length = controller.next(&mut packet).unwrap_or(0);
            let Some(heard) = packet.get(..length).filter(|heard| !heard.is_empty()) else {
                break;
            };
            self.host.hear(crate::now(), heard);
        }
        while let Some(packet) = self.host.said() {
            // It takes whole packets and waits for room itself.
            let _ = controller.write(&packet);
        }
    }

    pub(crate) fn poll(&mut self) -> Option<Stamped<Happening>> {
        self.host.poll()
    }
}

/// More than the controller's largest packet.
const PACKET_AT_MOST: usize = 1_024;
/// The serial line must not starve in a crowded room.
const PACKETS_A_TURN: usize = 16;
