//! The link: connections, subscriptions, fragments, confirmations, raw bytes.

use super::by::By;
use crate::model::{ANY_REFUSAL, Model, Who};
use crate::walk::Ground;
use boundary::Capability;
use proptest::prelude::Strategy;

/// Something that is done to a connection.
pub(crate) type Linking = By<What>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Reconnect(u16),
    Unsubscribed,
    OneSubscription,
    LateConfirmations,
    NoConfirmation,
    LostConfirmation,
    Raw(&'static str, &'static str),
    Noise(&'static str),
    Half,
    Second,
    Cancelled,
    Exchange,
    Cycles,
    Pieces,
    Long,
    Both,
}

impl Linking {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        Self::one_of(WHAT, &[Who::Owner, Who::Guest][..])
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        if !model.is_served(self.who) || !self.what.is_possible(model) {
            return;
        }
        let asks = Asks {
            states: self.asks(model, "nuki_states"),
            battery: self.asks(model, "battery_report"),
            config: format!("- send: request_config{}", model.line(self.who)),
        };
        match self.what {
            What::Reconnect(mtu) => {
                model.clean();
                return model.push(format!("- connect: a\n  mtu: {mtu}"));
            }
            What::Long => {
                model.clean();
                model.push(format!("{}\n  kind: long", asks.config));
                return model.expect("config", "GATT-09");
            }
            What::Unsubscribed | What::OneSubscription => self.subscribed(model, &asks),
            What::LateConfirmations | What::NoConfirmation | What::LostConfirmation => {
                self.confirmed(model, &asks);
            }
            What::Raw(..) | What::Noise(_) | What::Half | What::Second | What::Cancelled => {
                self.written(model, &asks);
            }
            What::Pieces => {
                model.clean();
                model.push(format!("{}\n  kind: request\n  pieces: [20, 20]", asks.states));
                model.say("- drain: 5s");
            }
            What::Exchange => self.exchange(model, &asks),
            What::Cycles => model.say("- repeat: 24\n  steps:\n    - disconnect: a\n    - connect: a\n      within: 30s\n    - read: nuki_states\n      as: owner\n      requirements: [ROBUST-07]"),
            What::Both => Self::both(model),
        }
        model.doubt();
    }

    fn asks(&self, model: &Model<'_>, what: &str) -> String {
        let who = model.line(self.who);
        format!("- send: request_data{who}\n  with: {{command: {what}}}")
    }

    /// A challenge that is there before confirmations are late; as a member of the command that uses it.
    fn challenge(&self, model: &mut Model<'_>) -> String {
        let name = model.variable("nonce");
        let who = model.line(self.who);
        model.push(format!(
            "- read: challenge{who}\n  save: {{{name}: nonce}}\n  requirements: [CMD-01]"
        ));
        format!("\n  with: {{nonce: ${name}}}")
    }

    fn subscribed(&self, model: &mut Model<'_>, asks: &Asks) {
        if self.what == What::Unsubscribed {
            model.say("- disconnect: a");
            model.say("- connect: a\n  subscribe: []");
            model.push(asks.states.clone());
            return model.expect("silence, att_error", "GATT-07");
        }
        model.say("- connect: a\n  subscribe: [usdio]");
        model.push(asks.states.clone());
        model.expect("nuki_states", "GATT-15");
        model.say("- expect: silence\n  requirements: [GATT-15]");
    }

    fn confirmed(&self, model: &mut Model<'_>, asks: &Asks) {
        model.clean();
        match self.what {
            What::LateConfirmations => {
                let with = self.challenge(model);
                model.say("- confirmations: 1s");
                model.push(format!("{}{with}", asks.config));
                model.say("- expect: config\n  within: 60s\n  requirements: [GATT-12]");
                model.say("- confirmations: automatic");
            }
            What::NoConfirmation => {
                model.say("- confirmations: withheld");
                model.push(asks.states.clone());
                model.say("- expect: disconnect\n  within: 40s\n  requirements: [ROBUST-04]");
                model.say("- confirmations: automatic");
            }
            _ => {
                model.say("- confirmations: withheld");
                model.push(asks.states.clone());
                model.say("- drain: 1s");
                model.say("- disconnect: a");
                model.say("- confirmations: automatic");
                // The next connection may be dropped once for it.
                model.say("- connect: a");
                model.say("- drain: 1s");
                model.say("- connect: a\n  within: 60s");
                model.push(format!("- repeat: 12\n  steps:\n    - send: request_data\n      as: {}\n      by: a\n      with: {{command: battery_report}}\n    - expect: battery_report\n      requirements: [ROBUST-04]\n    - drain: 3s", self.who.name()));
            }
        }
    }

    fn written(&self, model: &mut Model<'_>, asks: &Asks) {
        model.clean();
        match self.what {
            What::Raw(place, bytes) => {
                model.push(format!("- write: '{bytes}'\n  on: {place}"));
                model.expect(ANY_REFUSAL, "ROBUST-01");
            }
            What::Noise(place) => {
                model.push(format!(
                    "- repeat: 10\n  steps:\n    - write: {{random: [0, 120]}}\n      on: {place}"
                ));
                model.say("- drain: 1s");
            }
            What::Half => {
                model.push(format!(
                    "{}\n  spoil: {{message: {{keep: 40}}}}",
                    asks.states
                ));
                model.expect(ANY_REFUSAL, "FRAME-10");
                model.doubt();
                model.clean();
                let who = model.line(self.who);
                model.push(format!(
                    "- read: nuki_states{who}\n  requirements: [FRAME-10]"
                ));
            }
            What::Second => {
                let name = model.variable("message");
                model.push(format!("{}\n  sent: {name}", asks.battery));
                model.expect("battery_report", "CMD-21");
                model.push(format!(
                    "{}\n  spoil: {{message: {{append: ${name}}}}}",
                    asks.battery
                ));
                model.expect(&format!("battery_report, {ANY_REFUSAL}"), "FRAME-11");
                model.say(
                    "- expect: [silence, disconnect]\n  within: 5s\n  requirements: [FRAME-11]",
                );
            }
            _ => {
                model.say("- prepare: '0100030027A7'\n  on: pairing_gdio\n  offset: 0");
                model.say("- execute: cancel");
                model.say("- expect: silence\n  within: 3s\n  requirements: [GATT-11]");
            }
        }
    }

    /// A new MTU in the midst of a message.
    fn exchange(&self, model: &mut Model<'_>, asks: &Asks) {
        model.say("- connect: a\n  mtu: 23");
        model.connected();
        let with = self.challenge(model);
        model.say("- confirmations: 2s");
        model.push(format!("{}{with}", asks.config));
        model.say("- drain: 1s");
        model.say("- mtu: 185");
        model.say("- confirmations: automatic");
        model.say("- expect: config\n  within: 30s\n  requirements: [ROBUST-09]");
    }

    /// Two clients ask at the same time.
    fn both(model: &mut Model<'_>) {
        model.clean();
        model.say("- connect: b\n  within: 30s");
        for (who, by) in [("owner", "a"), ("guest", "b")] {
            model.push(format!(
                "- send: request_data\n  as: {who}\n  by: {by}\n  with: {{command: battery_report}}"
            ));
        }
        model.expect("{battery_report: {as: owner}}", "ROBUST-08");
        model.expect_by("b", "{battery_report: {as: guest}}", "ROBUST-08");
        model.say("- disconnect: b");
    }
}

