//! Pairing ("Authorize app"): the steps on the pairing characteristic, from the public keys to the confirmation.
//!
//! ```text
//!  Idle --Request Data--> KeySent --Public Key--> Challenged --Authenticator--> Proven --Data--> Named --Confirmation--> Idle
//! ```

mod checks;

pub(crate) use checks::{blank_after_zero, lose_symbols};

use crate::Defect;
use crate::lock::Lock;
use crate::reply::Refusal;
use crate::settings::{InitialisedBy, LockKey, NotPairing, PairingRestart, UnconfirmedUser};
use crate::users::{Standing, User};
use alloc::vec::Vec;
use boundary::Conn;
use wire::code::{ErrorCode, IdType, StatusCode};
use wire::command::{
    AuthorizationAuthenticator, AuthorizationData, AuthorizationId, AuthorizationIdConfirmation,
    Challenge, PublicKey, Status,
};
use wire::session::{self, SharedKey};

/// How far the pairing of a link has come.
#[derive(Clone, Debug, Default)]
pub(crate) enum Pairing {
    /// Nothing has begun.
    #[default]
    Idle,
    /// The lock has sent its public key.
    KeySent { private: [u8; 32], own: [u8; 32] },
    /// The first challenge is out.
    Challenged {
        key: SharedKey,
        client: [u8; 32],
        own: [u8; 32],
        nonce: [u8; 32],
    },
    /// The client has proved the key; the second challenge is out.
    Proven {
        key: SharedKey,
        first: [u8; 32],
        nonce: [u8; 32],
    },
    /// The user is stored; its confirmation is awaited.
    Named {
        key: SharedKey,
        id: u32,
        nonce: [u8; 32],
    },
}

impl Lock {
    /// Steps 3 and 4: sends the public key.
    pub(crate) fn on_public_key_request(&mut self, conn: Conn) -> Result<(), Refusal> {
        if !self.is_pairing() && !self.has(Defect::PairsWithoutPairingMode) {
            return Err(match self.settings.not_pairing {
                NotPairing::Report => ErrorCode::NOT_PAIRING.into(),
                NotPairing::Drop => Refusal::Drop,
            });
        }
        let begun = !matches!(self.pairing_of(conn), Pairing::Idle);
        if begun && self.settings.pairing_restart == PairingRestart::Unknown {
            return Err(ErrorCode::UNKNOWN.into());
        }
        let private = match self.settings.lock_key {
            LockKey::Fresh => self.random.bytes(),
            LockKey::Fixed => self.memory.private_key,
        };
        let own = session::public_key(&private);
        self.set_pairing(conn, Pairing::KeySent { private, own });
        let public_key = &own;
        self.say_pairing_cut(conn, &PublicKey { public_key }, Defect::PublicKeyIsShort);
        Ok(())
    }

    /// Steps 6 to 9: takes the client's key, sends the first challenge.
    pub(crate) fn on_public_key(
        &mut self,
        conn: Conn,
        message: PublicKey<'_>,
    ) -> Result<(), Refusal> {
        let Pairing::KeySent { private, own } = self.pairing_of(conn) else {
            return self.out_of_order();
        };
        let client = *message.public_key;
        let key = self.agree(&private, &client)?;
        let nonce = self.draw_challenge();
        self.set_pairing(
            conn,
            Pairing::Challenged {
                key,
                client,
                own,
                nonce,
            },
        );
        let challenge = &Challenge { nonce: &nonce };
        self.say_pairing_cut(conn, challenge, Defect::FirstChallengeIsShort);
        Ok(())
    }

    /// Steps 13 to 15: checks the authenticator, sends the second challenge.
    pub(crate) fn on_authorization_authenticator(
        &mut self,
        conn: Conn,
        message: AuthorizationAuthenticator<'_>,
    ) -> Result<(), Refusal> {
        let Pairing::Challenged {
            key,
            client,
            own,
            nonce: first,
        } = self.pairing_of(conn)
        else {
            return self.out_of_order();
        };
        let right = self.authenticates(&key, &[&client, &own, &first], message.authenticator);
        if !right && !self.has(Defect::AuthenticatorUnchecked) {
            return self.bad_authenticator(conn);
        }
        let nonce = if self.has(Defect::SecondChallengeIsTheFirst) {
            first
        } else {
            self.draw_challenge()
        };
        self.set_pairing(conn, Pairing::Proven { key, first, nonce });
        self.say_pairing(conn, &Challenge { nonce: &nonce });
        Ok(())
    }

