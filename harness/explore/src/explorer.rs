//! The search: one walk after another, until one disagrees.

use crate::document::{self, Head, WHATEVER};
use crate::draw::Draw;
use crate::setting::Setting;
use crate::shrink;
use crate::texts::Texts;
use crate::walk::{Ground, Played, Walk};
use boundary::{Capabilities, Capability, Clock, Link, RigFault, Verdict, VerdictKind};
use scenario::ast::Scenario;
use scenario::run::{Bench, Job, Profile, case_seed};

/// What is to be explored, and how.
#[derive(Clone, Debug)]
pub struct Order {
    /// What all walks follow from.
    pub seed: u64,
    /// What the lock is judged by.
    pub profile: Profile,
    /// What the bench can do.
    pub capabilities: Capabilities,
    /// Motor actions in all; any number when none is given.
    pub motor: Option<u32>,
    /// The most moves of a walk.
    pub length: usize,
    /// Of so many walks that are drawn, the one that tries the most new is taken.
    pub choice: usize,
    /// Walks that shrinking a disagreement may take.
    pub shrinking: u32,
    /// How often a disagreement is tried again.
    pub again: u32,
}

/// What has been done so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Walks to their end.
    pub walks: u64,
    /// Steps of all walks.
    pub steps: u64,
    /// Walks that came to no verdict: a precondition was not met, or the lock lacks something.
    pub undecided: u64,
}

/// What one walk came to.
#[derive(Debug)]
pub enum Turn {
    /// The lock did what a right lock may do.
    Agreed,
    /// Whether it did could not be told: a precondition was not met, or it lacks something.
    Undecided(String),
    /// It did not.
    Disagreed(Box<Finding>),
    /// The bench is broken, or the model is: nothing that the lock can be blamed for.
    Broken(String),
    /// The user asked to stop.
    Interrupted,
}

/// A disagreement, as short as it could be made.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The scenario.
    pub text: String,
    /// What was expected, and what came.
    pub reason: String,
    /// The requirements that the lock breaks, the most direct first.
    pub requirements: Vec<String>,
    /// How many steps it has.
    pub steps: usize,
    /// How many it had when it was found.
    pub steps_found: usize,
    /// The walk's number, from 1.
    pub walk: u64,
    /// How often it came again, of how many times.
    pub reproduced: (u32, u32),
}

/// The search, with all that it remembers.
pub struct Explorer<'l> {
    bench: Bench<'l>,
    order: Order,
    setting: Setting,
    grounds: Vec<Ground>,
    texts: Texts,
    draw: Draw,
    late: Box<dyn Fn() -> bool + 'l>,
    tally: Tally,
}

/// What running a walk came to.
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) steps: Vec<String>,
}

impl Outcome {
    /// Whether the lock was wrong.
    pub(crate) fn fails(&self) -> bool {
        self.verdict.kind == VerdictKind::Fail
    }
}

impl<'l> Explorer<'l> {
    /// Gets to know the lock at the end of a link.
    ///
    /// # Errors
    /// The bench is broken.
    pub fn new(link: &'l mut dyn Link, order: Order) -> Result<Self, RigFault> {
        let fresh = link.revive(true)?;
        let patient = matches!(link.clock(), Clock::Virtual);
        let setting = Setting {
            can: order.capabilities.clone(),
            fresh,
            counts: false,
            room: order
                .profile
                .claims
                .get("max_users")
                .and_then(|most| most.parse().ok()),
            nuki_id: order.profile.nuki_id,
            patient,
            motor: order.motor,
        };
        let draw = Draw::new(order.seed, order.length, order.choice);
        let mut explorer = Self {
            bench: Bench::new(link, order.profile.clone()),
            order,
            setting,
            grounds: vec![Ground::Bare],
            texts: Texts::default(),
            draw,
            late: Box::new(|| false),
            tally: Tally::default(),
        };
        explorer.meet()?;
        Ok(explorer)
    }

    /// Makes no finding shorter from the time on that this says so: the crate has no clock of its own.
    pub fn hurry_when(&mut self, late: impl Fn() -> bool + 'l) {
        self.late = Box::new(late);
    }

    /// What has been done so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// Walks once.
    pub fn turn(&mut self) -> Turn {
        let Some((walk, played)) = self.draw.next(&self.grounds, &self.setting) else {
            return Turn::Broken("no walk could be drawn".to_owned());
        };
        let outcome = match self.run_played(&walk, played, self.tally.walks) {
            Ok(outcome) => outcome,
            Err(why) => return Turn::Broken(why),
        };
        self.tally.walks += 1;
        match outcome.verdict.kind {
            VerdictKind::Pass | VerdictKind::Waived => Turn::Agreed,
            VerdictKind::Inconclusive if outcome.verdict.reason == "interrupted" => {
                Turn::Interrupted
            }
            VerdictKind::NotApplicable | VerdictKind::Inconclusive => {
                self.tally.undecided += 1;
                Turn::Undecided(outcome.verdict.reason)
            }
            VerdictKind::Error => Turn::Broken(outcome.verdict.reason),
            VerdictKind::Fail => {
                let found = outcome.steps.len();
                let (walk, outcome) = shrink::shortest(self, walk, outcome);
                self.finding(&walk, &outcome, found)
            }
        }
    }

    /// How many walks shrinking may take.
    pub(crate) const fn patience(&self) -> u32 {
        self.order.shrinking
    }

