//! `send` and `write`.

use super::super::client::Pairing;
use super::super::datum::{Datum, show_bytes};
use super::super::known::OWNER;
use super::super::{Flow, Run, describe, ingest};
use crate::step::{Send, Write};
use boundary::Char;
use wire::frame::Form;

impl Run<'_> {
    pub(super) fn do_send(&mut self, step: &Send) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        let form = self.form_of(step);
        let client = match &step.by {
            Some(by) => by.value.clone(),
            None => self.client_for(&user),
        };
        if !self.clients.contains_key(&client) {
            return Self::not_connected(&client);
        }
        if form == Form::Plain {
            self.names_who_pairs(&client, &user);
        } else {
            self.speaks(&user, &client);
        }
        let bytes = self.build(step, &user, &client)?;
        let place = step
            .on
            .as_ref()
            .map_or_else(|| home(step, form), |on| on.value.0);
        self.tell(step, &bytes, form, &user);
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
        self.say(&format!("raw {}", show_bytes(&bytes)));
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

    fn tell(&mut self, step: &Send, bytes: &[u8], form: Form, user: &str) {
        let what = match form {
            Form::Plain => {
                let view = wire::frame::Plain(bytes);
                match view.command() {
                    Some(command) => describe::content(command, view.payload()),
                    None => show_bytes(bytes),
                }
            }
            Form::Encrypted => match self.opened(bytes, user) {
                Some((command, payload)) => {
                    format!(
                        "{}, encrypted as {user}",
                        describe::content(command, &payload)
                    )
                }
                None => format!("{}, encrypted as {user}", step.send.value.name()),
            },
        };
        let spoiled = if step.spoil.is_some() {
            ", spoiled"
        } else {
            ""
        };
        self.say(&format!("{what}{spoiled}"));
    }

    /// What an own message holds, where its box was not spoiled.
    fn opened(&self, bytes: &[u8], user: &str) -> Option<(wire::command::CommandId, Vec<u8>)> {
        let mut room = vec![0; bytes.len()];
        let pdata = self.users.get(user)?.key.unseal(bytes, &mut room).ok()?;
        Some(ingest::inner(pdata.0))
    }

    /// The pairing under way on a client is this user's.
    fn names_who_pairs(&mut self, client: &str, user: &str) {
        let key: [u8; 32] = self.dice.bytes();
        let Some(this) = self.clients.get_mut(client) else {
            return;
        };
        user.clone_into(&mut this.pairing.user);
        if this.pairing.private == [0; 32] {
            this.pairing = Pairing {
                private: key,
                user: user.to_owned(),
                ..Pairing::default()
            };
        }
    }
}

/// Where a command goes when the step does not say: to its own characteristic of that form.
fn home(step: &Send, form: Form) -> Char {
    let spec = step.send.value.spec();
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
