//! The document's pairing, and the generated one from both sides, made again step by step.

use crate::{
    forms::made,
    store::{Vector, json, key, vector},
};
use wire::{
    command::{
        AuthorizationAuthenticator, AuthorizationData, AuthorizationId,
        AuthorizationIdConfirmation, Challenge, Command, Message, PublicKey, Status,
    },
    frame::{Plain, emit_plain},
    session::{SharedKey, agree, agree_unchecked, public_key, raw_dh},
};

/// Each key comes out of those before it.
pub(crate) fn key_vector(vector: &Vector) {
    let (whose, made) = match vector.id.as_str() {
        "DOC-A05a" => ("document/cl_private", None),
        "DOC-A05b" => (
            "document/cl_public",
            Some(public_key(&key("document/cl_private"))),
        ),
        "DOC-A07" => (
            "document/dh_k",
            Some(dh("document/cl_private", "document/sl_public")),
        ),
        "DOC-A08" => (
            "document/shared_s",
            Some(shared("document/cl_private", "document/sl_public")),
        ),
        "GEN-A07" => (
            "generated/dh_k",
            Some(dh("generated/sl_private", "generated/cl_public")),
        ),
        "GEN-A08" => (
            "generated/shared_s",
            Some(shared("generated/sl_private", "generated/cl_public")),
        ),
        other => panic!("no check for the key {other}"),
    };
    assert_eq!(vector.bytes, key(whose), "{}", vector.id);
    if let Some(made) = made {
        assert_eq!(vector.bytes, made, "{}", vector.id);
    }
}

/// Each authenticator of the document is that of the input printed for it.
pub(crate) fn hmac_input(sample: &Vector) {
    let sent = match sample.id.as_str() {
        "DOC-A10" => "DOC-A13",
        "DOC-A16in" => "DOC-A16",
        "DOC-A19in" => "DOC-A19",
        other => panic!("no check for the input {other}"),
    };
    let sent = vector(sent);
    let authenticator = *Plain(&sent).payload().first_chunk().unwrap();
    let shared = SharedKey::from_bytes(key("document/shared_s"));
    assert_eq!(shared.authenticator(&[&sample.bytes]), authenticator);
    let (head, rest) = sample.bytes.split_at(7);
    assert!(shared.authenticates(&[head, &[], rest], &authenticator));
    assert!(!shared.authenticates(&[rest, head], &authenticator));
}

#[cfg_attr(test, test)]
pub(crate) fn the_documents_pairing_is_made_again_byte_for_byte() {
    pairing("DOC", "document");
}

#[cfg_attr(test, test)]
pub(crate) fn the_generated_pairing_is_made_again_byte_for_byte() {
    pairing("GEN", "generated");
    let (client, lock) = ("generated/cl_private", "generated/sl_private");
    assert_eq!(public_key(&key(client)), key("generated/cl_public"));
    assert_eq!(public_key(&key(lock)), key("generated/sl_public"));
    assert_eq!(
        shared(client, "generated/sl_public"),
        shared(lock, "generated/cl_public")
    );
}

/// Steps 4 to 22 from the keys, the nonces and the user's data.
fn pairing(id: &str, whose: &str) {
    let (client, lock) = (
        key(&format!("{whose}/cl_public")),
        key(&format!("{whose}/sl_public")),
    );
    let step = |number: &str| vector(&format!("{id}-A{number}"));
    let shared = agree(&key(&format!("{whose}/cl_private")), &lock).unwrap();
    says(
        &step("04"),
        Message::PublicKey(PublicKey { public_key: &lock }),
    );
    says(
        &step("06"),
        Message::PublicKey(PublicKey {
            public_key: &client,
        }),
    );
    let first = challenge(&step("09"));
    says(
        &step("13"),
        Message::AuthorizationAuthenticator(AuthorizationAuthenticator {
            authenticator: &shared.authenticator(&[&client, &lock, &first]),
        }),
    );
    let second = challenge(&step("15"));
    let (name, nonce_abf) = user(&step("16"), &shared, &second, app_id(whose));
    let confirmed = authorization(&step("19"), &shared, &nonce_abf);
    assert_eq!(name, *user_name(whose), "{id}");
    says(
        &step("21"),
        Message::AuthorizationIdConfirmation(AuthorizationIdConfirmation {
            authenticator: &confirmed,
            authorization_id: authorization_id(whose),
        }),
    );
    says(&step("22"), Message::Status(Status { status: 0 }));
}

/// Step 16, whose name and nonce are inputs of ours: gives both.
fn user(sent: &[u8], shared: &SharedKey, second: &[u8], app_id: u32) -> ([u8; 32], [u8; 32]) {
    let data = AuthorizationData::parse(Plain(sent).payload()).unwrap();
    let id = app_id.to_le_bytes();
    let parts: [&[u8]; 5] = [&[0], &id, data.name, data.nonce_abf, second];
    let message = AuthorizationData {
        authenticator: &shared.authenticator(&parts),
        id_type: 0,
        app_id,
        name: data.name,
        nonce_abf: data.nonce_abf,
    };
    says(sent, Message::AuthorizationData(message));
    (*data.name, *data.nonce_abf)
}

/// Step 19, whose id, UUID and nonce are the lock's: gives the confirmation's authenticator.
fn authorization(sent: &[u8], shared: &SharedKey, nonce_abf: &[u8; 32]) -> [u8; 32] {
    let data = AuthorizationId::parse(Plain(sent).payload()).unwrap();
    let id = data.authorization_id.to_le_bytes();
    let parts: [&[u8]; 4] = [&id, data.uuid, data.nonce_k, nonce_abf];
    let message = AuthorizationId {
        authenticator: &shared.authenticator(&parts),
        ..data
    };
    says(sent, Message::AuthorizationId(message));
    shared.authenticator(&[&id, data.nonce_k])
}

/// The message is the printed one.
fn says(printed: &[u8], message: Message<'_>) {
    let payload = made(|out| message.emit(out).unwrap());
    let command = message.command();
    let frame = made(|out| emit_plain(command.id(), &payload, out).unwrap());
    assert_eq!(frame, printed, "{command}");
}

fn challenge(printed: &[u8]) -> [u8; 32] {
    let view = Plain(printed);
    assert_eq!(view.command(), Some(Command::Challenge.id()));
    *Challenge::parse(view.payload()).unwrap().nonce
}

fn dh(private: &str, public: &str) -> [u8; 32] {
    raw_dh(&key(private), &key(public))
}

fn shared(private: &str, public: &str) -> [u8; 32] {
    let agreed = agree(&key(private), &key(public)).unwrap();
    let unchecked = agree_unchecked(&key(private), &key(public));
    assert_eq!(agreed.expose(), unchecked.expose());
    *agreed.expose()
}

fn authorization_id(whose: &str) -> u32 {
    let id = json()["keys"][whose]["authorization_id"].as_u64();
    id.unwrap().try_into().unwrap()
}

fn app_id(whose: &str) -> u32 {
    let id = json()["keys"][whose]["app_id"].as_u64();
    id.unwrap_or(0).try_into().unwrap()
}

fn user_name(whose: &str) -> &'static [u8; 32] {
    match whose {
        "document" => b"Marc (Test)\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        _ => b"Conformance\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    }
}
