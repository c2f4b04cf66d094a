//! Challenges: one slot for each authorization, the newest wins, one use ("Challenge").

use crate::Defect;
use crate::lock::Lock;
use crate::reply::{Caller, Refusal};
use crate::settings::{ChallengeScope, NoChallenge, WrongNonce};
use boundary::{Conn, Instant, Span};
use wire::code::ErrorCode;
use wire::command::Challenge;

/// A challenge that no command has answered yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    pub(crate) nonce: [u8; 32],
    at: Instant,
    conn: Conn,
}

impl Lock {
    /// Sends a fresh challenge; an open one is void.
    pub(crate) fn send_challenge(&mut self, caller: &Caller) {
        let nonce = self.draw_challenge();
        let open = Open {
            nonce,
            at: self.now,
            conn: caller.conn,
        };
        let slot = self.challenge_slot(caller);
        self.damage.spent.remove(&slot);
        if let Some(older) = self.challenges.insert(slot, open) {
            self.remember_nonce(older.nonce, Defect::OlderChallengesStayGood);
        }
        self.say(caller, &Challenge { nonce: &nonce });
    }

    /// A nonce that cannot be foreseen.
    pub(crate) fn draw_challenge(&mut self) -> [u8; 32] {
        let drawn: [u8; 32] = self.random.bytes();
        if self.has(Defect::ChallengesNeverChange) {
            return [0x5A; 32];
        }
        if self.has(Defect::ChallengesCountUp) {
            self.damage.counted = self.damage.counted.wrapping_add(1);
            let mut nonce = [0; 32];
            nonce[..4].copy_from_slice(&self.damage.counted.to_le_bytes());
            return nonce;
        }
        self.remember_nonce(drawn, Defect::PairingChallengesAreGood);
        drawn
    }

    /// The challenge that the caller may answer now.
    pub(crate) fn open_challenge(&self, caller: &Caller) -> Option<Open> {
        let open = *self.challenges.get(&self.challenge_slot(caller))?;
        let life = Span::secs(self.settings.challenge_life_s.into());
        let expired = life > Span::ZERO && open.at + life <= self.now;
        let elsewhere =
            self.settings.challenge_scope == ChallengeScope::Link && open.conn != caller.conn;
        (!expired && !elsewhere).then_some(open)
    }

    /// Compares a command's nonce with the open challenge, and spends it.
    pub(crate) fn spend_challenge(
        &mut self,
        caller: &Caller,
        nonce: &[u8; 32],
    ) -> Result<(), Refusal> {
        let slot = self.challenge_slot(caller);
        if self.has(Defect::NoncesUnchecked) || self.damage.nonces.contains(nonce) {
            return Ok(());
        }
        match self.open_challenge(caller) {
            None => Err(match self.settings.no_challenge {
                NoChallenge::BadNonce => ErrorCode::BAD_NONCE.into(),
                NoChallenge::Unknown => ErrorCode::UNKNOWN.into(),
            }),
            Some(open) if open.nonce == *nonce => {
                self.challenges.remove(&slot);
                self.damage.spent.insert(slot, open);
                self.remember_nonce(open.nonce, Defect::ReplaysMoveTheBolt);
                if self.has(Defect::SpentChallengesAreBlanked) {
                    let nonce = [0; 32];
                    self.challenges.insert(slot, Open { nonce, ..open });
                }
                Ok(())
            }
            Some(open) => {
                if self.has(Defect::RefusedNoncesAreKept) {
                    let nonce = *nonce;
                    self.challenges.insert(slot, Open { nonce, ..open });
                }
                if self.settings.wrong_nonce == WrongNonce::Spends {
                    self.challenges.remove(&slot);
                }
                Err(ErrorCode::BAD_NONCE.into())
            }
        }
    }

    /// Makes a spent challenge open again.
    pub(crate) fn reopen_challenge(&mut self, caller: &Caller, open: Open) {
        let slot = self.challenge_slot(caller);
        self.challenges.insert(slot, open);
    }

    /// Whose slot a challenge is kept in.
    fn challenge_slot(&self, caller: &Caller) -> u32 {
        if self.has(Defect::ChallengesAreForEveryone) {
            0
        } else {
            caller.id
        }
    }

    /// Keeps a nonce that a damaged lock will take again.
    fn remember_nonce(&mut self, nonce: [u8; 32], defect: Defect) {
        if self.has(defect) {
            self.damage.nonces.truncate(MEMORY);
            self.damage.nonces.insert(0, nonce);
        }
    }
}

/// How many old nonces a damaged lock takes.
const MEMORY: usize = 15;
