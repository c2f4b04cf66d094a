//! Ctrl-C and SIGTERM.

use crate::{ended, exec_lock};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

#[test]
fn an_interrupted_run_cleans_up_and_leaves_a_readable_journal() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let lock = exec_lock("");
        let mut child = Command::new(env!("CARGO_BIN_EXE_strikeplate"))
            .args([
                "run",
                "command",
                "--seed",
                "1",
                "--clock",
                "real",
                "--journal",
                "j",
                "--lock",
                &lock,
            ])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The head is printed when the lock is open and the first case begins.
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("clock:") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "the run ended early");
        }
        let pid = child.id().to_string();
        let killed = Command::new("kill")
            .args([&format!("-{signal}"), &pid])
            .status()
            .unwrap();
        assert!(killed.success());
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut out, &mut rest).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(4), "SIG{signal}: {rest}");
        assert!(
            rest.contains("INCOMPLETE: the run was stopped before its last case"),
            "{rest}"
        );
        let seen = ended(folder.path(), "report j");
        assert_eq!(seen.code, Some(4), "{}{}", seen.out, seen.err);
        assert!(seen.out.contains("the run was stopped"), "{}", seen.out);
    }
}
