//! `run`: runs scenarios and says what that came to.

use crate::bench::{LockOptions, Place, Secrets, head};
use crate::drive::{Driven, Plan};
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::select::{Selection, Unfit};
use crate::sink::Sink;
use crate::suite::Suite;
use crate::{Exit, Surroundings};
use boundary::journal::{Record, RunHead};
use boundary::{Capabilities, Clock, Link};
use links::Interrupt;
use links::clock::Stopwatch;
use reports::journal::Keep;
use reports::{Conclusion, Context, console};
use scenario::run::Profile;
use std::path::PathBuf;

/// Run scenarios against a lock
#[derive(clap::Args)]
#[command(
    after_help = "Without a lock named, the embedded reference lock is tested in virtual time."
)]
pub(crate) struct Run {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    lock: LockOptions,
    #[command(flatten)]
    outputs: Outputs,
    /// Write the journal: the evidence that every report comes from
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    journal: Option<PathBuf>,
    /// Write a capture of every case into this folder, for Wireshark (`strikeplate schema --dissector`)
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    capture: Option<PathBuf>,
    /// Show observations on the console
    #[arg(long, help_heading = "Reports")]
    observations: bool,
    /// Show a line for every case
    #[arg(long, short, help_heading = "Reports")]
    verbose: bool,
    /// Let claims such as the PIN enter the journal and the reports
    #[arg(long, help_heading = "Reports")]
    unsafe_show_secrets: bool,
    /// What all randomness follows from; chance when left out
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Stop at the first case that fails
    #[arg(long)]
    fail_fast: bool,
    /// Run everything so often, each time with another seed
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    repeat: u32,
    /// Try cases again after a rig error, so often in the whole run; every try is in every report
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1_000))]
    retries: u32,
    /// Cases at a time, each on a lock of its own, with `sim` and `exec:` [default: one for each processor with `sim`,
    /// 2 with processes on a virtual clock, else 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Exit with 0 although some cases were inconclusive
    #[arg(long)]
    allow_incomplete: bool,
}

