//! Rebuilds the program when the scenarios inside it change.

fn main() {
    println!("cargo::rerun-if-changed=../../scenarios");
}
