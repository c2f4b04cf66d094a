//! A small client that drives the lock through [`Peer`], in virtual time.

use crate::pairing_client::{Data, Pairing};
use boundary::{
    Cccd, Char, Conn, Control, DisconnectReason, Execute, FromLock, Id, Instant, Peer, Span,
    ToLock, WriteKind,
};
use sim::{Lock, Setup};
use std::collections::BTreeMap;
use std::vec::Vec;
use wire::code::{ErrorCode, StatusCode};
use wire::command::{Command, CommandId, RequestData};
use wire::frame::{Form, Plain, Sealed, emit_plain};
use wire::reassembly::needed;
use wire::session::SharedKey;

/// The three characteristics.
pub(crate) const CHARS: [Char; 3] = [Char::PAIRING_GDIO, Char::KEYTURNER_GDIO, Char::USDIO];

/// A lock on a bench.
pub(crate) struct Bench {
    pub(crate) lock: Lock,
    pub(crate) now: Instant,
    /// Whether indications are confirmed at once.
    pub(crate) confirms: bool,
    /// Whole messages, in the order of their coming.
    pub(crate) heard: Vec<Heard>,
    /// Everything else the lock said.
    pub(crate) said: Vec<(Instant, FromLock)>,
    /// Everything the lock said, as it said it.
    pub(crate) tape: Vec<(Instant, FromLock)>,
    partial: BTreeMap<(Conn, Char), Vec<u8>>,
    next_id: u64,
    next_conn: u32,
    nonces: u64,
}

/// A whole message from the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) at: Instant,
    pub(crate) conn: Conn,
    pub(crate) char: Char,
    pub(crate) bytes: Vec<u8>,
}

/// A paired client.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) conn: Conn,
    pub(crate) id: u32,
    pub(crate) key: SharedKey,
}

/// An answer, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) at: Instant,
    pub(crate) command: CommandId,
    pub(crate) payload: Vec<u8>,
}

impl Bench {
    pub(crate) fn new(setup: Setup) -> Self {
        let mut bench = Self {
            lock: Lock::new(setup),
            now: Instant::ZERO,
            confirms: true,
            heard: Vec::new(),
            said: Vec::new(),
            tape: Vec::new(),
            partial: BTreeMap::new(),
            next_id: 0,
            next_conn: 0,
            nonces: 0,
        };
        bench.drain();
        bench
    }

    /// A lock with these settings, `name=value`.
    pub(crate) fn with(settings: &[&str]) -> Self {
        let mut setup = Setup::default();
        for text in settings {
            setup.settings.set_text(text).unwrap();
        }
        Self::new(setup)
    }

    pub(crate) fn tell(&mut self, message: ToLock) {
        self.lock.take(self.now, message);
        self.drain();
    }

