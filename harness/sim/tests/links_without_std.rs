//! A program without std links with the lock and runs, as a lock on a microcontroller must.

use std::process::Command;

#[test]
#[ignore = "builds an optimised program: about a minute"]
fn a_program_without_std_links_and_runs() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bare/Cargo.toml");
    let target = concat!(env!("CARGO_TARGET_TMPDIR"), "/bare");
    let mut build = Command::new(env!("CARGO"));
    build.args([
        "build",
        "--release",
        "--locked",
        "--manifest-path",
        manifest,
    ]);
    build.args(["--target-dir", target]);
    assert!(build.status().is_ok_and(|status| status.success()));
    let program = concat!(env!("CARGO_TARGET_TMPDIR"), "/bare/release/bare");
    let ran = Command::new(program).status();
    assert!(ran.is_ok_and(|status| status.success()));
}