impl What {
    /// Whether the link has what it takes.
    fn is_possible(self, model: &Model<'_>) -> bool {
        match self {
            Self::LateConfirmations | Self::NoConfirmation | Self::LostConfirmation => {
                model.setting.has(Capability::HoldConfirmation)
            }
            Self::Exchange => {
                model.setting.has(Capability::Mtu)
                    && model.setting.has(Capability::HoldConfirmation)
            }
            Self::Cancelled => model.setting.has(Capability::PrepareWrite),
            Self::Cycles => model.is_served(Who::Owner),
            Self::Both => {
                model.ground == Ground::TwoClients
                    && model.is_served(Who::Owner)
                    && model.is_served(Who::Guest)
            }
            _ => true,
        }
    }
}

/// Requests of the user.
struct Asks {
    states: String,
    battery: String,
    config: String,
}

const WHAT: &[What] = &[
    What::Reconnect(23),
    What::Reconnect(64),
    What::Reconnect(247),
    What::Reconnect(27),
    What::Reconnect(39),
    What::Unsubscribed,
    What::OneSubscription,
    What::LateConfirmations,
    What::NoConfirmation,
    What::LostConfirmation,
    What::Raw("usdio", ""),
    What::Raw("usdio", "01"),
    What::Raw("usdio", "010003"),
    What::Raw("pairing_gdio", ""),
    What::Raw("pairing_gdio", "010003"),
    What::Raw("keyturner_gdio", "01"),
    What::Noise("usdio"),
    What::Noise("pairing_gdio"),
    What::Half,
    What::Second,
    What::Cancelled,
    What::Exchange,
    What::Cycles,
    What::Pieces,
    What::Long,
    What::Both,
];
