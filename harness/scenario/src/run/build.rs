//! Building a command: the fields that a step gives, and valid values for the rest.

use super::datum::Datum;
use super::known::OWNER;
use super::session::Button;
use super::spoiling::{Draft, Seal};
use super::{Flow, Run, Stop};
use crate::ast::{Spoil, Value};
use crate::span::At;
use crate::step::Send;
use std::collections::BTreeMap;
use wire::Command;
use wire::field::{Field, Presence};
use wire::frame::Form;

/// The fields of a command by name.
pub(super) type Given = BTreeMap<&'static str, Datum>;

impl Run<'_> {
    /// The bytes of a `send` step, and the content before anything was spoiled.
    pub(super) fn build(
        &mut self,
        step: &Send,
        command: Command,
        user: &str,
        client: &str,
    ) -> Flow<Vec<u8>> {
        let given = self.given(command, &step.with)?;
        let payload = self.payload(command, given, user, client)?;
        self.remember_sent(command, &payload, client);
        let draft = Draft {
            command: command.id().0,
            payload,
        };
        let spoil = step
            .spoil
            .as_ref()
            .map_or_else(Spoil::default, |spoil| spoil.value.clone());
        match form_of(step, command) {
            Form::Plain => self.finish_plain(draft, &spoil),
            Form::Encrypted => {
                let seal = self.seal_of(user)?;
                self.finish_sealed(draft, seal, &spoil)
            }
        }
    }

    pub(super) fn seal_of(&mut self, user: &str) -> Flow<Seal> {
        let nonce = self.dice.bytes();
        let holder = self.users.get(user).ok_or_else(|| {
            Stop::Unclear(format!(
                "`{user}` has no authorization here: `given: [paired]` makes one"
            ))
        })?;
        let (auth_id, key, dh) = (holder.auth_id, holder.key.clone(), holder.dh);
        Ok(Seal {
            auth_id,
            key,
            dh,
            nonce,
        })
    }

    /// The step's own fields, each as its kind wants it.
    fn given(&mut self, command: Command, with: &[(At<String>, At<Value>)]) -> Flow<Given> {
        let spec = command.spec();
        let mut given = Given::new();
        for (name, value) in with {
            let Some(field) = spec.field(&name.value) else {
                return Err(Stop::Unclear(format!(
                    "`{}` has no field `{}`",
                    spec.name, name.value
                )));
            };
            given.insert(field.name, self.eval_for(value, field)?);
        }
        Ok(given)
    }

    /// The payload: given fields, then known ones.
    pub(super) fn payload(
        &mut self,
        command: Command,
        mut given: Given,
        user: &str,
        client: &str,
    ) -> Flow<Vec<u8>> {
        let spec = command.spec();
        let asked_for = given.contains_key("pairing_enabled");
        self.fetch_what_it_builds_on(command, &given, user, client)?;
        for field in spec.fields {
            if !given.contains_key(field.name) && is_present(field, self.profile.api) {
                let value = self.default(command, field, &given, user, client)?;
                given.insert(field.name, value);
            }
        }
        let mut out = vec![0; 1024];
        let api = self.profile.api;
        let written = wire::payload::emit(spec, api, &mut out, |field| {
            given
                .get(field.name)
                .and_then(|datum| datum.as_wire(field.kind))
        })
        .map_err(|error| Stop::Unclear(format!("`{}` cannot be built: {error}", spec.name)))?;
        out.truncate(written);
        self.notes(command, &given, asked_for);
        Ok(out)
    }

    /// What is to be remembered of a command that is sent; whether the pairing flag was asked for,
    /// or comes from the lock's own configuration.
    fn notes(&mut self, command: Command, given: &Given, asked_for: bool) {
        match command {
            Command::SetConfig => {
                let flag = given.get("pairing_enabled").and_then(Datum::as_int);
                self.session.button = match (flag, asked_for) {
                    (Some(0), true) => Button::Off,
                    (Some(0), false) => Button::OffUnasked,
                    _ => Button::Pairs,
                };
            }
            Command::RequestCalibration => self.calibrates = true,
            _ => {}
        }
    }

    /// A fresh challenge, and the present configuration where a command replaces all of it.
    fn fetch_what_it_builds_on(
        &mut self,
        command: Command,
        given: &Given,
        user: &str,
        client: &str,
    ) -> Flow {
        self.fetch_base(command, user, client)?;
        let fetched = self.vars.contains_key(FETCHED);
        if command.spec().needs_challenge() && !given.contains_key("nonce") && !fetched {
            let nonce = self.challenge(user, client)?;
            self.vars.insert(FETCHED.to_owned(), Datum::Bytes(nonce));
        }
        Ok(())
    }

    /// The configuration that a command replaces all of.
    pub(super) fn fetch_base(&mut self, command: Command, user: &str, client: &str) -> Flow {
        let base = match command {
            Command::SetConfig => Some(Command::Config),
            Command::SetAdvancedConfig => Some(Command::AdvancedConfig),
            _ => None,
        };
        if let Some(base) = base
            && !self.known.keys().any(|(command, _)| *command == base)
        {
            self.fetch(base, user, client)?;
        }
        Ok(())
    }

    /// An app id that is the same in every run, and no other user's.
    pub(super) fn app_id(&self, user: &str) -> u32 {
        let start = 0x5712_1A00;
        match user {
            OWNER => start,
            other => {
                other.bytes().fold(start, |id, byte| {
                    id.wrapping_mul(31).wrapping_add(u32::from(byte))
                }) & 0x7FFF_FFFF
            }
        }
    }

    /// Keeps what the lock will compute with: the key and the name that were really sent.
    fn remember_sent(&mut self, command: Command, payload: &[u8], client: &str) {
        let Some(this) = self.clients.get_mut(client) else {
            return;
        };
        if command == Command::PublicKey {
            this.pairing.sent_key = payload.get(..32).and_then(|key| key.try_into().ok());
        }
    }
}

/// The form of a message: the command's own, unless the step wants the other one.
pub(super) fn form_of(step: &Send, command: Command) -> Form {
    match step.form.as_ref().map(|form| form.value.as_str()) {
        Some("plain") => Form::Plain,
        Some(_) => Form::Encrypted,
        None => own_form(command, step.user.is_some()),
    }
}

/// The form in which a command travels to the lock; the commands that only a lock sends travel as
/// they come from it. Request Data and Challenge exist in both: with a user they are encrypted.
fn own_form(command: Command, has_user: bool) -> Form {
    let spec = command.spec();
    let places = if spec.to_lock.is_empty() {
        spec.from_lock
    } else {
        spec.to_lock
    };
    let forms: Vec<Form> = places.iter().filter_map(|char| char.form()).collect();
    match (
        forms.contains(&Form::Plain),
        forms.contains(&Form::Encrypted),
    ) {
        (true, true) if has_user => Form::Encrypted,
        (true, _) => Form::Plain,
        _ => Form::Encrypted,
    }
}

fn is_present(field: &Field, api: wire::Api) -> bool {
    match field.presence {
        Presence::Always | Presence::If(_) => true,
        Presence::Since(since) => api >= since,
        Presence::Optional(_) => false,
    }
}

/// Where the challenge that was fetched for the present command is kept.
pub(super) const FETCHED: &str = "challenge fetched for this command";
