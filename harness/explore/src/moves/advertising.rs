//! What the lock says to everybody.

use crate::model::{Model, Person, Pin, Who};
use crate::walk::Ground;
use boundary::Capability;
use proptest::prelude::Strategy;
use proptest::sample::select;

/// A look at the advertising.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Advertising {
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Beacon,
    PairingMode,
    Changed,
}

impl Advertising {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        select(WHAT).prop_map(|what| Self { what })
    }

    /// There is nothing simpler.
    pub(crate) const fn simpler(&self) -> Vec<Self> {
        Vec::new()
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        let can = model.setting.has(Capability::Advertising)
            && model.setting.has(Capability::PowerCycle)
            // A lock that was only paired may still count as not set up.
            && model.ground != Ground::Bare
            && model.is_served(Who::Owner);
        if !can {
            return;
        }
        match self.what {
            What::Beacon => Self::beacon(model),
            What::PairingMode if model.setting.has(Capability::Button) && model.pairable => {
                Self::pairing_mode(model);
            }
            What::Changed if model.pin == Pin::Clean && !model.is_crowded() => Self::changed(model),
            _ => {}
        }
    }

    /// After a restart nothing but service goes on.
    fn beacon(model: &mut Model<'_>) {
        let id = Self::identity(model);
        model.say("- disconnect: a");
        model.push(format!("- advertises: door\n  with: {{nuki_id: ${id}, name: $beacon_name}}\n  within: 10s\n  requirements: [ADV-01, ADV-04, ADV-06]"));
        model.doubt();
    }

    fn pairing_mode(model: &mut Model<'_>) {
        let id = Self::identity(model);
        model.say("- disconnect: a");
        model.say("- press: 5200ms");
        model.push(format!("- advertises: pairing\n  with: {{nuki_id: ${id}}}\n  within: 10s\n  requirements: [ADV-02]"));
        model.power_cut();
    }

    fn identity(model: &mut Model<'_>) -> String {
        model.power_cut();
        model.clean();
        let id = model.variable("id");
        model.push(format!(
            "- read: config\n  as: owner\n  save: {{{id}: nuki_id}}"
        ));
        id
    }

    /// The flag is set by a change, and cleared by a bridge only.
    fn changed(model: &mut Model<'_>) {
        if model.people.contains_key(&Who::Friend) || !model.may_move() {
            return;
        }
        model.power_cut();
        model.clean();
        model.say("- invite: friend\n  with: {id_type: bridge, remote_allowed: true}");
        let friend = Person {
            bridge: true,
            ..Person::default()
        };
        model.people.insert(Who::Friend, friend);
        model.users = model.users.map(|users| users + 1);
        model.say("- read: nuki_states\n  as: friend\n  requirements: [CMD-01]");
        model.say("- act: lock\n  as: owner\n  requirements: [CMD-03]");
        model.say("- act: unlock\n  as: owner\n  requirements: [CMD-03]");
        model.moved(None, None);
        for (who, changed) in [(None, true), (Some("owner"), true), (Some("friend"), false)] {
            if let Some(who) = who {
                model.say("- connect: a");
                model.push(format!(
                    "- read: nuki_states\n  as: {who}\n  requirements: [CMD-01]"
                ));
            }
            model.say("- disconnect: a");
            model.push(format!("- advertises: door\n  with: {{changed: {changed}}}\n  within: 10s\n  requirements: [ADV-05]"));
        }
        model.doubt();
    }
}

const WHAT: &[What] = &[What::Beacon, What::PairingMode, What::Changed];
