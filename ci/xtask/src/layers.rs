//! The dependency rules of the architecture.

use crate::{programs, workspace};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The level of each member: it uses only levels below its own.
const LEVELS: &[(&str, u8)] = &[
    ("strikeplate-wire", 0),
    ("strikeplate-boundary", 1),
    ("strikeplate-scenario", 2),
    ("strikeplate-sim", 2),
    ("strikeplate-links", 3),
    ("strikeplate-explore", 3),
    ("strikeplate-probe-app", 3),
    ("strikeplate-reports", 3),
    ("strikeplate", 4),
    ("strikeplate-fuzz", 4),
    ("xtask", 4),
];

/// Crates of processes, sockets, signals, serial ports and radios: only links names them.
const EDGE: &[&str] = &[
    "bluer",
    "btleplug",
    "ctrlc",
    "dbus",
    "getrandom",
    "mio",
    "nix",
    "rustix",
    "serialport",
    "shell-words",
    "signal-hook",
    "socket2",
    "tokio",
    "zbus",
];

/// The same from the standard library, as it is written.
const EDGE_PATHS: &[&str] = &[
    "process::Command",
    "std::net::",
    "os::unix::net",
    "thread::sleep",
];

/// Members without `std`.
const BARE: &[&str] = &[
    "strikeplate-wire",
    "strikeplate-boundary",
    "strikeplate-sim",
    "strikeplate-probe-app",
];

/// A target without `std`, for the proof.
const BARE_TARGET: &str = "thumbv7em-none-eabi";

/// Checks levels, edges and `no_std`.
pub(crate) fn check() -> Result<()> {
    let mut wrong = Vec::new();
    for package in workspace::members()? {
        let Some(level) = level(&package.name) else {
            wrong.push(format!("{} has no level in {}", package.name, file!()));
            continue;
        };
        for dependency in &package.dependencies {
            if let Some(other) = self::level(&dependency.name)
                && other >= level
            {
                let kind = dependency.kind.as_deref().unwrap_or("normal");
                wrong.push(format!(
                    "{} (level {level}) uses {} (level {other}, {kind} dependency)",
                    package.name, dependency.name
                ));
            }
            let tested_only = dependency.kind.as_deref() == Some("dev");
            if EDGE.contains(&&*dependency.name)
                && package.name != "strikeplate-links"
                && !tested_only
            {
                wrong.push(format!(
                    "{} names {}; only links may",
                    package.name, dependency.name
                ));
            }
        }
        sources(&package.name, &package.folder, &mut wrong)?;
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("\n  {}", wrong.join("\n  "))
}

/// Builds the members without `std` for a bare target, where that target is installed.
pub(crate) fn bare() -> Result<()> {
    let root = programs::output(
        "rustc",
        &["--print", "target-libdir", "--target", BARE_TARGET],
    )?;
    if !Path::new(root.trim()).is_dir() {
        programs::say(&format!(
            "   skipped: the target {BARE_TARGET} is not installed"
        ));
        return Ok(());
    }
    let mut arguments = vec!["check", "--quiet", "--lib", "--target", BARE_TARGET];
    for name in BARE {
        arguments.extend(["--package", name]);
    }
    programs::cargo(&arguments)
}

fn level(name: &str) -> Option<u8> {
    LEVELS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, level)| *level)
}

/// What the source text of a member gives away.
fn sources(name: &str, folder: &Path, wrong: &mut Vec<String>) -> Result<()> {
    if BARE.contains(&name) {
        let text = fs::read_to_string(folder.join("src/lib.rs"))?;
        if !text.contains("#![no_std]") {
            wrong.push(format!("{name} lost its #![no_std]"));
        }
    }
    if matches!(name, "strikeplate-links" | "xtask") {
        return Ok(());
    }
    for file in rust_files(&folder.join("src"))? {
        let text = fs::read_to_string(&file)?;
        for path in EDGE_PATHS.iter().filter(|path| text.contains(**path)) {
            wrong.push(format!("{} names {path}; only links may", file.display()));
        }
    }
    Ok(())
}

/// Every Rust file below a folder, sorted.
pub(crate) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
