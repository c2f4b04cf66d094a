//! A lock of a few lines for the tests of this crate.

use boundary::{
    Capabilities, Capability, Char, Conn, Control, DisconnectReason, FromLock, Id, Identity,
    Instant, Peer, Span, ToLock,
};
use std::collections::VecDeque;

/// Says `done` to a button at once and, when the press has lasted, `advertising`; answers a write
/// at once and echoes its value as an indication as many milliseconds later as its first byte says.
#[derive(Default)]
pub(crate) struct TestPeer {
    stuck: bool,
    now: Instant,
    said: VecDeque<FromLock>,
    later: Vec<(Instant, FromLock)>,
}

impl Peer for TestPeer {
    fn identity(&self) -> Identity {
        Identity {
            name: "test peer".into(),
            version: "1".into(),
            claims: [("api", "1.10"), ("max_users", "100")]
                .map(|(k, v)| (k.into(), v.into()))
                .into(),
            ..Identity::default()
        }
    }

    fn capabilities(&self) -> Capabilities {
        [
            Capability::Button,
            Capability::FactoryReset,
            Capability::Advertising,
        ]
        .into_iter()
        .collect()
    }

    fn take(&mut self, now: Instant, message: ToLock) {
        assert!(now >= self.now, "time goes back");
        self.now = now;
        match message {
            ToLock::Connect { conn, mtu } => self.say(FromLock::Connected { conn, mtu }),
            ToLock::Write {
                conn,
                id,
                char,
                value,
                ..
            } => {
                self.say(FromLock::Written { conn, id });
                let delay = value.first().copied().unwrap_or_default();
                let echo = FromLock::Indicate { conn, char, value };
                self.later.push((now + Span::millis(delay.into()), echo));
            }
            ToLock::Disconnect { conn } => self.say(FromLock::Disconnected {
                conn,
                reason: DisconnectReason::Remote,
            }),
            ToLock::Control { id, control } => self.control(now, id, &control),
            ToLock::Confirm { .. } => {}
            other => self.say(FromLock::AttError {
                conn: other.conn().unwrap_or(Conn(0)),
                id: Id(0),
                code: 0x06,
            }),
        }
    }

    fn advance(&mut self, now: Instant) {
        assert!(now >= self.now, "time goes back");
        self.now = now;
        self.later.sort_by_key(|(at, _)| *at);
        let due = self.later.iter().take_while(|(at, _)| *at <= now).count();
        let due: Vec<_> = self.later.drain(..due).collect();
        self.said.extend(due.into_iter().map(|(_, said)| said));
    }

    fn poll(&mut self) -> Option<FromLock> {
        self.said.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        if self.stuck {
            return Some(self.now);
        }
        self.later.iter().map(|(at, _)| *at).min()
    }
}

impl TestPeer {
    /// One whose deadline is always the present instant.
    pub(crate) fn stuck() -> Self {
        Self {
            stuck: true,
            ..Self::default()
        }
    }

    fn say(&mut self, said: FromLock) {
        self.said.push_back(said);
    }

    fn control(&mut self, now: Instant, id: Id, control: &Control) {
        match control {
            Control::Button { press_ms } => {
                self.say(FromLock::Done { id });
                let held = FromLock::Advertising {
                    data: vec![1],
                    scan_response: Vec::new(),
                    address: String::new(),
                };
                self.later
                    .push((now + Span::millis((*press_ms).into()), held));
            }
            Control::FactoryReset => {
                self.later.clear();
                self.say(FromLock::Done { id });
            }
            _ => self.say(FromLock::Unsupported { id: Some(id) }),
        }
    }
}

/// A press of the button.
pub(crate) fn press(id: u64, press_ms: u32) -> ToLock {
    ToLock::Control {
        id: Id(id),
        control: Control::Button { press_ms },
    }
}

/// A write that is echoed after `delay` milliseconds.
pub(crate) fn write(conn: u32, id: u64, delay: u8) -> ToLock {
    ToLock::Write {
        conn: Conn(conn),
        id: Id(id),
        char: Char::USDIO,
        value: vec![delay, 0xAB],
        kind: boundary::WriteKind::Request,
    }
}
