//! Runs tests of the pure crates where the probe runs them: on an Xtensa core, without `std`.
//!
//! The tests are the host's own, compiled once more from the same files: all worked examples of `wire` (check sums, frames,
//! keys, boxes, the probe's messages) and the reference lock's first steps. The last line says what a pairing and an unlocking
//! look like, byte by byte, as one digest: it must be that of the same program on the host.
#![cfg_attr(target_os = "none", no_std, no_main)]
#![cfg_attr(target_arch = "xtensa", feature(asm_experimental_arch))]
#![allow(clippy::unwrap_used, reason = "a test may end that way")]

// What a test takes from `std` is in `alloc`.
#[cfg(target_os = "none")]
#[macro_use]
extern crate alloc as std;

#[cfg(target_os = "none")]
mod machine;

#[allow(dead_code, reason = "other tests of the lock use the rest")]
#[path = "../../../harness/sim/tests/behaviour/client.rs"]
mod client;
#[path = "../../../harness/wire/tests/vectors/codes.rs"]
mod codes;
#[path = "../../../harness/sim/tests/behaviour/first_steps.rs"]
mod first_steps;
#[path = "../../../harness/wire/tests/vectors/forms.rs"]
mod forms;
#[path = "../../../harness/wire/tests/vectors/layouts.rs"]
mod layouts;
#[path = "../../../harness/wire/tests/vectors/negative.rs"]
mod negative;
#[path = "../../../harness/sim/tests/behaviour/pairing_client.rs"]
mod pairing_client;
#[path = "../../../harness/wire/tests/vectors/probe.rs"]
mod probe;
#[path = "../../../harness/wire/tests/vectors/store.rs"]
mod store;
#[path = "../../../harness/wire/tests/vectors/transcript.rs"]
mod transcript;
#[path = "../../../harness/wire/tests/vectors/whole.rs"]
mod whole;

use sha2::{Digest as _, Sha256};
use std::string::String;

/// Every test, by what it says.
const CHECKS: &[(&str, fn())] = &[
    ("every vector holds", whole::every_vector_holds),
    ("every check sum holds", whole::every_checksum_holds),
    (
        "the generated id",
        negative::the_generated_id_is_the_one_used_here,
    ),
    (
        "the document's pairing",
        transcript::the_documents_pairing_is_made_again_byte_for_byte,
    ),
    (
        "the generated pairing",
        transcript::the_generated_pairing_is_made_again_byte_for_byte,
    ),
    ("each code", codes::each_code_has_the_documents_values),
    (
        "the constants of codes",
        codes::constants_are_spelt_like_their_names,
    ),
    (
        "the table of commands",
        layouts::the_table_has_the_documents_commands_and_no_other,
    ),
    (
        "each command",
        layouts::each_command_is_as_the_document_says,
    ),
    (
        "each field",
        layouts::each_field_lies_where_the_document_says,
    ),
    ("later versions", layouts::later_versions_have_their_sizes),
    ("the probe's requests", probe::requests_are_these_bytes),
    ("the probe's reports", probe::reports_are_these_bytes),
    (
        "the lock advertises",
        first_steps::the_lock_advertises_from_the_begin,
    ),
    (
        "a client of the lock",
        first_steps::a_client_pairs_reads_the_states_and_unlocks,
    ),
];

/// Runs all of it; a check that fails panics.
fn checks() {
    for (name, check) in CHECKS {
        check();
        say(&format!("ok: {name}"));
    }
    say(&format!(
        "PASS: {} checks, transcript {}",
        CHECKS.len(),
        digest()
    ));
}

/// The digest of all that a lock says while a client pairs and unlocks.
fn digest() -> String {
    let mut bench = client::Bench::with(&[]);
    let conn = bench.connect(23);
    let user = bench.pair(conn, "Marc");
    bench.lock_action(&user, 1, 0);
    let mut sum = Sha256::new();
    for (at, said) in &bench.tape {
        sum.update(format!("{at:?} {said:?}\n"));
    }
    let lines = bench.tape.len();
    let sum = sum.finalize();
    let digits: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits} of {lines} lines")
}

#[cfg(target_os = "none")]
use machine::say;

#[cfg(not(target_os = "none"))]
fn say(line: &str) {
    println!("{line}");
}

#[cfg(not(target_os = "none"))]
fn main() {
    checks();
}
