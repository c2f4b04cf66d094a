//! `explore`: walks that nobody wrote, until one disagrees with the model.

use crate::bench::{LockOptions, Place};
use crate::{Exit, Surroundings};
use anyhow::Context as _;
use boundary::{Clock, Link, Span};
use explore::{Explorer, Finding, Order, Tally, Turn};
use links::Interrupt;
use links::clock::Stopwatch;
use std::path::{Path, PathBuf};

/// Explore a lock: generated walks, judged by a model of the protocol
#[derive(clap::Args)]
#[command(
    after_help = "What is found is written as a scenario: `strikeplate run FILE` runs it. Exit codes: 0 no disagreement, 1 the lock disagrees, 3 rig error, 4 interrupted, or no walk could be judged."
)]
pub(crate) struct Explore {
    #[command(flatten)]
    lock: LockOptions,
    /// How long to search, such as 60s or 10min
    #[arg(long = "for", value_name = "TIME", default_value = "60s", value_parser = span)]
    time: Span,
    /// End after so many walks, whatever the time
    #[arg(long, value_name = "N")]
    walks: Option<u64>,
    /// What all walks follow from; chance when left out
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Motor actions in all [default: any number in virtual time, 100 on a lock that takes its time]
    #[arg(long, value_name = "N")]
    motor_budget: Option<u32>,
    /// The folder that scenarios are written into
    #[arg(long, value_name = "DIR", default_value = "explored")]
    out: PathBuf,
    /// Go on after a disagreement, until so many were found
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    findings: u32,
}

impl Explore {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let place = match self.lock.place() {
            Ok(place) => place,
            Err(why) => return around.usage(why),
        };
        let seed = match self.seed {
            Some(seed) => seed,
            None => links::clock::random_seed()?,
        };
        let interrupt = Interrupt::catch()?;
        let (alone, mut link): (_, Box<dyn Link>) = match place.embedded() {
            Some(choice) => (
                None,
                Box::new(links::Interruptible::new(
                    place.sim(choice, seed),
                    interrupt.clone(),
                )),
            ),
            None => {
                let (alone, link) = place.open(&interrupt)?;
                (Some(alone), link)
            }
        };
        let order = match self.order(&place, &*link, seed) {
            Ok(order) => order,
            Err(why) => return around.usage(why),
        };
        let ended = self.search(around, &mut *link, order, &interrupt);
        drop(alone);
        ended
    }

    fn order(&self, place: &Place, link: &dyn Link, seed: u64) -> Result<Order, String> {
        let patient = matches!(link.clock(), Clock::Virtual);
        let quick = place.embedded().is_some();
        Ok(Order {
            seed,
            profile: place.rig.profile(&link.identity().claims)?,
            capabilities: place.without_lacks(link.capabilities()),
            motor: self.motor_budget.or((!patient).then_some(MOTOR)),
            length: match (quick, patient) {
                (true, _) => 100,
                (false, true) => 60,
                (false, false) => 8,
            },
            choice: if quick { 3 } else { 32 },
            shrinking: if quick { 3_000 } else { 150 },
            again: if quick { 10 } else { 3 },
        })
    }

    /// Walks until time, walks or findings are enough.
    fn search(
        &self,
        around: &mut Surroundings<'_>,
        link: &mut dyn Link,
        order: Order,
        interrupt: &Interrupt,
    ) -> anyhow::Result<Exit> {
        around.say(&format!(
            "exploring {} with seed {}\n",
            link.identity().link,
            order.seed
        ));
        let watch = Stopwatch::start();
        let seed = order.seed;
        let mut explorer = Explorer::new(link, order)?;
        let end = self.time.0.saturating_add(SHRINKING.0);
        let hurry = interrupt.clone();
        explorer.hurry_when(move || hurry.is_raised() || watch.now().0 >= end);
        let mut found = 0;
        let mut undecided = None;
        let mut told = watch.now();
        let end = loop {
            let enough = self
                .walks
                .is_some_and(|most| explorer.tally().walks >= most);
            if enough || watch.now().0 >= self.time.0 || found >= self.findings {
                break outcome(found, explorer.tally());
            }
            if interrupt.is_raised() {
                break Exit::Incomplete;
            }
            match explorer.turn() {
                Turn::Agreed => {}
                Turn::Undecided(why) => undecided = Some(why),
                Turn::Disagreed(finding) => {
                    found += 1;
                    let path = self.write(&finding, seed)?;
                    around.say(&screen(&finding, &path, &self.lock.again()));
                }
                Turn::Broken(why) => {
                    writeln!(around.err, "error: {why}")?;
                    break Exit::RigError;
                }
                Turn::Interrupted => break Exit::Incomplete,
            }
            if around.watched && watch.now().since(told) >= Span::secs(1) {
                told = watch.now();
                write!(around.err, "\r{}", progress(explorer.tally(), told.0))?;
            }
        };
        if around.watched {
            writeln!(around.err)?;
        }
        if let Some(why) = undecided {
            around.say(&format!("the last walk that was not decided: {why}\n"));
        }
        let summary = progress(explorer.tally(), watch.now().0);
        around.say(&format!("{summary}; {found} disagreements\n"));
        Ok(end)
    }

    /// Writes the scenario into the folder, under a name that tells requirement, seed and walk.
    fn write(&self, finding: &Finding, seed: u64) -> anyhow::Result<PathBuf> {
        let about = finding.requirements[0].to_lowercase();
        let path = self
            .out
            .join(format!("{about}-seed-{seed}-walk-{}.yaml", finding.walk));
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("`{}` cannot be made", self.out.display()))?;
        std::fs::write(&path, &finding.text)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        Ok(path)
    }
}

