//! A lock behind the attached-lock protocol: a child process, a TCP or a Unix-domain stream.
//!
//! Threads with blocking reads listen to the lock and stamp what they hear; everything else happens
//! in the thread that drives the link. That is simpler than an async runtime here, and bounds are
//! easy to see: one channel of [`reader`]'s size, one queue of what is ready to be told.
//!
//! ```text
//!   run --send--> AttachedLink --write--> Carrier ==stdin===> lock
//!       <--next--     ready    <--hear--  channel <==stdout==  |
//!                                                 <==stderr===-+
//! ```
//!
//! Whose fault it is when something goes wrong follows one rule. What the protocol promises about
//! every line is the adapter's duty: a line that is no message is a [`RigFault`]. That the lock is
//! there, listens and comes to an end is the lock's: its death, its silence on a virtual clock and
//! its flood of legal messages are [`Event::Ended`], and [`Link::revive`] starts it afresh.

mod carrier;
mod child;
mod greeting;
mod hearing;
mod options;
mod reader;
mod renewal;
mod said;
mod ticking;

pub(crate) use child::kill_all;
pub use greeting::is_secret_claim;
pub use options::{AttachedOptions, ClockChoice};
pub use said::understands;

use crate::address::CommandLine;
use crate::clock::{Stopwatch, pause};
use crate::protocol::line;
use crate::waiting::refuse_endless;
use boundary::{
    Capabilities, Clock, End, Event, Id, Identity, Instant, Link, RigFault, Span, Stamped, ToLock,
};
use carrier::{Carrier, Way, Written};
use hearing::Quota;
use std::collections::VecDeque;
use std::path::PathBuf;
use ticking::{Mode, Owed};

/// A [`Link`] to an attached lock.
pub struct AttachedLink {
    way: Way,
    options: AttachedOptions,
    watch: Stopwatch,
    life: Life,
    mode: Mode,
    ready: VecDeque<Stamped<Event>>,
    /// On a virtual clock messages wait for the `advance` that follows them: one write, and the lock
    /// is woken once.
    untold: String,
    quota: Quota,
    /// How many lines the present lock has said.
    line_number: u64,
    identity: Identity,
    capabilities: Capabilities,
    own_ids: u64,
}

/// Whether there is a lock at the other end.
enum Life {
    Alive(Carrier),
    /// It has ended; that is told, or stands at the end of what is ready to be told.
    Gone,
    /// It spoke nonsense, and is not listened to any more.
    Broken(RigFault),
}

impl AttachedLink {
    /// Starts a process and greets it.
    ///
    /// # Errors
    /// It does not start, or does not greet back as the protocol says.
    pub fn exec(command: CommandLine, options: AttachedOptions) -> Result<Self, RigFault> {
        let name = format!("exec:{command}");
        Self::open(Way::Exec(command), name, options)
    }

    /// Connects to a TCP port and greets the lock there.
    ///
    /// # Errors
    /// Nobody listens there, or does not greet back as the protocol says.
    pub fn tcp(host: String, port: u16, options: AttachedOptions) -> Result<Self, RigFault> {
        let name = format!("tcp:{host}:{port}");
        Self::open(Way::Tcp { host, port }, name, options)
    }

    /// Connects to a Unix-domain socket and greets the lock there.
    ///
    /// # Errors
    /// Nobody listens there, or does not greet back as the protocol says.
    pub fn unix(path: PathBuf, options: AttachedOptions) -> Result<Self, RigFault> {
        let name = format!("unix:{}", path.display());
        Self::open(Way::Unix(path), name, options)
    }

    fn open(way: Way, name: String, options: AttachedOptions) -> Result<Self, RigFault> {
        let mode = match options.clock {
            ClockChoice::VirtualIfOffered => Mode::beginning(Instant::ZERO),
            ClockChoice::Real => Mode::Real,
        };
        let mut link = Self {
            way,
            options,
            watch: Stopwatch::start(),
            life: Life::Gone,
            mode,
            ready: VecDeque::new(),
            untold: String::new(),
            quota: Quota::default(),
            line_number: 0,
            identity: Identity {
                link: name,
                ..Identity::default()
            },
            capabilities: Capabilities::default(),
            own_ids: 0,
        };
        link.start(FIRST_CONNECT)?;
        Ok(link)
    }