    /// Steps 16 to 19: stores the user, sends its authorization id.
    pub(crate) fn on_authorization_data(
        &mut self,
        conn: Conn,
        message: AuthorizationData<'_>,
    ) -> Result<(), Refusal> {
        let (key, first, nonce) = match self.pairing_of(conn) {
            Pairing::Proven { key, first, nonce } => (key, first, nonce),
            Pairing::Challenged { key, nonce, .. } if self.has(Defect::ProofCanBeSkipped) => {
                (key, nonce, nonce)
            }
            _ => return self.out_of_order(),
        };
        if !self.data_proved(&key, &message, &first, &nonce) {
            return self.bad_authenticator(conn);
        }
        self.make_room(&message)?;
        let id = self.store_user(conn, &message, key.clone());
        let nonce_k = self.random.bytes();
        self.set_pairing(
            conn,
            Pairing::Named {
                key: key.clone(),
                id,
                nonce: nonce_k,
            },
        );
        self.say_authorization_id(conn, &key, id, &nonce_k, message.nonce_abf);
        Ok(())
    }

    /// Steps 21 and 22: checks the confirmation, ends the pairing.
    pub(crate) fn on_confirmation(
        &mut self,
        conn: Conn,
        message: AuthorizationIdConfirmation<'_>,
    ) -> Result<(), Refusal> {
        let Pairing::Named { key, id, nonce } = self.pairing_of(conn) else {
            return self.out_of_order();
        };
        let right = message.authorization_id == id
            && self.authenticates(&key, &[&id.to_le_bytes(), &nonce], message.authenticator);
        if !right && !self.has(Defect::ConfirmationUnchecked) {
            return self.bad_authenticator(conn);
        }
        if let Some(user) = self.memory.users.find_mut(id) {
            user.standing = Standing::Valid;
        }
        self.set_pairing(conn, Pairing::Idle);
        if self.settings.initialised_by == InitialisedBy::FirstPairing {
            self.memory.initialised = true;
        }
        if !self.settings.pairing_after_success {
            self.hands.pairing_until = None;
        }
        let status = if self.has(Defect::PairingEndsAccepted) {
            StatusCode::ACCEPTED
        } else {
            StatusCode::COMPLETE
        };
        self.say_pairing(conn, &Status { status: status.0 });
        Ok(())
    }

    /// Whether the lock takes new users now.
    pub(crate) fn is_pairing(&self) -> bool {
        let open = self
            .hands
            .pairing_until
            .is_some_and(|until| self.now < until);
        open || (!self.memory.initialised && self.settings.uninitialised_pairing)
    }

    /// Forgets a user and whatever belongs to it.
    pub(crate) fn forget_user(&mut self, id: u32) -> bool {
        self.challenges.remove(&id);
        self.pin_tries.remove(&id);
        self.memory.users.remove(id)
    }

    /// Forgets the users whose confirmation can no longer come.
    pub(crate) fn forget_unconfirmed(&mut self, conn: Conn) {
        let users = self.memory.users.iter();
        let orphans = users.filter(|user| user.standing.awaits() == Some(conn));
        let orphans: Vec<u32> = orphans.map(|user| user.id).collect();
        for id in orphans {
            self.forget_user(id);
        }
    }

    fn store_user(&mut self, conn: Conn, message: &AuthorizationData<'_>, key: SharedKey) -> u32 {
        let standing = match self.settings.unconfirmed_user {
            UnconfirmedUser::Valid => Standing::Valid,
            UnconfirmedUser::Pending => Standing::Pending(conn),
            UnconfirmedUser::RolledBack => Standing::Provisional(conn),
        };
        let id = self.new_user_id();
        self.damage_a_new_user(id);
        let created = self.shown_time();
        let name = self.stored_name(message.name);
        self.memory.users.add(User {
            id_type: IdType(message.id_type),
            app_id: message.app_id,
            standing,
            enabled: !self.damage.new_users_disabled,
            ..User::new(id, name, key, created)
        });
        id
    }

    fn say_authorization_id(
        &mut self,
        conn: Conn,
        key: &SharedKey,
        id: u32,
        nonce_k: &[u8; 32],
        nonce_abf: &[u8; 32],
    ) {
        let uuid = if self.has(Defect::UuidChanges) {
            self.random.bytes()
        } else {
            self.memory.uuid
        };
        let own = [0; 32];
        let abf = if self.has(Defect::IdAuthenticatorOmitsClientNonce) {
            &own
        } else {
            nonce_abf
        };
        let authenticator = &key.authenticator(&[&id.to_le_bytes(), &uuid, nonce_k, abf]);
        let message = AuthorizationId {
            authenticator,
            authorization_id: id,
            uuid: &uuid,
            nonce_k,
        };
        self.say_pairing(conn, &message);
    }

    fn pairing_of(&self, conn: Conn) -> Pairing {
        if self.has(Defect::PairingOutlivesItsLink) {
            return self.damage.pairing.clone();
        }
        let link = self.links.get(&conn);
        link.map(|link| link.pairing.clone()).unwrap_or_default()
    }

    fn set_pairing(&mut self, conn: Conn, pairing: Pairing) {
        if self.has(Defect::PairingOutlivesItsLink) {
            self.damage.pairing = pairing;
        } else if let Some(link) = self.links.get_mut(&conn) {
            link.pairing = pairing;
        }
    }
}