    /// Whether there is no more time for that.
    pub(crate) fn is_late(&self) -> bool {
        (self.late)()
    }

    /// Runs a walk. `number` decides the client's keys.
    ///
    /// # Errors
    /// The model wrote what is no step.
    pub(crate) fn run(&mut self, walk: &Walk, number: u64) -> Result<Outcome, String> {
        self.run_played(walk, walk.play(&self.setting), number)
    }

    fn run_played(&mut self, walk: &Walk, played: Played, number: u64) -> Result<Outcome, String> {
        let Played { steps, motors } = played;
        if let Some(left) = &mut self.setting.motor {
            *left = left.saturating_sub(motors);
        }
        let scenario = document::compiled(walk, &steps, &self.setting, &mut self.texts)?;
        let job = job(&scenario, case_seed(self.order.seed, &number.to_string()));
        let judged = self.bench.judge(&job);
        self.tally.steps += u64::from(judged.steps);
        Ok(Outcome {
            verdict: judged.end.verdict,
            steps,
        })
    }

    /// Finds out which grounds the lock gives, and what its States hold.
    fn meet(&mut self) -> Result<(), RigFault> {
        let all = Ground::ALL.iter().copied().filter(|ground| match ground {
            Ground::Bare => self.setting.fresh && self.setting.has(Capability::Button),
            Ground::Paired | Ground::TwoUsers | Ground::TwoClients => true,
        });
        let all: Vec<Ground> = all.collect();
        let mut usable = Vec::new();
        for ground in all {
            let kind = self.probe(ground, "- read: nuki_states")?;
            if matches!(kind, VerdictKind::Pass | VerdictKind::Fail) {
                usable.push(ground);
            }
        }
        if usable.is_empty() {
            return Err(RigFault::new(
                "no user could be paired with the lock",
                "`strikeplate run pairing` says why; a lock without a button hand needs one: `--hands person`, or a probe",
            ));
        }
        self.grounds = usable;
        let saved = self.probe(
            Ground::Paired,
            "- read: nuki_states\n  save: {count: config_update_count}",
        )?;
        self.setting.counts = saved == VerdictKind::Pass;
        Ok(())
    }

    fn probe(&mut self, ground: Ground, step: &str) -> Result<VerdictKind, RigFault> {
        let walk = Walk {
            ground,
            mtu: 23,
            moves: Vec::new(),
            until: None,
        };
        let mut steps = walk.play(&self.setting).steps;
        steps.push(step.to_owned());
        let broken = |why: String| RigFault::new(why, "this is a fault of strikeplate");
        let scenario =
            document::compiled(&walk, &steps, &self.setting, &mut self.texts).map_err(broken)?;
        let job = job(&scenario, self.order.seed);
        let verdict = self.bench.judge(&job).end.verdict;
        match verdict.kind {
            VerdictKind::Error => Err(RigFault::new(verdict.reason, "")),
            kind => Ok(kind),
        }
    }

    /// Tries the shortest walk again and writes it down.
    fn finding(&mut self, walk: &Walk, outcome: &Outcome, found: usize) -> Turn {
        let (mut again, mut tried) = (0, 0);
        for round in 0..self.order.again {
            // What the motor has left may not be enough for the same walk.
            if self.is_late() || walk.play(&self.setting).steps != outcome.steps {
                break;
            }
            tried += 1;
            match self.run(walk, AGAIN + u64::from(round)) {
                Ok(outcome) => again += u32::from(outcome.fails()),
                Err(why) => return Turn::Broken(why),
            }
        }
        let mut requirements = outcome.verdict.requirements.clone();
        if requirements.is_empty() {
            requirements.push(WHATEVER.to_owned());
        }
        let number = self.tally.walks;
        let reproduced = (again, tried);
        let about = format!(
            "{}\nFound by exploration with seed {}, walk {number}; reproduces {again} of {tried}.",
            outcome.verdict.reason, self.order.seed
        );
        let head = Head {
            title: &format!("An exploration disagrees about {}", requirements[0]),
            about: &about,
            requirements: &requirements,
        };
        // Where bringing about the ground fails, or the lock dies silently, any question shows it.
        let mut steps = outcome.steps.clone();
        if !steps.iter().any(|step| judges(step)) {
            steps.push(LEAST.to_owned());
        }
        let text = document::text(walk, &steps, self.setting.fresh, &head);
        Turn::Disagreed(Box::new(Finding {
            text: scenario::format(&text).unwrap_or(text),
            reason: outcome.verdict.reason.clone(),
            requirements,
            steps: steps.len(),
            steps_found: found,
            walk: number,
            reproduced,
        }))
    }
}

/// A walk as a job, with the seed that its keys follow from.
const fn job(scenario: &Scenario, seed: u64) -> Job<'_> {
    Job {
        id: "explore",
        title: "",
        file: "",
        scenario,
        row: None,
        seed,
        attempt: 1,
    }
}

/// Whether a step can fail by itself.
fn judges(step: &str) -> bool {
    JUDGING.iter().any(|verb| step.contains(verb))
}

/// Begins of steps that judge.
const JUDGING: [&str; 9] = [
    "- expect:",
    "- read:",
    "- poll:",
    "- act:",
    "- still:",
    "- check:",
    "- advertises:",
    "- services:",
    "- sorted:",
];
/// What a scenario does that needs nothing but its ground.
const LEAST: &str = "- read: nuki_states";
/// Numbers of walks that are tried again.
const AGAIN: u64 = 1 << 32;
