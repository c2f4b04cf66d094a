//! What must hold of each whole message: it reads, it is made again byte for byte, and it comes out of its fragments.

use crate::store::{Vector, auth_id, bytes, shared_key, vector};
use std::vec::Vec;
use wire::{
    Api,
    command::{Command, CommandId, Message, Spec},
    field::{DateTime, Value},
    frame::{Form, Pdata, Plain, Sealed, emit_pdata, emit_plain},
    gatt::Char,
    payload::{self, Fields},
    reassembly::{Outcome, Reassembler},
};

pub(crate) fn plain(vector: &Vector) {
    let (id, bytes) = (&vector.id, &vector.bytes);
    let view = Plain(bytes);
    assert!(view.crc_holds(), "{id}");
    let command = view.command().unwrap();
    assert_eq!(
        made(|out| emit_plain(command, view.payload(), out).unwrap()),
        *bytes,
        "{id}"
    );
    if id == "REAL-U1" {
        assert_eq!(Command::of(command), None, "a command of later locks");
        return;
    }
    let spec = Command::of(command).unwrap().spec();
    travels(vector, spec);
    reads(id, spec, view.payload());
    if !vector.to_lock {
        comes_out_of_fragments(id, bytes, Form::Plain);
    }
}

pub(crate) fn encrypted(vector: &Vector) {
    let (id, bytes) = (&vector.id, &vector.bytes);
    let view = Sealed(bytes);
    let mut out = [0; 256];
    let key = shared_key(id);
    let opened = key
        .open(bytes, &mut out)
        .unwrap_or_else(|e| panic!("{id}: {e}"));
    assert_eq!(opened.auth_id(), auth_id(id), "{id}");
    content_is_as_printed(vector, opened.pdata());

    let (nonce, auth_id) = (view.nonce().unwrap(), view.auth_id().unwrap());
    let (command, payload) = (opened.command(), opened.payload());
    let sealed = made(|out| key.seal(nonce, auth_id, command, payload, out).unwrap());
    assert_eq!(sealed, *bytes, "{id}: sealed again with the printed nonce");

    let spec = Command::of(command).unwrap().spec();
    travels(vector, spec);
    reads(id, spec, payload);
    comes_out_of_fragments(id, bytes, Form::Encrypted);
}

pub(crate) fn pdata(vector: &Vector) {
    let (id, bytes) = (&vector.id, &vector.bytes);
    let view = Pdata(bytes);
    assert!(view.crc_holds(), "{id}");
    assert_eq!(view.auth_id(), Some(auth_id(id)), "{id}");
    let command = view.command().unwrap();
    assert_eq!(
        made(|out| emit_pdata(auth_id(id), command, view.payload(), out).unwrap()),
        *bytes
    );
    let spec = Command::of(command).unwrap().spec();
    travels(vector, spec);
    reads(id, spec, view.payload());
}

/// The payloads that are printed without a message around them.
pub(crate) fn payload(vector: &Vector) {
    let id = vector.id.as_str();
    let (lock_state, second, beyond_documented) = match id {
        "DOC-U2p" => return reads(id, Command::Challenge.spec(), &vector.bytes),
        "DOC-R2p" => (1, "2016-03-07T08:15:30", [0x20, 0x0A]),
        "DOC-U5" => (2, "2016-03-07T08:24:32", [0x00, 0x07]),
        "DOC-U6" => (3, "2016-03-07T08:24:44", [0x00, 0x07]),
        other => panic!("no check for the payload {other}"),
    };
    let fields = Fields::read(Command::NukiStates.spec(), Api::V1_10, &vector.bytes);
    let time: DateTime = second.parse().unwrap();
    assert_eq!(fields.get("nuki_state"), Some(Value::Uint(2)));
    assert_eq!(fields.get("lock_state"), Some(Value::Uint(lock_state)));
    assert_eq!(fields.get("trigger"), Some(Value::Uint(0)));
    assert_eq!(fields.get("current_time"), Some(Value::DateTime(time)));
    assert_eq!(fields.get("timezone_offset"), Some(Value::Int(60)));
    assert_eq!(fields.get("critical_battery"), Some(Value::Uint(0)));
    let [updates, timer] = beyond_documented.map(|byte| Some(Value::Uint(byte)));
    assert_eq!(fields.get("config_update_count"), updates);
    assert_eq!(fields.get("lock_n_go_timer"), timer);
    let missing: Vec<_> = fields.missing().map(|field| field.name).collect();
    assert_eq!(
        missing,
        [
            "last_lock_action",
            "last_lock_action_trigger",
            "last_lock_action_completion"
        ]
    );
    assert!(fields.tail().is_empty());
}

