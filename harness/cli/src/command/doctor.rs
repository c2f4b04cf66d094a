//! `doctor`: what of the bench works, and the fix for what does not.

#[cfg(feature = "ble")]
use crate::rig::Rig;
use crate::{Exit, Surroundings};
use std::path::PathBuf;

/// Look at this machine's Bluetooth: what works, and the fix for what does not
#[derive(clap::Args)]
#[command(after_help = "Exit code 3 when no run over `ble:` can do.")]
pub(crate) struct Doctor {
    /// A lock that should be in range: ADDRESS, NAME, `pairing`, `door` or `uninitialised`, or
    /// a whole `ble:` form
    #[arg(long, value_name = "LOCK")]
    lock: Option<String>,
    /// A rig file that should be right; its lock should be in range too
    #[arg(long, value_name = "FILE")]
    rig: Option<PathBuf>,
}

impl Doctor {
    /// Runs the command.
    #[cfg(feature = "ble")]
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        use links::Health;
        let (rig, written) = self.rig();
        let named = self.lock.as_deref();
        let in_rig = rig.lock.as_deref().filter(|lock| lock.starts_with("ble:"));
        let lock = named.or(in_rig);
        let mut found = links::examine(lock.map(|lock| lock.strip_prefix("ble:").unwrap_or(lock)));
        found.extend(written);
        for one in &found {
            let mark = match one.health {
                Health::Good => "ok  ",
                Health::Lacking => "LESS",
                Health::Broken => "FAIL",
            };
            writeln!(around.out, "{mark} {:<14} {}", one.part, one.seen)?;
            if !one.fix.is_empty() {
                writeln!(around.out, "     {:<14} fix: {}", "", one.fix)?;
            }
        }
        let broken = found.iter().any(|one| one.health == Health::Broken);
        Ok(if broken { Exit::RigError } else { Exit::Passed })
    }

    /// What the rig file says, and what is to be said of it.
    #[cfg(feature = "ble")]
    fn rig(&self) -> (Rig, Option<links::Finding>) {
        use links::{Finding, Health};
        let Some(path) = &self.rig else {
            return (Rig::default(), None);
        };
        let finding = |health, seen, fix: &str| Finding {
            part: "rig file",
            health,
            seen,
            fix: fix.to_owned(),
        };
        let read = Rig::read(path).and_then(|rig| rig.profile(&rig.claims).map(|_| rig));
        match read {
            Ok(rig) => {
                let lock = rig.lock.as_deref().unwrap_or("no lock");
                let seen = format!("{} names {lock}", rig.name);
                (rig, Some(finding(Health::Good, seen, "")))
            }
            Err(wrong) => {
                let fix = "mend the file: `strikeplate run --help` tells of it";
                (Rig::default(), Some(finding(Health::Broken, wrong, fix)))
            }
        }
    }

    /// As above, in a program without BlueZ.
    #[cfg(not(feature = "ble"))]
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        drop((self.lock, self.rig));
        around.usage("this program is built without BlueZ: build it with `--features ble`")
    }
}

#[cfg(feature = "ble")]
#[cfg(test)]
mod tests {
    use super::*;
    use links::Health;

    fn judged(text: &str) -> Option<links::Finding> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let rig = Some(file.path().to_owned());
        Doctor { lock: None, rig }.rig().1
    }

    #[test]
    fn a_rig_file_is_read_as_a_run_reads_it() {
        let right = judged("lock: ble:pairing,bearer=gatt\nprofile:\n  pin: 1234\n").unwrap();
        assert_eq!(right.health, Health::Good, "{right:?}");
        assert!(right.seen.contains("ble:pairing"), "{right:?}");
        for wrong in ["lok: sim\n", "profile:\n  pin: 70000\n"] {
            let wrong = judged(wrong).unwrap();
            assert_eq!(wrong.health, Health::Broken, "{wrong:?}");
            assert!(!wrong.fix.is_empty());
        }
        let none = Doctor {
            lock: None,
            rig: None,
        };
        assert!(none.rig().1.is_none());
    }
}
