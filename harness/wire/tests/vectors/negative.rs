//! The malformed vectors: what each is, and that it is made from a legal message by spoiling one thing.

use crate::{
    forms::made,
    store::{Vector, bytes, json, key, shared_key, vector},
};
use std::string::ToString;
use std::vec::Vec;
use wire::{
    command::{
        AuthorizationAuthenticator, BadLength, Command, CommandId, LockAction, Message, PublicKey,
        RequestData,
    },
    crc,
    frame::{Form, Pdata, Plain, Sealed, emit_pdata, emit_plain},
    reassembly::{Outcome, Reassembler},
    session::{LowOrder, OpenError, SharedKey, agree, raw_dh},
};

/// The first half of a message, as someone posted it: not decryptable, but its head tells what is missing.
pub(crate) fn fragment(vector: &Vector) {
    let view = Sealed(&vector.bytes);
    let said = &vector.json["fields"];
    assert_eq!(view.nonce().unwrap().to_vec(), bytes(&said["nonce"]));
    assert_eq!(view.auth_id(), Some(0x103));
    assert_eq!(view.length(), Some(37));
    assert_eq!(view.tag(), None);
    assert!(view.ciphertext().is_empty());
    let mut stream = Reassembler::<256>::new();
    let (first, second) = vector.bytes.split_at(20);
    let incomplete = |has, needs| Outcome::Incomplete { has, needs };
    assert_eq!(stream.push(first, Form::Encrypted), incomplete(20, None));
    assert_eq!(
        stream.push(second, Form::Encrypted),
        incomplete(40, Some(67))
    );
    let mut out = [0; 64];
    let opened = shared_key("GEN").open(&vector.bytes, &mut out);
    assert_eq!(opened, Err(OpenError::TooShort { has: 40 }));
}

pub(crate) fn malformed(vector: &Vector) {
    let made = match vector.id.as_str() {
        "NEG-CRC1" => swapped_crc(),
        "NEG-CRC2" => spoiled_plain(|view| view.set_crc(0).unwrap()),
        "NEG-END1" => swapped_ids(),
        "NEG-STR1" => b"0x0100030027A7".to_vec(),
        "NEG-LEN1" => REQUEST_PUBLIC_KEY[..1].to_vec(),
        "NEG-LEN2" => made(|out| emit_plain(CommandId(1), &[3, 0, 0], out).unwrap()),
        "NEG-LEN3" => short_public_key(),
        "NEG-AUTH1" => wrong_authenticator(),
        "NEG-KEY1" => weak_key(),
        "NEG-ENC1" => wrong_inner_crc(vector),
        "NEG-ENC2" => wrong_inner_id(vector),
        "NEG-ENC3" => changed_ciphertext(vector),
        "NEG-ENC4" => unknown_id(vector),
        "NEG-ENC5" => wrong_length(vector, 0x18),
        "NEG-ENC6" => wrong_length(vector, 0x1A00),
        "NEG-ENC7" => crc_without_id(vector),
        "NEG-ENC8" => tag_at_the_end(vector),
        "NEG-ENC9" => raw_key(vector),
        "NEG-ENC10" => request_states(vector, &shared_key("GEN"))[..40].to_vec(),
        "NEG-NON1" => action(vector, 1, &[0; 32]),
        "NEG-ACT1" => action(vector, 0, &pending_challenge()),
        "NEG-CMD1" => unknown_command(vector),
        other => panic!("no check for {other}"),
    };
    assert_eq!(made, vector.bytes, "{}", vector.id);
}

fn spoiled_plain(spoil: impl FnOnce(&mut Plain<Vec<u8>>)) -> Vec<u8> {
    let mut view = Plain(REQUEST_PUBLIC_KEY.to_vec());
    spoil(&mut view);
    view.0
}

fn swapped_crc() -> Vec<u8> {
    let swapped = spoiled_plain(|view| view.set_crc(view.crc().unwrap().swap_bytes()).unwrap());
    assert!(!Plain(&swapped).crc_holds());
    swapped
}

fn swapped_ids() -> Vec<u8> {
    let swapped = spoiled_plain(|view| {
        view.set_command(CommandId(0x0100)).unwrap();
        view.payload_mut().reverse();
        view.renew_crc().unwrap();
    });
    assert_eq!(Command::of(Plain(&swapped).command().unwrap()), None);
    swapped
}

fn short_public_key() -> Vec<u8> {
    let cut = &key("generated/cl_public")[..31];
    let bad = BadLength {
        command: Command::PublicKey,
        has: 31,
    };
    assert_eq!(PublicKey::parse(cut), Err(bad));
    made(|out| emit_plain(Command::PublicKey.id(), cut, out).unwrap())
}

fn wrong_authenticator() -> Vec<u8> {
    let message = AuthorizationAuthenticator {
        authenticator: &[0; 32],
    };
    frame(Message::AuthorizationAuthenticator(message))
}

fn weak_key() -> Vec<u8> {
    assert_eq!(
        agree(&key("generated/sl_private"), &[0; 32]).unwrap_err(),
        LowOrder
    );
    assert_eq!(raw_dh(&key("generated/sl_private"), &[0; 32]), [0; 32]);
    frame(Message::PublicKey(PublicKey {
        public_key: &[0; 32],
    }))
}

fn wrong_inner_crc(vector: &Vector) -> Vec<u8> {
    let Err(OpenError::BadCrc { says, computed }) = opened(&vector.bytes) else {
        panic!("{} opens", vector.id);
    };
    assert_eq!(computed, crc::of(&states_pdata()[..8]));
    spoiled_pdata(vector, |view| view.set_crc(says).unwrap())
}

