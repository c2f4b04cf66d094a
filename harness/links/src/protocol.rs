//! The attached-lock protocol's own words: what a link and a server of it must agree on.
//!
//! GATT messages are [`ToLock`](boundary::ToLock) and [`FromLock`](boundary::FromLock) as they
//! are; this module adds the greeting and the clock, and says what the protocol is able to carry.

use boundary::{Capability, Id};
use serde::{Deserialize, Serialize};

/// The version of the protocol.
pub(crate) const VERSION: u32 = 1;

/// The longest line of either side, without its end.
pub(crate) const LINE_AT_MOST: usize = 65_536;

/// What every attached lock can be asked, whatever it lists.
pub(crate) const GIVEN: &[Capability] = &[
    Capability::HoldConfirmation,
    Capability::ChooseMtu,
    Capability::WriteCommand,
    Capability::SeveralConnections,
    Capability::RawCccd,
];

/// What a lock lists in its `hello` where it has it; any other name there is only noted.
pub(crate) const LISTED: &[Capability] = &[
    Capability::Button,
    Capability::PowerCycle,
    Capability::FactoryReset,
    Capability::SetClock,
    Capability::LimitUsers,
    Capability::Jam,
    Capability::TurnKey,
    Capability::Defect,
    Capability::Advertising,
    Capability::Mtu,
    Capability::VirtualTime,
];

/// The clock of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ClockName {
    /// The host's.
    Real,
    /// Given by `advance`.
    Virtual,
}

/// The harness greets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HelloToLock {
    pub(crate) protocol: u32,
    pub(crate) clock: ClockName,
}

/// The harness lets time pass.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Advance {
    pub(crate) id: Id,
    pub(crate) to_us: u64,
}

/// Time has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Advanced {
    pub(crate) id: Id,
    pub(crate) at_us: u64,
}

/// The lock greets back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HelloFromLock {
    pub(crate) protocol: u32,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) version: String,
    pub(crate) clock: ClockName,
    #[serde(default)]
    pub(crate) capabilities: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<serde_json::Map<String, serde_json::Value>>,
}

/// The harness's messages that are not [`ToLock`](boundary::ToLock).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HarnessWord {
    Hello(HelloToLock),
    Advance(Advance),
}

/// The lock's messages that are not [`FromLock`](boundary::FromLock).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LockWord {
    Hello(HelloFromLock),
    Advanced(Advanced),
}

/// Writes a message as one line.
pub(crate) fn line(message: &impl Serialize) -> String {
    // Every message is made of names, numbers and strings: nothing that JSON cannot hold.
    let mut text = serde_json::to_string(message).unwrap_or_default();
    text.push('\n');
    text
}

/// As much of a line as a message for people can hold.
pub(crate) fn shortened(line: &str) -> String {
    const ENOUGH: usize = 120;
    let visible = |letter: char| match letter.is_control() {
        true => letter.escape_default().collect(),
        false => String::from(letter),
    };
    let shown: String = line.chars().take(ENOUGH).map(visible).collect();
    match line.chars().count() {
        all if all > ENOUGH => format!("{shown}... ({} bytes)", line.len()),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_written_as_the_page_prints_them() {
        let hello = HarnessWord::Hello(HelloToLock {
            protocol: VERSION,
            clock: ClockName::Virtual,
        });
        assert_eq!(
            line(&hello),
            "{\"hello\":{\"protocol\":1,\"clock\":\"virtual\"}}\n"
        );
        let advance = HarnessWord::Advance(Advance {
            id: Id(3),
            to_us: 40,
        });
        assert_eq!(line(&advance), "{\"advance\":{\"id\":3,\"to_us\":40}}\n");
        let advanced = LockWord::Advanced(Advanced {
            id: Id(3),
            at_us: 40,
        });
        assert_eq!(line(&advanced), "{\"advanced\":{\"id\":3,\"at_us\":40}}\n");
    }

    #[test]
    fn a_control_without_a_defect_names_null() {
        let control = boundary::ToLock::Control {
            id: Id(1),
            control: boundary::Control::Defect { name: None },
        };
        assert_eq!(
            line(&control),
            "{\"control\":{\"id\":1,\"action\":\"defect\",\"name\":null}}\n"
        );
    }

    #[test]
    fn a_long_line_is_quoted_in_part() {
        let text = shortened(&"ab\u{7}".repeat(100));
        assert!(text.contains("(300 bytes)") && text.len() < 400, "{text}");
        assert_eq!(shortened("short"), "short");
    }
}
