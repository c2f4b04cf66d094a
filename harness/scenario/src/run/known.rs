//! Variables that the run keeps by itself.

use super::client::Pairing;
use super::datum::Datum;
use super::{Flow, Run, Stop};

impl Run<'_> {
    /// A captured value, or one that the run knows: the pairing's parts, the user's, the rig's.
    pub(super) fn variable(&self, name: &str) -> Flow<Datum> {
        if let Some(datum) = self.vars.get(name) {
            return Ok(datum.clone());
        }
        self.kept(name).ok_or_else(|| {
            Stop::Unclear(format!(
                "`${name}` has no value here: nothing that gives it one came before"
            ))
        })
    }

    fn kept(&self, name: &str) -> Option<Datum> {
        if let Some(datum) = self.of_user(name) {
            return Some(datum);
        }
        let pairing = self.clients.get(FIRST_CLIENT).map(|client| &client.pairing);
        match name {
            "pin" => Some(Datum::Int(self.pin().into())),
            "nuki_id" => Some(Datum::Int(self.nuki_id()?)),
            "beacon_name" => Some(Datum::Word(format!("Nuki_{:08X}", self.nuki_id()?))),
            "now" => self.known_time(),
            _ => of_pairing(pairing?, name),
        }
    }

    /// `$auth_id`, `$app_id`, `$key`: the owner's; `$guest.auth_id` and its like: another user's.
    fn of_user(&self, name: &str) -> Option<Datum> {
        let named = name.split_once('.');
        let (user, what) = named.unwrap_or((OWNER, name));
        let user = self.users.get(user)?;
        match what {
            "auth_id" => Some(Datum::Int(user.auth_id.into())),
            "app_id" => Some(Datum::Int(user.app_id.into())),
            "shared_key" if named.is_none() => None,
            "key" | "shared_key" => Some(Datum::Bytes(user.key.expose().to_vec())),
            "user_name" => Some(Datum::Bytes(user.name.to_vec())),
            _ => None,
        }
    }

    /// As the lock says it, else as the profile claims.
    fn nuki_id(&self) -> Option<i64> {
        let said = self
            .known
            .get(&(wire::Command::Config, "nuki_id"))
            .and_then(Datum::as_int);
        said.or_else(|| self.profile.nuki_id.map(i64::from))
    }

    /// The lock's own time as it was last seen.
    fn known_time(&self) -> Option<Datum> {
        self.known
            .get(&(wire::Command::NukiStates, "current_time"))
            .cloned()
    }

    /// The PIN in force: a case may have changed it.
    pub(super) fn pin(&self) -> u16 {
        self.session.pin.unwrap_or(self.profile.pin)
    }
}

fn of_pairing(pairing: &Pairing, name: &str) -> Option<Datum> {
    let bytes = |bytes: &[u8]| Some(Datum::Bytes(bytes.to_vec()));
    match name {
        "lock_key" => bytes(&pairing.lock_key?),
        "client_key" => bytes(&pairing.sent_key.unwrap_or_else(|| pairing.public())),
        "client_private_key" => bytes(&pairing.private),
        "challenge" => bytes(pairing.challenges.last()?),
        "first_challenge" => bytes(pairing.challenges.first()?),
        "shared_key" => bytes(pairing.shared()?.expose()),
        "dh_key" => bytes(&pairing.dh()?),
        "nonce_abf" => bytes(&pairing.nonce_abf),
        "nonce_k" => bytes(&pairing.nonce_k?),
        "uuid" => bytes(&pairing.uuid?),
        "new_auth_id" => Some(Datum::Int(pairing.auth_id?.into())),
        _ => None,
    }
}

/// The user that a case has from the start.
pub(super) const OWNER: &str = "owner";
/// The second one.
pub(super) const GUEST: &str = "guest";
/// The client that a case has from the start.
pub(super) const FIRST_CLIENT: &str = "a";
/// The second one.
pub(super) const SECOND_CLIENT: &str = "b";
