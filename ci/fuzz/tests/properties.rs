//! The bodies on random bytes, on the corpus, and on the corpus with a part changed.
#![expect(clippy::unwrap_used, reason = "a test")]

use bodies::ALL;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn the_corpus_holds() {
    for (name, body) in ALL {
        let seeds = corpus(name);
        assert!(!seeds.is_empty(), "{name}");
        seeds.iter().for_each(|seed| body(seed));
    }
}

#[test]
fn giants_hold_in_bounded_time() {
    for (name, body) in ALL {
        for byte in [b'[', b'{', b'-', b'"', b' ', 0x00, 0xFF] {
            body(&vec![byte; 200_000]);
        }
        let seed = corpus(name).concat();
        body(&seed.repeat(64));
    }
}

proptest! {
    #[test]
    fn any_bytes_hold(bytes in vec(any::<u8>(), 0..700)) {
        ALL.iter().for_each(|(_, body)| body(&bytes));
    }

    #[test]
    fn a_seed_with_a_changed_part_holds(
        which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(),
        cut in 0_usize..8, put in vec(any::<u8>(), 0..8),
    ) {
        for (name, body) in ALL {
            let seeds = corpus(name);
            let mut bytes = which.get(&seeds).clone();
            let from = at.index(bytes.len() + 1);
            let to = (from + cut).min(bytes.len());
            bytes.splice(from..to, put.iter().copied());
            body(&bytes);
        }
    }
}
