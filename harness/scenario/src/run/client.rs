//! A client: one connection to the lock, what came over it, and how far its pairing is.

use crate::step::ConfirmPolicy;
use boundary::{Char, Conn, DisconnectReason, Id, Instant, Span};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use wire::frame::Form;
use wire::session::SharedKey;

/// One connection, as the harness sees it.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) conn: Conn,
    /// The ATT_MTU in force.
    pub(super) mtu: u16,
    /// The ATT_MTU that was asked for, and the characteristics that were subscribed to, at its begin.
    pub(super) asked: (u16, Vec<Char>),
    pub(super) open: bool,
    /// Whether the harness has asked for its end.
    pub(super) leaving: bool,
    /// CCCD values that the lock has acknowledged.
    pub(super) subscribed: BTreeMap<Char, u16>,
    pub(super) confirm: ConfirmPolicy,
    /// When the indication that waits for its confirmation is to be confirmed; never when withheld.
    pub(super) unconfirmed: Option<Instant>,
    /// When something last went over it, in either direction.
    pub(super) active: Instant,
    /// When the newest write was handed to the link, and whether something was indicated since.
    pub(super) wrote: Option<Instant>,
    pub(super) indicated: bool,
    /// Whether an action was accepted that is not complete yet.
    pub(super) acting: bool,
    /// Bytes of messages that have not come whole yet.
    pub(super) partial: BTreeMap<Char, Partial>,
    /// What came and was not looked at yet.
    pub(super) inbox: VecDeque<Incoming>,
    /// Answers to requests that are being waited for.
    pub(super) answers: BTreeMap<Id, Answer>,
    /// Error Reports that the writes so far may still cause: a second one for the same request is
    /// one too many.
    pub(super) errors_owed: u32,
    /// Whether a step has taken an answer since the last write.
    pub(super) answered: bool,
    /// When an Error Report came and of which kind it is, if it is the newest that came.
    pub(super) erred: Option<(Instant, Error)>,
    /// Kinds of Error Reports after which the lock has gone on with this connection.
    pub(super) survived: BTreeSet<Error>,
    /// Users who have sent something over this connection.
    pub(super) speakers: BTreeSet<String>,
    pub(super) pairing: Pairing,
}

/// A kind of Error Report: where it came, and its code.
pub(super) type Error = (Char, u8);

impl Client {
    pub(super) fn new(conn: Conn, mtu: u16, pairing: Pairing) -> Self {
        Self {
            conn,
            mtu,
            asked: (mtu, Vec::new()),
            open: true,
            leaving: false,
            subscribed: BTreeMap::new(),
            confirm: ConfirmPolicy::Automatic,
            unconfirmed: None,
            active: Instant::ZERO,
            wrote: None,
            indicated: false,
            acting: false,
            partial: BTreeMap::new(),
            inbox: VecDeque::new(),
            answers: BTreeMap::new(),
            errors_owed: 0,
            answered: true,
            erred: None,
            survived: BTreeSet::new(),
            speakers: BTreeSet::new(),
            pairing,
        }
    }

    /// Whether the lock may still be sending, so that an end now leaves it with an unconfirmed value.
    pub(super) fn is_unfinished(&self) -> bool {
        let unanswered = self.wrote.is_some() && !self.indicated;
        let partial = self.partial.values().any(|part| !part.bytes.is_empty());
        unanswered || partial || self.acting || self.unconfirmed.is_some()
    }

    /// Whether this is an end that a right lock may give a link: right after an Error Report (ERR-05), or
    /// when it has been idle for a while (TIME-06).
    pub(super) fn may_end(&self, came: &Incoming) -> bool {
        let erred = self
            .erred
            .is_some_and(|(erred, _)| came.at <= erred + AT_ONCE);
        let idle = came.at >= self.active + IDLE;
        came.what.is(DisconnectReason::Local) && (erred || idle)
    }

    /// Bytes of an incomplete message, for saying what came in place of a whole one.
    pub(super) fn incomplete(&self) -> Option<(Char, String)> {
        let (char, part) = self
            .partial
            .iter()
            .find(|(_, part)| !part.bytes.is_empty())?;
        let many = part.bytes.len();
        let place = super::describe::place(*char);
        let words = format!("only {many} bytes of an incomplete message on {place}");
        Some((*char, words))
    }
}

