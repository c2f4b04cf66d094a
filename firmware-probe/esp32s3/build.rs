//! What the linker is told, whichever linker it is.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let linker = env::var("RUSTC_LINKER").unwrap_or_default();
    // Only a compiler that links brings start files of its own.
    if linker.ends_with("gcc") {
        println!("cargo:rustc-link-arg=-nostartfiles");
    }
    // esp-hal's script; the linker reads it twice only to complain.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    if !flags.contains("linkall.x") {
        println!("cargo:rustc-link-arg=-Tlinkall.x");
    }
}