impl Run {
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
        let place = match self.lock.place() {
            Ok(place) => place,
            Err(why) => return around.usage(why),
        };
        if self.jobs.is_some_and(|jobs| jobs > 1) && !place.has_many() {
            return around.usage(
                "--jobs needs a lock that each case can have for itself, `sim` or `exec:`, with nothing else on the bench",
            );
        }
        self.outputs.try_out()?;
        let seed = match self.seed {
            Some(seed) => seed,
            None => links::clock::random_seed()?,
        };
        let plan = Plan {
            cases,
            seed,
            repeat: self.repeat,
            retries: self.retries.into(),
            fail_fast: self.fail_fast,
            profile: Profile::default(),
            capabilities: Capabilities::default(),
            interrupt: Interrupt::catch()?,
        };
        self.drive(around, &suite, &place, plan)
    }

    /// Opens the lock, runs the plan, reports.
    fn drive(
        &self,
        around: &mut Surroundings<'_>,
        suite: &Suite,
        place: &Place,
        mut plan: Plan<'_>,
    ) -> anyhow::Result<Exit> {
        let keep = if self.outputs.want_all() {
            Keep::All
        } else {
            Keep::Troubles
        };
        let mut sink = Sink::new(self.journal.as_deref(), self.capture.as_deref(), keep)?;
        let context = self.context(around, suite);
        let mut progress =
            Progress::new(around.watched, plan.cases.len(), self.repeat, self.verbose);
        let watch = Stopwatch::start();
        let (opened, link): (_, Box<dyn Link>) = match place.embedded() {
            Some(choice) => (None, Box::new(place.sim(choice, plan.seed))),
            None => {
                let (alone, link) = place.open(&plan.interrupt)?;
                (Some(alone), link)
            }
        };
        let mut link = link;
        plan.profile = match place.rig.profile(&link.identity().claims) {
            Ok(profile) => profile,
            Err(why) => return around.usage(why),
        };
        plan.capabilities = place.without_lacks(link.capabilities());
        self.begin(around, &mut sink, &*link, suite, place, &plan, &context);
        let mut told = |case: &reports::Case| progress.tell(around, case, &context);
        let jobs = self.jobs(place, link.clock());
        let driven = match place.embedded() {
            Some(choice) => {
                plan.embedded(jobs, &|seed| place.sim(choice, seed), &mut sink, &mut told)
            }
            None if jobs > 1 => {
                // Those that run the cases are others.
                drop(link);
                let open = || place.open(&plan.interrupt).map(|(_, link)| link);
                plan.dealt(jobs, &open, &mut sink, &mut told)
            }
            None => {
                let driven = plan.over(&mut *link, &mut sink, &mut told);
                drop(link);
                driven
            }
        };
        progress.end(around, &context);
        drop(opened);
        self.end(around, sink, driven, watch.now().0, &context)
    }

    /// The head of the run, for the journal and the console.
    #[expect(
        clippy::too_many_arguments,
        reason = "everything that a run consists of stands in its head"
    )]
    fn begin(
        &self,
        around: &mut Surroundings<'_>,
        sink: &mut Sink,
        link: &dyn Link,
        suite: &Suite,
        place: &Place,
        plan: &Plan<'_>,
        context: &Context,
    ) {
        let secrets = if self.unsafe_show_secrets {
            Secrets::Shown
        } else {
            Secrets::Hidden
        };
        let head = RunHead {
            scenarios: suite.digest(),
            ..head(link, &plan.profile, &place.rig, plan.seed, secrets)
        };
        let run = reports::Run {
            head: head.clone(),
            ..reports::Run::default()
        };
        sink.take(Record::Run(head));
        around.say(&console::head(&run, context));
        around.say("\n");
    }

    /// The end of the run: summary, report files, exit code.
    fn end(
        &self,
        around: &mut Surroundings<'_>,
        mut sink: Sink,
        driven: Driven,
        wall_us: u64,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        sink.take(Record::End {
            lock_us: driven.lock_us,
            wall_us,
            interrupted: driven.stopped,
        });
        sink.check()?;
        let run = sink.finish();
        let outcomes = run.outcomes();
        for outcome in outcomes
            .iter()
            .filter(|outcome| console::is_trouble(outcome.kind()))
        {
            around.say("\n");
            around.say(&console::screen(&run, outcome.decisive(), context));
        }
        around.say("\n");
        around.say(&console::summary(&run, context));
        self.outputs.write(&run, context)?;
        let conclusion = run.conclusion();
        let forgiven =
            self.allow_incomplete && !driven.stopped && conclusion == Conclusion::Incomplete;
        Ok(if forgiven {
            Exit::Passed
        } else {
            conclusion.into()
        })
    }

    fn context(&self, around: &Surroundings<'_>, suite: &Suite) -> Context {
        Context {
            lock_arguments: self.lock.again(),
            colour: around.terminal,
            observations: self.observations,
            attachments: self
                .journal
                .iter()
                .filter(|path| path.is_relative())
                .map(|path| path.display().to_string())
                .collect(),
            ..suite.words()
        }
    }

    /// How many cases run at a time.
    fn jobs(&self, place: &Place, clock: Clock) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        match (self.jobs, clock) {
            (Some(jobs), _) => usize::from(jobs),
            (None, _) if place.embedded().is_some() => processors(),
            (None, Clock::Virtual) if place.has_many() => PROCESSES,
            (None, _) => 1,
        }
    }
}

/// How many processes run at a time where time is given to them: while one computes, the other is woken. Not one for
/// each processor, so that a seed leads to the same journal on every machine.
const PROCESSES: usize = 2;

impl Unfit {
    /// Tells the user what is wrong with the words or the files.
    pub(crate) fn told(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        match self {
            Self::Word(why) => around.usage(why),
            Self::Files(text) => {
                writeln!(around.err, "{text}")?;
                Ok(Exit::Usage)
            }
        }
    }
}
