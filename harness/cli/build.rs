//! Rebuilds the program when the scenarios inside it change.
#![expect(
    clippy::print_stdout,
    reason = "this is how a build script speaks to cargo"
)]

fn main() {
    println!("cargo::rerun-if-changed=../../scenarios");
}
