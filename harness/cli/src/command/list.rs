//! `list`: what there is.

use crate::applicable::obstacle;
use crate::bench::LockOptions;
use crate::select::Selection;
use crate::{Exit, Surroundings};
use links::Interrupt;

/// List cases
#[derive(clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    lock: LockOptions,
    /// Ids only, one a line
    #[arg(long, short)]
    quiet: bool,
    /// Say which cases do not apply to the lock; opens the way to it
    #[arg(long)]
    applicable: bool,
}

impl List {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let suite = match self.selection.suite() {
            Ok(suite) => suite,
            Err(unfit) => return unfit.told(around),
        };
        let cases = match self.selection.cases(&suite) {
            Ok(cases) => cases,
            Err(unfit) => return unfit.told(around),
        };
        let lock = if self.applicable {
            match self.lock.place() {
                Ok(place) => Some(place.meet(&Interrupt::default())?),
                Err(why) => return around.usage(why),
            }
        } else {
            None
        };
        for case in &cases {
            if self.quiet {
                writeln!(around.out, "{}", case.id)?;
                continue;
            }
            let requirements: Vec<&str> = case.requirements().collect();
            writeln!(around.out, "{}  [{}]", case.id, requirements.join(", "))?;
            writeln!(around.out, "    {}", case.title)?;
            if let Some((capabilities, profile)) = &lock
                && let Some(reason) = obstacle(case, capabilities, profile)
            {
                writeln!(around.out, "    not applicable: {reason}")?;
            }
        }
        if !self.quiet {
            writeln!(around.out, "{} cases", cases.len())?;
        }
        Ok(Exit::Passed)
    }
}