    /// Writes what was to be told, and this line; a lock that does not take it has ended.
    fn tell(&mut self, text: &str) {
        let mut lines = std::mem::take(&mut self.untold);
        lines.push_str(text);
        let Life::Alive(carrier) = &mut self.life else {
            return;
        };
        match carrier.write(&lines, self.options.patience) {
            Written::Whole => {}
            Written::Closed => self.outlive(),
            Written::Stuck => {
                let how = format!(
                    "stopped reading: took no input for {}",
                    self.options.patience
                );
                self.give_up_on(how);
            }
        }
    }

    /// A number for a request of the link itself, far from those of the run and small enough for
    /// a lock that counts in 32 bits.
    fn own_id(&mut self) -> Id {
        self.own_ids = (self.own_ids + 1) % OWN_IDS;
        Id(FIRST_OWN_ID + self.own_ids)
    }

    fn tell_ended(&mut self, how: String) {
        self.life = Life::Gone;
        let at = self.now();
        let what = Event::Ended(End { how });
        self.ready.push_back(Stamped { at, what });
    }

    /// Nothing is to be heard any more: time passes.
    fn idle_until(&mut self, deadline: Instant) {
        match &mut self.mode {
            Mode::Virtual { now, .. } => *now = deadline.max(*now),
            Mode::Real => pause(self.watch.until(deadline)),
        }
    }
}

impl Link for AttachedLink {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        match (self.mode, &self.way) {
            (Mode::Virtual { .. }, _) => Clock::Virtual,
            (Mode::Real, Way::Tcp { .. }) => Clock::Real {
                uncertainty: OVER_TCP,
            },
            (Mode::Real, Way::Exec(_) | Way::Unix(_)) => Clock::Real {
                uncertainty: ON_THIS_HOST,
            },
        }
    }

    fn now(&self) -> Instant {
        match self.mode {
            Mode::Real => self.watch.now(),
            Mode::Virtual { now, .. } => now,
        }
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        if let Life::Broken(fault) = &self.life {
            return Err(fault.clone());
        }
        if let ToLock::Prepare { .. } | ToLock::Execute { .. } = message {
            return Err(RigFault::new(
                "the attached-lock protocol does not carry single Prepare Write or Execute Write requests",
                "this is a fault of the harness; please report it",
            ));
        }
        self.quota = Quota::default();
        match &mut self.mode {
            Mode::Real => self.tell(&line(message)),
            Mode::Virtual { owed, .. } => {
                *owed = Owed::Answers;
                self.untold.push_str(&line(message));
                if self.untold.len() > UNTOLD_AT_MOST {
                    self.tell("");
                }
            }
        }
        Ok(())
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        refuse_endless(deadline)?;
        if let Some(told) = self.ready.pop_front() {
            return Ok(Some(told));
        }
        let waited = match (&self.life, self.mode) {
            (Life::Broken(fault), _) => Err(fault.clone()),
            (Life::Gone, _) => {
                self.idle_until(deadline);
                Ok(())
            }
            (Life::Alive(_), Mode::Real) => self.listen_until(deadline),
            (Life::Alive(_), Mode::Virtual { .. }) => self.tick_until(deadline),
        };
        match (self.ready.pop_front(), &self.life) {
            // What the lock said before it spoke nonsense comes first.
            (Some(told), _) => Ok(Some(told)),
            (None, Life::Broken(fault)) => Err(fault.clone()),
            (None, _) => waited.map(|()| None),
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.renew(fresh)
    }
}

/// How long a listener that is not there yet is waited for when a run begins.
const FIRST_CONNECT: Span = Span::secs(2);
/// How much may wait for the next `advance`.
const UNTOLD_AT_MOST: usize = 32_768;
/// How late a stamp may be on this machine: two threads have to be woken.
const ON_THIS_HOST: Span = Span::millis(5);
/// How late a stamp may be over a network.
const OVER_TCP: Span = Span::millis(10);
/// The first number of the link's own requests, and how many there are.
const FIRST_OWN_ID: u64 = 2_000_000_000;
const OWN_IDS: u64 = 100_000_000;
