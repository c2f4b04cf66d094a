//! Encrypted messages: what is there, what is missing, and why a box does not open.

use super::guess::{follows, swapped};
use super::rows::{Rows, by_length, hex};
use super::{Keys, clear};
use wire::Api;
use wire::frame::Sealed;
use wire::session::SharedKey;

/// Explains an encrypted message and returns the bytes behind its end.
pub(super) fn encrypted<'a>(
    rows: &mut Rows,
    bytes: &'a [u8],
    fragments: &[usize],
    keys: &Keys,
    api: Api,
) -> &'a [u8] {
    let Some((says, has)) = follows(bytes) else {
        rows.say(format!(
            "{} bytes: the begin of an encrypted message",
            bytes.len()
        ));
        rows.say("");
        parts(rows, bytes, None);
        rows.say("incomplete: the length field, bytes 28 and 29, is not there yet");
        return &[];
    };
    // A box that opens, or a length that fits the other way round, is whole whatever the field says.
    let told_wrong = has != says && (swapped(bytes) || says < 24 || keys.open(bytes));
    let beyond = has > says && !told_wrong;
    let (message, rest) = bytes.split_at(if beyond { 30 + says } else { bytes.len() });
    let cut = has < says && !told_wrong;
    let whole = if cut {
        format!(", the first {} of {} bytes", bytes.len(), 30 + says)
    } else {
        String::new()
    };
    rows.say(format!(
        "{} bytes: an encrypted message{whole}",
        message.len()
    ));
    rows.say("");
    parts(rows, message, Some(says));
    rows.say("");
    if cut {
        incomplete(rows, bytes.len(), says, fragments);
        content(rows, says);
        return rest;
    }
    if told_wrong {
        length(rows, bytes, says, has);
    }
    content(rows, message.len().saturating_sub(30));
    open(rows, message, keys, api);
    rest
}

/// The table of the parts that every encrypted message has.
fn parts(rows: &mut Rows, bytes: &[u8], says: Option<usize>) {
    rows.head();
    let view = Sealed(bytes);
    let whole = view.nonce().is_some();
    let nonce = &bytes[..bytes.len().min(24)];
    let short = if whole { "" } else { " (not whole)" };
    rows.row(0, nonce.len(), "nonce", format!("{}{short}", hex(nonce)));
    if let Some(id) = view.auth_id() {
        let user = format!("{id} (0x{id:08X}, bytes {})", hex(&bytes[24..28]));
        rows.row(24, 4, "authorization id", user);
    }
    let Some(says) = says else { return };
    let after = bytes.len().saturating_sub(30);
    let field = hex(&bytes[28..30]);
    rows.row(
        28,
        2,
        "length",
        format!("{says} (bytes {field}); {after} bytes follow it"),
    );
    let tag = &bytes[30..bytes.len().min(46)];
    let short = if tag.len() < 16 {
        format!(" ({} of 16 bytes)", tag.len())
    } else {
        String::new()
    };
    rows.row(30, tag.len(), "tag", format!("{}{short}", hex(tag)));
    let cipher = bytes.get(46..).unwrap_or_default();
    if cipher.is_empty() {
        rows.row(46, 0, "ciphertext", "missing");
    } else {
        rows.row(46, cipher.len(), "ciphertext", hex(cipher));
    }
}

/// Which part is missing, and what that means for the tag.
fn incomplete(rows: &mut Rows, bytes: usize, says: usize, fragments: &[usize]) {
    let total = 30 + says;
    let size = match fragments {
        [first, ..] if fragments.len() > 1 && *first > 0 => *first,
        _ => 20,
    };
    let all = total.div_ceil(size);
    rows.say(format!(
        "Only {} of {says} bytes of the box are present, so the tag cannot match: whatever key is used, opening",
        bytes - 30
    ));
    rows.say("it now fails (BAD_MSG, `decryption failed`). The key may well be right.");
    if bytes.is_multiple_of(size) {
        let mut sizes = vec![size.to_string(); total / size];
        if !total.is_multiple_of(size) {
            sizes.push((total % size).to_string());
        }
        rows.say(format!(
            "These are the first {} of {} fragments of {size} bytes ({}), as a lock sends them at ATT_MTU {}.",
            in_words(bytes / size),
            in_words(all),
            sizes.join(" + "),
            size + 3
        ));
    }
    rows.say(format!(
        "Join indications until 30 + {says} = {total} bytes are there: {} more bytes are to come.",
        total - bytes
    ));
}

/// What the box should hold, by its length.
fn content(rows: &mut Rows, says: usize) {
    let Some(payload) = says.checked_sub(24) else {
        rows.say(format!(
            "A box of {says} bytes is impossible: tag, authorization id, command and CRC alone take 24."
        ));
        return;
    };
    let bytes = if payload == 1 { "byte" } else { "bytes" };
    let which = by_length(payload);
    let which = if which.is_empty() {
        "no message that is known has that size".to_owned()
    } else {
        format!("by its size {}", which.join(", "))
    };
    rows.say(format!(
        "The payload has {payload} {bytes} ({says} - 24): {which}."
    ));
}

/// A length field that does not count what follows it.
fn length(rows: &mut Rows, bytes: &[u8], says: usize, has: usize) {
    if swapped(bytes) {
        rows.say(format!(
            "The length field is big-endian: read with its bytes swapped it says {has}, which is what follows. \
             It must be little-endian."
        ));
    } else {
        rows.say(format!(
            "The length field says {says}, but {has} bytes follow it."
        ));
    }
}

/// Opens the box, or says why it stays shut.
fn open(rows: &mut Rows, message: &[u8], keys: &Keys, api: Api) {
    let all = keys.all();
    if all.is_empty() {
        rows.say("Give the shared key with --key, or --private and --public, to open it.");
        return;
    }
    rows.say("");
    let mut room = vec![0; message.len()];
    for (said, shape) in shapes(message) {
        for (whose, key) in &all {
            let Ok(pdata) = key.unseal(&shape, &mut room) else {
                continue;
            };
            rows.say(format!("opens with {whose}{said}"));
            rows.say("");
            rows.head();
            clear::pdata(rows, pdata.bytes(), Sealed(message).auth_id(), api);
            return;
        }
    }
    rows.say("DOES NOT OPEN: it was sealed with another key, or a bit of nonce, tag or ciphertext has changed.");
    let tried: Vec<&str> = all.iter().map(|(whose, _)| *whose).collect();
    rows.say(format!(
        "Tried {}; each also with the tag behind the ciphertext.",
        tried.join(", ")
    ));
    if let Some(id) = Sealed(message).auth_id() {
        rows.say(format!(
            "The key must be that of authorization {id}; the ids of two users are easily mixed up."
        ));
    }
}

/// The message as it is, and as senders get it wrong.
fn shapes(message: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut shapes = vec![("", message.to_vec())];
    if message.len() > 46 {
        let (head, sealed) = message.split_at(30);
        let (cipher, tag) = sealed.split_at(sealed.len() - 16);
        let said = ", but with the tag behind the ciphertext: it must stand in front";
        shapes.push((said, [head, tag, cipher].concat()));
    }
    shapes
}

/// kdf1 of a Diffie-Hellman result.
pub(super) fn kdf1(secret: &[u8; 32]) -> SharedKey {
    use crypto_secretbox::{Kdf as _, XSalsa20Poly1305};
    SharedKey::from_bytes(XSalsa20Poly1305::kdf(secret.into(), &Default::default()).into())
}

/// Small numbers as words.
fn in_words(number: usize) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(number)
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