    /// Lets time pass and hears what the lock says meanwhile.
    pub(crate) fn wait(&mut self, span: Span) {
        let end = self.now + span;
        while let Some(at) = self.lock.deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.lock.advance(self.now);
            self.drain();
        }
        self.now = end;
        self.lock.advance(end);
        self.drain();
    }

    pub(crate) fn id(&mut self) -> Id {
        self.next_id += 1;
        Id(self.next_id)
    }

    /// Connects and subscribes to everything.
    pub(crate) fn connect(&mut self, mtu: u16) -> Conn {
        let conn = self.open(mtu);
        for char in CHARS {
            self.subscribe(conn, char, Cccd::INDICATE);
        }
        conn
    }

    /// Connects.
    pub(crate) fn open(&mut self, mtu: u16) -> Conn {
        self.next_conn += 1;
        let conn = Conn(self.next_conn);
        self.tell(ToLock::Connect { conn, mtu });
        conn
    }

    pub(crate) fn subscribe(&mut self, conn: Conn, char: Char, cccd: Cccd) {
        let id = self.id();
        self.tell(ToLock::Subscribe {
            conn,
            id,
            char,
            cccd,
        });
    }

    pub(crate) fn write(&mut self, conn: Conn, char: Char, value: &[u8]) {
        let id = self.id();
        let value = value.to_vec();
        let kind = WriteKind::Long;
        self.tell(ToLock::Write {
            conn,
            id,
            char,
            value,
            kind,
        });
    }

    pub(crate) fn control(&mut self, control: Control) {
        let id = self.id();
        self.tell(ToLock::Control { id, control });
    }

    /// Holds the button until pairing mode begins.
    pub(crate) fn press_for_pairing(&mut self) {
        self.control(Control::Button { press_ms: 5000 });
        self.wait(Span::secs(5));
    }

    /// Sends a plain command and returns the plain answers of the next ten seconds.
    pub(crate) fn plain(&mut self, conn: Conn, command: Command, payload: &[u8]) -> Vec<Vec<u8>> {
        let mut out = [0; 200];
        let size = emit_plain(command.id(), payload, &mut out).unwrap();
        self.plain_bytes(conn, &out[..size])
    }

    /// Writes bytes to the pairing characteristic and returns the answers of the next ten seconds.
    pub(crate) fn plain_bytes(&mut self, conn: Conn, bytes: &[u8]) -> Vec<Vec<u8>> {
        let before = self.heard.len();
        self.write(conn, Char::PAIRING_GDIO, bytes);
        self.wait(Span::secs(10));
        let heard = self.heard[before..].iter();
        heard
            .filter(|one| one.conn == conn)
            .map(|one| one.bytes.clone())
            .collect()
    }

    /// Pairs with App-ID 0 and that name.
    pub(crate) fn pair(&mut self, conn: Conn, name: &str) -> User {
        self.try_pair(conn, Data::app(name.as_bytes()))
            .expect("pairing works")
    }

    /// Pairs; none when the lock does not say what it must.
    pub(crate) fn try_pair(&mut self, conn: Conn, data: Data<'_>) -> Option<User> {
        let mut pairing = Pairing::begin(self, conn);
        pairing.data(self, data, 0);
        let end = pairing.confirm(self, 0);
        (pairing.id != 0 && end == [[0x0E, 0, 0, 0x9D, 0xD7]]).then(|| pairing.user())
    }

    /// Pairs, or pretends to: what a damaged lock does with the user is for the test to see.
    pub(crate) fn pair_anyhow(&mut self, conn: Conn, data: Data<'_>) -> User {
        let mut pairing = Pairing::begin(self, conn);
        pairing.data(self, data, 0);
        pairing.confirm(self, 0);
        pairing.user()
    }

    /// Sends a sealed command.
    pub(crate) fn seal(&mut self, user: &User, command: CommandId, payload: &[u8]) -> Vec<u8> {
        let nonce = self.nonce24();
        let mut out = vec![0; 400];
        let size = user.key.seal(&nonce, user.id, command, payload, &mut out);
        out.truncate(size.unwrap());
        out
    }

    /// Sends a sealed command and returns the answers of the next thirty seconds.
    pub(crate) fn ask(&mut self, user: &User, command: Command, payload: &[u8]) -> Vec<Answer> {
        let message = self.seal(user, command.id(), payload);
        self.send(user, &message, Span::secs(30))
    }

    /// Writes bytes to the USDIO and returns the opened answers of that time.
    pub(crate) fn send(&mut self, user: &User, message: &[u8], span: Span) -> Vec<Answer> {
        let before = self.heard.len();
        self.write(user.conn, Char::USDIO, message);
        self.wait(span);
        self.answers(user, before)
    }

    /// The answers to a user since that many messages.
    pub(crate) fn answers(&self, user: &User, since: usize) -> Vec<Answer> {
        let heard = self.heard[since..].iter();
        let mine = heard.filter(|one| one.conn == user.conn && one.char == Char::USDIO);
        mine.filter_map(|one| open(user, one)).collect()
    }

    /// Request Data.
    pub(crate) fn request(&mut self, user: &User, wanted: Command) -> Vec<Answer> {
        let message = RequestData {
            command: wanted.id(),
            additional: &[],
        };
        let mut out = [0; 8];
        let size = message.emit(&mut out).unwrap();
        self.ask_briefly(user, Command::RequestData, &out[..size])
    }

    /// Sends a sealed command and returns the answers of the next second.
    pub(crate) fn ask_briefly(
        &mut self,
        user: &User,
        command: Command,
        payload: &[u8],
    ) -> Vec<Answer> {
        let message = self.seal(user, command.id(), payload);
        self.send(user, &message, Span::secs(1))
    }

    /// A fresh challenge.
    pub(crate) fn challenge(&mut self, user: &User) -> Vec<u8> {
        let answers = self.request(user, Command::Challenge);
        answers
            .first()
            .map(|answer| answer.payload.clone())
            .unwrap_or_default()
    }

    /// Sends a command with a fresh nonce behind its fields.
    pub(crate) fn command(&mut self, user: &User, command: Command, fields: &[u8]) -> Vec<Answer> {
        let payload = [fields, &self.challenge(user)].concat();
        self.ask(user, command, &payload)
    }

    /// Sends a command with a fresh nonce and the PIN behind its fields.
    pub(crate) fn command_with_pin(
        &mut self,
        user: &User,
        command: Command,
        fields: &[u8],
        pin: u16,
    ) -> Vec<Answer> {
        let payload = [fields, &self.challenge(user), &pin.to_le_bytes()[..]].concat();
        self.ask_briefly(user, command, &payload)
    }

    /// Lock Action.
    pub(crate) fn lock_action(&mut self, user: &User, action: u8, flags: u8) -> Vec<Answer> {
        self.command(user, Command::LockAction, &[action, 0, 0, 0, 0, flags])
    }

    /// Prepares a message in two parts, and executes or cancels them.
    pub(crate) fn write_long(&mut self, conn: Conn, message: &[u8], flag: Execute) {
        for (offset, value) in [(0, &message[..4]), (4, &message[4..])] {
            let id = self.id();
            self.tell(ToLock::Prepare {
                conn,
                id,
                char: Char::PAIRING_GDIO,
                offset,
                value: value.to_vec(),
            });
        }
        let id = self.id();
        self.tell(ToLock::Execute { conn, id, flag });
        self.wait(Span::secs(1));
    }

    /// The states as bytes.
    pub(crate) fn states(&mut self, user: &User) -> Vec<u8> {
        let answers = self.request(user, Command::NukiStates);
        answers
            .first()
            .map(|answer| answer.payload.clone())
            .unwrap_or_default()
    }

    /// Whether that link is open.
    pub(crate) fn is_open(&self, conn: Conn) -> bool {
        !self.said.iter().any(|(_, said)| {
            matches!(said, FromLock::Disconnected { conn: ended, .. } if *ended == conn)
        })
    }

    pub(crate) fn bytes32(&mut self) -> [u8; 32] {
        self.nonces += 1;
        let mut bytes = [0x33; 32];
        bytes[..8].copy_from_slice(&self.nonces.to_le_bytes());
        bytes
    }

    fn nonce24(&mut self) -> [u8; 24] {
        let bytes = self.bytes32();
        bytes[..24].try_into().unwrap()
    }

    fn drain(&mut self) {
        while let Some(said) = self.lock.poll() {
            self.tape.push((self.now, said.clone()));
            match said {
                FromLock::Indicate { conn, char, value } => {
                    self.hear(conn, char, value);
                    if self.confirms {
                        self.lock.take(self.now, ToLock::Confirm { conn });
                    }
                }
                FromLock::Notify { conn, char, value } => self.hear(conn, char, value),
                FromLock::Disconnected { conn, reason } => {
                    assert!(!matches!(reason, DisconnectReason::Other));
                    self.partial.retain(|(other, _), _| *other != conn);
                    self.said
                        .push((self.now, FromLock::Disconnected { conn, reason }));
                }
                other => self.said.push((self.now, other)),
            }
        }
    }

    fn hear(&mut self, conn: Conn, char: Char, value: Vec<u8>) {
        let mut bytes = self.partial.remove(&(conn, char)).unwrap_or_default();
        bytes.extend(value);
        let form = if char == Char::USDIO {
            Form::Encrypted
        } else {
            Form::Plain
        };
        let whole = needed(&bytes, form).is_some_and(|size| size <= bytes.len());
        if whole {
            let at = self.now;
            self.heard.push(Heard {
                at,
                conn,
                char,
                bytes,
            });
        } else {
            self.partial.insert((conn, char), bytes);
        }
    }
}

