//! What outlives a case: users that can be reused, numbers that are never used twice, box nonces
//! that have been seen.

use boundary::{Conn, Id};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
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

/// Box nonces seen under the keys that were used last, the very last in front: walks and runs pair thousands of times, and
/// nobody speaks under the old keys any more.
#[derive(Debug, Default)]
pub(super) struct NonceMemory {
    keys: VecDeque<Nonces>,
    /// How many nonces were put in.
    many: usize,
}

/// The nonces under one key, by which side sent them.
#[derive(Debug, Default)]
struct Nonces {
    key: [u8; 32],
    /// The lock's, and on which connection each came.
    seen: HashMap<[u8; 24], Conn>,
    sent: HashSet<[u8; 24]>,
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
        self.under(key, |nonces| _ = nonces.sent.insert(nonce));
    }

    /// Takes a nonce of the lock; says when it is not fresh.
    pub(super) fn received(&mut self, key: &SharedKey, nonce: [u8; 24], on: Conn) -> Option<Stale> {
        self.under(key, |nonces| {
            if nonces.sent.contains(&nonce) {
                return Some(Stale::Client);
            }
            nonces.seen.insert(nonce, on).map(Stale::Own)
        })
    }

    /// Memory stays bounded however long a run is: everything is forgotten when it is too much.
    fn under<T>(&mut self, key: &SharedKey, deed: impl FnOnce(&mut Nonces) -> T) -> T {
        if self.many >= MOST_NONCES {
            *self = Self::default();
        }
        let known = self.keys.iter().position(|one| one.key == *key.expose());
        let mut nonces = known
            .and_then(|at| self.keys.remove(at))
            .unwrap_or_else(|| Nonces {
                key: *key.expose(),
                ..Nonces::default()
            });
        let done = deed(&mut nonces);
        self.many += 1;
        self.keys.push_front(nonces);
        if self.keys.len() > MOST_KEYS
            && let Some(oldest) = self.keys.pop_back()
        {
            let forgotten = oldest.seen.len() + oldest.sent.len();
            self.many = self.many.saturating_sub(forgotten);
        }
        done
    }
}

/// More than any lock has users.
const MOST_KEYS: usize = 256;

/// About 20 MB.
const MOST_NONCES: usize = 400_000;
