//! Commands as they are asked for: what each needs, and what a lock answers that obeys.

/// What a command must carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proof {
    Nothing,
    Challenge,
    Pin,
}

/// A command with valid fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Deed {
    pub(crate) command: &'static str,
    /// Its fields.
    pub(crate) with: &'static str,
    pub(crate) proof: Proof,
    /// What comes where it is obeyed.
    pub(crate) obeyed: &'static str,
    /// Whether it leaves the lock as it was.
    pub(crate) harmless: bool,
    /// Whether more may follow the first answer.
    pub(crate) more: bool,
}

impl Deed {
    /// Fields and more of them, as a map.
    pub(crate) fn fields(&self, more: &str) -> String {
        match (self.with, more) {
            ("", "") => String::new(),
            (with, "") => format!("\n  with: {{{with}}}"),
            ("", more) => format!("\n  with: {{{more}}}"),
            (with, more) => format!("\n  with: {{{with}, {more}}}"),
        }
    }
}

const fn deed(
    command: &'static str,
    with: &'static str,
    proof: Proof,
    obeyed: &'static str,
) -> Deed {
    Deed {
        command,
        with,
        proof,
        obeyed,
        harmless: false,
        more: false,
    }
}

const fn harmless(deed: Deed) -> Deed {
    Deed {
        harmless: true,
        ..deed
    }
}

const fn more(deed: Deed) -> Deed {
    Deed { more: true, ..deed }
}

use Proof::{Challenge, Nothing, Pin};

/// Every command of a client on the USDIO, the simplest first.
pub(crate) const DEEDS: &[Deed] = &[
    harmless(deed(
        "request_data",
        "command: battery_report",
        Nothing,
        "{battery_report: {size: {one_of: [5, 17]}}}",
    )),
    harmless(deed(
        "request_data",
        "command: nuki_states",
        Nothing,
        "nuki_states",
    )),
    more(deed(
        "lock_action",
        "action: unlock",
        Challenge,
        "{status: {status: accepted}}",
    )),
    more(deed(
        "lock_action",
        "action: lock",
        Challenge,
        "{status: {status: accepted}}",
    )),
    harmless(deed("request_config", "", Challenge, "config")),
    harmless(deed(
        "request_advanced_config",
        "",
        Challenge,
        "advanced_config",
    )),
    harmless(deed("verify_security_pin", "", Pin, COMPLETE)),
    more(harmless(deed(
        "request_authorization_entries",
        "offset: 0, count: 1",
        Pin,
        "authorization_entry_count",
    ))),
    more(harmless(deed(
        "request_log_entries",
        "start_index: 0, count: 1, sort_order: descending, total_count: true",
        Pin,
        "log_entry_count",
    ))),
    more(harmless(deed(
        "request_time_control_entries",
        "",
        Pin,
        "time_control_entry_count",
    ))),
    deed("set_config", "longitude: 33.25", Pin, COMPLETE),
    deed("set_advanced_config", "unlatch_duration: 9", Pin, COMPLETE),
    deed(
        "set_security_pin",
        "new_pin: {add: [$pin, 3]}",
        Pin,
        COMPLETE,
    ),
    // With the PIN that is wrong by one it is the new one that comes as the old one.
    deed(
        "set_security_pin",
        "new_pin: {add: [$pin, 1]}",
        Pin,
        COMPLETE,
    ),
    deed("update_time", "time: '2031-02-03T04:05:06'", Pin, COMPLETE),
    deed("enable_logging", "enabled: false", Pin, COMPLETE),
    more(deed(
        "authorization_data_invite",
        "name: Mallory, id_type: app",
        Pin,
        "authorization_id_invite",
    )),
    deed(
        "update_authorization_entry",
        "authorization_id: $owner.auth_id, name: Mallory, enabled: true",
        Pin,
        COMPLETE,
    ),
    more(deed(
        "add_time_control_entry",
        "weekdays: 0, time: '02:02', lock_action: lock",
        Pin,
        "time_control_entry_id",
    )),
    deed(
        "update_time_control_entry",
        "entry_id: $entry, enabled: true, weekdays: 0, time: '02:03', lock_action: lock",
        Pin,
        COMPLETE,
    ),
    deed(
        "remove_time_control_entry",
        "entry_id: $entry",
        Pin,
        COMPLETE,
    ),
    deed(
        "remove_authorization_entry",
        "authorization_id: $owner.auth_id",
        Pin,
        COMPLETE,
    ),
    more(deed("request_calibration", "", Pin, "status, nuki_states")),
    more(deed(
        "request_reboot",
        "",
        Pin,
        "status, disconnect, silence",
    )),
];

/// Stands for the identifier of the newest time control entry.
pub(crate) const ENTRY: &str = "$entry";
const COMPLETE: &str = "{status: {status: complete}}";
