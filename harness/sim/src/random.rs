//! The lock's randomness: SHA-256 over a seed and a counter, so that a run can be repeated and nothing is drawn twice.

use sha2::{Digest, Sha256};

/// A stream of bytes that follows from a seed; it goes on over reboots, so no nonce comes back.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    seed: u64,
    blocks: u64,
}

impl Random {
    /// The stream of that seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed, blocks: 0 }
    }

    /// The next bytes, at most 32, from a block of their own.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut hash = Sha256::new();
        hash.update(b"strikeplate-sim");
        hash.update(self.seed.to_le_bytes());
        hash.update(self.blocks.to_le_bytes());
        self.blocks = self.blocks.wrapping_add(1);
        let block: [u8; 32] = hash.finalize().into();
        core::array::from_fn(|at| block.get(at).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::Random;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_draws_the_same_bytes() {
        let draw = |seed| Random::new(seed).bytes::<24>();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn nothing_is_drawn_twice() {
        let mut random = Random::new(1);
        let drawn: BTreeSet<[u8; 24]> = (0..10_000).map(|_| random.bytes()).collect();
        assert_eq!(drawn.len(), 10_000);
    }
}
