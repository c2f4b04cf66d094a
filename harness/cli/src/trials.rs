//! `cargo test`: every case as a test of its own, named by its id.
//!
//! Listing opens nothing: what applies is decided from files, before the list is printed. On the
//! embedded lock each test has a lock of its own, and tests run side by side. With
//! `STRIKEPLATE_RIG` they run on that rig, one after the other over one session, which a thread of
//! its own holds open.

use crate::applicable::obstacle;
use crate::bench::{LockOptions, Place, Secrets, head};
use crate::drive::attempt;
use crate::suite::Suite;
use boundary::journal::Record;
use boundary::{Capabilities, VerdictKind};
use libtest_mimic::{Arguments, Failed, Trial};
use links::{Interrupt, Interruptible};
use reports::console;
use reports::journal::{Fold, Keep};
use scenario::run::{Bench, Profile};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

/// The rig file that the tests run on; the embedded lock when it is not set.
const RIG: &str = "STRIKEPLATE_RIG";
/// The seed; 0 when it is not set, so that a test run can be repeated.
const SEED: &str = "STRIKEPLATE_SEED";
/// Set to 1 so that a case that could not be decided does not fail.
const ALLOW_INCOMPLETE: &str = "STRIKEPLATE_ALLOW_INCOMPLETE";

/// Runs the suite as the tests of a test target with `harness = false`.
#[must_use]
pub fn conformance() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let ground = match Ground::prepare(arguments.list) {
        Ok(ground) => Arc::new(ground),
        Err(why) => {
            say(&format!("error: {why}"));
            return crate::Exit::Usage.into();
        }
    };
    if ground.place.embedded().is_none() && arguments.test_threads.is_none() {
        arguments.test_threads = Some(1);
    }
    if !arguments.list {
        ground.announce();
    }
    let trials = ground.trials();
    let conclusion = libtest_mimic::run(&arguments, trials);
    ground.close();
    conclusion.exit_code()
}

/// What all tests stand on.
struct Ground {
    suite: Suite,
    place: Place,
    profile: Profile,
    capabilities: Capabilities,
    seed: u64,
    allow_incomplete: bool,
    interrupt: Interrupt,
    rig: OnceLock<RigThread>,
}

/// What a case came to.
struct Judged {
    kind: VerdictKind,
    /// `[REQ / id] expected ..., got ...`.
    line: String,
    /// Everything about it on one screen.
    screen: String,
}

