//! The house's own commands: `cargo xtask check` at the desk equals CI.
//!
//! Each check is a row of [`CHECKS`]; `cargo xtask NAME` runs one of them, `cargo xtask check` all.

mod budgets;
mod firmware;
mod layers;
mod licences;
mod programs;
mod workspace;
mod xtensa;

use anyhow::{Result, bail};
use std::process::ExitCode;

/// One check.
struct Check {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<()>,
}

/// Every check, cheap ones first.
const CHECKS: &[Check] = &[
    Check {
        name: "fmt",
        about: "the code is formatted",
        run: || programs::cargo(&["fmt", "--all", "--check"]),
    },
    Check {
        name: "layers",
        about: "a crate uses only levels below its own, and only links names sockets and processes",
        run: layers::check,
    },
    Check {
        name: "budgets",
        about: "files stay within their budgets",
        run: budgets::check,
    },
    Check {
        name: "licences",
        about: "licences, sources and bans of every dependency",
        run: licences::check,
    },
    Check {
        name: "clippy",
        about: "no lint fires, in any target",
        run: || {
            programs::cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ])
        },
    },
    Check {
        name: "bare",
        about: "wire, boundary and sim build without std",
        run: layers::bare,
    },
    Check {
        name: "test",
        about: "all tests, each case of the suite among them",
        run: || programs::cargo(&["test", "--workspace", "--quiet"]),
    },
    Check {
        name: "scenarios",
        about: "every scenario is right and formatted",
        run: || {
            programs::strikeplate(&["check"])?;
            programs::strikeplate(&["fmt", "--check"])
        },
    },
    Check {
        name: "coverage",
        about: "no requirement of the catalogue is without a scenario or a reason",
        run: || programs::strikeplate(&["coverage", "--gate"]),
    },
    Check {
        name: "proof",
        about: "every known defect is found, every right lock passes, every case finds something",
        run: || programs::strikeplate(&["prove", "--first", "--check", "ci/proof/matrix.json"]),
    },
];

/// What takes too long for every push.
const JOBS: &[Check] = &[
    Check {
        name: "bench",
        about: "how fast the harness is; builds libsodium to compare with",
        run: programs::bench,
    },
    Check {
        name: "firmware",
        about: "the probe's firmware for both chips, and the pure crates on Xtensa, where the compilers are",
        run: firmware::check,
    },
    Check {
        name: "matrix",
        about: "makes the snapshot of the kill matrix anew",
        run: || programs::strikeplate(&["prove", "--snapshot", "ci/proof/matrix.json"]),
    },
    Check {
        name: "mutants",
        about: "single changes of wire and sim that no test notices; needs cargo-mutants",
        run: programs::mutants,
    },
    Check {
        name: "xtensa",
        about: "the last part of `firmware` alone: tests of the pure crates on Xtensa, in QEMU",
        run: xtensa::check,
    },
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            programs::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<()> {
    if let [word, more @ ..] = words
        && let Some(job) = JOBS.iter().find(|job| job.name == word)
        && (more.is_empty() || job.name == "mutants")
    {
        return (job.run)();
    }
    let chosen: Vec<&Check> = match words {
        [word] if word == "check" => CHECKS.iter().collect(),
        [word] => CHECKS.iter().filter(|check| check.name == word).collect(),
        _ => Vec::new(),
    };
    if chosen.is_empty() {
        bail!("{}", usage());
    }
    let mut failed = Vec::new();
    for check in chosen {
        programs::say(&format!("== {}: {}", check.name, check.about));
        if let Err(error) = (check.run)() {
            programs::say(&format!("FAILED {}: {error:#}", check.name));
            failed.push(check.name);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

fn usage() -> String {
    let rows = |of: &[Check]| -> String {
        let row = |one: &Check| format!("\n  {:<10} {}", one.name, one.about);
        of.iter().map(row).collect()
    };
    format!(
        "usage: cargo xtask check | NAME, where NAME is a part of `check`{}\n\nor a job of its own{}",
        rows(CHECKS),
        rows(JOBS)
    )
}
