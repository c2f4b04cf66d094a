//! `cargo xtask firmware`: the probe's firmware for both chips, as far as a machine without a board
//! can check it. A part that cannot run here says SKIPPED and why, and is never counted as passed.

use crate::programs::{self, say};
use crate::xtensa;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A chip and how it is built for.
struct Chip {
    name: &'static str,
    target: &'static str,
    /// What `esptool` calls it, and the number that it finds in a right image.
    id: &'static str,
    /// The largest image: the app's partition has 1 MiB, and updates want room to grow.
    budget: u64,
}

const CHIPS: &[Chip] = &[
    Chip {
        name: "esp32c3",
        target: "riscv32imc-unknown-none-elf",
        id: "Chip ID: 5 (ESP32-C3)",
        budget: 800 * 1024,
    },
    Chip {
        name: "esp32s3",
        target: "xtensa-esp32s3-none-elf",
        id: "Chip ID: 9 (ESP32-S3)",
        budget: 800 * 1024,
    },
];

/// Compiles, lints where there is a linter, links, makes the image and looks into it.
pub(crate) fn check() -> Result<()> {
    for chip in CHIPS {
        match Compiler::of(chip)? {
            Ok(compiler) => chip.check(&compiler)?,
            Err(why) => skipped(&format!("the firmware for {}", chip.name), &why),
        }
    }
    xtensa::check()
}

/// What builds for a chip.
pub(crate) enum Compiler {
    /// The one that builds everything else.
    Own,
    /// Espressif's, which `espup install` puts beside it.
    Espressif,
    /// Any other, by the file that sets its environment.
    Environment(PathBuf),
}

impl Compiler {
    /// The compiler that is here for a chip, or why there is none.
    fn of(chip: &Chip) -> Result<Result<Self, String>> {
        if chip.target.starts_with("riscv") {
            let installed = programs::output(
                "rustc",
                &["--print", "target-libdir", "--target", chip.target],
            )?;
            return Ok(if Path::new(installed.trim()).is_dir() {
                Ok(Self::Own)
            } else {
                Err(format!(
                    "`rustup target add {}` would bring it",
                    chip.target
                ))
            });
        }
        Ok(Self::xtensa())
    }

    /// The compiler for Xtensa that is here, or why there is none.
    pub(crate) fn xtensa() -> Result<Self, String> {
        if let Some(file) = environment() {
            return Ok(Self::Environment(file));
        }
        if programs::exists("rustc", &["+esp", "--version"]) {
            return Ok(Self::Espressif);
        }
        Err("no Xtensa compiler: `espup install` brings one, or XTENSA_ENV names a file that sets one up".into())
    }

    /// `cargo` with its words, in the firmware's workspace.
    fn cargo(&self, words: &str) -> Command {
        self.cargo_after("true", words, FOLDER)
    }

    /// The same in any workspace, after what a shell does when the compiler is set up.
    pub(crate) fn cargo_after(&self, first: &str, words: &str, folder: &str) -> Command {
        let line = match self {
            Self::Own => format!("{first} && {} {words}", programs::cargo_name()),
            Self::Espressif => format!("{first} && cargo +esp {words} -Zbuild-std=core,alloc"),
            Self::Environment(file) => format!(
                "unset RUSTUP_TOOLCHAIN; source '{}' && {first} && cargo {words} -Zbuild-std=core,alloc",
                file.display()
            ),
        };
        shell(&line, folder)
    }
}

impl Chip {
    fn check(&self, compiler: &Compiler) -> Result<()> {
        let words = |features: &str| {
            format!(
                "--release --quiet --locked --no-default-features --features {features} --target {}",
                self.target
            )
        };
        let usual = words(self.name);
        if matches!(compiler, Compiler::Own) {
            say(&format!("{}: clippy", self.name));
            let line = format!("{} clippy {usual} -- -D warnings", programs::cargo_name());
            programs::run(&mut shell(&line, FOLDER))?;
        }
        say(&format!("{}: build", self.name));
        programs::run(&mut compiler.cargo(&format!("build {usual}")))?;
        // The other serial line has code of its own.
        let bridge = words(&format!("{},uart", self.name));
        programs::run(&mut compiler.cargo(&format!("check {bridge}")))?;
        let elf = built(FOLDER)
            .join(self.target)
            .join("release/strikeplate-probe");
        self.image(&elf)
    }

    fn image(&self, elf: &Path) -> Result<()> {
        if !programs::exists(&esptool(), &["version"]) {
            skipped(
                &format!("the image for {}", self.name),
                "esptool is not here: `pip install -r ci/firmware/requirements.txt`, or ESPTOOL names it",
            );
            return Ok(());
        }
        let image = elf.with_extension("bin");
        let (from, to) = (elf.display().to_string(), image.display().to_string());
        programs::output(
            &esptool(),
            &[
                "--chip",
                self.name,
                "elf2image",
                "--flash-size",
                "4MB",
                "-o",
                &to,
                &from,
            ],
        )?;
        let told = programs::output(&esptool(), &["image-info", &to])?;
        for expected in [
            self.id,
            "Checksum: ",
            "Validation hash: ",
            "Project name: strikeplate-probe",
        ] {
            let line = told.lines().find(|line| line.starts_with(expected));
            let line =
                line.with_context(|| format!("image-info of {to} does not say `{expected}`"))?;
            if line.contains("invalid") {
                bail!("image-info of {to}: {line}");
            }
        }
        // What the probe says of itself is what `probe flash` has printed.
        let sum = programs::output("sha256sum", &[&from])?;
        let digest = sum.split_whitespace().next().unwrap_or_default();
        if !told.contains(&format!("ELF file SHA256: {digest}")) {
            bail!("the image {to} does not name the program that it was made from, {digest}");
        }
        let size = std::fs::metadata(&image)?.len();
        if size > self.budget {
            bail!(
                "the image for {} has {size} bytes, more than {}",
                self.name,
                self.budget
            );
        }
        say(&format!(
            "{}: image of {size} bytes, budget {}; image-info and the digest in it are right",
            self.name, self.budget
        ));
        Ok(())
    }
}

/// The file that sets up another Xtensa compiler, where there is one.
fn environment() -> Option<PathBuf> {
    let named = std::env::var_os("XTENSA_ENV").map(PathBuf::from);
    let usual =
        || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/esp32s3-toolchain/env.sh"));
    named.or_else(usual).filter(|file| file.is_file())
}

fn esptool() -> String {
    std::env::var("ESPTOOL").unwrap_or_else(|_| "esptool".into())
}

/// Where cargo puts what it builds in a workspace.
pub(crate) fn built(folder: &str) -> PathBuf {
    // As cargo reads it there; an absolute path stands alone.
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    Path::new(folder).join(target)
}

/// Runs in another workspace, without what cargo has set for this one. The toolchain stays: some
/// dependencies ship a `rust-toolchain` of their own, which rustup would follow.
pub(crate) fn shell(line: &str, folder: &str) -> Command {
    let mut command = programs::command("bash");
    command.args(["-c", line]).current_dir(folder);
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(name);
    }
    command
}

/// Says that a part could not run here.
pub(crate) fn skipped(what: &str, why: &str) {
    say(&format!("SKIPPED: {what} ({why})"));
}

const FOLDER: &str = "firmware-probe/esp32s3";
