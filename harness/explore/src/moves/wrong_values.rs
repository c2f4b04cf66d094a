//! Commands with everything right but a value that the document does not allow.

use super::by::By;
use crate::model::{Access, Model, Pin, Who};
use proptest::prelude::Strategy;

/// A value out of its range.
pub(crate) type WrongValue = By<Row>;

/// A command with one wrong field, the code that it gets, and the requirement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row(&'static str, &'static str, &'static str, &'static str);

impl WrongValue {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        Self::one_of(ROWS, &[Who::Owner, Who::Guest][..])
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        let Row(command, with, code, requirement) = self.what;
        let pin = !matches!(command, "lock_action" | "request_data");
        if (pin && model.pin == Pin::Changed)
            || model.access(self.who) != Some(Access::Served)
            || (matches!(command, "lock_action" | "add_time_control_entry") && !model.may_move())
        {
            return;
        }
        model.clean();
        let spoil = if with.starts_with("spoil") {
            format!("\n  with: {{command: battery_report}}\n  {with}")
        } else {
            format!("\n  with: {{{with}}}")
        };
        model.push(format!("- send: {command}{}{spoil}", model.line(self.who)));
        let locked_out = if pin && model.pin == Pin::Doubted {
            ", {error_report: {code: too_many_pin_attempts}}"
        } else {
            ""
        };
        let code = if code.is_empty() {
            "error_report".to_owned()
        } else {
            format!(
                "{{error_report: {{code: {code}, command: {command}, on: usdio, as: {}}}}}",
                self.who.name()
            )
        };
        model.expect(&format!("{code}{locked_out}"), requirement);
        model.doubt();
    }
}

const ROWS: &[Row] = &[
    Row("lock_action", "action: 0x63", "bad_parameter", "CMD-06"),
    Row("lock_action", "action: 0x00", "bad_parameter", "CMD-06"),
    Row("lock_action", "action: 0x07", "bad_parameter", "CMD-06"),
    Row("lock_action", "action: 0xFF", "bad_parameter", "CMD-06"),
    Row("set_config", "led_brightness: 6", "bad_parameter", "CMD-13"),
    Row("set_config", "dst_mode: 2", "bad_parameter", "CMD-13"),
    Row("set_config", "fob_action_1: 5", "bad_parameter", "CMD-13"),
    Row("set_config", "fob_action_3: 5", "bad_parameter", "CMD-13"),
    Row(
        "set_advanced_config",
        "single_button_press_action: 7",
        "bad_parameter",
        "CMD-13",
    ),
    Row(
        "set_advanced_config",
        "double_button_press_action: 7",
        "bad_parameter",
        "CMD-13",
    ),
    Row(
        "set_advanced_config",
        "battery_type: 3",
        "bad_parameter",
        "CMD-13",
    ),
    Row(
        "update_time",
        "time: '2026-13-01T00:00:00'",
        "bad_parameter",
        "CMD-16",
    ),
    Row(
        "update_time",
        "time: '2027-02-29T00:00:00'",
        "bad_parameter",
        "CMD-16",
    ),
    Row(
        "update_time",
        "time: '2026-02-29T00:00:00'",
        "bad_parameter",
        "CMD-16",
    ),
    Row(
        "update_time",
        "time: '2027-02-30T00:00:00'",
        "bad_parameter",
        "CMD-16",
    ),
    Row(
        "update_time",
        "time: '2026-05-06T24:00:00'",
        "bad_parameter",
        "CMD-16",
    ),
    Row(
        "add_time_control_entry",
        "weekdays: 0, time: '02:04', lock_action: 0x07",
        "bad_parameter",
        "CMD-17",
    ),
    Row(
        "add_time_control_entry",
        "weekdays: 0, time: '24:00', lock_action: lock",
        "bad_parameter",
        "CMD-16",
    ),
    Row(
        "remove_authorization_entry",
        "authorization_id: 0x7FFFFFFE",
        "invalid_auth_id",
        "AUTH-06",
    ),
    Row(
        "remove_authorization_entry",
        "authorization_id: {add: [$auth_id, 0x10000]}",
        "invalid_auth_id",
        "AUTH-06",
    ),
    Row(
        "update_authorization_entry",
        "authorization_id: 0x7FFFFFFE, name: Nobody",
        "",
        "AUTH-06",
    ),
    Row("request_data", "command: lock_action", "", "CMD-26"),
    Row("request_data", "command: 0x7777", "", "CMD-26"),
    Row("request_data", "command: 0x010C", "", "CMD-26"),
    Row("request_data", "command: log_entry", "", "CMD-26"),
    Row("request_data", "command: config", "", "CMD-26"),
    Row("request_data", "spoil: {command: 0x0016}", "", "CMD-25"),
    Row("request_data", "spoil: {command: 0x7777}", "", "CMD-25"),
    Row("request_data", "spoil: {command: 0x000E}", "", "CMD-25"),
];
