//! An ATT server in front of a lock: PDUs become the harness's words to a [`Peer`], its words
//! become PDUs (Vol 3, Part F, 3.4). The same server stands behind the ESP32's radio, when the
//! probe is a lock, and behind the virtual radio of the emulation.

mod request;

use crate::attributes::{Attributes, Handle};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;
use boundary::{Char, Conn, DisconnectReason, FromLock, Id, Instant, Peer, ToLock};
use request::Next;
use wire::probe::Host;

/// The server's state: links, and what comes of them.
#[derive(Debug, Default)]
pub struct Server {
    links: BTreeMap<u8, Link>,
    conns: u32,
    ids: u64,
    out: VecDeque<ServerOut>,
}

/// What comes of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerOut {
    /// The lock takes the link.
    Open(u8),
    /// The lock does not take the link.
    Refused(u8),
    /// The lock sends a PDU.
    Pdu(u8, Vec<u8>),
    /// The link has ended; the HCI error code that the other end sees.
    Closed(u8, u8),
    /// What the lock advertises now: data, scan response, address.
    Shown(Vec<u8>, Vec<u8>, String),
    /// A hand has done something, or can't.
    Hand(Id, bool),
}

#[derive(Debug)]
struct Link {
    conn: Conn,
    mtu: u16,
    open: bool,
    attributes: Option<Attributes>,
    /// The request that is being answered.
    asked: Option<Asked>,
    /// PDUs that came before they could be taken.
    waiting: VecDeque<Vec<u8>>,
}

/// A request of the client that the lock is answering.
#[derive(Debug)]
struct Asked {
    id: Id,
    opcode: u8,
    handle: Handle,
    /// The response, where it does not depend on the lock's words.
    response: Vec<u8>,
}

impl Server {
    /// Opens a link to the lock.
    pub fn connect(&mut self, lock: &mut dyn Peer, now: Instant, number: u8) {
        self.conns += 1;
        let conn = Conn(self.conns);
        let link = Link {
            conn,
            mtu: DEFAULT_MTU,
            open: false,
            attributes: None,
            asked: None,
            waiting: VecDeque::new(),
        };
        self.links.insert(number, link);
        lock.take(
            now,
            ToLock::Connect {
                conn,
                mtu: DEFAULT_MTU,
            },
        );
    }

    /// Ends a link from the client's side.
    pub fn disconnect(&mut self, lock: &mut dyn Peer, now: Instant, number: u8) {
        if let Some(link) = self.links.get(&number) {
            lock.take(now, ToLock::Disconnect { conn: link.conn });
        }
    }

    /// Forgets every link; the lock learns of the end of each.
    pub fn reset(&mut self, lock: &mut dyn Peer, now: Instant) {
        let all: Vec<u8> = self.links.keys().copied().collect();
        for number in all {
            self.disconnect(lock, now, number);
        }
        self.links.clear();
    }

    /// Whether there is such a link.
    #[must_use]
    pub fn has(&self, number: u8) -> bool {
        self.links.contains_key(&number)
    }