/// The bytes that a function writes.
pub(crate) fn made(write: impl FnOnce(&mut [u8]) -> usize) -> Vec<u8> {
    let mut out = [0xEE; 256];
    let size = write(&mut out);
    assert!(out[size..].iter().all(|byte| *byte == 0xEE));
    out[..size].to_vec()
}

/// The table lets the command go that way on that characteristic.
fn travels(vector: &Vector, spec: &Spec) {
    let chars = if vector.to_lock {
        spec.to_lock
    } else {
        spec.from_lock
    };
    let char = vector.char.unwrap();
    assert!(chars.contains(&char), "{}: {char}", vector.id);
}

/// The payload reads without a rest, and is written again from its fields, by name and by type.
fn reads(id: &str, spec: &'static Spec, payload: &[u8]) {
    let api = [Api::V1_10, Api::V2_0, Api::V2_2, Api::V2_3];
    let api = api.into_iter().find(|api| {
        let fields = Fields::read(spec, *api, payload);
        payload::expected_sizes(spec, *api).contains(payload.len())
            && fields.missing().next().is_none()
    });
    let fields = Fields::read(spec, Api::V1_10, payload);
    assert!(fields.tail().is_empty(), "{id}");
    let Some(api) = api else {
        assert!(
            matches!(id, "DOC-R2" | "GEN-R2x"),
            "{id}: a layout of no version"
        );
        return;
    };
    let by_name = |out: &mut [u8]| {
        payload::emit(spec, api, out, |field| fields.get(field.name))
            .unwrap_or_else(|error| panic!("{id}: {error}"))
    };
    assert_eq!(made(by_name), payload, "{id}: by name, {api}");
    let by_type = Message::parse(spec.command, payload);
    if api == Api::V1_10 {
        let message = by_type.unwrap();
        assert_eq!(
            made(|out| message.emit(out).unwrap()),
            payload,
            "{id}: by type"
        );
    } else {
        assert!(by_type.is_err(), "{id}: V1.10 has no such length");
    }
}

fn comes_out_of_fragments(id: &str, bytes: &[u8], form: Form) {
    for size in [20, 23, 185, 244] {
        let mut stream = Reassembler::<256>::new();
        let (last, before) = bytes
            .chunks(size)
            .collect::<Vec<_>>()
            .split_last()
            .map_or_else(
                || panic!("{id} is empty"),
                |(last, before)| (*last, before.to_vec()),
            );
        for fragment in before {
            let outcome = stream.push(fragment, form);
            assert!(matches!(outcome, Outcome::Incomplete { .. }), "{id}");
        }
        let whole = Outcome::Message {
            message: bytes,
            beyond: &[],
        };
        assert_eq!(stream.push(last, form), whole, "{id} in {size}");
    }
}

fn content_is_as_printed(sample: &Vector, pdata: Pdata<&[u8]>) {
    let id = sample.id.as_str();
    let printed = match id {
        "DOC-R1b" => Some(vector("DOC-R1a")),
        "DOC-U1b" => Some(vector("DOC-U1a")),
        "DOC-U3b" => Some(vector("DOC-U3a")),
        _ => sample.json.get("pdata").map(bytes),
    };
    if let Some(printed) = printed {
        assert_eq!(pdata.bytes(), printed, "{id}");
        return;
    }
    let command = sample.json["command"].as_str().unwrap();
    let command = u16::from_str_radix(&command[2..], 16).unwrap();
    assert_eq!(pdata.command(), Some(CommandId(command)), "{id}");
    assert_eq!(pdata.payload(), bytes(&sample.json["payload"]), "{id}");
    assert_eq!(sample.char, Some(Char::USDIO), "{id}");
}
