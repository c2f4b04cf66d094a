//! Hostile locks, files and journals, as the whole program meets them: an end within bounds of time, memory and disk.

use crate::{exec_lock, strikeplate};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the program on words in a folder, with 2 GB of memory and 100 MB for each file that it writes.
fn bounded(folder: &Path, words: &str) -> (Option<i32>, String) {
    let program = strikeplate(folder).get_program().to_owned();
    let script = format!(
        "ulimit -v 2000000; ulimit -f 200000; exec {} {words}",
        program.display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(folder);
    command.env_remove("STRIKEPLATE_RIG");
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// A run of a few cases on the reference lock, with a sed script between it and the harness.
fn twisted(filter: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let lock = exec_lock("");
    let lock = lock.trim_start_matches("exec:");
    fs::write(folder.path().join("twist.sed"), filter).unwrap();
    fs::write(
        folder.path().join("lock.sh"),
        format!("{lock} | sed -u -f twist.sed\n"),
    )
    .unwrap();
    let cases =
        "pairing/a-whole-pairing-makes-a-user nonce/a-used-nonce-is-refused gatt/no-bond-is-needed";
    bounded(
        folder.path(),
        &format!("run {cases} --seed 1 --journal j --html h --lock 'exec:sh lock.sh'"),
    )
}

#[test]
fn a_lock_that_twists_its_values_fails_and_ends() {
    let giant = format!(r#"s/"value":"[^"]*"/"value":"{}"/"#, "AB".repeat(15_000));
    for filter in [
        r#"/"indicate"/{p;p;p;p;p;p;p;p;p;p;p;p}"#,
        &giant,
        r#"s/"value":"[^"]*"/"value":""/"#,
        r#"s/"value":"\(..\)*"/"value":"\1"/"#,
        r#"/"indicate"/a {"disconnected":{"conn":1,"reason":"local"}}"#,
        r#"/"indicate"/a {"indicate":{"conn":77,"char":"a92ee202","value":"0C00"}}"#,
        r#"s/"indicate"/"notify"/"#,
    ] {
        let (code, said) = twisted(filter);
        assert!(
            matches!(code, Some(0 | 1 | 4)),
            "{filter:.80}: {code:?} {said:.2000}"
        );
        let harmless = filter.contains("\"conn\":77");
        assert_eq!(code == Some(0), harmless, "{filter:.80}: {said:.2000}");
    }
}

#[test]
fn a_lock_that_breaks_the_line_protocol_is_a_rig_error() {
    for filter in [
        r#"s/^{"written"/{"writ\\en"/"#,
        r#"/"written"/s/.*/[[[[[[[[[[/"#,
    ] {
        let (code, said) = twisted(filter);
        assert_eq!(code, Some(3), "{filter}: {said:.2000}");
    }
}

#[test]
fn hostile_files_are_told_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("deep.yaml", &"[".repeat(1_000_000));
    put("wide.yaml", &format!("title: {}\n", "x".repeat(3_000_000)));
    put("keys.yaml", &"a: 1\n".repeat(100_000));
    put(
        "laughs.yaml",
        "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n",
    );
    put("bytes.yaml", "title: \u{0}\u{feff}\u{202e}\n");
    for name in ["deep", "wide", "keys", "laughs", "bytes"] {
        for command in ["check", "run", "fmt --check"] {
            let (code, said) = bounded(folder.path(), &format!("{command} ./{name}.yaml"));
            assert_eq!(code, Some(2), "{command} {name}: {said:.500}");
            assert!(
                said.len() < 1 << 20,
                "{command} {name}: {} bytes said",
                said.len()
            );
        }
        let (code, said) = bounded(folder.path(), &format!("run crc --rig ./{name}.yaml"));
        assert_eq!(code, Some(2), "rig {name}: {said:.500}");
    }
    let (code, said) = bounded(folder.path(), "run /dev/zero");
    assert_eq!(code, Some(2), "{said:.500}");
}

#[test]
fn hostile_journals_are_read_within_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = bounded(folder.path(), "run crc --seed 1 --journal whole");
    assert_eq!(code, Some(0), "{said:.500}");
    let whole = fs::read_to_string(folder.path().join("whole")).unwrap();
    let (head, rest) = whole.split_once('\n').unwrap();
    let lines = |text: &str| format!("{head}\n{text}\n");
    for (name, text) in [
        ("deep", lines(&"[".repeat(500_000))),
        ("long", lines(&"x".repeat(30_000_000))),
        ("again", lines(&rest.repeat(40))),
        (
            "backwards",
            lines(&rest.lines().rev().collect::<Vec<_>>().join("\n")),
        ),
        ("heads", format!("{head}\n").repeat(50_000)),
        ("zeros", lines(&"\0".repeat(2_000_000))),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        for words in [
            format!("report {name}"),
            format!("report {name} --format html"),
            format!("compare whole {name}"),
        ] {
            let (code, said) = bounded(folder.path(), &words);
            assert!(matches!(code, Some(0..=4)), "{words}: {code:?} {said:.500}");
            assert!(!said.contains("panicked"), "{words}: {said:.500}");
        }
    }
    let (code, said) = bounded(folder.path(), "report /dev/zero");
    assert_eq!(code, Some(2), "{said:.500}");
}
