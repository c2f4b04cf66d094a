//! The probe's radio as the link uses it: which lock is heard, and an ATT client for each link.

use super::choice::{Wanted, printed};
use super::told::Told;
use crate::att::client::{Client, Out};
use crate::att::table::Table;
use boundary::{Conn, DisconnectReason, Event, FromLock, ToLock};
use std::collections::BTreeMap;
use wire::gatt::{Advertisement, LocalName};
use wire::probe::{Host, Peer};

/// What the radio has heard, and its links.
pub(crate) struct Radio {
    wanted: Wanted,
    lock: Option<Shown>,
    links: BTreeMap<u8, Open>,
    next: u8,
    /// What is known of the lock's attributes.
    table: Option<Table>,
}

/// What the lock shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    peer: Peer,
    data: Vec<u8>,
    response: Vec<u8>,
}

struct Open {
    conn: Conn,
    mtu: u16,
    client: Option<Client>,
}

/// What is to be done.
pub(crate) enum Does {
    Say(Event),
    Send(u8, Vec<u8>),
}

impl Radio {
    pub(crate) const fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            lock: None,
            links: BTreeMap::new(),
            next: 0,
            table: None,
        }
    }

    /// The lock, once it has been heard.
    pub(crate) fn lock(&self) -> Option<Peer> {
        self.lock.as_ref().map(|shown| shown.peer)
    }

    /// Its name, or its address.
    pub(crate) fn name(&self) -> Option<String> {
        let shown = self.lock.as_ref()?;
        let address = printed(shown.peer.address);
        Some(match LocalName::parse(&shown.response) {
            Some(name) => format!("Nuki_{:08X} ({address})", name.nuki_id),
            None => address,
        })
    }

    /// What it shows, for a run that begins.
    pub(crate) fn shown(&self) -> Option<Event> {
        self.lock.as_ref().map(Shown::event)
    }

    /// A number for a new link, and whom to connect to.
    pub(crate) fn connect(&mut self, conn: Conn, mtu: u16) -> Option<(u8, Peer)> {
        let peer = self.lock()?;
        loop {
            self.next = self.next.wrapping_add(1);
            if !self.links.contains_key(&self.next) {
                break;
            }
        }
        let client = None;
        self.links.insert(self.next, Open { conn, mtu, client });
        Some((self.next, peer))
    }

    /// The number of a link.
    pub(crate) fn number(&self, conn: Conn) -> Option<u8> {
        let found = self.links.iter().find(|(_, open)| open.conn == conn);
        found.map(|(number, _)| *number)
    }

    /// Every link.
    pub(crate) fn links(&self) -> Vec<u8> {
        self.links.keys().copied().collect()
    }

    /// The links are gone; what is said of them later counts for nothing.
    pub(crate) fn forget_links(&mut self) {
        self.links.clear();
    }

    /// Another lock comes.
    pub(crate) fn forget_lock(&mut self) {
        self.lock = None;
        self.table = None;
    }

    /// Takes a message of the run for a link.
    pub(crate) fn send(&mut self, message: &ToLock) -> Vec<Does> {
        let number = message.conn().and_then(|conn| self.number(conn));
        let Some((number, open)) =
            number.and_then(|number| Some((number, self.links.get_mut(&number)?)))
        else {
            return Vec::new();
        };
        if let Some(client) = &mut open.client {
            client.take(message.clone());
        }
        self.drain(number)
    }

    /// Takes what the probe tells.
    pub(crate) fn take(&mut self, told: Told) -> Vec<Does> {
        match told {
            Told::Heard {
                peer,
                response,
                data,
                ..
            } => self.heard(peer, response, data),
            Told::Connected(number, _) => {
                let table = self.table.clone();
                let Some(open) = self.links.get_mut(&number) else {
                    return Vec::new();
                };
                open.client = Some(Client::new(open.conn, open.mtu, table));
                self.drain(number)
            }
            Told::ConnectFailed(number, code) => self.ended(number, |conn| FromLock::Refused {
                conn,
                reason: format!("HCI error 0x{code:02X}"),
            }),
            Told::Disconnected(number, code) => self.ended(number, |conn| FromLock::Disconnected {
                conn,
                reason: reason(code),
            }),
            Told::Att(number, pdu) => {
                if let Some(Open {
                    client: Some(client),
                    ..
                }) = self.links.get_mut(&number)
                {
                    client.hear(&pdu);
                }
                self.drain(number)
            }
            _ => Vec::new(),
        }
    }

    fn ended(&mut self, number: u8, say: impl FnOnce(Conn) -> FromLock) -> Vec<Does> {
        let Some(open) = self.links.remove(&number) else {
            return Vec::new();
        };
        let table = open.client.as_ref().and_then(Client::table);
        self.table = table.cloned().or(self.table.take());
        vec![Does::Say(Event::Lock(say(open.conn)))]
    }

    fn drain(&mut self, number: u8) -> Vec<Does> {
        let client = self
            .links
            .get_mut(&number)
            .and_then(|open| open.client.as_mut());
        let Some(client) = client else {
            return Vec::new();
        };
        let mut all = Vec::new();
        while let Some(out) = client.poll() {
            all.push(match out {
                Out::Send(pdu) => Does::Send(number, pdu),
                Out::Say(said) => Does::Say(Event::Lock(said)),
                Out::Note(text) => Does::Say(Event::Console(text)),
            });
        }
        all
    }

    fn heard(&mut self, peer: Peer, response: bool, data: Vec<u8>) -> Vec<Does> {
        let known = self.lock.clone().filter(|shown| shown.peer == peer);
        if known.is_none() && (self.lock.is_some() || !self.is_wanted(peer, &data)) {
            return Vec::new();
        }
        let mut shown = known.clone().unwrap_or(Shown {
            peer,
            data: Vec::new(),
            response: Vec::new(),
        });
        match response {
            true => shown.response = data,
            false => shown.data = data,
        }
        if known.as_ref() == Some(&shown) {
            return Vec::new();
        }
        let event = shown.event();
        self.lock = Some(shown);
        vec![Does::Say(event)]
    }

    fn is_wanted(&self, peer: Peer, data: &[u8]) -> bool {
        match &self.wanted {
            Wanted::Address(address) => peer.address == *address,
            Wanted::Name(name) => LocalName::parse(data).is_some_and(|found| {
                format!("Nuki_{:08X}", found.nuki_id).eq_ignore_ascii_case(name)
            }),
            Wanted::Any => Advertisement::parse(data).is_some() || LocalName::parse(data).is_some(),
        }
    }
}

impl Shown {
    fn event(&self) -> Event {
        Event::Lock(FromLock::Advertising {
            data: self.data.clone(),
            scan_response: self.response.clone(),
            address: printed(self.peer.address),
        })
    }
}

const fn reason(code: u8) -> DisconnectReason {
    match code {
        Host::BY_US => DisconnectReason::Remote,
        Host::BY_POWER => DisconnectReason::Power,
        _ => DisconnectReason::Local,
    }
}
