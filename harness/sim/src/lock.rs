//! The lock: its parts, its time, and its face to the harness.

use crate::challenge::Open;
use crate::clock::Clock;
use crate::gatt::Link;
use crate::hands::Hands;
use crate::memory::Memory;
use crate::motor::{Motor, moves};
use crate::pin::Tries;
use crate::random::Random;
use crate::setup::Setup;
use crate::spoil::Damage;
use crate::{Defect, Settings};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use boundary::{
    Capabilities, Capability, Conn, FromLock, Identity, Instant, Peer, Signals, ToLock,
};
use wire::code::LockState;
use wire::command::CommandId;

/// A lock in virtual time.
///
/// The same setup and the same messages at the same instants give the same lock, byte for byte.
#[derive(Debug)]
pub struct Lock {
    pub(crate) setup: Setup,
    pub(crate) settings: Settings,
    pub(crate) defect: Option<Defect>,
    /// What only a damaged lock remembers.
    pub(crate) damage: Damage,
    pub(crate) random: Random,
    pub(crate) now: Instant,
    pub(crate) clock: Clock,
    pub(crate) memory: Memory,
    pub(crate) links: BTreeMap<Conn, Link>,
    pub(crate) out: VecDeque<FromLock>,
    pub(crate) motor: Motor,
    pub(crate) hands: Hands,
    /// The newest challenge of each authorization.
    pub(crate) challenges: BTreeMap<u32, Open>,
    /// Wrong PINs: of the lock at 0, else of a user.
    pub(crate) pin_tries: BTreeMap<u32, Tries>,
    pub(crate) most_recent: CommandId,
    pub(crate) openings: u16,
    pub(crate) closings: u16,
    /// Whether state or log have changed since a bridge looked.
    pub(crate) changed: bool,
    /// Users there is room for.
    pub(crate) max_users: u32,
    /// Local seconds at which a time control entry is due.
    pub(crate) scheduled: Option<i64>,
    /// Since when the lock has power.
    pub(crate) up_at: Instant,
    pub(crate) drops_next: bool,
    pub(crate) advertised: Option<Vec<u8>>,
}

impl Lock {
    /// A lock as it is set up, at the begin of its time.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let mut random = Random::new(setup.seed);
        let memory = Memory::new(&setup, &mut random);
        let mut lock = Self {
            settings: setup.settings.clone(),
            defect: setup.defect,
            damage: Damage::default(),
            random,
            now: Instant::ZERO,
            clock: Clock::set(Instant::ZERO, setup.clock),
            memory,
            links: BTreeMap::new(),
            out: VecDeque::new(),
            motor: Motor::at_rest(LockState::LOCKED),
            hands: Hands::default(),
            challenges: BTreeMap::new(),
            pin_tries: BTreeMap::new(),
            most_recent: CommandId::NONE,
            openings: 0,
            closings: 0,
            changed: false,
            max_users: setup.settings.max_users,
            scheduled: None,
            up_at: Instant::ZERO,
            drops_next: false,
            advertised: None,
            setup,
        };
        lock.pump();
        lock
    }

    /// Whether the lock has that defect.
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// When something happens by itself.
    fn next_alarm(&self) -> Option<Instant> {
        let links = self.links.values().filter_map(|link| self.link_due(link));
        let pairing_ends = self.hands.pairing_until.filter(|until| *until > self.now);
        let others = [
            self.hands.due(),
            pairing_ends,
            self.motor.due(),
            self.entry_due(),
            self.boot_due(),
        ];
        links.chain(others.into_iter().flatten()).min()
    }

    /// Does what is due now.
    fn run(&mut self) {
        self.run_button();
        self.run_motor();
        self.run_time_control();
        let conns: Vec<Conn> = self.links.keys().copied().collect();
        for conn in conns {
            self.end_if_overdue(conn);
        }
        self.pump();
    }
}

impl Peer for Lock {
    fn identity(&self) -> Identity {
        Identity {
            link: "sim".into(),
            name: "Strikeplate reference lock".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            claims: self.setup.claims(),
            ..Identity::default()
        }
    }

    fn capabilities(&self) -> Capabilities {
        let mut all = Capabilities::all();
        for one in PROBE_ONLY {
            all.remove(*one);
        }
        all
    }

    fn take(&mut self, now: Instant, message: ToLock) {
        self.advance(now);
        self.hear(message);
        self.pump();
    }

    fn advance(&mut self, now: Instant) {
        while let Some(at) = self.next_alarm().filter(|at| *at <= now) {
            self.now = self.now.max(at);
            self.run();
        }
        self.now = self.now.max(now);
    }

    fn poll(&mut self) -> Option<FromLock> {
        self.out.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        self.next_alarm()
    }

    fn signals(&self) -> Signals {
        Signals {
            motor: self.motor.job.is_some() && moves(self.motor.state),
            led: self
                .hands
                .pairing_until
                .is_some_and(|until| self.now < until),
        }
    }
}

/// What takes wires: no lock can do that to itself.
const PROBE_ONLY: &[Capability] = &[
    Capability::Power,
    Capability::MotorEdges,
    Capability::LedEdges,
    Capability::BuzzerEdges,
];
