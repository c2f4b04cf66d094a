//! A case's timeline as lines for people: messages decoded where they could be.

use crate::run::{Entry, What};
use boundary::journal::CLEANING_UP;
use boundary::{Char, Control, DisconnectReason, FromLock, Instant, ToLock, WriteKind};

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the lock.
    To,
    /// From the lock.
    From,
    /// The lock's console.
    Console,
    /// A step of the scenario.
    Step,
}

impl Way {
    /// The mark in front of a line.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::To => "->",
            Self::From => "<-",
            Self::Console => "::",
            Self::Step => "##",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) at: Instant,
    pub(crate) way: Way,
    pub(crate) text: String,
    /// The bytes on the wire where a message carried some.
    pub(crate) bytes: String,
    /// The step's line in the scenario file, 0 for all else.
    pub(crate) place: u32,
    /// Whether the text is the meaning of bytes.
    pub(crate) decoded: bool,
}

impl Line {
    /// Whether it is a message to the lock whose bytes are still to come.
    fn waits(&self) -> bool {
        self.decoded && self.way == Way::To && self.bytes.is_empty()
    }
}

/// Every entry that says something, bytes joined to their meaning.
///
/// A write is said by its decoded form where one follows. Fragments from the lock are said by the
/// message that they end in; those that never became a message are shown as they came.
pub(crate) fn lines(timeline: &[Entry]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    // Places in `out` of bytes that still have no meaning.
    let mut loose: Vec<usize> = Vec::new();
    for entry in timeline {
        let at = entry.at;
        match &entry.what {
            What::Decoded { direction, text } => {
                let way = if direction.starts_with('<') {
                    Way::From
                } else {
                    Way::To
                };
                let bytes = absorb(&mut out, &mut loose, way);
                out.push(Line {
                    decoded: true,
                    ..line(at, way, text.clone(), bytes)
                });
            }
            What::Console(text) => out.push(line(at, Way::Console, text.clone(), String::new())),
            What::Step {
                index: _,
                line: place,
                text,
            } => out.push(Line {
                place: *place,
                ..line(at, Way::Step, text.clone(), String::new())
            }),
            What::To(message) => {
                let Some((text, bytes)) = said_to(message) else {
                    continue;
                };
                // The meaning may stand before the bytes or behind them.
                if let Some(said) = out
                    .last_mut()
                    .filter(|said| !bytes.is_empty() && said.waits())
                {
                    said.bytes = bytes;
                    continue;
                }
                if !bytes.is_empty() {
                    loose.push(out.len());
                }
                out.push(line(at, Way::To, text, bytes));
            }
            What::From(message) => {
                let said = said_from(message);
                out.extend(said.map(|(text, bytes)| {
                    if !bytes.is_empty() {
                        loose.push(out.len());
                    }
                    line(at, Way::From, text, bytes)
                }));
            }
        }
    }
    out
}

/// The last `count` lines that are messages or console lines, of what came before a failure was
/// cleaned up after.
pub(crate) fn last(timeline: &[Entry], count: usize) -> Vec<Line> {
    let mut all = lines(timeline);
    if let Some(end) = all
        .iter()
        .position(|line| line.way == Way::Step && line.text == CLEANING_UP)
    {
        all.truncate(end);
    }
    all.retain(|line| line.way != Way::Step);
    all.split_off(all.len().saturating_sub(count))
}

const fn line(at: Instant, way: Way, text: String, bytes: String) -> Line {
    Line {
        at,
        way,
        text,
        bytes,
        place: 0,
        decoded: false,
    }
}

/// Takes the loose bytes of one direction out of the lines and joins them.
fn absorb(out: &mut Vec<Line>, loose: &mut Vec<usize>, way: Way) -> String {
    let mut bytes = String::new();
    let mut gone = Vec::new();
    for place in loose.iter() {
        if let Some(line) = out.get(*place).filter(|line| line.way == way) {
            if !bytes.is_empty() {
                bytes.push(' ');
            }
            bytes.push_str(&line.bytes);
            gone.push(*place);
        }
    }
    for place in gone.iter().rev() {
        out.remove(*place);
    }
    loose.retain(|place| !gone.contains(place));
    for place in loose.iter_mut() {
        *place -= gone.iter().filter(|earlier| **earlier < *place).count();
    }
    bytes
}

/// What a message to the lock says beside what is decoded, with its bytes.
fn said_to(message: &ToLock) -> Option<(String, String)> {
    let plain = |text: String| Some((text, String::new()));
    match message {
        ToLock::Connect { conn, mtu } => {
            plain(format!("connect (connection {}, MTU {mtu})", conn.0))
        }
        ToLock::Mtu { mtu, .. } => plain(format!("exchange MTU {mtu}")),
        ToLock::Subscribe { char, cccd, .. } => plain(format!(
            "write 0x{:04X} to the CCCD of {}",
            cccd.0,
            place(*char)
        )),
        ToLock::Write {
            char, value, kind, ..
        } => {
            let how = match kind {
                WriteKind::Request => "write",
                WriteKind::Long => "write long",
                WriteKind::Command => "write without response",
            };
            let text = format!("{how} {} bytes to {}", value.len(), place(*char));
            Some((text, hex(value)))
        }
        ToLock::Prepare {
            char,
            offset,
            value,
            ..
        } => {
            let text = format!(
                "prepare {} bytes at {offset} for {}",
                value.len(),
                place(*char)
            );
            plain(format!("{text}: {}", hex(value)))
        }
        ToLock::Execute { flag, .. } => plain(format!("execute write ({flag:?})").to_lowercase()),
        ToLock::Disconnect { conn } => plain(format!("disconnect (connection {})", conn.0)),
        ToLock::Control { control, .. } => plain(hand(control)),
        ToLock::Discover { .. } | ToLock::Confirm { .. } => None,
    }
}