/// The payload of the only message, if it is of that command and its CRC holds.
pub(crate) fn payload_of(heard: &[Vec<u8>], command: Command) -> Option<Vec<u8>> {
    let [message] = heard else { return None };
    let plain = Plain(message.as_slice());
    let right = plain.command() == Some(command.id()) && plain.crc_holds();
    right.then(|| plain.payload().to_vec())
}

/// Opens an answer.
pub(crate) fn open(user: &User, heard: &Heard) -> Option<Answer> {
    let mut room = vec![0; heard.bytes.len()];
    let authentic = user.key.open(&heard.bytes, &mut room).ok()?;
    (Sealed(heard.bytes.as_slice()).auth_id() == Some(user.id)).then(|| Answer {
        at: heard.at,
        command: authentic.command(),
        payload: authentic.payload().to_vec(),
    })
}

/// An Error Report as an answer.
pub(crate) fn error(code: ErrorCode, command: Command) -> (CommandId, Vec<u8>) {
    let [low, high] = command.id().0.to_le_bytes();
    (Command::ErrorReport.id(), vec![code.0, low, high])
}

/// A Status as an answer.
pub(crate) fn status(status: StatusCode) -> (CommandId, Vec<u8>) {
    (Command::Status.id(), vec![status.0])
}

/// Answers without their times.
pub(crate) fn bare(answers: &[Answer]) -> Vec<(CommandId, Vec<u8>)> {
    answers
        .iter()
        .map(|answer| (answer.command, answer.payload.clone()))
        .collect()
}
