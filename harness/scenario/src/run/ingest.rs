//! From indications to messages: reassembly, opening, and the invariants on the way.

use super::client::{Client, Heard, Message};
use super::datum::{Datum, show_bytes};
use super::invariants as rule;
use super::stop::Wrong;
use super::{Flow, Run};
use crate::step::ConfirmPolicy;
use boundary::{Char, Conn, Instant};
use wire::code::StatusCode;
use wire::command::CommandId;
use wire::frame::{Form, Pdata, Plain, Sealed};
use wire::session::OpenError;

impl Run<'_> {
    /// An indication: confirmed as the policy says, then part of a message.
    pub(super) fn indication(&mut self, at: Instant, conn: Conn, char: Char, value: &[u8]) -> Flow {
        let Some(client) = self.client_of(conn) else {
            return Ok(());
        };
        let wrote = client.wrote.filter(|_| !client.indicated);
        client.indicated = true;
        let early = client.unconfirmed.is_some();
        let policy = if client.leaving {
            ConfirmPolicy::Withheld // it crossed the end of the connection
        } else {
            client.confirm
        };
        let due = Self::confirmation_due(policy, at);
        client.unconfirmed = Some(due);
        let (mtu, subscribed) = (
            client.mtu,
            client.subscribed.get(&char).copied().unwrap_or(0),
        );
        if let Some(wrote) = wrote {
            self.latency("first_indication", wrote, at);
        }
        rule::indication(char, value, mtu, subscribed, early)?;
        if due <= at {
            self.confirm(conn)?;
        }
        self.part(at, conn, char, value)
    }

    /// A notification: its content is still used, after saying that it should be an indication.
    pub(super) fn notification(
        &mut self,
        at: Instant,
        conn: Conn,
        char: Char,
        value: &[u8],
    ) -> Flow {
        let cccd = self
            .client_of(conn)
            .and_then(|client| client.subscribed.get(&char).copied());
        rule::notification(char, cccd.unwrap_or(0))?;
        self.part(at, conn, char, value)
    }

    fn part(&mut self, at: Instant, conn: Conn, char: Char, value: &[u8]) -> Flow {
        let Some(client) = self.client_of(conn) else {
            return Ok(());
        };
        client.active = at;
        let partial = client.partial.entry(char).or_default();
        if partial.bytes.is_empty() {
            partial.since = at;
        }
        partial.bytes.extend_from_slice(value);
        rule::boxes_only(char, &partial.bytes)?;
        let Some(whole) = whole_size(char, &partial.bytes) else {
            return rule::plain_is_known(char, &partial.bytes);
        };
        if partial.bytes.len() < whole {
            return Ok(());
        }
        let first_byte = partial.since;
        let bytes = std::mem::take(&mut partial.bytes);
        rule::nothing_behind(char, &bytes, whole)?;
        self.message(at, first_byte, conn, char, bytes)
    }

    fn message(
        &mut self,
        at: Instant,
        first_byte: Instant,
        conn: Conn,
        char: Char,
        bytes: Vec<u8>,
    ) -> Flow {
        let message = match form_on(char) {
            Form::Plain => self.plain(char, bytes)?,
            Form::Encrypted => self.encrypted(conn, char, bytes)?,
        };
        let message = Message {
            first_byte,
            ends_action: self.ends_action(conn, &message),
            ..message
        };
        self.decoded(at, "<-", &message);
        rule::error_report_size(&message)?;
        self.count_error_report(conn, &message)?;
        rule::states_are_printed(&message, self.profile.api, self.calibrates)?;
        self.learn(conn, &message);
        if let Some(client) = self.client_of(conn) {
            let erred = message.command == wire::Command::ErrorReport.id();
            let code = message.payload.first().copied().unwrap_or_default();
            client.erred = erred.then_some((at, (char, code)));
        }
        self.arrived(conn, at, Heard::Message(message));
        Ok(())
    }

    fn plain(&self, char: Char, bytes: Vec<u8>) -> Flow<Message> {
        let view = Plain(bytes.as_slice());
        rule::plain_crc(char, &view)?;
        Ok(Message {
            char,
            form: Form::Plain,
            command: view.command().unwrap_or(CommandId(0)),
            payload: view.payload().to_vec(),
            user: None,
            first_byte: Instant::ZERO,
            ends_action: false,
            bytes,
        })
    }

    fn encrypted(&mut self, conn: Conn, char: Char, bytes: Vec<u8>) -> Flow<Message> {
        let sealed = Sealed(bytes.as_slice());
        let auth_id = sealed.auth_id().unwrap_or_default();
        let nonce = sealed.nonce().copied().unwrap_or_default();
        let names: Vec<String> = self.holders(auth_id);
        if names.is_empty() {
            return match self.holders(auth_id.swap_bytes()).is_empty() {
                true => rule::foreign_id(auth_id),
                false => rule::turned_round(auth_id),
            };
        }
        let mut reason = OpenError::BadTag;
        for name in names {
            let key = self.users[&name].key.clone();
            let mut room = vec![0; bytes.len()];
            match key.open(&bytes, &mut room) {
                Ok(authentic) => {
                    let (command, payload) = (authentic.command(), authentic.payload().to_vec());
                    self.belongs_here(conn, &name)?;
                    let stale = self.session.nonces().received(&key, nonce, conn);
                    let beside = |other: Conn| {
                        let open = |one: &Client| one.open && one.conn == other;
                        other != conn && self.clients.values().any(open)
                    };
                    rule::fresh_nonce(stale, beside)?;
                    return Ok(Message {
                        char,
                        form: Form::Encrypted,
                        command,
                        payload,
                        user: Some(name),
                        first_byte: Instant::ZERO,
                        ends_action: false,
                        bytes,
                    });
                }
                Err(error) => reason = error,
            }
        }
        match self.would_open(auth_id, &bytes) {
            Some(slip) if matches!(reason, OpenError::BadTag) => {
                rule::opens_otherwise(auth_id, &slip)
            }
            _ => rule::must_open(auth_id, &reason, &bytes),
        }
    }

    /// The users with that authorization id, living ones first.
    fn holders(&self, auth_id: u32) -> Vec<String> {
        let mut names: Vec<(bool, String)> = self
            .users
            .iter()
            .filter(|(_, user)| user.auth_id == auth_id)
            .map(|(name, user)| (user.gone, name.clone()))
            .collect();
        names.sort();
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// A reply goes to the connection over which its user has spoken.
    fn belongs_here(&mut self, conn: Conn, user: &str) -> Flow {
        let spoke = self
            .client_of(conn)
            .is_none_or(|client| client.speakers.contains(user));
        if spoke {
            return Ok(());
        }
        Wrong::new(
            "replies only to users who spoke on this connection",
            format!("a message for `{user}`, who did not"),
        )
        .always(&["ROBUST-08", "FRAME-05"])
        .stop()
    }

    fn ends_action(&mut self, conn: Conn, message: &Message) -> bool {
        let Some(client) = self.client_of(conn) else {
            return false;
        };
        if message.command != wire::Command::Status.id() {
            return false;
        }
        let complete = message.payload == [StatusCode::COMPLETE.0];
        let ends = client.acting && complete;
        client.acting = !complete;
        ends
    }

    fn count_error_report(&mut self, conn: Conn, message: &Message) -> Flow {
        let Some(client) = self.client_of(conn) else {
            return Ok(());
        };
        if message.command != wire::Command::ErrorReport.id() {
            return Ok(());
        }
        let Some(left) = client.errors_owed.checked_sub(1) else {
            return Wrong::new(
                "at most one error report for a request",
                format!("another one: {}", super::describe::message(message)),
            )
            .always(&["ERR-06"])
            .stop();
        };
        client.errors_owed = left;
        Ok(())
    }

    /// Keeps what later steps build on: the pairing's parts, the newest configuration.
    fn learn(&mut self, conn: Conn, message: &Message) {
        let Some(command) = wire::Command::of(message.command) else {
            return;
        };
        let fields =
            wire::payload::Fields::read(command.spec(), self.profile.api, &message.payload);
        let read: Vec<(&'static str, Datum)> = fields
            .iter()
            .map(|(field, value)| (field.name, Datum::of(value)))
            .collect();
        if message.form == Form::Plain {
            self.learn_pairing(conn, command, &read);
        }
        self.known.extend(
            read.into_iter()
                .map(|(name, datum)| ((command, name), datum)),
        );
    }

    fn learn_pairing(&mut self, conn: Conn, command: wire::Command, read: &[(&str, Datum)]) {
        let get = |name: &str| {
            read.iter()
                .find(|(field, _)| *field == name)
                .map(|(_, datum)| datum)
        };
        let Some(client) = self.client_of(conn) else {
            return;
        };
        let pairing = &mut client.pairing;
        match command {
            wire::Command::PublicKey => pairing.lock_key = get("public_key").and_then(fixed),
            wire::Command::Challenge => pairing.challenges.extend(get("nonce").and_then(fixed)),
            wire::Command::AuthorizationId => {
                pairing.auth_id = get("authorization_id")
                    .and_then(Datum::as_int)
                    .and_then(|id| u32::try_from(id).ok());
                pairing.nonce_k = get("nonce_k").and_then(fixed);
                pairing.uuid = get("uuid").and_then(fixed);
                self.enrol(conn);
            }
            _ => {}
        }
    }
}

/// The whole message's size, as far as its begin tells.
fn whole_size(char: Char, bytes: &[u8]) -> Option<usize> {
    wire::reassembly::needed(bytes, form_on(char))
}

/// What travels on a characteristic.
pub(super) fn form_on(char: Char) -> Form {
    if char == Char::USDIO {
        Form::Encrypted
    } else {
        Form::Plain
    }
}

fn fixed<const N: usize>(datum: &Datum) -> Option<[u8; N]> {
    match datum {
        Datum::Bytes(bytes) => bytes.as_slice().try_into().ok(),
        _ => None,
    }
}

/// Why a box does not open, for people.
pub(super) fn why_closed(error: &OpenError, bytes: &[u8]) -> String {
    format!("{error} in {}", show_bytes(bytes))
}

/// The inner parts of a message that the harness itself built; for its journal.
pub(super) fn inner(pdata: &[u8]) -> (CommandId, Vec<u8>) {
    let view = Pdata(pdata);
    (
        view.command().unwrap_or(CommandId(0)),
        view.payload().to_vec(),
    )
}
