//! Virtual time of an attached lock: `advance` and what comes of it.

use super::{AttachedLink, Life, Mode, Owed};
use crate::protocol::{Advance, Advanced, HarnessWord, line};
use boundary::{Instant, RigFault, Span};

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
        let Some(advanced) = self.hear_advanced()? else {
            return Ok(());
        };
        let at = origin + Span(advanced.at_us);
        if advanced.id != id {
            return Err(self.broken(&format!(
                "expected `advanced` with id {}, got id {}",
                id.0, advanced.id.0
            )));
        }
        if at > to || at < self.present() {
            let from = self.present().since(origin).0;
            return Err(self.broken(&format!(
                "expected `advanced` with at_us from {from} to {to_us}, got {}",
                advanced.at_us
            )));
        }
        self.move_to(at);
        Ok(())
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
        self.move_to(self.present());
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