impl Ground {
    /// Reads everything that listing needs; opens nothing.
    fn prepare(listing: bool) -> Result<Self, String> {
        let lock = LockOptions {
            rig: std::env::var_os(RIG).map(PathBuf::from),
            ..LockOptions::default()
        };
        let place = lock.place()?;
        let (profile, capabilities) = place.as_told()?;
        let seed = match std::env::var(SEED) {
            Ok(text) => text
                .parse()
                .map_err(|_| format!("expected a number in {SEED}, got `{text}`"))?,
            Err(_) => 0,
        };
        let suite = Suite::shipped();
        let mut ids: Vec<String> = suite.cases().iter().map(|case| case.id.clone()).collect();
        ids.sort();
        if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("two cases have the id `{}`", twice[0]));
        }
        let interrupt = if listing {
            Interrupt::default()
        } else {
            Interrupt::catch().map_err(|fault| fault.to_string())?
        };
        Ok(Self {
            suite,
            place,
            profile,
            capabilities,
            seed,
            allow_incomplete: std::env::var(ALLOW_INCOMPLETE).is_ok_and(|value| value == "1"),
            interrupt,
            rig: OnceLock::new(),
        })
    }

    /// Says what is tested, on standard error: standard output may be read by a program.
    fn announce(&self) {
        match self.place.embedded() {
            Some(_) => say("link: embedded reference lock (simulated) - not evidence for hardware"),
            None => say(&format!(
                "link: {} (rig {})",
                self.place.address, self.place.rig.name
            )),
        }
    }

    /// A test for each case; those that do not apply are ignored from the start.
    fn trials(self: &Arc<Self>) -> Vec<Trial> {
        let cases = self.suite.cases();
        let trials = cases.iter().enumerate().map(|(index, case)| {
            let reason = obstacle(case, &self.capabilities, &self.profile);
            let ground = Arc::clone(self);
            Trial::test(case.id.clone(), move || ground.test(index))
                .with_ignored_flag(reason.is_some())
        });
        trials.collect()
    }

    fn test(self: &Arc<Self>, index: usize) -> Result<(), Failed> {
        if self.interrupt.is_raised() {
            return Err("interrupted".into());
        }
        let judged = match self.place.embedded() {
            Some(choice) => {
                let seed = scenario::run::case_seed(self.seed, &self.suite.cases()[index].id);
                let mut link =
                    Interruptible::new(self.place.sim(choice, seed), self.interrupt.clone());
                self.judge(index, &mut Bench::new(&mut link, self.profile.clone()))
            }
            None => self.ask_rig(index)?,
        };
        match judged.kind {
            VerdictKind::Pass | VerdictKind::Waived => Ok(()),
            VerdictKind::NotApplicable | VerdictKind::Inconclusive if self.allow_incomplete => {
                Ok(())
            }
            VerdictKind::NotApplicable => {
                let advice = format!(
                    "could not be tested: name what the bench lacks under `lacks:` in the rig file, or set {ALLOW_INCOMPLETE}=1"
                );
                say(&format!("Error: {}; {advice}", judged.line));
                Err(format!("{}\n{advice}", judged.screen).into())
            }
            VerdictKind::Fail | VerdictKind::Error | VerdictKind::Inconclusive => {
                // Runners look for a line like this one to name the failure.
                say(&format!("Error: {}", judged.line));
                Err(judged.screen.into())
            }
        }
    }

    /// Runs one case and renders what it came to.
    fn judge(&self, index: usize, bench: &mut Bench<'_>) -> Judged {
        let cases = self.suite.cases();
        let mut fold = Fold::new(Keep::Troubles, KEPT);
        let head = head(
            bench.link(),
            &self.profile,
            &self.place.rig,
            self.seed,
            Secrets::Hidden,
        );
        fold.take(Record::Run(head), 0);
        let mut record = |record| fold.take(record, RECORD);
        let end = attempt(cases[index], self.seed, 1, bench, &mut record);
        let run = fold.finish();
        let kind = end.verdict.kind;
        let Some(case) = run.cases.last().filter(|_| kind != VerdictKind::Pass) else {
            return Judged {
                kind,
                line: String::new(),
                screen: String::new(),
            };
        };
        Judged {
            kind,
            line: console::one_line(case),
            screen: console::screen(&run, case, &self.suite.words()),
        }
    }

    /// Has the rig's thread run a case.
    fn ask_rig(self: &Arc<Self>, index: usize) -> Result<Judged, Failed> {
        let rig = self.rig.get_or_init(|| RigThread::start(Arc::clone(self)));
        let judged = rig
            .run(index)
            .unwrap_or_else(|| Err("the rig's thread has ended".to_owned()));
        judged.map_err(|why| {
            let id = self.suite.cases()[index].id.clone();
            say(&format!("Error: [rig / {id}] {why}"));
            why.into()
        })
    }

    /// Closes the rig's session, if there was one.
    fn close(&self) {
        if let Some(rig) = self.rig.get() {
            rig.end();
        }
    }
}

/// The thread that holds the rig's session open.
struct RigThread {
    ask: Mutex<Option<Sender<Ask>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A case to be run on the rig.
struct Ask {
    index: usize,
    answer: Sender<Result<Judged, String>>,
}

impl RigThread {
    fn start(ground: Arc<Ground>) -> Self {
        let (ask, asked) = channel();
        let thread = std::thread::spawn(move || hold(&ground, &asked));
        Self {
            ask: Mutex::new(Some(ask)),
            thread: Mutex::new(Some(thread)),
        }
    }

    fn run(&self, index: usize) -> Option<Result<Judged, String>> {
        let (answer, judged) = channel();
        let ask = self.ask.lock().unwrap_or_else(PoisonError::into_inner);
        ask.as_ref()?.send(Ask { index, answer }).ok()?;
        judged.recv().ok()
    }

    fn end(&self) {
        drop(
            self.ask
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        if let Some(thread) = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            // A panic in there was told by the test that met it.
            let _ = thread.join();
        }
    }
}

/// Opens the rig and runs what is asked for until nobody asks any more.
fn hold(ground: &Ground, asked: &Receiver<Ask>) {
    let refuse = |why: String| {
        for ask in asked {
            let _ = ask.answer.send(Err(why.clone()));
        }
    };
    let (_alone, mut link) = match ground.place.open(&ground.interrupt) {
        Ok(opened) => opened,
        Err(fault) => return refuse(fault.to_string()),
    };
    let profile = match ground.place.rig.profile(&link.identity().claims) {
        Ok(profile) => profile,
        Err(why) => return refuse(why),
    };
    let mut bench = Bench::new(&mut *link, profile);
    for ask in asked {
        let _ = ask.answer.send(Ok(ground.judge(ask.index, &mut bench)));
    }
}

/// Prints a line where test runners look for it.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// What a record is taken to weigh, and how much of a case is kept.
const RECORD: usize = 250;
const KEPT: usize = 64 << 20;
