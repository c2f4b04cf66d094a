//! Connections: `connect`, `disconnect`, `subscribe`, `mtu`, `prepare`, `execute`, `confirmations`.

use super::super::client::{Answer, Client, Heard, Pairing};
use super::super::stop::Wrong;
use super::super::{ANSWER_WITHIN, Flow, Run, Stop, describe, fixtures};
use crate::ast::Pattern;
use crate::step::{ConfirmPolicy, Confirmations, Connect, ExecuteStep, Mtu, Prepare, Subscribe};
use boundary::{Capability, Cccd, Char, Id, Instant, Span, ToLock};
use wire::code::AttError;

impl Run<'_> {
    pub(super) fn do_connect(&mut self, step: &Connect) -> Flow {
        let mtu = step
            .mtu
            .as_ref()
            .map_or_else(|| self.mtu(), |mtu| mtu.value);
        let chars: Vec<Char> = match &step.subscribe {
            Some(places) => places.iter().map(|place| place.value.0).collect(),
            None => fixtures::ALL_CHARS.to_vec(),
        };
        let name = &step.connect.value;
        let wants_refusal = step
            .expect
            .iter()
            .any(|pattern| pattern.value == Pattern::Refused);
        let given = step.within.as_ref().map(|within| within.value.0);
        let deadline = given.map(|within| self.now() + within);
        let within = given.unwrap_or_else(|| self.patience(CONNECT_WITHIN));
        loop {
            match self.connect_within(name, mtu, &chars, within) {
                Err(Stop::Wrong(wrong)) if wants_refusal && !wrong.always => return Ok(()),
                // A lock that starts up cannot be reached yet.
                Err(Stop::Wrong(wrong))
                    if !wrong.always && deadline.is_some_and(|until| self.now() < until) => {}
                other => return other,
            }
        }
    }

    /// Opens a connection and subscribes. A lock that drops the link once, because the last one
    /// was left with an unconfirmed value, is given a second try.
    pub(in super::super) fn connect(&mut self, name: &str, mtu: u16, chars: &[Char]) -> Flow {
        self.connect_within(name, mtu, chars, self.patience(CONNECT_WITHIN))
    }

    fn connect_within(&mut self, name: &str, mtu: u16, chars: &[Char], within: Span) -> Flow {
        self.disconnect(name)?;
        let doubtful = std::mem::take(&mut self.session.left_unfinished);
        match self.connect_once(name, mtu, chars, within) {
            Err(Stop::Wrong(wrong)) if !wrong.always => {
                self.pump_until(self.now() + DROPPED_WITHIN)?;
                self.connect_once(name, mtu, chars, within)
            }
            Ok(()) if doubtful && !self.lasts(name, DROPPED_WITHIN)? => {
                self.connect_once(name, mtu, chars, within)
            }
            other => other,
        }
    }

    /// Whether a connection is still there after some time.
    fn lasts(&mut self, name: &str, time: Span) -> Flow<bool> {
        let until = self.now() + time;
        let open = |run: &Self| run.clients.get(name).is_some_and(|this| this.open);
        while open(self) && self.pump(until)? {}
        Ok(open(self))
    }

    fn connect_once(&mut self, name: &str, mtu: u16, chars: &[Char], within: Span) -> Flow {
        self.disconnect(name)?;
        let conn = self.session.conn();
        let private = self.dice.bytes();
        let (policy, pairing) = match self.clients.get(name) {
            Some(this) => (this.confirm, this.pairing.clone()),
            None => (
                ConfirmPolicy::Automatic,
                Pairing {
                    private,
                    ..Pairing::default()
                },
            ),
        };
        let mut client = Client::new(conn, mtu, pairing);
        client.open = false;
        client.confirm = policy;
        client.active = self.now();
        client.asked.1 = chars.to_vec();
        self.clients.insert(name.to_owned(), client);
        "a connection".clone_into(&mut self.last_input);
        self.send(ToLock::Connect { conn, mtu })?;
        let begin = self.now();
        self.connected(name, begin, within)?;
        self.latency("connect", begin, self.now());
        for char in chars {
            self.cccd(name, *char, Cccd::INDICATE)?;
        }
        Ok(())
    }

    fn connected(&mut self, name: &str, begin: Instant, within: Span) -> Flow {
        let deadline = begin + within;
        loop {
            let Some(this) = self.clients.get_mut(name) else {
                return Ok(());
            };
            if this.answers.remove(&CONNECTED).is_some() {
                return Ok(());
            }
            if let Some(came) = this.inbox.pop_front() {
                return Wrong::new("a connection", describe::incoming(&came)).stop();
            }
            if !self.pump(deadline)? {
                let waited = self.now().since(begin);
                return Wrong::new("a connection", format!("none in {waited}")).stop();
            }
        }
    }

    /// Closes a connection, if it is open.
    pub(super) fn disconnect(&mut self, name: &str) -> Flow {
        let Some(this) = self.clients.get_mut(name) else {
            return Ok(());
        };
        if !this.open {
            return Ok(());
        }
        let conn = this.conn;
        this.leaving = true;
        self.send(ToLock::Disconnect { conn })?;
        let deadline = self.now() + self.patience(ANSWER_WITHIN);
        while self.clients.get(name).is_some_and(|this| this.open) {
            if !self.pump(deadline)? {
                return Self::rig(
                    "the link did not report the end of a connection that the harness closed",
                    "a lock process answers `disconnect` with `disconnected`",
                );
            }
        }
        self.forget_close(name);
        Ok(())
    }

    /// A right lock may end a link after an Error Report, or when it is idle: what is sent next then goes
    /// over a new one, unless a step has seen that end.
    pub(in super::super) fn outlive_an_end(&mut self, name: &str) -> Flow {
        let kind = |this: &Client| Some(this.erred?.1).filter(|kind| !this.survived.contains(kind));
        if let Some(kind) = self.clients.get(name).and_then(kind)
            && self.lasts(name, HESITATION)?
            && let Some(this) = self.clients.get_mut(name)
        {
            this.survived.insert(kind);
        }
        let Some(this) = self.clients.get_mut(name) else {
            return Ok(());
        };
        let ended = this.inbox.iter().position(|came| this.may_end(came));
        this.erred = None;
        let Some(ended) = ended else {
            return Ok(());
        };
        let mut inbox = std::mem::take(&mut this.inbox);
        inbox.remove(ended);
        let speakers = std::mem::take(&mut this.speakers);
        let (mtu, chars) = this.asked.clone();
        self.connect(name, mtu, &chars)?;
        if let Some(this) = self.clients.get_mut(name) {
            this.speakers = speakers;
            inbox.append(&mut this.inbox);
            this.inbox = inbox;
        }
        Ok(())
    }

    /// The end that the harness itself brought about is nothing that came from the lock.
    fn forget_close(&mut self, name: &str) {
        if let Some(this) = self.clients.get_mut(name) {
            this.inbox
                .retain(|came| !matches!(came.what, Heard::Disconnected(_)));
        }
    }

    pub(super) fn do_subscribe(&mut self, step: &Subscribe) -> Flow {
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let cccd = step
            .cccd
            .as_ref()
            .map_or(Cccd::INDICATE, |cccd| Cccd(cccd.value));
        match self.cccd(&client, step.subscribe.value.0, cccd) {
            Err(Stop::Wrong(wrong)) if step.may_fail && !wrong.always => Ok(()),
            other => other,
        }
    }

    fn cccd(&mut self, name: &str, char: Char, cccd: Cccd) -> Flow {
        let Some(this) = self.clients.get_mut(name) else {
            return Self::not_connected(name);
        };
        let conn = this.conn;
        // The first indication may overtake the response.
        this.subscribed.insert(char, cccd.0);
        let id = self.session.id();
        self.send(ToLock::Subscribe {
            conn,
            id,
            char,
            cccd,
        })?;
        let begin = self.now();
        let deadline = begin + self.patience(Span::secs(30));
        match self.answer(name, id, deadline)? {
            Some(Answer::Written) => Ok(()),
            Some(Answer::AttError(code)) => refused_cccd(char, cccd, code),
            _ => {
                let what = format!("the CCCD of {} to be written", describe::place(char));
                self.nothing_came(name, &what, begin)
            }
        }
    }

    pub(super) fn do_mtu(&mut self, step: &Mtu) -> Flow {
        self.needs(Capability::Mtu)?;
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let Some(conn) = self.clients.get(&client).map(|this| this.conn) else {
            return Self::not_connected(&client);
        };
        let id = self.session.id();
        self.send(ToLock::Mtu {
            conn,
            id,
            mtu: step.mtu.value,
        })?;
        let begin = self.now();
        let deadline = begin + self.patience(Span::secs(30));
        match self.answer(&client, id, deadline)? {
            Some(Answer::Mtu(mtu)) => {
                if let Some(this) = self.clients.get_mut(&client) {
                    this.mtu = mtu.max(23);
                }
                Ok(())
            }
            Some(Answer::Unsupported) => Err(Stop::NotApplicable(
                "the lock takes no MTU exchange".to_owned(),
            )),
            _ => self.nothing_came(&client, "an MTU response", begin),
        }
    }

    pub(super) fn do_prepare(&mut self, step: &Prepare) -> Flow {
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        self.needs(Capability::PrepareWrite)?;
        let value = self.eval_bytes(&step.prepare)?;
        let Some(conn) = self.clients.get(&client).map(|this| this.conn) else {
            return Self::not_connected(&client);
        };
        let id = self.session.id();
        let offset = step.offset.as_ref().map_or(0, |offset| offset.value);
        let char = step.on.value.0;
        "a prepared write".clone_into(&mut self.last_input);
        self.send(ToLock::Prepare {
            conn,
            id,
            char,
            offset,
            value,
        })?;
        self.att_answer(&client, id)
    }

    pub(super) fn do_execute(&mut self, step: &ExecuteStep) -> Flow {
        self.needs(Capability::PrepareWrite)?;
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let Some(conn) = self.clients.get(&client).map(|this| this.conn) else {
            return Self::not_connected(&client);
        };
        let id = self.session.id();
        "an executed write".clone_into(&mut self.last_input);
        self.send(ToLock::Execute {
            conn,
            id,
            flag: step.execute.value,
        })?;
        self.att_answer(&client, id)
    }

    pub(super) fn do_confirmations(&mut self, step: &Confirmations) -> Flow {
        self.needs(Capability::HoldConfirmation)?;
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let now = self.now();
        let Some(this) = self.clients.get_mut(&client) else {
            return Self::not_connected(&client);
        };
        this.confirm = step.confirmations.value;
        if let Some(due) = &mut this.unconfirmed {
            *due = Self::confirmation_due(this.confirm, now);
        }
        Ok(())
    }

    /// A new pairing of that user on an open connection.
    pub(super) fn begin_pairing(&mut self, client: &str, user: &str) {
        let private = self.dice.bytes();
        if let Some(this) = self.clients.get_mut(client) {
            this.pairing = Pairing {
                private,
                user: user.to_owned(),
                ..Pairing::default()
            };
        }
    }
}

