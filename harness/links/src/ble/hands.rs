//! The lock's hands: an attached-lock stream of which only the controls are used.

use crate::address::LockAddress;
use crate::attached::{AttachedLink, AttachedOptions, ClockChoice};
use boundary::{Capabilities, Capability, Event, FromLock, Identity, Link, RigFault, Span, ToLock};

/// What presses the button of a lock on the air.
pub(crate) struct Hands {
    stream: AttachedLink,
}

impl Hands {
    /// Opens the stream and greets.
    pub(crate) fn open(at: LockAddress, options: AttachedOptions) -> Result<Self, RigFault> {
        let options = AttachedOptions {
            clock: ClockChoice::Real,
            ..options
        };
        let stream = match at {
            LockAddress::Exec(command) => AttachedLink::exec(command, options)?,
            LockAddress::Tcp { host, port } => AttachedLink::tcp(host, port, options)?,
            LockAddress::Unix(path) => AttachedLink::unix(path, options)?,
            other => {
                return Err(RigFault::new(
                    format!("`{other}` cannot be a lock's hands"),
                    "hands are at `tcp:`, `unix:` or `exec:`",
                ));
            }
        };
        Ok(Self { stream })
    }

    /// Who the lock says it is.
    pub(crate) fn identity(&self) -> Identity {
        self.stream.identity().clone()
    }

    /// The controls among what it can do; the rest is the radio's to say.
    pub(crate) fn capabilities(&self) -> Capabilities {
        let all = self.stream.capabilities();
        let controls = CONTROLS.iter().copied();
        controls.filter(|one| all.has(*one)).collect()
    }

    /// Does something and waits until it is done; what was told meanwhile.
    pub(crate) fn act(&mut self, message: &ToLock) -> Result<Vec<Event>, RigFault> {
        self.stream.send(message)?;
        let give_up = self.stream.now() + DONE_WITHIN;
        let mut told = Vec::new();
        while let Some(next) = self.stream.next(give_up)? {
            let done = matches!(
                next.what,
                Event::Lock(FromLock::Done { .. } | FromLock::Unsupported { .. }) | Event::Ended(_)
            );
            told.push(next.what);
            if done {
                return Ok(told);
            }
        }
        Err(RigFault::new(
            format!("the lock's hands did not act within {DONE_WITHIN}"),
            "look at what serves them",
        ))
    }

    /// A living lock, a fresh one if asked.
    ///
    /// Nobody listens to the stream between two controls: that its lock has ended in between is seen
    /// only now, and then it is started anew.
    pub(crate) fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.stream
            .revive(fresh)
            .or_else(|_| self.stream.revive(fresh))
    }
}

/// What hands can do. What a lock advertises is the radio's to say, and BlueZ cannot be asked: it
/// keeps data of earlier states with the device and tells of no repetition.
const CONTROLS: &[Capability] = &[
    Capability::Button,
    Capability::PowerCycle,
    Capability::FactoryReset,
    Capability::SetClock,
    Capability::LimitUsers,
    Capability::Jam,
    Capability::TurnKey,
    Capability::Defect,
];
const DONE_WITHIN: Span = Span::secs(10);
