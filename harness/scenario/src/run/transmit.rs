//! Writing to the lock, and asking it for something.

use super::client::{Answer, Heard, Incoming, Message};
use super::datum::Datum;
use super::ingest::form_on;
use super::stop::Wrong;
use super::{ANSWER_WITHIN, Flow, Run, Stop, describe};
use boundary::journal::Record;
use boundary::{Char, Instant, Span, ToLock, WriteKind};
use std::collections::BTreeMap;
use wire::Command;
use wire::frame::Form;

impl Run<'_> {
    /// Writes a value whole, or in pieces of the given sizes, and takes the responses. An ATT error
    /// becomes something that came; so a step can expect it.
    pub(super) fn write(
        &mut self,
        client: &str,
        char: Char,
        value: &[u8],
        kind: Option<WriteKind>,
        pieces: &[u32],
    ) -> Flow {
        let mut rest = value;
        for size in pieces {
            let (piece, behind) = rest.split_at((*size as usize).min(rest.len()));
            rest = behind;
            self.write_value(client, char, piece, kind)?;
        }
        if pieces.is_empty() || !rest.is_empty() {
            self.write_value(client, char, rest, kind)?;
        }
        Ok(())
    }

    fn write_value(
        &mut self,
        client: &str,
        char: Char,
        value: &[u8],
        kind: Option<WriteKind>,
    ) -> Flow {
        let Some(this) = self.clients.get(client) else {
            return Self::not_connected(client);
        };
        if !this.open {
            return Ok(());
        }
        let (conn, room) = (this.conn, usize::from(this.mtu) - 3);
        let fits = value.len() <= room;
        let kind = kind.unwrap_or(if fits {
            WriteKind::Request
        } else {
            WriteKind::Long
        });
        if kind != WriteKind::Long && !fits {
            let what = format!(
                "{} bytes do not fit one write at ATT_MTU {}",
                value.len(),
                this.mtu
            );
            let granted_less = this.mtu < self.mtu();
            return Err(match granted_less {
                true => Stop::NotApplicable(format!("{what}, which is all that the lock takes")),
                false => Stop::Unclear(format!("{what}: write them long, or in pieces")),
            });
        }
        let id = self.session.id();
        self.owe_an_error(client);
        self.last_input = format!(
            "a write of {} bytes on {}",
            value.len(),
            describe::place(char)
        );
        let now = self.now();
        if let Some(this) = self.clients.get_mut(client) {
            this.wrote = Some(now);
            this.active = now;
            this.indicated = false;
        }
        self.send(ToLock::Write {
            conn,
            id,
            char,
            value: value.to_vec(),
            kind,
        })?;
        if kind == WriteKind::Command {
            return Ok(());
        }
        self.att_answer(client, id)
    }

    /// Takes the response to an ATT request; an error is kept as something that came.
    pub(super) fn att_answer(&mut self, client: &str, id: boundary::Id) -> Flow {
        let deadline = self.now() + ATT_TRANSACTION;
        match self.answer(client, id, deadline)? {
            Some(Answer::AttError(code)) => {
                let at = self.now();
                if let Some(this) = self.clients.get_mut(client) {
                    this.inbox.push_back(Incoming {
                        at,
                        what: Heard::AttError(code),
                    });
                }
                Ok(())
            }
            Some(Answer::Unsupported) => Err(Stop::NotApplicable(
                "the lock's link does not support this kind of request".to_owned(),
            )),
            Some(_) => Ok(()),
            None if !self.clients.get(client).is_some_and(|this| this.open) => Ok(()),
            None => Wrong::new(
                format!("a response to an ATT request within {ATT_TRANSACTION}"),
                "none".to_owned(),
            )
            .stop(),
        }
    }

    /// Each write may be answered by an Error Report. Once a step has taken the answer to what was
    /// written before, only the new write may.
    fn owe_an_error(&mut self, client: &str) {
        if let Some(this) = self.clients.get_mut(client) {
            this.errors_owed = if this.answered {
                1
            } else {
                this.errors_owed + 1
            };
            this.answered = false;
        }
    }

    /// A step has taken the answer to what was written before.
    pub(super) fn answered_by_now(&mut self, client: &str) {
        if let Some(this) = self.clients.get_mut(client) {
            this.answered = true;
        }
    }

    /// Sends a valid command with some fields given.
    pub(super) fn command(
        &mut self,
        command: Command,
        fields: &[(&'static str, Datum)],
        user: &str,
        client: &str,
    ) -> Flow {
        self.outlive_an_end(client)?;
        let given: BTreeMap<&'static str, Datum> = fields.iter().cloned().collect();
        let payload = self.payload(command, given, user, client)?;
        let seal = self.seal_of(user)?;
        self.say(|| {
            let content = describe::content(command.id(), &payload);
            let clear = describe::clear(command.id(), &payload);
            (format!("{content}, encrypted as {user}"), clear)
        });
        let draft = super::spoiling::Draft {
            command: command.id().0,
            payload,
        };
        let bytes = self.finish_sealed(draft, seal, &crate::ast::Spoil::default())?;
        self.speaks(user, client);
        self.write(client, Char::USDIO, &bytes, None, &[])
    }

    /// Writes into the journal what the next write means: in words, and its command and payload
    /// where it has some.
    pub(super) fn say(&mut self, meant: impl FnOnce() -> (String, Vec<u8>)) {
        if let Some(record) = &mut self.record {
            let (text, clear) = meant();
            record(Record::Decoded {
                at: self.link.now(),
                direction: "->".to_owned(),
                text,
                clear,
            });
        }
    }

    /// From now on replies to this user may come over this client's connection.
    pub(super) fn speaks(&mut self, user: &str, client: &str) {
        if let Some(this) = self.clients.get_mut(client) {
            this.speakers.insert(user.to_owned());
        }
    }

    /// Asks for a challenge; what came instead stays to be seen by the next step.
    pub(super) fn challenge_or_refusal(&mut self, user: &str, client: &str) -> Flow<bool> {
        self.ask(Command::Challenge, &[], user, client)?;
        let deadline = self.now() + self.patience(ANSWER_WITHIN);
        while let Some(came) = self.incoming(client, deadline)? {
            match &came.what {
                Heard::Message(message)
                    if message.command == Command::Challenge.id()
                        && message.user.as_deref() == Some(user) =>
                {
                    let nonce = Datum::Bytes(message.payload.clone());
                    self.vars.insert(super::build::FETCHED.to_owned(), nonce);
                    return Ok(true);
                }
                Heard::Message(message) if message.command == Command::NukiStates.id() => {}
                _ => {
                    if let Some(this) = self.clients.get_mut(client) {
                        this.inbox.push_front(came);
                    }
                    return Ok(false);
                }
            }
        }
        Ok(false)
    }

    /// A fresh challenge for a user.
    pub(super) fn challenge(&mut self, user: &str, client: &str) -> Flow<Vec<u8>> {
        let message = self.fetch(Command::Challenge, user, client)?;
        Ok(message.payload)
    }

    /// Asks for a message that is fetched by itself: States, Challenge, reports, configurations.
    pub(super) fn fetch(&mut self, wanted: Command, user: &str, client: &str) -> Flow<Message> {
        self.ask(wanted, &[], user, client)?;
        let begin = self.now();
        let message = self.reply(wanted, user, client, begin + self.patience(ANSWER_WITHIN))?;
        let begin = self.since_write(client, begin);
        self.latency(wanted.name(), begin, message.first_byte);
        Ok(message)
    }

    /// Sends the request that a message answers.
    pub(super) fn ask(
        &mut self,
        wanted: Command,
        asking: &[(&'static str, Datum)],
        user: &str,
        client: &str,
    ) -> Flow {
        match request_for(wanted) {
            Command::RequestData => {
                let target = Datum::Int(wanted.id().0.into());
                self.command(Command::RequestData, &[("command", target)], user, client)
            }
            request => self.command(request, asking, user, client),
        }
    }

    /// Waits for a message of a kind; unasked States are passed over, and the end of an action.
    pub(super) fn reply(
        &mut self,
        wanted: Command,
        user: &str,
        client: &str,
        deadline: Instant,
    ) -> Flow<Message> {
        let begin = self.now();
        loop {
            match self.incoming(client, deadline)? {
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) if message.command == wanted.id() && message.user.as_deref() == Some(user) => {
                    self.answered_by_now(client);
                    return Ok(message);
                }
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) if message.command == Command::NukiStates.id() || message.ends_action => {}
                Some(other) => {
                    return Wrong::new(format!("{wanted} for {user}"), describe::incoming(&other))
                        .also(describe::violates(&other))
                        .stop();
                }
                None => return self.nothing_came(client, wanted.name(), begin),
            }
        }
    }

    /// Nothing came in time: says what there was instead.
    pub(super) fn nothing_came<T>(&self, client: &str, wanted: &str, begin: Instant) -> Flow<T> {
        let waited = self.now().since(begin);
        let this = self.clients.get(client);
        if let Some((char, partial)) = this.and_then(super::Client::incomplete) {
            let actual = format!("{partial} in {waited}");
            // A lock that waits for a confirmation cannot send the rest.
            if this.is_some_and(|this| this.unconfirmed.is_some()) {
                return Wrong::new(wanted, actual).stop();
            }
            let whole = match wanted {
                "silence" => "silence, or a message that is whole".to_owned(),
                wanted => format!("{wanted}, whole"),
            };
            let framed: &[&str] = match form_on(char) {
                Form::Plain => &["FRAME-07", "FRAME-09"],
                Form::Encrypted => &["FRAME-03", "FRAME-07"],
            };
            return Wrong::new(whole, actual).always(framed).stop();
        }
        let actual = match () {
            () if self.clients.get(client).is_some_and(|this| !this.open) => {
                "nothing: the connection is closed".to_owned()
            }
            () => format!("nothing in {waited}"),
        };
        Wrong::new(wanted, actual).stop()
    }

    /// Where a latency begins: at the newest write, whose response may come behind its answer.
    pub(super) fn since_write(&self, client: &str, otherwise: Instant) -> Instant {
        let wrote = self.clients.get(client).and_then(|this| this.wrote);
        wrote.map_or(otherwise, |wrote| wrote.min(otherwise))
    }

    pub(super) fn latency(&mut self, name: &str, from: Instant, to: Instant) {
        if let Some(record) = &mut self.record {
            record(Record::Latency {
                name: name.to_owned(),
                us: to.since(from).0,
            });
        }
    }

    pub(super) fn not_connected<T>(client: &str) -> Flow<T> {
        Err(Stop::Unclear(format!(
            "client `{client}` is not connected: `connect: {client}` first"
        )))
    }

    /// The client through which a user speaks.
    pub(super) fn client_for(&self, user: &str) -> String {
        match self.users.get(user) {
            Some(user)
                if self
                    .clients
                    .get(&user.client)
                    .is_some_and(|client| client.open) =>
            {
                user.client.clone()
            }
            _ => super::known::FIRST_CLIENT.to_owned(),
        }
    }
}

/// The command whose answer a message is.
pub(super) fn request_for(wanted: Command) -> Command {
    match wanted {
        Command::Config => Command::RequestConfig,
        Command::AdvancedConfig => Command::RequestAdvancedConfig,
        Command::AuthorizationEntry => Command::RequestAuthorizationEntries,
        Command::LogEntry => Command::RequestLogEntries,
        Command::TimeControlEntry => Command::RequestTimeControlEntries,
        _ => Command::RequestData,
    }
}

/// ATT: a transaction that takes longer has failed (Bluetooth Core, Vol 3, Part F, 3.3.3).
const ATT_TRANSACTION: Span = Span::secs(30);