/// A CCCD that is not written. Indications are what the document asks for, so refusing them is
/// wrong in any case; security on the link is a matter of its own.
fn refused_cccd<T>(char: Char, cccd: Cccd, code: u8) -> Flow<T> {
    let code = AttError(code);
    let wrong = Wrong::new(
        format!(
            "the CCCD of {} to be written with {:#06x}",
            describe::place(char),
            cccd.0
        ),
        format!("ATT error {code}"),
    );
    let needs_security = matches!(
        code,
        AttError::INSUFFICIENT_AUTHENTICATION
            | AttError::INSUFFICIENT_AUTHORIZATION
            | AttError::INSUFFICIENT_ENCRYPTION
    );
    match (needs_security, cccd) {
        (true, _) => wrong.always(&["GATT-13", "GATT-04"]).stop(),
        (false, Cccd::INDICATE) => wrong.always(&["GATT-04"]).stop(),
        _ => wrong.against(&["GATT-04"]).stop(),
    }
}

/// How soon a lock drops the link after one that it was left on with an unconfirmed value.
const DROPPED_WITHIN: Span = Span::secs(1);
/// How long nothing is sent after an Error Report that may be the link's end.
const HESITATION: Span = Span::millis(200);
/// Under this number the answer to `connect` is kept.
const CONNECTED: Id = Id(0);
/// Some adapters need many tries.
const CONNECT_WITHIN: Span = Span::secs(30);