/// What a message from the lock says beside what is decoded, with its bytes.
fn said_from(message: &FromLock) -> Option<(String, String)> {
    let plain = |text: String| Some((text, String::new()));
    match message {
        FromLock::Connected { conn, mtu } => {
            plain(format!("connected (connection {}, MTU {mtu})", conn.0))
        }
        FromLock::Refused { reason, .. } => plain(format!("refused the connection: {reason}")),
        FromLock::Mtu { mtu, .. } => plain(format!("MTU {mtu}")),
        FromLock::AttError { code, .. } => plain(format!("ATT error 0x{code:02X}")),
        FromLock::Indicate { char, value, .. } => {
            let text = format!("indicated {} bytes on {}", value.len(), place(*char));
            Some((text, hex(value)))
        }
        FromLock::Notify { char, value, .. } => {
            let text = format!("notified {} bytes on {}", value.len(), place(*char));
            plain(format!("{text}: {}", hex(value)))
        }
        FromLock::Disconnected { conn, reason } => {
            let who = match reason {
                DisconnectReason::Local => "by the lock",
                DisconnectReason::Remote => "by the harness",
                DisconnectReason::Power => "the lock lost its power",
                DisconnectReason::Other => "for another reason",
            };
            plain(format!("disconnected (connection {}, {who})", conn.0))
        }
        FromLock::Unsupported { .. } => plain("unsupported".into()),
        FromLock::Services { .. }
        | FromLock::Written { .. }
        | FromLock::Done { .. }
        | FromLock::Advertising { .. } => None,
    }
}

pub(crate) fn hand(control: &Control) -> String {
    match control {
        Control::Button { press_ms } => format!("press the button for {press_ms} ms"),
        Control::PowerCycle => "power cycle".into(),
        Control::FactoryReset => "factory reset".into(),
        Control::SetClock { time } => format!("set the clock to {time}"),
        Control::LimitUsers { max } => format!("limit the user table to {max}"),
        Control::Jam { on: true } => "jam the motor".into(),
        Control::Jam { on: false } => "free the motor".into(),
        Control::Power { on: true } => "switch the power on".into(),
        Control::Power { on: false } => "switch the power off".into(),
        Control::TurnKey { to } => format!("turn the key to {to:?}").to_lowercase(),
        Control::Defect { name: Some(name) } => format!("build in the defect {name}"),
        Control::Defect { name: None } => "take the defect out".into(),
    }
}

/// A characteristic's name where it has one.
fn place(char: Char) -> String {
    match char {
        Char::PAIRING_GDIO => "pairing_gdio".into(),
        Char::KEYTURNER_GDIO => "keyturner_gdio".into(),
        Char::USDIO => "usdio".into(),
        other => other.to_string(),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use boundary::{Conn, Id};

    fn entry(at: u64, what: What) -> Entry {
        Entry {
            at: Instant(at),
            what,
        }
    }

    fn indicate(at: u64, value: &[u8]) -> Entry {
        entry(
            at,
            What::From(FromLock::Indicate {
                conn: Conn(1),
                char: Char::USDIO,
                value: value.to_vec(),
            }),
        )
    }

    fn decoded(at: u64, direction: &str, text: &str) -> Entry {
        entry(
            at,
            What::Decoded {
                direction: direction.into(),
                text: text.into(),
            },
        )
    }

    #[test]
    fn fragments_are_said_by_the_message_they_end_in() {
        let seen = lines(&[
            entry(
                1,
                What::To(ToLock::Write {
                    conn: Conn(1),
                    id: Id(1),
                    char: Char::USDIO,
                    value: vec![1, 2],
                    kind: WriteKind::Request,
                }),
            ),
            decoded(1, "->", "request_data"),
            entry(
                2,
                What::From(FromLock::Written {
                    conn: Conn(1),
                    id: Id(1),
                }),
            ),
            indicate(3, &[0xAA]),
            indicate(4, &[0xBB]),
            decoded(4, "<-", "nuki_states"),
        ]);
        let said: Vec<(&str, &str, &str)> = seen
            .iter()
            .map(|line| (line.way.mark(), &*line.text, &*line.bytes))
            .collect();
        assert_eq!(
            said,
            [
                ("->", "request_data", "0102"),
                ("<-", "nuki_states", "AA BB")
            ]
        );
    }

    #[test]
    fn a_meaning_that_stands_before_its_bytes_is_joined_to_them() {
        let write = |at, value: &[u8]| {
            entry(
                at,
                What::To(ToLock::Write {
                    conn: Conn(1),
                    id: Id(1),
                    char: Char::USDIO,
                    value: value.to_vec(),
                    kind: WriteKind::Request,
                }),
            )
        };
        let seen = lines(&[
            decoded(1, "->", "request_data"),
            write(1, &[1]),
            write(2, &[2]),
        ]);
        let said: Vec<(&str, &str)> = seen
            .iter()
            .map(|line| (&*line.text, &*line.bytes))
            .collect();
        assert_eq!(
            said,
            [("request_data", "01"), ("write 1 bytes to usdio", "02")]
        );
    }

    #[test]
    fn fragments_that_never_became_a_message_are_shown() {
        let seen = last(&[indicate(3, &[0xAA]), indicate(4, &[0xBB])], 8);
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[1].text, "indicated 1 bytes on usdio");
        assert_eq!(seen[1].bytes, "BB");
    }
}