    /// The links there are.
    pub fn links(&self) -> impl Iterator<Item = u8> + '_ {
        self.links.keys().copied()
    }

    /// Takes a PDU of the client.
    pub fn hear(&mut self, lock: &mut dyn Peer, now: Instant, number: u8, pdu: &[u8]) {
        let Some(link) = self.links.get_mut(&number) else {
            return;
        };
        // Confirmations and commands do not wait for the answer to a request.
        let waits =
            link.asked.is_some() && !matches!(pdu.first(), Some(&CONFIRMATION | &WRITE_COMMAND));
        if !link.open || link.attributes.is_none() || waits {
            if link.waiting.len() < WAITING_AT_MOST {
                link.waiting.push_back(pdu.to_vec());
            }
            return;
        }
        self.work(lock, now, number, pdu);
    }

    /// Takes something that the lock said, and goes on with what waited for it.
    pub fn take(&mut self, lock: &mut dyn Peer, now: Instant, said: FromLock) {
        let Some(number) = self.said(lock, now, said) else {
            return;
        };
        while let Some(link) = self.links.get_mut(&number) {
            if !link.open || link.attributes.is_none() || link.asked.is_some() {
                return;
            }
            let Some(pdu) = link.waiting.pop_front() else {
                return;
            };
            self.work(lock, now, number, &pdu);
        }
    }

    /// The next thing that comes of a link.
    pub fn poll(&mut self) -> Option<ServerOut> {
        self.out.pop_front()
    }

    fn said(&mut self, lock: &mut dyn Peer, now: Instant, said: FromLock) -> Option<u8> {
        match said {
            FromLock::Advertising {
                data,
                scan_response,
                address,
            } => self
                .out
                .push_back(ServerOut::Shown(data, scan_response, address)),
            FromLock::Done { id } => self.out.push_back(ServerOut::Hand(id, true)),
            FromLock::Unsupported { id: Some(id) } => {
                let asks = |link: &Link| link.asked.as_ref().is_some_and(|asked| asked.id == id);
                let asking = self.links.iter().find(|(_, link)| asks(link));
                let number = asking.map(|(number, _)| *number);
                if number.is_none() {
                    self.out.push_back(ServerOut::Hand(id, false));
                }
                self.error(number?, REQUEST_NOT_SUPPORTED);
                return number;
            }
            said => {
                let conn = said.conn()?;
                let found = self.links.iter().find(|(_, link)| link.conn == conn);
                let number = found.map(|(number, _)| *number)?;
                self.on_link(lock, now, number, said);
                return Some(number);
            }
        }
        None
    }

    fn on_link(&mut self, lock: &mut dyn Peer, now: Instant, number: u8, said: FromLock) {
        let id = self.id();
        let Some(link) = self.links.get_mut(&number) else {
            return;
        };
        match said {
            FromLock::Connected { conn, .. } => {
                link.open = true;
                self.out.push_back(ServerOut::Open(number));
                lock.take(now, ToLock::Discover { conn, id });
            }
            FromLock::Refused { .. } => {
                self.links.remove(&number);
                self.out.push_back(ServerOut::Refused(number));
            }
            FromLock::Services { services, .. } => {
                link.attributes = Some(Attributes::of(&services))
            }
            FromLock::Mtu { mtu, .. } => {
                link.mtu = mtu.max(DEFAULT_MTU);
                let [low, high] = mtu.to_le_bytes();
                self.answer(number, &[0x03, low, high]);
            }
            FromLock::Written { .. } => self.written(number),
            FromLock::AttError { code, .. } => self.error(number, code),
            FromLock::Indicate { char, value, .. } => self.value(number, 0x1D, char, &value),
            FromLock::Notify { char, value, .. } => self.value(number, 0x1B, char, &value),
            FromLock::Disconnected { reason, .. } => {
                self.links.remove(&number);
                self.out.push_back(ServerOut::Closed(number, code(reason)));
            }
            FromLock::Done { .. } | FromLock::Unsupported { .. } | FromLock::Advertising { .. } => {
            }
        }
    }

    fn work(&mut self, lock: &mut dyn Peer, now: Instant, number: u8, pdu: &[u8]) {
        let id = self.id();
        let Some(link) = self.links.get_mut(&number) else {
            return;
        };
        let Some((opcode, body)) = pdu.split_first() else {
            return;
        };
        let first = word(body, 0).unwrap_or_default();
        match link.request(id, *opcode, body) {
            Next::Nothing => {}
            Next::Say(response) => self.out.push_back(ServerOut::Pdu(number, response)),
            Next::Error(code) => {
                let response = error(*opcode, first, code);
                self.out.push_back(ServerOut::Pdu(number, response));
            }
            Next::Tell(message) => lock.take(now, message),
            Next::Ask(message, response) => {
                link.asked = Some(Asked {
                    id,
                    opcode: *opcode,
                    handle: first,
                    response,
                });
                lock.take(now, message);
            }
        }
    }

    fn written(&mut self, number: u8) {
        let asked = self
            .links
            .get_mut(&number)
            .and_then(|link| link.asked.take());
        // Without a request it is the answer to nothing: a command has none.
        if let Some(asked) = asked {
            self.out.push_back(ServerOut::Pdu(number, asked.response));
        }
    }

    fn answer(&mut self, number: u8, response: &[u8]) {
        if let Some(link) = self.links.get_mut(&number) {
            link.asked = None;
            self.out.push_back(ServerOut::Pdu(number, response.into()));
        }
    }

    fn error(&mut self, number: u8, code: u8) {
        let asked = self
            .links
            .get_mut(&number)
            .and_then(|link| link.asked.take());
        if let Some(asked) = asked {
            let response = error(asked.opcode, asked.handle, code);
            self.out.push_back(ServerOut::Pdu(number, response));
        }
    }

    fn value(&mut self, number: u8, opcode: u8, char: Char, value: &[u8]) {
        let link = self.links.get(&number);
        let handle = link.and_then(|link| link.attributes.as_ref()?.value_of(char));
        if let Some(handle) = handle {
            let [low, high] = handle.to_le_bytes();
            let pdu = [&[opcode, low, high], value].concat();
            self.out.push_back(ServerOut::Pdu(number, pdu));
        }
    }

    fn id(&mut self) -> Id {
        self.ids += 1;
        Id(OWN_IDS + self.ids)
    }
}

fn error(opcode: u8, handle: Handle, code: u8) -> Vec<u8> {
    let [low, high] = handle.to_le_bytes();
    Vec::from([0x01, opcode, low, high, code])
}

/// What the client's radio says of an end that the lock knows the reason of.
const fn code(reason: DisconnectReason) -> u8 {
    match reason {
        DisconnectReason::Local | DisconnectReason::Other => Host::BY_PEER,
        DisconnectReason::Remote => Host::BY_US,
        DisconnectReason::Power => Host::BY_POWER,
    }
}

fn word(bytes: &[u8], place: usize) -> Option<u16> {
    let pair = bytes.get(place..)?.first_chunk()?;
    Some(u16::from_le_bytes(*pair))
}

const DEFAULT_MTU: u16 = 23;
const CONFIRMATION: u8 = 0x1E;
const WRITE_COMMAND: u8 = 0x52;
const INVALID_HANDLE: u8 = 0x01;
const READ_NOT_PERMITTED: u8 = 0x02;
const WRITE_NOT_PERMITTED: u8 = 0x03;
const INVALID_PDU: u8 = 0x04;
const REQUEST_NOT_SUPPORTED: u8 = 0x06;
const ATTRIBUTE_NOT_FOUND: u8 = 0x0A;
const INVALID_LENGTH: u8 = 0x0D;
/// The server's own numbers, far from those of hands.
const OWN_IDS: u64 = 1 << 32;
const WAITING_AT_MOST: usize = 64;

#[cfg(test)]
mod tests;
