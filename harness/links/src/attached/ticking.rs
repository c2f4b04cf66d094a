//! Virtual time of an attached lock: `advance` and what comes of it.

use super::{AttachedLink, Life};
use crate::protocol::{Advance, Advanced, HarnessWord, line};
use boundary::{Instant, RigFault, Span};

/// The session's clock.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mode {
    Real,
    Virtual {
        /// The link's present time.
        now: Instant,
        /// The link's time when the lock's began.
        origin: Instant,
        /// What the lock may still say without being given time.
        owed: Owed,
    },
}

/// What a lock on a virtual clock may still say at the present instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owed {
    /// Answers to what it has been told: they must be heard before time passes, or they could not
    /// be told from what it says later.
    Answers,
    /// Perhaps more; that would have its right stamp also if it came after time was allowed to pass.
    Perhaps,
    /// Nothing: it was asked, and said nothing.
    Nothing,
}

impl Mode {
    /// A virtual clock of a lock that starts now.
    pub(super) const fn beginning(now: Instant) -> Self {
        Self::Virtual {
            now,
            origin: now,
            owed: Owed::Answers,
        }
    }

    /// The present instant of a virtual clock.
    pub(super) const fn present(self) -> Option<Instant> {
        match self {
            Self::Real => None,
            Self::Virtual { now, .. } => Some(now),
        }
    }
}

impl AttachedLink {
    /// Lets time pass until there is something to tell, at most to `deadline`.
    ///
    /// What a message causes at once belongs to the present instant, so the lock is first asked to
    /// stay there. It has said all it has to say when it is asked that and says nothing.
    pub(super) fn tick_until(&mut self, deadline: Instant) -> Result<(), RigFault> {
        let mut standing = 0;
        while self.ready.is_empty() && matches!(self.life, Life::Alive(_)) {
            let Mode::Virtual { now, owed, .. } = self.mode else {
                return Ok(());
            };
            let to = match owed {
                Owed::Answers => now,
                Owed::Perhaps | Owed::Nothing if deadline > now => deadline,
                Owed::Perhaps => now,
                Owed::Nothing => return Ok(()),
            };
            self.tick(to)?;
            let moved = self.present() > now;
            standing = if moved { 0 } else { standing + 1 };
            if standing > STANDING_AT_MOST {
                return Err(self.broken(&format!(
                    "the lock's clock stands still: {standing} `advance` did not move it, and it said nothing"
                )));
            }
            let silent_here = self.ready.is_empty() && to == self.present();
            self.owe(if silent_here {
                Owed::Nothing
            } else {
                Owed::Perhaps
            });
        }
        Ok(())
    }

    /// One `advance`, and everything up to its `advanced`, which tells when all that was.
    fn tick(&mut self, to: Instant) -> Result<(), RigFault> {
        let Mode::Virtual { origin, .. } = self.mode else {
            return Ok(());
        };
        let id = self.own_id();
        let to_us = to.since(origin).0;
        self.tell(&line(&HarnessWord::Advance(Advance { id, to_us })));
        let advanced = match self.hear_advanced() {
            Ok(Some(advanced)) => advanced,
            // It has ended: what it said before that belongs to the last instant that is known.
            nothing => {
                self.move_to(self.present());
                return nothing.map(|_| ());
            }
        };
        let (from, at) = (self.present(), origin + Span(advanced.at_us));
        if advanced.id == id && from <= at && at <= to {
            self.move_to(at);
            return Ok(());
        }
        self.move_to(from);
        let from_us = from.since(origin).0;
        Err(self.broken(&format!(
            "expected `advanced` with id {} and at_us from {from_us} to {to_us}, got id {} and at_us {}",
            id.0, advanced.id.0, advanced.at_us
        )))
    }

    fn hear_advanced(&mut self) -> Result<Option<Advanced>, RigFault> {
        let begin = self.watch.now();
        while matches!(self.life, Life::Alive(_)) {
            let look_up = self.watch.now() + LOOK_UP_EVERY;
            if let Some(heard) = self.hear(look_up.min(begin + self.patience()))
                && let Some(advanced) = self.admit(heard)?
            {
                return Ok(Some(advanced));
            }
            if self.watch.now().since(begin) >= self.patience() {
                self.give_up_on(format!(
                    "stopped answering: no `advanced` for {}",
                    self.patience()
                ));
            }
        }
        Ok(None)
    }

    /// How long an answer is waited for: not long, once the user wants to stop.
    fn patience(&self) -> Span {
        match self.options.interrupt.is_raised() {
            true => self.options.patience.min(INTERRUPTED),
            false => self.options.patience,
        }
    }

    /// Everything heard since the last tick belongs to this instant.
    fn move_to(&mut self, at: Instant) {
        if let Mode::Virtual { now, .. } = &mut self.mode {
            *now = at;
        }
        for told in &mut self.ready {
            told.at = at;
        }
    }

    fn owe(&mut self, what: Owed) {
        if let Mode::Virtual { owed, .. } = &mut self.mode {
            *owed = what;
        }
    }

    fn present(&self) -> Instant {
        match self.mode {
            Mode::Virtual { now, .. } => now,
            Mode::Real => self.watch.now(),
        }
    }
}

/// How often the user's wish to stop is looked for while an answer is waited for.
const LOOK_UP_EVERY: Span = Span::millis(100);
/// How long an answer is waited for after an interrupt.
const INTERRUPTED: Span = Span::secs(1);
/// How often a lock may answer that no time has passed, without a word.
const STANDING_AT_MOST: u32 = 1_000;
