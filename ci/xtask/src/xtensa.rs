//! The last part of `cargo xtask firmware`: tests of the pure crates on an Xtensa core in QEMU, against the same program on
//! this machine.

use crate::firmware::{Compiler, built, shell, skipped};
use crate::programs::{self, say};
use anyhow::{Context as _, Result, bail};

/// Builds the program twice, and compares what both say.
pub(crate) fn check() -> Result<()> {
    let what = "the pure crates on Xtensa";
    let compiler = match Compiler::xtensa() {
        Ok(compiler) => compiler,
        Err(why) => {
            skipped(what, &why);
            return Ok(());
        }
    };
    if !programs::exists(QEMU, &["--version"]) {
        skipped(
            what,
            "qemu-system-xtensa is not here: Debian's package qemu-system-misc brings it",
        );
        return Ok(());
    }
    say("xtensa: build the tests of the pure crates");
    let words = format!("build --release --quiet --locked --target {TARGET}");
    programs::run(&mut compiler.cargo_after(FLAGS, &words, FOLDER))?;
    let program = built(FOLDER)
        .join(TARGET)
        .join("release/strikeplate-xtensa");
    let machine = [
        "300",
        QEMU,
        "-M",
        "sim",
        "-cpu",
        "de233_fpu",
        "-semihosting",
        "-display",
        "none",
        "-monitor",
        "none",
        "-kernel",
    ];
    let there = told(programs::command("timeout").args(machine).arg(program))?;
    let line = format!("{} run --release --quiet --locked", programs::cargo_name());
    let here = told(&mut shell(&line, FOLDER))?;
    let last = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    if there != here || !last(&there).starts_with("PASS") {
        bail!("in QEMU it says\n{there}\nand here\n{here}");
    }
    say(&format!("xtensa: in QEMU as here: {}", last(&there)));
    Ok(())
}

/// What a program prints that ends well.
fn told(command: &mut std::process::Command) -> Result<String> {
    let done = command
        .output()
        .with_context(|| format!("{command:?} cannot be started"))?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    if !done.status.success() {
        let errors = String::from_utf8_lossy(&done.stderr);
        bail!("{command:?} ended with {}\n{said}{errors}", done.status);
    }
    Ok(said)
}

const FOLDER: &str = "firmware-probe/xtensa";
const TARGET: &str = "xtensa-esp32s3-none-elf";
const QEMU: &str = "qemu-system-xtensa";
/// The simulated core has no high half of a product, and the ESP32's linker script is not for it.
const FLAGS: &str = r#"f=CARGO_TARGET_XTENSA_ESP32S3_NONE_ELF_RUSTFLAGS; export $f="${!f//-C link-arg=-Tlinkall.x/} -C target-feature=-mul32high""#;
