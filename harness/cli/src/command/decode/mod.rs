//! `decode`: explains bytes, and why a message does not open.

mod clear;
mod guess;
mod input;
mod rows;
mod sealed;

use crate::{Exit, Surroundings};
use guess::Form;
use rows::Rows;
use std::io::Read as _;
use wire::Api;
use wire::session::{SharedKey, agree_unchecked, raw_dh};

/// Explain bytes: plain or encrypted, whole or fragment, with or without key
#[derive(clap::Args)]
#[command(
    after_help = "Example, the first two fragments of an encrypted message:\n  \
strikeplate decode 38A36275410F40891EFAD22DE53E2A65800A7102 BF80ABEE0301000025 00253B7007D9AEBD64524E"
)]
pub(crate) struct Decode {
    /// Hex digits in any spelling; several arguments are fragments in their order; `-` reads standard input
    #[arg(required = true, value_name = "BYTES")]
    bytes: Vec<String>,
    /// The shared key s of the authorization: 64 hex digits
    #[arg(
        long,
        value_name = "HEX",
        env = "STRIKEPLATE_KEY",
        hide_env_values = true
    )]
    key: Option<String>,
    /// A private key; with --public the shared key is worked out
    #[arg(
        long,
        value_name = "HEX",
        requires = "public",
        env = "STRIKEPLATE_PRIVATE",
        hide_env_values = true
    )]
    private: Option<String>,
    /// The other side's public key
    #[arg(long, value_name = "HEX")]
    public: Option<String>,
    /// Take the bytes for this form instead of telling it from them
    #[arg(long, value_enum)]
    form: Option<Form>,
    /// The API version whose layouts and codes are expected
    #[arg(long, value_name = "VERSION", default_value = "1.10")]
    api: Api,
}

/// The keys that a box is tried with.
#[derive(Default)]
struct Keys {
    given: Option<[u8; 32]>,
    pair: Option<([u8; 32], [u8; 32])>,
}

impl Decode {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let keys = match self.keys() {
            Ok(keys) => keys,
            Err(why) => return around.usage(why),
        };
        let mut fragments = Vec::new();
        for text in &self.bytes {
            let read = if text == "-" {
                standard_input()?
            } else {
                text.clone()
            };
            match input::bytes(&read) {
                Ok(bytes) => fragments.push(bytes),
                Err(why) => return around.usage(why),
            }
        }
        if fragments.iter().map(Vec::len).sum::<usize>() > MOST {
            return around.usage(format!("expected at most {MOST} bytes"));
        }
        write!(
            around.out,
            "{}",
            explain(&fragments, self.form, &keys, self.api)
        )?;
        Ok(Exit::Passed)
    }

    fn keys(&self) -> Result<Keys, String> {
        let read = |text: &Option<String>| text.as_deref().map(input::key).transpose();
        let (private, public) = (read(&self.private)?, read(&self.public)?);
        Ok(Keys {
            given: read(&self.key)?,
            pair: private.zip(public),
        })
    }
}

impl Keys {
    /// Whether one of them opens the message as it is, whatever its length field says.
    fn open(&self, message: &[u8]) -> bool {
        let mut room = vec![0; message.len()];
        self.all()
            .iter()
            .any(|(_, key)| key.unseal(message, &mut room).is_ok())
    }

    /// Every key to try, with its name; the right one first.
    fn all(&self) -> Vec<(&'static str, SharedKey)> {
        let mut all = Vec::new();
        if let Some(given) = &self.given {
            all.push(("the key given", SharedKey::from_bytes(*given)));
        }
        if let Some((private, public)) = &self.pair {
            all.push((
                "the shared key s of the two keys",
                agree_unchecked(private, public),
            ));
            let raw = SharedKey::from_bytes(raw_dh(private, public));
            all.push((
                "k, the bare Diffie-Hellman result; it should be s = HSalsa20(k, 0)",
                raw,
            ));
        }
        if let Some(given) = &self.given {
            let note = "HSalsa20 of the key given, so that one is k, the Diffie-Hellman result; s = HSalsa20(k, 0) is the key to use";
            all.push((note, sealed::kdf1(given)));
        }
        all
    }
}

/// The explanation of some fragments.
fn explain(fragments: &[Vec<u8>], form: Option<Form>, keys: &Keys, api: Api) -> String {
    let mut rows = Rows::default();
    let bytes = fragments.concat();
    let sizes: Vec<usize> = fragments.iter().map(Vec::len).collect();
    if sizes.len() > 1 {
        let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
        rows.say(format!(
            "{} fragments joined: {} bytes",
            sizes.len(),
            sizes.join(" + ")
        ));
    }
    let mut rest: &[u8] = &bytes;
    for turn in 0..MOST_MESSAGES {
        if turn > 0 {
            rows.say(format!("\n{} bytes beyond its end:", rest.len()));
        }
        rest = one(&mut rows, rest, form, &sizes, keys, api);
        if rest.is_empty() {
            break;
        }
    }
    rows.finish()
}

/// Explains the first message and returns what lies behind it.
fn one<'a>(
    rows: &mut Rows,
    bytes: &'a [u8],
    form: Option<Form>,
    sizes: &[usize],
    keys: &Keys,
    api: Api,
) -> &'a [u8] {
    if let Some(text) = typed(bytes) {
        rows.say(format!(
            "{} bytes: the text {text:?}, not the bytes it spells; write the bytes themselves",
            bytes.len()
        ));
        return &[];
    }
    match form.or_else(|| guess::form(bytes)) {
        Some(Form::Plain) => clear::plain(rows, bytes, api),
        Some(Form::Encrypted) => sealed::encrypted(rows, bytes, sizes, keys, api),
        Some(Form::Pdata) => {
            rows.say(format!(
                "{} bytes: the content of a box (PDATA), not a message on the wire",
                bytes.len()
            ));
            rows.say("");
            rows.head();
            clear::pdata(rows, bytes, None, api);
            &[]
        }
        None => {
            rows.say(format!(
                "{} bytes that no message begins with: {}",
                bytes.len(),
                rows::hex(bytes)
            ));
            rows.say("It may be a later fragment: give all of a message, in order, as several arguments.");
            &[]
        }
    }
}

/// The text that was sent instead of the bytes it spells.
fn typed(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let all_hex = digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then_some(text)
}

fn standard_input() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(4 * MOST as u64)
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Bytes that are taken at most: more than any message has.
const MOST: usize = 1 << 16;
/// Messages that are explained at most.
const MOST_MESSAGES: usize = 32;

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
