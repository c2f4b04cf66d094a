//! Other programs.

use anyhow::{Context as _, Result, bail};
use std::process::{Command, Stdio};

/// Runs cargo and passes its output on.
pub(crate) fn cargo(arguments: &[&str]) -> Result<()> {
    run(Command::new(cargo_name()).args(arguments))
}

/// Runs the program of this workspace.
pub(crate) fn strikeplate(arguments: &[&str]) -> Result<()> {
    let front = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "strikeplate",
        "--",
    ];
    run(Command::new(cargo_name()).args(front).args(arguments))
}

/// Builds the program and the benchmarks, and runs these.
pub(crate) fn bench() -> Result<()> {
    cargo(&["build", "--quiet", "--release", "--package", "strikeplate"])?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let program = format!("{target}/release/strikeplate");
    let manifest = ["--manifest-path", "ci/bench/Cargo.toml"];
    let front = ["run", "--quiet", "--release"];
    cargo(&[&front[..], &manifest, &["--", &program]].concat())
}

/// What a program prints.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let done = Command::new(program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{program} cannot be started"))?;
    if !done.status.success() {
        bail!(
            "{program} {} ended with {}",
            arguments.join(" "),
            done.status
        );
    }
    Ok(String::from_utf8(done.stdout)?)
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// The cargo that runs this.
pub(crate) fn cargo_name() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// Prints a line.
#[expect(
    clippy::print_stdout,
    reason = "the one place where this program prints"
)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// A program that is to be started.
pub(crate) fn command(program: &str) -> Command {
    Command::new(program)
}

/// Runs a program and passes its output on.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{command:?} cannot be started"))?;
    if status.success() {
        return Ok(());
    }
    bail!("{command:?} ended with {status}")
}

/// Single changes, with what the command line says behind the job's name: `cargo xtask mutants --shard 1/20`.
pub(crate) fn mutants() -> Result<()> {
    let more: Vec<String> = std::env::args().skip(2).collect();
    let mut words = vec!["mutants", "--config", "ci/mutants.toml"];
    words.extend(more.iter().map(String::as_str));
    cargo(&words)
}
