//! `doctor`: what of the bench works, and the fix for what does not.

use crate::{Exit, Surroundings};

/// Look at this machine's Bluetooth: what works, and the fix for what does not
#[derive(clap::Args)]
#[command(after_help = "Exit code 3 when no run over `ble:` can do.")]
pub(crate) struct Doctor {
    /// A lock that should be in range: ADDRESS, NAME, `pairing`, `door` or `uninitialised`, or
    /// a whole `ble:` form
    #[arg(long, value_name = "LOCK")]
    lock: Option<String>,
}

impl Doctor {
    /// Runs the command.
    #[cfg(feature = "ble")]
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        use links::Health;
        let lock = self.lock.as_deref();
        let found = links::examine(lock.map(|lock| lock.strip_prefix("ble:").unwrap_or(lock)));
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

    /// As above, in a program without BlueZ.
    #[cfg(not(feature = "ble"))]
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        drop(self.lock);
        around.usage("this program is built without BlueZ: build it with `--features ble`")
    }
}
