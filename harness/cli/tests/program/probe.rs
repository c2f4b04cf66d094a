//! The probe's commands, and the suite through its serial line, on the emulated bench.

use super::{Ended, alone, ended};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// An emulated probe as a process of its own.
struct Bench {
    process: Child,
    folder: tempfile::TempDir,
}

impl Bench {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_strikeplate"))
            .args(["probe", "emulate", "--port", "probe"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        assert!(first.contains("probe:probe"), "{first}");
        // The rest of its output is drained, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, folder }
    }

    /// Runs the program on words, in the bench's folder.
    fn program(&self, words: &str) -> Ended {
        ended(self.folder.path(), words)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn rig() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ci/rigs/emulated-probe.yaml")
}

#[test]
fn a_slice_of_the_suite_passes_through_the_serial_line() {
    let words = format!(
        "run --seed 1 --rig {} gatt/the-keyturner-service-is-there pairing/a-whole-pairing-makes-a-user \
         pairing/a-user-outlives-a-power-cut command/a-lock-action-turns-the-motor \
         robustness/a-power-cut-while-the-motor-turns-does-no-harm command/a-blocked-motor-is-told",
        rig().display()
    );
    let run = alone(&words);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("lacks `jam`"), "{}", run.out);
    let counts = "5 pass, 1 not-applicable";
    assert!(run.out.contains(counts), "{}", run.out);
}

/// The digest of the program, as `sha256sum` prints it.
fn own_digest() -> String {
    use sha2::Digest as _;
    let program = std::fs::read(env!("CARGO_BIN_EXE_strikeplate")).unwrap();
    let digest = sha2::Sha256::digest(program);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_journal_says_which_image_the_probe_ran() {
    let folder = tempfile::tempdir().unwrap();
    let words = "run --lock probe:emulated gatt/the-keyturner-service-is-there \
                 --journal j --json r.json --junit r.xml --html r.html";
    let run = ended(folder.path(), words);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let image = format!("image sha256:{}", own_digest());
    for file in ["j", "r.json", "r.xml", "r.html"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains(&image), "{file}");
    }
    assert!(run.out.contains("probe: emulated "), "{}", run.out);
}

#[test]
fn the_commands_meet_an_emulated_probe() {
    let bench = Bench::start();
    let info = bench.program("probe info --port probe");
    assert_eq!(info.code, Some(0), "{}", info.err);
    for word in [
        "board     emulated",
        "protocol 1",
        "given-time",
        &format!("sha256    {}", own_digest()),
        "known within",
    ] {
        assert!(info.out.contains(word), "{word}: {}", info.out);
    }
    let wires =
        "--port probe --pin button=4 --pin power=5 --pin motor=6 --pin 'led=7 floating low'";
    let press = bench.program(&format!("probe press 300 {wires}"));
    assert_eq!(press.code, Some(0), "{}", press.err);
    let mut lines = press.out.lines();
    assert_eq!(lines.next(), Some("pressed for 300 ms"));
    assert!(press.out.contains("button released"), "{}", press.out);
    assert!(press.out.contains("motor on"), "{}", press.out);
    let power = bench.program(&format!("probe power cycle --ms 50 {wires}"));
    assert_eq!(power.code, Some(0), "{}", power.err);
    let heard = bench.program("probe monitor --port probe --seconds 1");
    assert!(heard.out.contains("dBm advertisement"), "{}", heard.out);
    let test = bench.program("probe selftest --port probe --pin voltage=8");
    assert_eq!(test.code, Some(0), "{}{}", test.out, test.err);
    for part in [
        "ok   serial line",
        "ok   clock",
        "ok   voltage",
        "ok   radio",
    ] {
        assert!(test.out.contains(part), "{part}: {}", test.out);
    }
}

#[test]
fn a_port_belongs_to_one_program_at_a_time() {
    let bench = Bench::start();
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| bench.program("probe edges --port probe --seconds 3"));
        let mut second = bench.program("probe info --port probe");
        while second.code == Some(0) && !first.is_finished() {
            second = bench.program("probe info --port probe");
        }
        (first.join().unwrap(), second)
    });
    // Whoever comes while the other is there is sent away; who that is, the machine decides.
    let refused = [first, second]
        .into_iter()
        .find(|ended| ended.code == Some(3))
        .expect("one of them");
    let advice = "end the program that uses the port";
    assert!(refused.err.contains(advice), "{}", refused.err);
}

#[test]
fn what_is_missing_is_said_with_what_to_do() {
    let nothing = alone("probe info --port /dev/no-such-port");
    assert_eq!(nothing.code, Some(3));
    assert!(nothing.err.contains("plug the probe in"), "{}", nothing.err);
    let pin = alone("probe press --pin knob=4 --port /dev/no-such-port");
    assert_eq!(pin.code, Some(2));
    assert!(pin.err.contains("no role is named `knob`"), "{}", pin.err);
    let image = alone("probe flash no-such-file");
    assert_eq!(image.code, Some(2));
    assert!(
        image.err.contains("firmware-probe/README.md"),
        "{}",
        image.err
    );
}

#[test]
fn each_command_teaches() {
    for command in [
        "info", "flash", "monitor", "press", "power", "edges", "selftest", "emulate",
    ] {
        let help = alone(&format!("probe {command} --help"));
        assert_eq!(help.code, Some(0));
        let example = format!("strikeplate probe {command}");
        let taught = help.out.matches(&example).count() >= 2 || command == "emulate";
        assert!(taught, "{command} has no example: {}", help.out);
    }
}