fn crc_without_id(vector: &Vector) -> Vec<u8> {
    let says = crc::of(&[0x01, 0x00, 0x0C, 0x00]);
    let computed = crc::of(&states_pdata()[..8]);
    let bad = Err(OpenError::BadCrc { says, computed });
    assert_eq!(opened(&vector.bytes), bad);
    spoiled_pdata(vector, |view| view.set_crc(says).unwrap())
}

fn wrong_inner_id(vector: &Vector) -> Vec<u8> {
    let Err(OpenError::InnerAuthId { outer, inner }) = opened(&vector.bytes) else {
        panic!("{} opens", vector.id);
    };
    assert_eq!(outer, ID);
    spoiled_pdata(vector, |view| {
        view.set_auth_id(inner).unwrap();
        view.renew_crc().unwrap();
    })
}

fn changed_ciphertext(vector: &Vector) -> Vec<u8> {
    assert_eq!(opened(&vector.bytes), Err(OpenError::BadTag));
    let mut view = Sealed(request_states(vector, &shared_key("GEN")));
    *view.ciphertext_mut().last_mut().unwrap() ^= 1;
    view.0
}

fn unknown_id(vector: &Vector) -> Vec<u8> {
    let nonce = Sealed(&vector.bytes).nonce().unwrap();
    let payload = [0x0C, 0x00];
    let unknown = 0x7FFF_FFFE;
    made(|out| {
        let key = shared_key("GEN");
        key.seal(nonce, unknown, CommandId(1), &payload, out)
            .unwrap()
    })
}

fn wrong_length(vector: &Vector, says: u16) -> Vec<u8> {
    let bad = Err(OpenError::LengthField { says, has: 0x1A });
    assert_eq!(opened(&vector.bytes), bad);
    let mut view = Sealed(request_states(vector, &shared_key("GEN")));
    assert_eq!(view.length(), Some(0x1A));
    view.set_length(says).unwrap();
    view.0
}

fn tag_at_the_end(vector: &Vector) -> Vec<u8> {
    assert_eq!(opened(&vector.bytes), Err(OpenError::BadTag));
    let mut message = request_states(vector, &shared_key("GEN"));
    message[30..].rotate_left(16);
    message
}

fn raw_key(vector: &Vector) -> Vec<u8> {
    assert_eq!(opened(&vector.bytes), Err(OpenError::BadTag));
    request_states(vector, &SharedKey::from_bytes(key("generated/dh_k")))
}

fn action(sample: &Vector, action: u8, nonce: &[u8; 32]) -> Vec<u8> {
    let message = LockAction {
        action,
        app_id: 0x1122_3344,
        flags: 0,
        nonce,
    };
    let payload = made(|out| message.emit(out).unwrap());
    sealed(sample, Command::LockAction.id(), &payload)
}

fn unknown_command(vector: &Vector) -> Vec<u8> {
    assert_eq!(CommandId(0x7777).to_string(), "0x7777 (unknown code)");
    sealed(vector, CommandId(0x7777), &[])
}

/// The nonce of the vector GEN-U2.
fn pending_challenge() -> [u8; 32] {
    let mut out = [0; 64];
    let message = vector("GEN-U2");
    let challenge = shared_key("GEN").open(&message, &mut out).unwrap();
    challenge.payload().try_into().unwrap()
}

/// A Request Data for the states, with the vector's box nonce.
fn request_states(vector: &Vector, key: &SharedKey) -> Vec<u8> {
    let nonce = Sealed(&vector.bytes).nonce().unwrap();
    made(|out| key.seal_pdata(nonce, ID, &states_pdata(), out).unwrap())
}

/// The same with something wrong in the box.
fn spoiled_pdata(vector: &Vector, spoil: impl FnOnce(&mut Pdata<Vec<u8>>)) -> Vec<u8> {
    let nonce = Sealed(&vector.bytes).nonce().unwrap();
    let mut view = Pdata(states_pdata());
    spoil(&mut view);
    made(|out| {
        let key = shared_key("GEN");
        key.seal_pdata(nonce, ID, &view.0, out).unwrap()
    })
}

fn states_pdata() -> Vec<u8> {
    let request = RequestData {
        command: Command::NukiStates.id(),
        additional: &[],
    };
    let payload = made(|out| request.emit(out).unwrap());
    made(|out| emit_pdata(ID, Command::RequestData.id(), &payload, out).unwrap())
}

fn sealed(vector: &Vector, command: CommandId, payload: &[u8]) -> Vec<u8> {
    let nonce = Sealed(&vector.bytes).nonce().unwrap();
    made(|out| {
        let key = shared_key("GEN");
        key.seal(nonce, ID, command, payload, out).unwrap()
    })
}

fn frame(message: Message<'_>) -> Vec<u8> {
    let payload = made(|out| message.emit(out).unwrap());
    made(|out| emit_plain(message.command().id(), &payload, out).unwrap())
}

/// What opening says, without what is in the box.
fn opened(message: &[u8]) -> Result<(), OpenError> {
    let mut out = [0; 256];
    shared_key("GEN").open(message, &mut out).map(|_| ())
}

const REQUEST_PUBLIC_KEY: [u8; 6] = [0x01, 0x00, 0x03, 0x00, 0x27, 0xA7];
const ID: u32 = 0x0001_0203;

#[cfg_attr(test, test)]
pub(crate) fn the_generated_id_is_the_one_used_here() {
    assert_eq!(json()["keys"]["generated"]["authorization_id"], ID);
}
