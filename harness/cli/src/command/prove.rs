//! `prove`: shows that the suite finds what is wrong and nothing else.

use crate::bench::{LockOptions, Place};
use crate::prove::{Broken, Proof, defects_in, embedded, reasons, right_locks};
use crate::select::Selection;
use crate::text::text_of;
use crate::{Exit, Surroundings};
use anyhow::Context as _;
use boundary::Span;
use links::Interrupt;
use reports::matrix::{self, Excuses, Extent, Matrix, Outcome};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Run the suite against known defects and against right locks
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 each defect was found as it should be and each right lock passes, 1 not so, \
2 usage, 3 rig error.\n\nThe snapshot of the repository is made anew by\n  \
strikeplate prove --snapshot ci/proof/matrix.json"
)]
pub(crate) struct Prove {
    /// Defects; all of them, and the right locks, when left out
    #[arg(value_name = "DEFECT")]
    names: Vec<String>,
    #[command(flatten)]
    lock: LockOptions,
    /// A file of an attached lock's defects: names and the requirements that they break
    #[arg(long, value_name = "FILE", help_heading = "The lock")]
    defects: Option<PathBuf>,
    /// Only these cases: ids, globs, chapters, or paths of scenario files and folders
    #[arg(long = "case", value_name = "ID|GLOB|PATH")]
    cases: Vec<String>,
    /// Leave a defect when the first case has found it
    #[arg(long)]
    first: bool,
    /// Hold the outcome to the rules and to this snapshot
    #[arg(long, value_name = "FILE", conflicts_with_all = ["names", "cases", "defects"])]
    check: Option<PathBuf>,
    /// Why defects may survive [default: `reasons.yaml` beside the snapshot]
    #[arg(long, value_name = "FILE", requires = "check")]
    reasons: Option<PathBuf>,
    /// Write the matrix as JSON
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    json: Option<PathBuf>,
    /// Write the matrix as one HTML page
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    html: Option<PathBuf>,
    /// Write the snapshot: the matrix without what changes from day to day
    #[arg(long, value_name = "FILE", help_heading = "Reports", conflicts_with_all = ["names", "cases", "defects", "first"])]
    snapshot: Option<PathBuf>,
    /// What all randomness follows from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Defects at a time [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Seconds for each defect; one that is not found by then has timed out
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    limit: u32,
}

impl Prove {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let selection = Selection {
            words: self.cases.clone(),
            ..Selection::default()
        };
        let suite = match selection.suite() {
            Ok(suite) => suite,
            Err(unfit) => return unfit.told(around),
        };
        let cases = match selection.cases(&suite) {
            Ok(cases) => cases,
            Err(unfit) => return unfit.told(around),
        };
        let asked = self.lock.place().and_then(|place| {
            let subjects = self.subjects(&place)?;
            Ok((place, subjects, self.held_to()?))
        });
        let (place, (defects, variants), held_to) = match asked {
            Ok(asked) => asked,
            Err(why) => return around.usage(why),
        };
        let proof = Proof {
            cases,
            seed: self.seed,
            extent: if self.first {
                Extent::First
            } else {
                Extent::Full
            },
            hints: held_to
                .as_ref()
                .map(|(then, _)| found(then))
                .unwrap_or_default(),
            limit: Span::secs(u64::from(self.limit)),
            jobs: self.jobs(&place),
            interrupt: Interrupt::catch()?,
            sound: Mutex::default(),
            place: &place,
        };
        let watched = around.watched;
        let mut sight = |done: usize, of: usize| {
            if watched {
                let _ = write!(around.err, "\r{done} of {of} locks");
                let end = if done == of { "\r\u{1b}[K" } else { "" };
                let _ = write!(around.err, "{end}").and_then(|()| around.err.flush());
            }
        };
        match proof.fill(defects, variants, &mut sight) {
            Ok(matrix) => self.tell(around, &matrix, held_to),
            Err(Broken::Interrupted) => Ok(Exit::Incomplete),
            Err(broken) => Err(broken.into()),
        }
    }

    /// The defects that are asked for; the right locks too, where nobody asks for less than everything.
    fn subjects(&self, place: &Place) -> Result<Subjects, String> {
        if place.embedded().is_some() {
            if self.defects.is_some() {
                return Err(
                    "--defects is for an attached lock; the embedded one knows its own".into(),
                );
            }
            let right = if self.names.is_empty() {
                right_locks()
            } else {
                Vec::new()
            };
            return Ok((embedded(&self.names)?, right));
        }
        let defects = match &self.defects {
            Some(path) => defects_in(path, &self.names)?,
            None if self.names.is_empty() => {
                return Err(
                    "name the lock's defects, or list them in a file with --defects".into(),
                );
            }
            None => self.names.iter().map(|name| nameless(name)).collect(),
        };
        Ok((defects, Vec::new()))
    }

    /// The snapshot and the reasons that the outcome is held to.
    fn held_to(&self) -> Result<Option<(Matrix, Excuses)>, String> {
        let Some(path) = &self.check else {
            return Ok(None);
        };
        let told = |why: &dyn std::fmt::Display| format!("`{}`: {why}", path.display());
        let text = text_of(path)?;
        let snapshot = matrix::read(&text).map_err(|error| told(&error))?;
        let beside = path.with_file_name("reasons.yaml");
        let excuses = reasons(self.reasons.as_deref().unwrap_or(&beside))?;
        Ok(Some((snapshot, excuses)))
    }

    fn jobs(&self, place: &Place) -> usize {
        match self.jobs {
            _ if !place.has_many() => 1,
            Some(jobs) => usize::from(jobs),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// Files, summary, trouble, exit code.
    fn tell(
        &self,
        around: &mut Surroundings<'_>,
        matrix: &Matrix,
        held_to: Option<(Matrix, Excuses)>,
    ) -> anyhow::Result<Exit> {
        save(self.json.as_deref(), |to| matrix::json(matrix, to))?;
        save(self.html.as_deref(), |to| matrix::html(matrix, to))?;
        save(self.snapshot.as_deref(), |to| {
            matrix::json(&matrix.snapshot(), to)
        })?;
        around.say(&matrix::troubles(matrix));
        around.say(&matrix::summary(matrix));
        let Some((snapshot, excuses)) = held_to else {
            let killed = matrix
                .defects
                .iter()
                .all(|row| row.outcome == Outcome::Killed);
            let quiet = matrix.variants.iter().all(matrix::Variant::passes);
            return Ok(if killed && quiet {
                Exit::Passed
            } else {
                Exit::LockFailed
            });
        };
        let problems = matrix::check(matrix, &snapshot, &excuses);
        for problem in &problems {
            around.say(&format!("problem: {problem}\n"));
        }
        Ok(if problems.is_empty() {
            Exit::Passed
        } else {
            Exit::LockFailed
        })
    }
}

/// Who is examined.
type Subjects = (Vec<matrix::Defect>, Vec<matrix::Variant>);

/// A defect that nothing but the name is known of.
fn nameless(name: &str) -> matrix::Defect {
    matrix::Defect {
        name: name.to_owned(),
        ..matrix::Defect::default()
    }
}

/// The cases that found each defect.
fn found(snapshot: &Matrix) -> BTreeMap<String, Vec<String>> {
    let rows = snapshot.defects.iter();
    rows.map(|row| (row.name.clone(), row.right.clone()))
        .collect()
}

fn save(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let Some(path) = path else { return Ok(()) };
    let told = || format!("`{}` cannot be written", path.display());
    let mut to = BufWriter::new(File::create(path).with_context(told)?);
    write(&mut to).and_then(|()| to.flush()).with_context(told)
}
