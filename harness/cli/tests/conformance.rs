//! The suite as tests: `cargo test`, or nextest.

fn main() -> std::process::ExitCode {
    strikeplate::conformance()
}
