//! `compare`: what changed between two runs.

use crate::{Exit, Surroundings};
use anyhow::Context as _;
use reports::Run;
use reports::compare::{Judgement, Settings, compare, text};
use reports::journal::{Limits, read};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Compare two runs, such as those of two firmwares: what fails, behaves or answers otherwise
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing is worse, 1 a regression, 2 usage or a journal that cannot \
be read, 4 nothing is worse as far as the journals tell, and they do not tell enough."
)]
pub(crate) struct Compare {
    /// The journal of the run before
    before: PathBuf,
    /// The journal of the run after
    after: PathBuf,
    /// The smallest shift of a latency that matters
    #[arg(long, value_name = "PERCENT", default_value = "10%", value_parser = percent)]
    min_effect: f64,
    /// Compare latencies with at least so many samples on either side
    #[arg(long, value_name = "NUMBER", default_value = "10", value_parser = clap::value_parser!(u32).range(2..))]
    min_samples: u32,
    /// Write JSON
    #[arg(long)]
    json: bool,
    /// Compare runs of different suites or API versions, and latencies of different links and clocks
    #[arg(long)]
    force: bool,
}

impl Compare {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let settings = Settings {
            min_effect: self.min_effect,
            min_samples: usize::try_from(self.min_samples)?,
            force: self.force,
        };
        let (before, after) = match (journal(&self.before), journal(&self.after)) {
            (Ok(before), Ok(after)) => (before, after),
            (before, after) => {
                let wrong = [before.err(), after.err()];
                let wrong: Vec<String> = wrong.into_iter().flatten().collect();
                return around.usage(wrong.join("\nerror: "));
            }
        };
        let comparison = match compare(&before, &after, &settings) {
            Ok(comparison) => comparison,
            Err(refusal) => return around.usage(refusal),
        };
        let said = if self.json {
            comparison.json()
        } else {
            text(&comparison, around.terminal)
        };
        around
            .out
            .write_all(said.as_bytes())
            .context("the comparison cannot be written")?;
        Ok(match comparison.judgement {
            Judgement::NothingWorse => Exit::Passed,
            Judgement::Regression => Exit::LockFailed,
            Judgement::Incomplete => Exit::Incomplete,
        })
    }
}

fn journal(path: &Path) -> Result<Run, String> {
    let named = |error: &dyn std::fmt::Display| format!("`{}`: {error}", path.display());
    let file = File::open(path).map_err(|error| named(&error))?;
    read(BufReader::new(file), &Limits::default()).map_err(|error| named(&error))
}

/// A percentage as a share: `10%` and `2.5 %`.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').map(str::trim_end);
    let share = number
        .and_then(|number| number.parse::<f64>().ok())
        .map(|number| number / 100.0);
    share
        .filter(|share| (0.0001..=10.0).contains(share))
        .ok_or_else(|| "expected a percentage from 0.01% to 1000%, like `10%`".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use boundary::journal::{CaseEnd, CaseHead, Record, RunHead};
    use boundary::{Instant, Verdict, VerdictKind};
    use clap::Parser as _;
    use std::fs;

    #[derive(clap::Parser)]
    struct Words {
        #[command(flatten)]
        compare: Compare,
    }

    fn record(verdict: Verdict) -> Vec<Record> {
        let id = "nonce/replay".to_owned();
        vec![
            Record::Run(RunHead {
                journal: boundary::journal::VERSION,
                suite: "0.1.0".into(),
                api: "1.10.0".into(),
                ..RunHead::default()
            }),
            Record::Case(CaseHead {
                id: id.clone(),
                requirements: vec!["NONCE-01".into()],
                attempt: 1,
                ..CaseHead::default()
            }),
            Record::Verdict(CaseEnd {
                id,
                at: Instant(1),
                wall_us: 1,
                verdict,
                failure: None,
                findings: Vec::new(),
                assertions: 1,
            }),
            Record::End {
                lock_us: 1,
                wall_us: 1,
                interrupted: false,
            },
        ]
    }

    fn written(records: &[Record]) -> Vec<u8> {
        let mut writer = reports::journal::Writer::new(Vec::new());
        for record in records {
            writer.append(record).expect("memory takes it");
        }
        writer.into_inner()
    }

    fn pass() -> Vec<u8> {
        written(&record(Verdict::pass()))
    }

    fn fail() -> Vec<u8> {
        written(&record(Verdict::of(VerdictKind::Fail, "got nothing")))
    }

    /// Runs the command on two journals: the exit code, what it says, what it complains of.
    fn compared(before: &[u8], after: &[u8], options: &[&str]) -> (u8, String, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).expect("the disk takes it");
            path.into_os_string()
        };
        let mut words = vec!["compare".into(), place("a", before), place("b", after)];
        words.extend(options.iter().map(Into::into));
        let words = Words::try_parse_from(words).expect("the words are right");
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut around = Surroundings::new(&mut out, &mut err);
        let exit = words.compare.run(&mut around).expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
        (exit.code(), text(out), text(err))
    }

    #[test]
    fn exit_codes_gate() {
        for (before, after, code, said) in [
            (pass(), pass(), 0, "NOTHING WORSE"),
            (fail(), pass(), 0, "fixed (1)"),
            (pass(), fail(), 1, "REGRESSION"),
            (pass(), pass()[..150].to_vec(), 4, "INCOMPLETE"),
        ] {
            let (seen, out, err) = compared(&before, &after, &[]);
            assert_eq!((seen, &*err), (code, ""), "{out}");
            assert!(out.contains(said), "{out}");
        }
    }

    #[test]
    fn unreadable_and_mixed_journals_are_usage() {
        let (code, out, err) = compared(b"<xml/>\n", b"\xff\xfe\n", &[]);
        assert_eq!((code, &*out), (2, ""));
        assert_eq!(
            err.matches("not a journal").count(),
            2,
            "both are told: {err}"
        );
        let mut records = record(Verdict::pass());
        if let Some(Record::Run(head)) = records.first_mut() {
            head.api = "1.9.0".into();
        }
        let older = written(&records);
        let (code, _, err) = compared(&older, &pass(), &[]);
        assert_eq!(code, 2);
        assert!(err.contains("API version 1.9.0 against 1.10.0"), "{err}");
        assert_eq!(compared(&older, &pass(), &["--force"]).0, 0);
    }

    #[test]
    fn json_is_json_alone() {
        let (code, out, _) = compared(&pass(), &fail(), &["--json"]);
        assert_eq!(code, 1);
        assert!(
            out.starts_with('{') && out.trim_end().ends_with('}'),
            "{out}"
        );
        assert!(out.contains("\"judgement\": \"regression\""), "{out}");
    }

    #[test]
    fn a_journal_cut_anywhere_is_never_a_clean_pass() {
        let whole = pass();
        // Without its last line feed it is whole all the same.
        for cut in (0..whole.len() - 1).step_by(7) {
            let (code, ..) = compared(&whole, &whole[..cut], &[]);
            assert!(matches!(code, 2 | 4), "cut at {cut}: {code}");
        }
    }

    #[test]
    fn a_percentage_says_that_it_is_one() {
        assert_eq!(percent("10%"), Ok(0.1));
        assert_eq!(percent("2.5 %"), Ok(0.025));
        for wrong in ["0.1", "%", "-5%", "0%", "NaN%", "inf%", "1e9%"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
    }
}
