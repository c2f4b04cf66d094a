//! `coverage`: requirement by requirement, what the suite decides on.

use crate::suite::Suite;
use crate::{Exit, Surroundings};
use scenario::Requirement;
use std::collections::BTreeMap;

/// Show which requirements the suite covers
#[derive(clap::Args)]
pub(crate) struct Coverage {
    /// Exit with 2 when a requirement has neither a case nor a reason why not
    #[arg(long)]
    gate: bool,
    /// Only what is not covered
    #[arg(long)]
    gaps: bool,
}

/// How a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Covered,
    Partly,
    Untestable,
    Missing,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Covered, Self::Partly, Self::Untestable, Self::Missing];

    const fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partly => "partly",
            Self::Untestable => "untestable",
            Self::Missing => "MISSING",
        }
    }
}

impl Coverage {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let suite = Suite::shipped();
        let mut cases: BTreeMap<&str, usize> = BTreeMap::new();
        let all = suite.cases();
        for case in &all {
            for id in case.requirements() {
                *cases.entry(id).or_default() += 1;
            }
        }
        let mut counts: BTreeMap<Standing, usize> = BTreeMap::new();
        for row in suite.catalogue.iter() {
            let many = cases.get(&*row.id).copied().unwrap_or(0);
            let (standing, why) = standing(row, many);
            *counts.entry(standing).or_default() += 1;
            if self.gaps && standing == Standing::Covered {
                continue;
            }
            let note = if why.is_empty() { &row.text } else { why };
            let name = standing.name();
            writeln!(
                around.out,
                "{:<12} {name:<10} {many:>3} cases  {:<8} {note}",
                row.id,
                row.kind.word()
            )?;
        }
        let unknown: Vec<&str> = cases
            .keys()
            .copied()
            .filter(|id| suite.catalogue.get(id).is_none())
            .collect();
        for id in &unknown {
            writeln!(around.out, "{id:<12} is in no catalogue")?;
        }
        let parts: Vec<String> = Standing::ALL
            .iter()
            .map(|one| {
                format!(
                    "{} {}",
                    counts.get(one).copied().unwrap_or(0),
                    one.name().to_lowercase()
                )
            })
            .collect();
        let requirements = suite.catalogue.iter().count();
        writeln!(
            around.out,
            "{requirements} requirements: {}; {} cases",
            parts.join(", "),
            all.len()
        )?;
        let gap = counts.contains_key(&Standing::Missing) || !unknown.is_empty();
        Ok(if self.gate && gap {
            Exit::Usage
        } else {
            Exit::Passed
        })
    }
}

/// How a requirement stands, and why it is not covered.
fn standing(row: &Requirement, cases: usize) -> (Standing, &str) {
    match (&row.partly, &row.untestable, cases) {
        (Some(why), _, 1..) => (Standing::Partly, why),
        (None, _, 1..) => (Standing::Covered, ""),
        (_, Some(why), 0) => (Standing::Untestable, why),
        (_, None, 0) => (Standing::Missing, ""),
    }
}
