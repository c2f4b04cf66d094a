//! What a probe can do for a run: by its radio, and by the pins that have a role.

use super::wiring::Wiring;
use crate::att::RAW;
use boundary::{Capabilities, Capability};
use wire::probe::Features;

/// What a probe of these features and pins can do as a link.
pub(super) fn capabilities(features: Features, wiring: &Wiring) -> Capabilities {
    let mut all = wired(wiring);
    if features.has(Features::RADIO) {
        all.insert(Capability::Advertising);
        for one in RAW {
            all.insert(*one);
        }
    }
    if features.has(Features::GIVEN_TIME) {
        all.insert(Capability::VirtualTime);
        // Two links between the same two radios are not possible on the air.
        all.insert(Capability::SeveralConnections);
    }
    all
}

/// What the pins alone can do.
pub(super) fn wired(wiring: &Wiring) -> Capabilities {
    let roles = [
        ("button", Capability::Button),
        ("power", Capability::PowerCycle),
        ("power", Capability::Power),
        ("motor", Capability::MotorEdges),
        ("led", Capability::LedEdges),
        ("buzzer", Capability::BuzzerEdges),
    ];
    let there = roles.iter().filter(|(role, _)| wiring.line(role).is_some());
    there.map(|(_, capability)| *capability).collect()
}
