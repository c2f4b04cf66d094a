//! `explore`: on the embedded lock, on a process, over a socket, with a motor budget.

use crate::{Ended, alone, ended, exec_lock};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The one scenario that was written.
fn written(folder: &Path) -> PathBuf {
    let files = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    assert_eq!(paths.len(), 1, "{paths:?}");
    paths.remove(0)
}

fn assert_code(seen: &Ended, code: i32) {
    assert_eq!(seen.code, Some(code), "{}\n{}", seen.out, seen.err);
}

#[test]
fn the_clean_lock_agrees() {
    let seen = alone("explore --seed 1 --walks 15 --for 10min");
    assert_code(&seen, 0);
    assert!(
        seen.out.starts_with("exploring sim with seed 1\n"),
        "{}",
        seen.out
    );
    assert!(seen.out.contains("15 walks (0 undecided)"), "{}", seen.out);
    assert!(seen.out.contains("; 0 disagreements"), "{}", seen.out);
}

#[test]
fn a_disagreement_is_written_as_a_scenario_that_fails_there_only() {
    let folder = tempfile::tempdir().unwrap();
    let defect = "--lock sim:defect=tag-is-compared-in-part";
    let seen = ended(
        folder.path(),
        &format!("explore {defect} --seed 1 --for 10min --out found"),
    );
    assert_code(&seen, 1);
    for part in [
        "DISAGREED",
        "reproduces 10 of 10",
        "again: strikeplate run found/",
        "; 1 disagreements",
    ] {
        assert!(seen.out.contains(part), "{part}: {}", seen.out);
    }
    let path = written(&folder.path().join("found"));
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.contains("-seed-1-walk-"), "{name}");
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("Found by exploration with seed 1, walk"),
        "{text}"
    );
    let fails = ended(
        folder.path(),
        &format!("run found/{name} {defect} --seed 9"),
    );
    assert_code(&fails, 1);
    let passes = ended(folder.path(), &format!("run found/{name} --seed 9"));
    assert_code(&passes, 0);
}

#[test]
fn one_seed_writes_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let text = |out: &str| {
        let words =
            format!("explore --lock sim:defect=no-pin-lockout --seed 4 --for 10min --out {out}");
        assert_code(&ended(folder.path(), &words), 1);
        let path = written(&folder.path().join(out));
        (
            path.file_name().map(ToOwned::to_owned),
            fs::read_to_string(path).unwrap(),
        )
    };
    assert_eq!(text("one"), text("two"));
}

#[test]
fn a_process_is_explored_in_virtual_time() {
    let folder = tempfile::tempdir().unwrap();
    let lock = exec_lock("--defect notifies");
    let words = format!("explore --lock '{lock}' --seed 2 --for 10min --out found");
    let seen = ended(folder.path(), &words);
    assert_code(&seen, 1);
    assert!(seen.out.contains("DISAGREED  GATT-05"), "{}", seen.out);
    assert!(seen.out.contains("reproduces 3 of 3"), "{}", seen.out);
    written(&folder.path().join("found"));
}

#[test]
fn a_motor_that_may_not_move_shows_nothing_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let words = "explore --lock sim:defect=no-states-on-the-way --seed 2 --for 10min --out found";
    let moved = ended(folder.path(), words);
    assert_code(&moved, 1);
    let spared = ended(
        folder.path(),
        &format!("{words} --motor-budget 0 --walks 15"),
    );
    assert_code(&spared, 0);
}

#[test]
fn a_socket_is_explored() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Command::new(env!("CARGO_BIN_EXE_strikeplate"))
        .args(["lock", "--listen", "127.0.0.1:0", "--defect", "notifies"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(served.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .split_whitespace()
        .find(|word| word.contains("127.0.0.1"))
        .unwrap();
    let address = address.trim_start_matches("tcp:").to_owned();
    let words = format!("explore --lock tcp:{address} --seed 2 --for 10min --out found");
    let seen = ended(folder.path(), &words);
    served.kill().unwrap();
    served.wait().unwrap();
    assert_code(&seen, 1);
    assert!(seen.out.contains("DISAGREED  GATT-05"), "{}", seen.out);
}

#[test]
fn what_cannot_be_explored_says_why() {
    for (words, code, wanted) in [
        ("explore --for 5", 2, "such as 60s"),
        ("explore --for soon", 2, "such as 60s"),
        ("explore --lock nonsense", 2, "nonsense"),
        ("explore --lock sim:defect=none-such", 2, "none-such"),
        ("explore --lock exec:/no/such/lock", 3, "/no/such/lock"),
        ("explore --lock tcp:127.0.0.1:1", 3, "127.0.0.1:1"),
    ] {
        let seen = alone(words);
        assert_code(&seen, code);
        assert!(seen.err.contains(wanted), "{words}: {}", seen.err);
    }
}

#[test]
fn an_interrupted_search_says_how_far_it_came() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_strikeplate"))
        .args(["explore", "--seed", "1", "--for", "10min"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut out, &mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(4), "{rest}");
    assert!(rest.contains("0 disagreements"), "{rest}");
}
