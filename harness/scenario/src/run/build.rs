//! Building a command: the fields that a step gives, and valid values for the rest.

use super::client::Pairing;
use super::datum::Datum;
use super::known::OWNER;
use super::spoiling::{Draft, Seal};
use super::{Flow, Run, Stop};
use crate::ast::{Spoil, Value};
use crate::span::At;
use crate::step::Send;
use std::collections::BTreeMap;
use wire::Command;
use wire::field::{DateTime, Field, Kind, Presence, TimeOfDay};
use wire::frame::Form;

/// The fields of a command by name.
type Given = BTreeMap<&'static str, Datum>;

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
        Ok(out)
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

    fn default(
        &mut self,
        command: Command,
        field: &Field,
        given: &Given,
        user: &str,
        client: &str,
    ) -> Flow<Datum> {
        if let Some(datum) = self.default_of_pairing(command, field, given, user, client)? {
            return Ok(datum);
        }
        let base = match command {
            Command::SetConfig => Some(Command::Config),
            Command::SetAdvancedConfig => Some(Command::AdvancedConfig),
            _ => None,
        };
        if let Some(datum) = base.and_then(|base| self.known.get(&(base, field.name))) {
            return Ok(datum.clone());
        }
        Ok(match (command, field.name) {
            (_, "nonce") if command.spec().needs_challenge() => {
                let fetched = self.variable(FETCHED)?;
                self.vars.remove(FETCHED);
                fetched
            }
            (_, "pin") => Datum::Int(self.pin().into()),
            (Command::SetSecurityPin, "new_pin") => Datum::Int(self.pin().into()),
            (Command::LockAction, "app_id") => {
                Datum::Int(self.users.get(user).map_or(0, |user| user.app_id.into()))
            }
            (_, "enabled" | "count") => Datum::Int(1),
            (_, "name") => Datum::Bytes(
                self.users
                    .get(user)
                    .map_or_else(|| default_name(user).to_vec(), |user| user.name.to_vec()),
            ),
            (Command::AuthorizationDataInvite, "shared_key") => {
                Datum::Bytes(self.dice.bytes::<32>().to_vec())
            }
            _ => neutral(field),
        })
    }

    /// The parts of a pairing that the client computes.
    fn default_of_pairing(
        &mut self,
        command: Command,
        field: &Field,
        given: &Given,
        user: &str,
        client: &str,
    ) -> Flow<Option<Datum>> {
        let app_id = self.app_id(user);
        let nonce: [u8; 32] = self.dice.bytes();
        let Some(this) = self.clients.get_mut(client) else {
            return Ok(None);
        };
        let pairing = &mut this.pairing;
        Ok(match (command, field.name) {
            (Command::PublicKey, "public_key") => Some(bytes(&pairing.public())),
            (Command::AuthorizationAuthenticator, "authenticator") => {
                Some(bytes(&first_authenticator(pairing)?))
            }
            (Command::AuthorizationData, "authenticator") => {
                pairing.nonce_abf = take(given, "nonce_abf").unwrap_or(nonce);
                pairing.id_type = number(given, "id_type").unwrap_or(0);
                pairing.app_id = number(given, "app_id").unwrap_or(app_id);
                pairing.name = take_name(given).unwrap_or_else(|| default_name(user));
                Some(bytes(&second_authenticator(pairing)?))
            }
            (Command::AuthorizationData, "id_type") => Some(Datum::Int(pairing.id_type.into())),
            (Command::AuthorizationData, "app_id") => Some(Datum::Int(pairing.app_id.into())),
            (Command::AuthorizationData, "name") => Some(bytes(&pairing.name)),
            (Command::AuthorizationData, "nonce_abf") => Some(bytes(&pairing.nonce_abf)),
            (Command::AuthorizationIdConfirmation, "authenticator") => {
                Some(bytes(&last_authenticator(pairing, given)?))
            }
            (Command::AuthorizationIdConfirmation, "authorization_id") => {
                Some(Datum::Int(pairing.auth_id.unwrap_or(0).into()))
            }
            _ => None,
        })
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

/// h1 over both public keys and the newest challenge (0x0005).
fn first_authenticator(pairing: &Pairing) -> Flow<[u8; 32]> {
    let (shared, lock_key, challenge) = parts(pairing)?;
    let sent = pairing.sent_key.unwrap_or_else(|| pairing.public());
    Ok(shared.authenticator(&[&sent, &lock_key, &challenge]))
}

/// h1 over the fields as they are sent and the newest challenge (0x0006).
fn second_authenticator(pairing: &Pairing) -> Flow<[u8; 32]> {
    let (shared, _, challenge) = parts(pairing)?;
    Ok(shared.authenticator(&[
        &[pairing.id_type],
        &pairing.app_id.to_le_bytes(),
        &pairing.name,
        &pairing.nonce_abf,
        &challenge,
    ]))
}

/// h1 over the authorization id and the lock's nonce (0x001E).
fn last_authenticator(pairing: &Pairing, given: &Given) -> Flow<[u8; 32]> {
    let (shared, _, _) = parts(pairing)?;
    let id = number::<u32>(given, "authorization_id")
        .or(pairing.auth_id)
        .unwrap_or(0);
    let nonce = pairing.nonce_k.unwrap_or([0; 32]);
    Ok(shared.authenticator(&[&id.to_le_bytes(), &nonce]))
}

/// What every authenticator needs. Before the lock has sent its parts, zeros stand in for them, so
/// that steps out of order can be played.
fn parts(pairing: &Pairing) -> Flow<(wire::session::SharedKey, [u8; 32], [u8; 32])> {
    let shared = pairing
        .shared()
        .unwrap_or_else(|| wire::session::SharedKey::from_bytes([0; 32]));
    let challenge = pairing.challenges.last().copied().unwrap_or([0; 32]);
    Ok((shared, pairing.lock_key.unwrap_or([0; 32]), challenge))
}

/// A value that changes nothing: zero, no limits, no text.
fn neutral(field: &Field) -> Datum {
    match field.kind {
        Kind::Bytes(width) | Kind::Text(width) => Datum::Bytes(vec![0; width]),
        Kind::Rest => Datum::Bytes(Vec::new()),
        Kind::DateTime => Datum::DateTime(DateTime {
            year: 2020,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
        }),
        Kind::TimeOfDay => Datum::Time(TimeOfDay { hour: 0, minute: 0 }),
        Kind::F32 => Datum::Float(0.0),
        _ => Datum::Int(0),
    }
}

/// `Strikeplate owner`, filled up with zeros.
pub(super) fn default_name(user: &str) -> [u8; 32] {
    padded(format!("Strikeplate {user}").as_bytes())
}

fn padded(text: &[u8]) -> [u8; 32] {
    let mut name = [0; 32];
    let length = text.len().min(32);
    name[..length].copy_from_slice(&text[..length]);
    name
}

fn bytes(bytes: &[u8]) -> Datum {
    Datum::Bytes(bytes.to_vec())
}

fn take<const N: usize>(given: &Given, name: &str) -> Option<[u8; N]> {
    match given.get(name)? {
        Datum::Bytes(bytes) => bytes.as_slice().try_into().ok(),
        _ => None,
    }
}

fn take_name(given: &Given) -> Option<[u8; 32]> {
    match given.get("name")? {
        Datum::Bytes(bytes) => Some(padded(bytes)),
        _ => None,
    }
}

fn number<T: TryFrom<i64>>(given: &Given, name: &str) -> Option<T> {
    given.get(name)?.as_int()?.try_into().ok()
}

/// Where the challenge that was fetched for the present command is kept.
pub(super) const FETCHED: &str = "challenge fetched for this command";
