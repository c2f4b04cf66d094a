//! What outlives a case: users that can be reused, numbers that are never used twice, box nonces
//! that have been seen.

use boundary::{Conn, Id};
use std::collections::{BTreeMap, HashMap, HashSet};
use wire::Api;
use wire::session::SharedKey;

/// What the lock claims and the values that a test needs (ICS and IXIT).
#[derive(Clone, Debug)]
pub struct Profile {
    /// The API version that the lock is judged by.
    pub api: Api,
    /// The security PIN.
    pub pin: u16,
    /// The Nuki-ID, where it is known.
    pub nuki_id: Option<u32>,
    /// Multiplies the harness's own patience (never a limit of the specification), in percent.
    pub patience: u32,
    /// Every claim by name, as text; `needs:` may ask for one.
    pub claims: BTreeMap<String, String>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            api: Api::V1_10,
            pin: 0,
            nuki_id: None,
            patience: 100,
            claims: BTreeMap::new(),
        }
    }
}

/// An authorization that the harness holds.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) auth_id: u32,
    pub(super) key: SharedKey,
    /// k, where the authorization was made by pairing.
    pub(super) dh: Option<[u8; 32]>,
    pub(super) app_id: u32,
    pub(super) name: [u8; 32],
    /// The client that this user speaks through unless a step says otherwise.
    pub(super) client: String,
    /// Whether the lock has been told to forget it: its key still opens what comes late.
    pub(super) gone: bool,
}

/// The state of a session.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Users that later cases may use again.
    pub(super) users: BTreeMap<String, User>,
    /// Whether the last case left the lock in an unknown state.
    pub(super) tainted: bool,
    pub(super) pin: Option<u16>,
    /// Whether the button can open the pairing.
    pub(super) button: Button,
    /// Whether a connection has ended with a value that the lock may have sent and nobody confirmed, as
    /// far as can be told from here: the next one may be dropped once.
    pub(super) left_unfinished: bool,
    /// What the lock advertises now: data and scan response. It is told only when it changes.
    pub(super) advertised: Option<(Vec<u8>, Vec<u8>)>,
    next_conn: u32,
    next_id: u64,
    nonces: NonceMemory,
}

/// What the harness's last Set Config has made of pairing by the button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Button {
    /// It opens the pairing.
    #[default]
    Pairs,
    /// A step has asked for a button that opens nothing.
    Off,
    /// No step has: a fixture did it, or the flag was written back on a lock that reports there
    /// whether pairing is open now, and not the setting.
    OffUnasked,
}

impl Session {
    pub(super) fn conn(&mut self) -> Conn {
        self.next_conn += 1;
        Conn(self.next_conn)
    }

    pub(super) fn id(&mut self) -> Id {
        self.next_id += 1;
        Id(self.next_id)
    }

    pub(super) fn nonces(&mut self) -> &mut NonceMemory {
        &mut self.nonces
    }
}

/// Box nonces seen under each key, by which side sent them.
#[derive(Debug, Default)]
pub(super) struct NonceMemory {
    /// The lock's, and on which connection each came.
    seen: HashMap<([u8; 32], [u8; 24]), Conn>,
    sent: HashSet<([u8; 32], [u8; 24])>,
}

/// Why a nonce of the lock is not fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stale {
    /// The lock used it before, on that connection.
    Own(Conn),
    /// The client used it before.
    Client,
}

impl NonceMemory {
    /// Remembers a nonce that the harness sent.
    pub(super) fn sent(&mut self, key: &SharedKey, nonce: [u8; 24]) {
        self.bound();
        self.sent.insert((*key.expose(), nonce));
    }

    /// Takes a nonce of the lock; says when it is not fresh.
    pub(super) fn received(&mut self, key: &SharedKey, nonce: [u8; 24], on: Conn) -> Option<Stale> {
        self.bound();
        let entry = (*key.expose(), nonce);
        if self.sent.contains(&entry) {
            return Some(Stale::Client);
        }
        self.seen.insert(entry, on).map(Stale::Own)
    }

    /// Forgets everything when there is too much of it: memory stays bounded however long a run is.
    fn bound(&mut self) {
        if self.seen.len() + self.sent.len() > MOST_NONCES {
            self.seen.clear();
            self.sent.clear();
        }
    }
}

/// About 30 MB.
const MOST_NONCES: usize = 400_000;
