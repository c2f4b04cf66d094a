//! The log: what it tells of actions and of itself, from where, in which order and how much of it.

use super::by::By;
use super::settings::set;
use crate::model::{Model, Pin, Rest, Who};
use boundary::Capability;
use proptest::prelude::Strategy;

/// A read of the log.
pub(crate) type Log = By<What>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The action that was done last.
    Action,
    /// All of it, in order.
    Order,
    /// It is switched off and on again, which it tells.
    Switched,
    /// Parts of it: so many, from there, and whether their number comes first.
    Parts,
    /// It stays off over a power cut.
    Cut,
}

impl Log {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        Self::one_of(WHAT, &[Who::Owner, Who::Guest][..])
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        if !model.is_served(self.who) || model.pin != Pin::Clean {
            return;
        }
        model.clean();
        match self.what {
            What::Action => self.action(model),
            What::Order => self.order(model),
            What::Switched => {
                self.switch(model, false);
                self.switch(model, true);
                self.newest(model, "");
            }
            What::Parts => self.parts(model),
            What::Cut => self.cut(model),
        }
    }

    fn action(&self, model: &mut Model<'_>) {
        let (Some(last), Some(true), Some(actor)) = (model.last, model.logging, model.actor) else {
            return;
        };
        let code = match last {
            "unlock" => "01",
            "lock" => "02",
            _ => "03",
        };
        let line = model.line(self.who);
        model.push(format!("- read: log_entry{line}\n  asking: {{{NEWEST}}}\n  count: 1\n  with: {{log_type: lock_action, authorization_id: {}, data: {{starts: '{code}000000'}}}}\n  requirements: [CMD-19]", actor.id()));
    }

    /// As many as there are for certain, so that the read knows where the list ends.
    fn order(&self, model: &mut Model<'_>) {
        self.switch(model, false);
        self.switch(model, true);
        let line = model.line(self.who);
        for (order, more) in [("descending", "\n  descending: true"), ("ascending", "")] {
            let indices = model.variable("indices");
            model.push(format!("- read: log_entry{line}\n  asking: {{start_index: 0, count: 2, sort_order: {order}, total_count: false}}\n  count: 2\n  save: {{{indices}: entries.index}}\n  requirements: [CMD-18]"));
            model.push(format!(
                "- sorted: {indices}{more}\n  requirements: [CMD-18]"
            ));
        }
    }

    fn switch(&self, model: &mut Model<'_>, on: bool) {
        let line = model.line(self.who);
        set(
            model,
            &format!("enable_logging{line}"),
            &format!("enabled: {on}"),
            "CMD-20",
        );
        model.logging = Some(on);
        // What is newest is no action.
        model.last = None;
    }

    /// The entry about switching on, as the newest.
    fn newest(&self, model: &mut Model<'_>, save: &str) {
        let line = model.line(self.who);
        model.push(format!("- read: log_entry{line}\n  asking: {{{NEWEST}}}\n  count: 1\n  with: {{log_type: logging, authorization_id: {}, data: {{starts: '01'}}}}{save}\n  requirements: [CMD-20]", self.who.id()));
    }

    fn cut(&self, model: &mut Model<'_>) {
        if !model.setting.has(Capability::PowerCycle) || !model.may_move() {
            return;
        }
        self.switch(model, true);
        self.switch(model, false);
        model.power_cut();
        let line = model.line(self.who);
        let index = model.variable("index");
        model.push(format!("- read: log_entry{line}\n  asking: {{{NEWEST}}}\n  save: {{{index}: index}}\n  requirements: [CMD-18]"));
        model.push(format!("- act: unlock{line}\n  requirements: [CMD-03]"));
        model.push(format!("- act: lock{line}\n  requirements: [CMD-03]"));
        model.push(format!("- read: log_entry{line}\n  asking: {{{NEWEST}}}\n  count: 1\n  with: {{index: ${index}}}\n  requirements: [CMD-20]"));
        model.moved(Some(Rest::Locked), None);
    }

    fn parts(&self, model: &mut Model<'_>) {
        for on in [false, true, false, true] {
            self.switch(model, on);
        }
        let line = model.line(self.who);
        let (newest, stamp) = (model.variable("newest"), model.variable("stamp"));
        self.newest(
            model,
            &format!("\n  save: {{{newest}: index, {stamp}: timestamp}}"),
        );
        model.say("- wait: 2s");
        model.push(format!("- read: log_entry{line}\n  asking: {{start_index: 0, count: 0x0100, sort_order: descending, total_count: false}}\n  count: {{at_least: 4}}\n  having:\n    - {{index: ${newest}, timestamp: ${stamp}}}\n  requirements: [CMD-18]"));
        model.push(format!("- read: log_entry{line}\n  asking: {{start_index: 0, count: 2, sort_order: descending, total_count: false}}\n  count: 2\n  requirements: [CMD-18]"));
        model.push(format!("- read: log_entry{line}\n  asking: {{start_index: {{add: [${newest}, -1]}}, count: 1, sort_order: descending, total_count: false}}\n  count: 1\n  with: {{index: {{one_of: [{{add: [${newest}, -1]}}, {{add: [${newest}, -2]}}]}}}}\n  requirements: [CMD-18]"));
        model.push(format!("- send: request_log_entries{line}\n  with: {{start_index: 0, count: 1, sort_order: descending, total_count: true}}"));
        model.expect(
            "{log_entry_count: {logging_enabled: true, count: {at_least: 4}}}",
            "CMD-18",
        );
        model.expect("log_entry", "CMD-18");
        model.say("- drain: 4s");
        model.push(format!("- send: request_log_entries{line}\n  with: {{start_index: 0, count: 1, sort_order: descending, total_count: false}}"));
        model.expect("log_entry", "CMD-18");
        model.say("- drain: 4s");
        model.push(format!("- send: request_log_entries{line}\n  with: {{start_index: {{add: [${newest}, 0xFFFF]}}, count: 3, sort_order: ascending, total_count: false}}"));
        model.expect("status, error_report, silence, disconnect", "CMD-18");
        model.doubt();
    }
}

const NEWEST: &str = "start_index: 0, count: 1, sort_order: descending, total_count: false";

const WHAT: &[What] = &[
    What::Action,
    What::Action,
    What::Order,
    What::Switched,
    What::Parts,
    What::Cut,
];
