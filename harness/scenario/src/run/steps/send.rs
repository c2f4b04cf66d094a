//! `send` and `write`.

use super::super::build::form_of;
use super::super::datum::{Datum, show_bytes};
use super::super::known::OWNER;
use super::super::{Flow, Run, describe, ingest};
use crate::step::{Send, Write};
use boundary::Char;
use wire::Command;
use wire::frame::Form;

impl Run<'_> {
    pub(super) fn do_send(&mut self, step: &Send) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        let command = self.command_of(&step.send.value)?;
        let form = form_of(step, command);
        let client = match &step.by {
            Some(by) => by.value.clone(),
            None => self.client_for(&user),
        };
        if !self.clients.contains_key(&client) {
            return Self::not_connected(&client);
        }
        self.outlive_an_end(&client)?;
        if form == Form::Plain {
            self.names_who_pairs(&client, &user, command == Command::RequestData);
        } else {
            self.speaks(&user, &client);
        }
        if !self.has_challenge(step, command, &user, &client)? {
            return Ok(());
        }
        let bytes = self.build(step, command, &user, &client)?;
        let place = step
            .on
            .as_ref()
            .map_or_else(|| home(command, form), |on| on.value.0);
        self.tell(step, command, &bytes, form, &user);
        if let Some(name) = &step.sent {
            self.vars
                .insert(name.value.clone(), Datum::Bytes(bytes.clone()));
        }
        if let Some(mark) = &step.mark {
            let now = self.now();
            self.marks.insert(mark.value.clone(), now);
        }
        let pieces: Vec<u32> = step.pieces.iter().map(|size| size.value).collect();
        let kind = step.kind.as_ref().map(|kind| kind.value);
        self.write(&client, place, &bytes, kind, &pieces)
    }

    pub(super) fn do_write(&mut self, step: &Write) -> Flow {
        let bytes = self.eval_bytes(&step.write)?;
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        self.outlive_an_end(&client)?;
        self.say(|| (format!("raw {}", show_bytes(&bytes)), Vec::new()));
        // Bytes as they are may be a recorded message of any user.
        let users: Vec<String> = self.users.keys().cloned().collect();
        for user in users {
            self.speaks(&user, &client);
        }
        if let Some(mark) = &step.mark {
            let now = self.now();
            self.marks.insert(mark.value.clone(), now);
        }
        let pieces: Vec<u32> = step.pieces.iter().map(|size| size.value).collect();
        let kind = step.kind.as_ref().map(|kind| kind.value);
        self.write(&client, step.on.value.0, &bytes, kind, &pieces)
    }

    fn tell(&mut self, step: &Send, command: Command, bytes: &[u8], form: Form, user: &str) {
        if self.record.is_none() {
            return;
        }
        let meant = match form {
            Form::Plain => {
                let view = wire::frame::Plain(bytes);
                view.command().map(|id| (id, view.payload().to_vec()))
            }
            Form::Encrypted => self.opened(bytes, user),
        };
        let what = match (&meant, form) {
            (Some((id, payload)), Form::Plain) => describe::content(*id, payload),
            (Some((id, payload)), Form::Encrypted) => {
                format!("{}, encrypted as {user}", describe::content(*id, payload))
            }
            (None, Form::Plain) => show_bytes(bytes),
            (None, Form::Encrypted) => format!("{}, encrypted as {user}", command.name()),
        };
        // Under another identifier nobody can tell where the secrets lie.
        let clear = meant
            .filter(|(id, _)| *id == command.id())
            .map_or_else(Vec::new, |(id, payload)| describe::clear(id, &payload));
        let spoiled = if step.spoil.is_some() {
            ", spoiled"
        } else {
            ""
        };
        self.say(|| (format!("{what}{spoiled}"), clear));
    }

    /// What an own message holds, where its box was not spoiled.
    fn opened(&self, bytes: &[u8], user: &str) -> Option<(wire::command::CommandId, Vec<u8>)> {
        let mut room = vec![0; bytes.len()];
        let pdata = self.users.get(user)?.key.unseal(bytes, &mut room).ok()?;
        Some(ingest::inner(pdata.0))
    }

    /// The pairing under way on a client is this user's.
    /// A plain Request Data begins a new one, with a key of its own.
    fn names_who_pairs(&mut self, client: &str, user: &str, begins: bool) {
        if begins {
            return self.begin_pairing(client, user);
        }
        if let Some(this) = self.clients.get_mut(client) {
            user.clone_into(&mut this.pairing.user);
        }
    }

    /// Fetches the challenge that the command needs. A lock that refuses the challenge has refused
    /// the command: what it said is what the next step sees, and the command is not sent.
    fn has_challenge(
        &mut self,
        step: &Send,
        command: Command,
        user: &str,
        client: &str,
    ) -> Flow<bool> {
        let given = step.with.iter().any(|(name, _)| name.value == "nonce");
        if given || !command.spec().needs_challenge() {
            return Ok(true);
        }
        self.fetch_base(command, user, client)?;
        let came = self.challenge_or_refusal(user, client)?;
        if !came {
            let text = format!("{command} is not sent: the lock gave no challenge for it");
            self.say(|| (text, Vec::new()));
            if self.clients.get(client).is_some_and(|this| !this.open) {
                self.unsent = Some(command);
            }
        }
        Ok(came)
    }
}

/// Where a command goes when the step does not say: to its own characteristic of that form.
fn home(command: Command, form: Form) -> Char {
    let spec = command.spec();
    let places = if spec.to_lock.is_empty() {
        spec.from_lock
    } else {
        spec.to_lock
    };
    let fits = places
        .iter()
        .copied()
        .find(|char| char.form() == Some(form));
    fits.or_else(|| places.first().copied())
        .unwrap_or(Char::USDIO)
}
