//! What the owner sets, and what must be told of it afterwards.

use super::by::By;
use crate::model::{Model, Pin, Who};
use proptest::prelude::Strategy;
use std::collections::BTreeMap;

/// A setting that is changed.
pub(crate) type Setting = By<What>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Config(&'static str, &'static str),
    Advanced(&'static str, &'static str),
    /// The model's Wednesday.
    Time,
    /// The 29th of February of a year.
    LeapDay(&'static str),
    Pin,
    Logging(bool),
    LogStops,
}

impl Setting {
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
        let who = model.line(self.who);
        match self.what {
            What::Config(field, value) => {
                set_config(model, who, &[(field, value)]);
                if field == "timezone_offset" {
                    model.upset_clock();
                }
            }
            What::Advanced(field, value) => {
                set_advanced(model, who, field, value);
            }
            What::Time => wednesday(model, "12:00:00"),
            What::LeapDay(year) => Self::leap_day(model, year),
            What::Pin => Self::pin(model, who),
            What::Logging(on) => {
                set(
                    model,
                    &format!("enable_logging{who}"),
                    &format!("enabled: {on}"),
                    "CMD-20",
                );
                model.logging = Some(on);
                // An action of before may be missing from the log.
                model.last = None;
            }
            What::LogStops => Self::log_stops(model, who),
        }
    }

    /// By the owner: whoever has times may have no access on that day.
    fn leap_day(model: &mut Model<'_>, year: &str) {
        if !model.is_served(Who::Owner) {
            return;
        }
        model.upset_clock();
        let command = "update_time\n  as: owner";
        // A time before there were such locks may be refused.
        if year < "2018" {
            model.push(format!(
                "- send: {command}\n  with: {{time: '{year}-02-28T12:00:00'}}"
            ));
            model.say("- expect: {status: {status: complete}}\n  otherwise: not_applicable");
        }
        set(
            model,
            command,
            &format!("time: '{year}-02-29T12:00:00'"),
            "CMD-15",
        );
        model.push(format!("- read: nuki_states\n  as: owner\n  with: {{current_time: {{at_least: '{year}-02-28T00:00:00', at_most: '{year}-03-01T23:59:00'}}}}\n  requirements: [CMD-15]"));
    }

    fn pin(model: &mut Model<'_>, who: &str) {
        if !model.setting.fresh {
            return;
        }
        let (old, new) = ("$pin", "{add: [$pin, 1]}");
        set(
            model,
            &format!("set_security_pin{who}"),
            &format!("new_pin: {new}, pin: {old}"),
            "PIN-06",
        );
        set(
            model,
            &format!("verify_security_pin{who}"),
            &format!("pin: {new}"),
            "PIN-06",
        );
        model.push(format!(
            "- send: verify_security_pin{who}\n  with: {{pin: {old}}}"
        ));
        model.expect("{error_report: {code: bad_pin}}", "PIN-06");
        model.pin = Pin::Changed;
        model.doubt();
    }

    fn log_stops(model: &mut Model<'_>, who: &str) {
        if !model.may_move() {
            return;
        }
        set(
            model,
            &format!("enable_logging{who}"),
            "enabled: false",
            "CMD-20",
        );
        let name = model.variable("index");
        model.push(format!("- read: log_entry{who}\n  asking: {{start_index: 0, count: 1, sort_order: descending, total_count: false}}\n  count: {{at_most: 1}}\n  save: {{{name}: entries}}\n  requirements: [CMD-20]"));
        model.push(format!("- act: unlock{who}\n  requirements: [CMD-03]"));
        model.push(format!("- read: log_entry{who}\n  asking: {{start_index: 0, count: 1, sort_order: descending, total_count: false}}\n  lacking:\n    - {{log_type: lock_action}}\n  requirements: [CMD-20]"));
        model.push(format!(
            "- check: ${name}\n  is: {{at_most: 1}}\n  requirements: [CMD-20]"
        ));
        model.logging = Some(false);
        model.moved(None, None);
    }
}

/// A command that is obeyed.
pub(super) fn set(model: &mut Model<'_>, command: &str, with: &str, requirement: &str) {
    model.push(format!("- send: {command}\n  with: {{{with}}}"));
    model.expect("{status: {status: complete}}", requirement);
}

/// Sets some fields of the configuration. What a step leaves out is filled in with what the lock told first, so what is
/// known is said again.
pub(super) fn set_config(model: &mut Model<'_>, who: &str, fields: &[(&'static str, &str)]) {
    for (field, value) in fields {
        model.config.insert(field, (*value).to_owned());
    }
    let mut known = model.config.clone();
    known.remove("nuki_id");
    // A lock that tells there whether pairing is open would be told to switch it off for good.
    known
        .entry("pairing_enabled")
        .or_insert_with(|| "true".to_owned());
    let with = listed(&known);
    set(model, &format!("set_config{who}"), &with, "CMD-12");
    model.counted();
}

/// The same for one field of the advanced configuration.
pub(super) fn set_advanced(model: &mut Model<'_>, who: &str, field: &'static str, value: &str) {
    model.advanced.insert(field, value.to_owned());
    let with = listed(&model.advanced);
    set(model, &format!("set_advanced_config{who}"), &with, "CMD-14");
    model.count = None;
}

fn listed(known: &BTreeMap<&'static str, String>) -> String {
    let list: Vec<String> = known
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    list.join(", ")
}

/// Sets the clock to a Wednesday, without time zone and daylight saving, so that all clocks agree.
pub(super) fn wednesday(model: &mut Model<'_>, time: &str) {
    model.upset_clock();
    let owner = "\n  as: owner";
    set_config(
        model,
        owner,
        &[("timezone_offset", "0"), ("dst_mode", "disabled")],
    );
    let time = format!("time: '2026-06-10T{time}'");
    set(model, "update_time\n  as: owner", &time, "CMD-15");
    model.wednesday = true;
}

const WHAT: &[What] = &[
    What::Config("led_brightness", "1"),
    What::Config("led_brightness", "4"),
    What::Config("longitude", "-74.0"),
    What::Config("latitude", "12.5"),
    What::Config("timezone_offset", "-300"),
    What::Config("timezone_offset", "330"),
    What::Config("name", "Front door"),
    What::Config("name", "abcdefghijklmnopqrstuvwxyz012345"),
    What::Config("led_enabled", "false"),
    What::Config("button_enabled", "false"),
    What::Config("auto_unlatch", "true"),
    What::Config("fob_action_1", "lock"),
    What::Config("fob_action_2", "lock_n_go"),
    What::Config("fob_action_3", "unlock"),
    What::Advanced("unlatch_duration", "7"),
    What::Advanced("lock_n_go_timeout", "10"),
    What::Advanced("unlocked_position_offset", "-20"),
    What::Advanced("locked_position_offset", "33"),
    What::Advanced("single_button_press_action", "lock"),
    What::Advanced("double_button_press_action", "unlock"),
    What::Advanced("battery_type", "lithium"),
    What::Advanced("detached_cylinder", "true"),
    What::Time,
    What::Time,
    What::LeapDay("2028"),
    What::LeapDay("2000"),
    What::Pin,
    What::Logging(true),
    What::Logging(false),
    What::LogStops,
];
