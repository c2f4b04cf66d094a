//! What the linker is told where the program is for the simulated machine.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=simulated.ld");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("none") {
        return;
    }
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo:rustc-link-arg=-T{folder}/simulated.ld");
    // Only a compiler that links brings start files of its own.
    if env::var("RUSTC_LINKER").is_ok_and(|linker| linker.ends_with("gcc")) {
        println!("cargo:rustc-link-arg=-nostartfiles");
    }
}
