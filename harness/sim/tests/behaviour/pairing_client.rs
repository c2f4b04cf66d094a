//! The client's side of a pairing, one step at a time, so that each can be spoiled.

use crate::client::{Bench, User, payload_of};
use boundary::Conn;
use std::vec::Vec;
use wire::command::Command;
use wire::session::{SharedKey, agree_unchecked, public_key};

/// A pairing under way.
pub(crate) struct Pairing {
    pub(crate) conn: Conn,
    pub(crate) private: [u8; 32],
    pub(crate) own: [u8; 32],
    pub(crate) lock: [u8; 32],
    pub(crate) key: SharedKey,
    pub(crate) first: Vec<u8>,
    pub(crate) second: Vec<u8>,
    pub(crate) id: u32,
    nonce_k: Vec<u8>,
}

/// What a new user says of itself.
#[derive(Clone, Copy)]
pub(crate) struct Data<'a> {
    pub(crate) id_type: u8,
    pub(crate) app_id: u32,
    pub(crate) name: &'a [u8],
}

impl Pairing {
    /// A pairing with a key pair of its own.
    pub(crate) fn new(bench: &mut Bench, conn: Conn) -> Self {
        let private = bench.bytes32();
        Self::with_keys(conn, private, public_key(&private))
    }

    /// A pairing with any public key.
    pub(crate) fn with_keys(conn: Conn, private: [u8; 32], own: [u8; 32]) -> Self {
        Self {
            conn,
            private,
            own,
            lock: [0; 32],
            key: SharedKey::from_bytes([0; 32]),
            first: Vec::new(),
            second: Vec::new(),
            id: 0,
            nonce_k: Vec::new(),
        }
    }

    /// Asks for the public key.
    pub(crate) fn request(&mut self, bench: &mut Bench) -> Vec<Vec<u8>> {
        let answer = bench.plain(self.conn, Command::RequestData, &[3, 0]);
        if let Some(key) = payload_of(&answer, Command::PublicKey) {
            self.lock = key.try_into().unwrap_or_default();
            self.key = agree_unchecked(&self.private, &self.lock);
        }
        answer
    }

    /// Sends the public key.
    pub(crate) fn send_key(&mut self, bench: &mut Bench) -> Vec<Vec<u8>> {
        let answer = bench.plain(self.conn, Command::PublicKey, &self.own);
        self.first = payload_of(&answer, Command::Challenge).unwrap_or_default();
        answer
    }

    /// Sends the authenticator with some bits flipped.
    pub(crate) fn prove(&mut self, bench: &mut Bench, flip: u8) -> Vec<Vec<u8>> {
        let mut proof = self
            .key
            .authenticator(&[&self.own, &self.lock, &self.first]);
        proof[31] ^= flip;
        let answer = bench.plain(self.conn, Command::AuthorizationAuthenticator, &proof);
        if let Some(challenge) = payload_of(&answer, Command::Challenge) {
            self.second = challenge;
        }
        answer
    }

    /// Sends Authorization Data with some bits of its authenticator flipped.
    pub(crate) fn data(&mut self, bench: &mut Bench, data: Data<'_>, flip: u8) -> Vec<Vec<u8>> {
        let challenge = self.second.clone();
        self.data_for(bench, data, flip, &challenge)
    }

    /// Sends Authorization Data that answers that challenge.
    pub(crate) fn data_for(
        &mut self,
        bench: &mut Bench,
        data: Data<'_>,
        flip: u8,
        challenge: &[u8],
    ) -> Vec<Vec<u8>> {
        let mut name = [0; 32];
        name[..data.name.len()].copy_from_slice(data.name);
        let nonce = bench.bytes32();
        let fields = [
            &[data.id_type][..],
            &data.app_id.to_le_bytes(),
            &name,
            &nonce,
        ]
        .concat();
        let mut payload = self.key.authenticator(&[&fields, challenge]).to_vec();
        payload[31] ^= flip;
        payload.extend(&fields);
        let answer = bench.plain(self.conn, Command::AuthorizationData, &payload);
        if let Some(named) = payload_of(&answer, Command::AuthorizationId) {
            let (authenticator, rest) = named.split_at(32);
            if authenticator == self.key.authenticator(&[rest, &nonce]) {
                self.id = u32::from_le_bytes(rest[..4].try_into().unwrap_or_default());
                self.nonce_k = rest[20..].to_vec();
            }
        }
        answer
    }

    /// Sends the confirmation with some bits of its authenticator flipped.
    pub(crate) fn confirm(&mut self, bench: &mut Bench, flip: u8) -> Vec<Vec<u8>> {
        let id = self.id.to_le_bytes();
        let mut payload = self.key.authenticator(&[&id, &self.nonce_k]).to_vec();
        payload[31] ^= flip;
        payload.extend(id);
        bench.plain(self.conn, Command::AuthorizationIdConfirmation, &payload)
    }

    /// The steps up to the second challenge.
    pub(crate) fn begin(bench: &mut Bench, conn: Conn) -> Self {
        bench.press_for_pairing();
        let mut pairing = Self::new(bench, conn);
        pairing.request(bench);
        pairing.send_key(bench);
        pairing.prove(bench, 0);
        pairing
    }

    /// The user it leads to.
    pub(crate) fn user(&self) -> User {
        User {
            conn: self.conn,
            id: self.id,
            key: self.key.clone(),
        }
    }
}

impl<'a> Data<'a> {
    /// An app of that name, without a number.
    pub(crate) const fn app(name: &'a [u8]) -> Self {
        Self {
            id_type: 0,
            app_id: 0,
            name,
        }
    }
}
