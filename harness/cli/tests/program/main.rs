//! The program as its users meet it: commands, files, exit codes.
#![expect(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

mod decode;
mod explore;
mod files;
mod hostile;
mod interrupt;
mod language;
mod lists;
mod probe;
mod protocol;
mod prove;
mod rig;
mod run;

use assert_cmd::Command;
use std::path::Path;

/// The program, in an empty folder, without settings of the environment.
fn strikeplate(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strikeplate"));
    command.current_dir(folder);
    for name in [
        "STRIKEPLATE_RIG",
        "STRIKEPLATE_SEED",
        "STRIKEPLATE_KEY",
        "STRIKEPLATE_PRIVATE",
    ] {
        command.env_remove(name);
    }
    command
}

/// What a run of the program came to.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the program on words, split at blanks unless quoted with `'`.
fn ended(folder: &Path, words: &str) -> Ended {
    let output = strikeplate(folder)
        .args(split(words))
        .output()
        .expect("it starts");
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The same in a folder that nobody looks at.
fn alone(words: &str) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    ended(folder.path(), words)
}

/// The command line of a reference lock as a process of its own.
fn exec_lock(options: &str) -> String {
    format!(
        "exec:{} lock --exec {options}",
        env!("CARGO_BIN_EXE_strikeplate")
    )
}

fn split(words: &str) -> Vec<String> {
    let parts = words.split('\'').enumerate();
    parts
        .flat_map(|(index, part)| -> Vec<String> {
            if index % 2 == 1 {
                vec![part.to_owned()]
            } else {
                part.split_whitespace().map(str::to_owned).collect()
            }
        })
        .collect()
}
