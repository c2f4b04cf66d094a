//! Valid values for the fields that a step does not give.

use super::build::{FETCHED, Given};
use super::client::Pairing;
use super::datum::Datum;
use super::{Flow, Run};
use wire::Command;
use wire::field::{DateTime, Field, Kind, TimeOfDay};

impl Run<'_> {
    /// The value that the run knows for a field.
    pub(super) fn default(
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
            (
                Command::UpdateAuthorizationEntry | Command::RemoveAuthorizationEntry,
                "authorization_id",
            ) => Datum::Int(self.users.get(user).map_or(0, |user| user.auth_id.into())),
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