/// What the search says of the lock: where every walk was given up, nothing.
const fn outcome(found: u32, tally: Tally) -> Exit {
    if found > 0 {
        Exit::LockFailed
    } else if tally.walks == tally.undecided {
        Exit::Incomplete
    } else {
        Exit::Passed
    }
}

/// What was found, on one screen.
fn screen(finding: &Finding, path: &Path, lock: &str) -> String {
    let (times, of) = finding.reproduced;
    let steps: String = finding
        .text
        .lines()
        .skip_while(|line| !line.starts_with("given"))
        .take(40)
        .map(|line| format!("    {line}\n"))
        .collect();
    let again = match of {
        0 => "not tried again: the time was over".to_owned(),
        of => format!("reproduces {times} of {of}"),
    };
    let lock = if lock.is_empty() {
        String::new()
    } else {
        format!(" {lock}")
    };
    format!(
        "\nDISAGREED  {}\n  {}\n  {} steps (found in {}), {again}\n\n{steps}\n  again: strikeplate run {}{lock}\n\n",
        finding.requirements.join(", "),
        finding.reason,
        finding.steps,
        finding.steps_found,
        path.display()
    )
}

/// Walks and steps so far, and how fast.
fn progress(tally: Tally, us: u64) -> String {
    let speed = tally.steps.saturating_mul(1_000_000) / us.max(1);
    format!(
        "{} walks ({} undecided), {} steps in {}, {speed} steps a second",
        tally.walks,
        tally.undecided,
        tally.steps,
        Span(us)
    )
}

/// `60s`, `10min`, `500ms`.
fn span(text: &str) -> Result<Span, String> {
    let end = text
        .find(|one: char| !one.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: u64 = number.parse().map_err(|_| WHAT_A_TIME_IS.to_owned())?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        _ => return Err(WHAT_A_TIME_IS.to_owned()),
    };
    Ok(Span::millis(number.saturating_mul(millis)))
}

const WHAT_A_TIME_IS: &str = "expected a number with ms, s or min, such as 60s";
/// How much longer than it was given a search may take to make a finding short.
const SHRINKING: Span = Span::secs(30);
/// Motor actions on a lock with a real motor, unless told otherwise.
const MOTOR: u32 = 100;
