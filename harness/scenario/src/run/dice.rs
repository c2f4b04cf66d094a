//! Seeded randomness: the same seed gives the same case, bit for bit.

use sha2::{Digest, Sha256};

/// A generator of bytes: SHA-256 over a seed and a counter.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    seed: [u8; 32],
    counter: u64,
}

impl Dice {
    /// The dice of a case.
    pub(super) fn new(seed: u64, label: &str) -> Self {
        let seed = Sha256::new()
            .chain_update(seed.to_le_bytes())
            .chain_update(label)
            .finalize();
        Self {
            seed: seed.into(),
            counter: 0,
        }
    }

    /// Fresh bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// Fills a buffer.
    pub(super) fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            self.counter += 1;
            let block = Sha256::new()
                .chain_update(self.seed)
                .chain_update(self.counter.to_le_bytes());
            chunk.copy_from_slice(&block.finalize()[..chunk.len()]);
        }
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        let width = u64::from(high.saturating_sub(low)) + 1;
        let drawn = u64::from_le_bytes(self.bytes()) % width;
        low.saturating_add(u32::try_from(drawn).unwrap_or(0))
    }
}

/// The seed of a case, from the run's: a case alone is the same as in the whole run.
pub fn case_seed(run: u64, case: &str) -> u64 {
    u64::from_le_bytes(Dice::new(run, case).bytes())
}
