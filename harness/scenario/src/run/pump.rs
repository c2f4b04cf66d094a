//! Waiting: the one place where a run takes events from its link.

use super::client::{Answer, Heard, Incoming};
use super::{Flow, Run, Stop};
use crate::step::ConfirmPolicy;
use boundary::journal::Record;
use boundary::{
    Conn, DisconnectReason, Event, FromLock, Id, Instant, RigFault, Span, Stamped, ToLock,
};

impl Run<'_> {
    /// The present time.
    pub(super) fn now(&self) -> Instant {
        self.link.now()
    }

    /// The harness's own patience, as the rig scales it.
    pub(super) fn patience(&self, span: Span) -> Span {
        Span(
            span.0
                .saturating_mul(u64::from(self.profile.patience.max(1)))
                / 100,
        )
    }

    /// Hands a message to the link.
    pub(super) fn send(&mut self, message: ToLock) -> Flow {
        if let Some(record) = &mut self.record {
            record(Record::To {
                at: self.link.now(),
                message: message.clone(),
            });
        }
        if !matches!(message, ToLock::Control { .. }) {
            self.inputs += 1;
        }
        Ok(self.link.send(&message)?)
    }

    /// Takes one event, at most until `deadline`; whether one came. Confirmations that fall due in
    /// between are sent.
    pub(super) fn pump(&mut self, deadline: Instant) -> Flow<bool> {
        loop {
            let due = self.next_confirmation();
            let wake = due.map_or(deadline, |(at, _)| at.min(deadline));
            match self.link.next(wake)? {
                Some(event) => {
                    self.count_event(&event.what)?;
                    self.take(event)?;
                    return Ok(true);
                }
                None => match due {
                    Some((at, conn)) if at <= deadline && at <= self.now() => self.confirm(conn)?,
                    _ => return Ok(false),
                },
            }
        }
    }

    /// Pumps until `deadline` whatever comes.
    pub(super) fn pump_until(&mut self, deadline: Instant) -> Flow {
        while self.pump(deadline)? {}
        Ok(())
    }

    /// Waits for the answer to a numbered request of a client; none at the deadline or when the
    /// connection has ended.
    pub(super) fn answer(
        &mut self,
        client: &str,
        id: Id,
        deadline: Instant,
    ) -> Flow<Option<Answer>> {
        loop {
            let Some(this) = self.clients.get_mut(client) else {
                return Ok(None);
            };
            if let Some(answer) = this.answers.remove(&id) {
                return Ok(Some(answer));
            }
            if !this.open || !self.pump(deadline)? {
                return Ok(None);
            }
        }
    }

    /// The next thing that came over a client's connection; none at the deadline.
    pub(super) fn incoming(&mut self, client: &str, deadline: Instant) -> Flow<Option<Incoming>> {
        loop {
            let Some(this) = self.clients.get_mut(client) else {
                return Ok(None);
            };
            if let Some(incoming) = this.inbox.pop_front() {
                return Ok(Some(incoming));
            }
            if !this.open {
                // Nothing can come any more; the time still passes, for `silence` and its like.
                self.pump_until(deadline)?;
                return Ok(None);
            }
            if !self.pump(deadline)? {
                return Ok(None);
            }
        }
    }

    fn take(&mut self, event: Stamped<Event>) -> Flow {
        let at = event.at;
        match event.what {
            Event::Console(line) => {
                if let Some(record) = &mut self.record {
                    record(Record::Console { at, line });
                }
                Ok(())
            }
            Event::Edge(edge) => {
                let input = edge.input.clone();
                let on = edge.on;
                if let Some(record) = &mut self.record {
                    record(Record::Edge { at, input, on });
                }
                self.edges.push_back((at, edge));
                Ok(())
            }
            Event::Ended(end) => Err(Stop::Ended(end)),
            Event::Lock(message) => {
                if let Some(record) = &mut self.record {
                    record(Record::From {
                        at,
                        message: message.clone(),
                    });
                }
                self.hear(at, message)
            }
        }
    }

    fn hear(&mut self, at: Instant, message: FromLock) -> Flow {
        match message {
            FromLock::Indicate { conn, char, value } => self.indication(at, conn, char, &value),
            FromLock::Notify { conn, char, value } => self.notification(at, conn, char, &value),
            FromLock::Disconnected { conn, reason } => {
                self.closed(conn);
                self.session.left_unfinished |= reason == DisconnectReason::Local;
                self.arrived(conn, at, Heard::Disconnected(reason));
                Ok(())
            }
            FromLock::Refused { conn, reason } => {
                self.closed(conn);
                self.arrived(conn, at, Heard::Refused(reason));
                Ok(())
            }
            FromLock::Connected { conn, mtu } => {
                if let Some(client) = self.client_of(conn) {
                    client.mtu = mtu.max(23);
                    client.open = true;
                    client.answers.insert(Id(0), Answer::Mtu(mtu));
                }
                Ok(())
            }
            FromLock::Written { conn, id } => self.answered(conn, id, Answer::Written),
            FromLock::AttError { conn, id, code } => {
                self.answered(conn, id, Answer::AttError(code))
            }
            FromLock::Services { conn, id, services } => {
                self.answered(conn, id, Answer::Services(services))
            }
            FromLock::Mtu { conn, id, mtu } => self.answered(conn, id, Answer::Mtu(mtu)),
            FromLock::Done { id } => {
                self.hands.insert(id, true);
                Ok(())
            }
            FromLock::Unsupported { id } => {
                self.refused_to_do(id);
                Ok(())
            }
            FromLock::Advertising {
                data,
                scan_response,
                ..
            } => {
                self.session.advertised = Some((data, scan_response));
                Ok(())
            }
        }
    }

    fn answered(&mut self, conn: Conn, id: Id, answer: Answer) -> Flow {
        if let Some(client) = self.client_of(conn) {
            client.answers.insert(id, answer);
        }
        Ok(())
    }

    /// An id says which request was not supported: a hand's or a connection's.
    fn refused_to_do(&mut self, id: Option<Id>) {
        let Some(id) = id else { return };
        self.hands.insert(id, false);
        for client in self.clients.values_mut() {
            client.answers.insert(id, Answer::Unsupported);
        }
    }

    fn closed(&mut self, conn: Conn) {
        if let Some(client) = self.client_of(conn) {
            let unfinished = client.is_unfinished();
            client.open = false;
            client.unconfirmed = None;
            client.subscribed.clear();
            self.session.left_unfinished |= unfinished;
        }
    }

    pub(super) fn arrived(&mut self, conn: Conn, at: Instant, what: Heard) {
        if let Some(client) = self.client_of(conn) {
            client.inbox.push_back(Incoming { at, what });
        }
    }

    pub(super) fn client_of(&mut self, conn: Conn) -> Option<&mut super::Client> {
        self.clients.values_mut().find(|client| client.conn == conn)
    }

    fn next_confirmation(&self) -> Option<(Instant, Conn)> {
        self.clients
            .values()
            .filter_map(|client| Some((client.unconfirmed?, client.conn)))
            .filter(|(at, _)| *at < Instant::NEVER)
            .min()
    }

    /// Confirms the indication that waits on a connection.
    pub(super) fn confirm(&mut self, conn: Conn) -> Flow {
        if let Some(client) = self.client_of(conn) {
            client.unconfirmed = None;
        }
        self.send(ToLock::Confirm { conn })
    }

    /// When an indication that came at `at` is to be confirmed.
    pub(super) fn confirmation_due(policy: ConfirmPolicy, at: Instant) -> Instant {
        match policy {
            ConfirmPolicy::Automatic => at,
            ConfirmPolicy::Withheld => Instant::NEVER,
            ConfirmPolicy::After(delay) => at + delay.0,
        }
    }

    /// A lock that never stops talking must not hold the run for ever, nor fill memory and disk.
    fn count_event(&mut self, event: &Event) -> Flow {
        self.events += 1;
        self.heard += weight(event);
        let (most, came) = match (self.events > MOST_EVENTS, self.heard > MOST_BYTES) {
            (true, _) => (format!("at most {MOST_EVENTS} messages"), "messages"),
            (_, true) => (format!("at most {MOST_BYTES} bytes"), "bytes"),
            (false, false) => return Ok(()),
        };
        let came = format!("a flood of {came} that does not end");
        super::stop::Wrong::new(format!("{most} in a case"), came).stop()
    }

    /// A bench fault that the run itself finds.
    pub(super) fn rig<T>(what: impl Into<String>, fix: &str) -> Flow<T> {
        Err(Stop::Rig(RigFault::new(what, fix)))
    }
}

/// Bytes of an event that a lock chooses the number of.
fn weight(event: &Event) -> usize {
    match event {
        Event::Lock(FromLock::Indicate { value, .. } | FromLock::Notify { value, .. }) => {
            value.len()
        }
        Event::Lock(FromLock::Refused { reason, .. }) => reason.len(),
        Event::Lock(FromLock::Services { services, .. }) => {
            let characteristics = services.iter().flat_map(|one| &one.characteristics);
            UUID * (services.len() + characteristics.count())
        }
        Event::Lock(FromLock::Advertising {
            data,
            scan_response,
            ..
        }) => data.len() + scan_response.len(),
        Event::Console(line) => line.len(),
        Event::Lock(_) | Event::Ended(_) | Event::Edge(_) => 0,
    }
}

/// Characters of a UUID.
const UUID: usize = 36;
/// Far above what any scenario causes: the longest of the suite hears some 2,000 messages and 0.3 MB.
const MOST_EVENTS: u32 = 100_000;
/// The same for the bytes in them.
const MOST_BYTES: usize = 8 << 20;