/// The begin of a message.
#[derive(Debug, Default)]
pub(super) struct Partial {
    pub(super) bytes: Vec<u8>,
    /// When its first byte came.
    pub(super) since: Instant,
}

/// The answer to a numbered request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Written,
    AttError(u8),
    Services(Vec<boundary::Service>),
    Mtu(u16),
    Unsupported,
}

/// Something that came over a connection.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) at: Instant,
    pub(super) what: Heard,
}

/// What it was.
#[derive(Clone, Debug)]
pub(super) enum Heard {
    Message(Message),
    Disconnected(DisconnectReason),
    AttError(u8),
    Refused(String),
}

impl Heard {
    /// Whether the connection ended so.
    pub(super) fn is(&self, end: DisconnectReason) -> bool {
        matches!(self, Self::Disconnected(reason) if *reason == end)
    }
}

/// A well-formed message: its CRC is right, and its box opened where it had one.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) char: Char,
    pub(super) form: Form,
    pub(super) command: wire::command::CommandId,
    pub(super) payload: Vec<u8>,
    /// The user whose key opened it; none for a plain message.
    pub(super) user: Option<String>,
    /// As received.
    pub(super) bytes: Vec<u8>,
    /// When its first byte came.
    pub(super) first_byte: Instant,
    /// A status that ends an action which was accepted before: it comes when the bolt rests, whatever is
    /// asked meanwhile.
    pub(super) ends_action: bool,
}

/// What a client knows of its pairing; every part is kept as it was last sent or received.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairing {
    pub(super) private: [u8; 32],
    /// The public key that belongs to it, once it was asked for.
    pub(super) public: OnceCell<[u8; 32]>,
    /// The public key that was sent, which need not belong to `private`.
    pub(super) sent_key: Option<[u8; 32]>,
    pub(super) lock_key: Option<[u8; 32]>,
    /// Challenges in the order received.
    pub(super) challenges: Vec<[u8; 32]>,
    pub(super) nonce_abf: [u8; 32],
    /// Fields of the Authorization Data that was sent: type, id, name.
    pub(super) id_type: u8,
    pub(super) app_id: u32,
    pub(super) name: [u8; 32],
    /// Who is being paired.
    pub(super) user: String,
    /// From the Authorization-ID.
    pub(super) auth_id: Option<u32>,
    pub(super) nonce_k: Option<[u8; 32]>,
    pub(super) uuid: Option<[u8; 16]>,
    /// s, with what it was computed from: a pairing needs it several times.
    pub(super) agreed: RefCell<Option<(Agreement, SharedKey)>>,
}

/// What s follows from: the private key, the public key that was sent, the lock's public key.
pub(super) type Agreement = ([u8; 32], Option<[u8; 32]>, [u8; 32]);

impl Pairing {
    /// The client's own public key.
    pub(super) fn public(&self) -> [u8; 32] {
        *self
            .public
            .get_or_init(|| wire::session::public_key(&self.private))
    }

    /// s as the lock computes it from the key that was sent. A key of low order makes k zero on
    /// both sides whatever the private keys are, so s is known to the harness then too.
    pub(super) fn shared(&self) -> Option<SharedKey> {
        let of = (self.private, self.sent_key, self.lock_key?);
        if let Some((known, key)) = &*self.agreed.borrow()
            && *known == of
        {
            return Some(key.clone());
        }
        let key = self.agree(of);
        *self.agreed.borrow_mut() = Some((of, key.clone()));
        Some(key)
    }

    fn agree(&self, (private, sent, lock_key): Agreement) -> SharedKey {
        match sent.filter(|sent| *sent != self.public()) {
            Some(sent) if wire::session::raw_dh(&private, &sent) == [0; 32] => {
                wire::session::agree_unchecked(&private, &sent)
            }
            _ => wire::session::agree_unchecked(&private, &lock_key),
        }
    }

    /// k, before kdf1.
    pub(super) fn dh(&self) -> Option<[u8; 32]> {
        Some(wire::session::raw_dh(&self.private, &self.lock_key?))
    }
}

/// A link on which nothing happens may be ended after so long.
const IDLE: Span = Span::secs(5);
/// How soon after an Error Report a lock ends the link that ends it for that.
const AT_ONCE: Span = Span::secs(1);
