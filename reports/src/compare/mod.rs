//! What changed between two runs: the gate between two firmwares.
//!
//! ```text
//!   Run before --+--> verdicts, flakiness, observations, coverage --+
//!                |                                                  +--> Comparison --> text, JSON
//!   Run after  --+--> latencies --rank--> shift, interval, p --holm-+        |
//!                                                                            +--> Judgement
//! ```
//!
//! Only runs of the same suite against the same API version are comparable: otherwise a change of
//! the tests would be charged to the lock. Whatever is worse names its case, its requirement or
//! its message, and whatever cannot be told is said rather than passed over.

mod coverage;
mod flaky;
mod latency;
mod observed;
mod rank;
mod text;
mod verdicts;

use crate::run::{Outcome, Run};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

pub use coverage::Coverage;
pub use flaky::NewlyFlaky;
pub use latency::{Change, Latencies, Latency, Spread, TooFew};
pub use observed::Changed;
pub use text::text;
pub use verdicts::{Kind, Only, Seen, Turn, Verdict};

/// The version of the JSON format.
pub const VERSION: u32 = 1;

/// How strict a comparison is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The smallest relative shift of a latency that matters: 0.1 for ten per cent.
    pub min_effect: f64,
    /// The fewest samples on either side that are compared.
    pub min_samples: usize,
    /// Whether runs are compared that are not comparable.
    pub force: bool,
}

/// What two runs come to, side by side.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// [`VERSION`].
    pub strikeplate_compare: u32,
    /// What it says.
    pub judgement: Judgement,
    /// What is worse, a sentence for each kind.
    pub worse: Vec<String>,
    /// What could not be told, a sentence for each kind.
    pub untold: Vec<String>,
    /// What a reader should know about the two journals.
    pub notes: Vec<String>,
    /// The run before.
    pub before: Side,
    /// The run after.
    pub after: Side,
    /// Cases of both runs whose verdict turned, or that fail against other requirements.
    pub turns: Vec<Turn>,
    /// Cases whose attempts agreed before and no longer do.
    pub newly_flaky: Vec<NewlyFlaky>,
    /// Observations that came out otherwise.
    pub observations: Vec<Changed>,
    /// Requirements that passing cases cover.
    pub coverage: Coverage,
    /// Cases that only the run before has.
    pub only_before: Vec<Only>,
    /// Cases that only the run after has.
    pub only_after: Vec<Only>,
    /// Latencies.
    pub latencies: Latencies,
}

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Nothing is worse.
    NothingWorse,
    /// Nothing is worse as far as the journals tell, and they do not tell enough.
    Incomplete,
    /// Something is worse.
    Regression,
}

/// One of the two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// The lock's own name and version.
    pub lock: String,
    /// The link as it was named.
    pub link: String,
    /// The clock that times come from.
    pub clock: String,
    /// The suite's version.
    pub suite: String,
    /// The API version that the lock was judged by.
    pub api: String,
    /// Civil time of the begin.
    pub started: String,
    /// The run's seed.
    pub seed: u64,
    /// How many cases it has.
    pub cases: usize,
    /// How many attempts at them.
    pub attempts: usize,
    /// Why it does not speak for every case; null when it does.
    pub incomplete: Option<String>,
}

/// Why two runs are not compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the runs are not comparable: {} (--force compares them all the same)", .0.join("; "))]
pub struct Refusal(Vec<String>);

/// Puts two runs side by side.
///
/// # Errors
/// They come from different suites or were judged by different API versions, and nobody insists.
pub fn compare(before: &Run, after: &Run, settings: &Settings) -> Result<Comparison, Refusal> {
    let mixed = mixed(before, after);
    if !(mixed.is_empty() || settings.force) {
        return Err(Refusal(mixed));
    }
    let pairs = Pairs::of(before, after);
    let mut comparison = Comparison {
        strikeplate_compare: VERSION,
        judgement: Judgement::NothingWorse,
        worse: Vec::new(),
        untold: Vec::new(),
        notes: notes(before, after, mixed),
        before: side(before),
        after: side(after),
        turns: verdicts::turns(&pairs),
        newly_flaky: flaky::newly(&pairs),
        observations: observed::changed(&pairs),
        coverage: Coverage::between(before, after),
        only_before: verdicts::only(&pairs.before),
        only_after: verdicts::only(&pairs.after),
        latencies: Latencies::between(before, after, settings),
    };
    comparison.judge();
    Ok(comparison)
}

/// The JSON Schema of a comparison.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Comparison);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

impl Comparison {
    /// The comparison as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The turns of one kind.
    pub fn turned(&self, kind: Kind) -> impl Iterator<Item = &Turn> {
        self.turns.iter().filter(move |turn| turn.kind == kind)
    }

    /// Says what is worse and what could not be told.
    fn judge(&mut self) {
        let slower = self.latencies.changed(Change::Slower).count();
        self.worse = counted([
            (self.turned(Kind::NewFailure).count(), "new failure"),
            (
                self.turned(Kind::FailsOtherwise).count(),
                "failure against another requirement",
            ),
            (slower, "slower latency"),
        ]);
        let lost = self.only_before.iter().filter(|one| one.verdict.passes());
        let unknown = self.only_after.iter().filter(|one| one.verdict.fails());
        let mut untold: Vec<String> = [("before", &self.before), ("after", &self.after)]
            .into_iter()
            .filter_map(|(name, side)| Some(format!("{name}: {}", side.incomplete.as_ref()?)))
            .collect();
        untold.extend(counted([
            (
                self.turned(Kind::Lost).count(),
                "case passed before and has no judgement now",
            ),
            (lost.count(), "case passed before and did not run now"),
            (unknown.count(), "case fails now and did not run before"),
        ]));
        if self.before.cases == 0 || self.after.cases == 0 {
            untold.push("a run has no cases".into());
        }
        self.untold = untold;
        self.judgement = if !self.worse.is_empty() {
            Judgement::Regression
        } else if !self.untold.is_empty() {
            Judgement::Incomplete
        } else {
            Judgement::NothingWorse
        };
    }
}

/// The cases of two runs by id.
struct Pairs<'a> {
    /// In both, in the order of the run before.
    both: Vec<(Outcome<'a>, Outcome<'a>)>,
    /// Only in the run before.
    before: Vec<Outcome<'a>>,
    /// Only in the run after.
    after: Vec<Outcome<'a>>,
}

impl<'a> Pairs<'a> {
    fn of(before: &'a Run, after: &'a Run) -> Self {
        let later = after.outcomes();
        let order = later.iter().map(|outcome| id(outcome)).collect::<Vec<_>>();
        let mut later: BTreeMap<&str, Outcome<'a>> =
            order.iter().copied().zip(later.iter().cloned()).collect();
        let mut pairs = Self {
            both: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
        };
        for outcome in before.outcomes() {
            match later.remove(id(&outcome)) {
                Some(other) => pairs.both.push((outcome, other)),
                None => pairs.before.push(outcome),
            }
        }
        pairs.after = order.iter().filter_map(|id| later.remove(id)).collect();
        pairs
    }
}

/// The id of an outcome's case.
fn id<'a>(outcome: &Outcome<'a>) -> &'a str {
    &outcome.decisive().head.id
}

/// What makes two runs incomparable.
fn mixed(before: &Run, after: &Run) -> Vec<String> {
    let (before, after) = (&before.head, &after.head);
    [
        ("API version", &before.api, &after.api),
        ("suite", &before.suite, &after.suite),
        ("scenarios", &before.scenarios, &after.scenarios),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| format!("{what} {} against {}", short(before), short(after)))
    .collect()
}

/// What a reader should know.
fn notes(before: &Run, after: &Run, mixed: Vec<String>) -> Vec<String> {
    let mut notes: Vec<String> = mixed
        .into_iter()
        .map(|what| format!("compared by force: {what}"))
        .collect();
    let (a, b) = (&before.head, &after.head);
    for (what, a, b) in [
        ("links", &a.link, &b.link),
        ("rigs", &a.rig, &b.rig),
        ("probes", &a.probe, &b.probe),
    ] {
        if a != b {
            notes.push(format!("the {what} differ: {} and {}", short(a), short(b)));
        }
    }
    let keys: std::collections::BTreeSet<&String> =
        a.profile.keys().chain(b.profile.keys()).collect();
    for key in keys
        .into_iter()
        .filter(|key| a.profile.get(*key) != b.profile.get(*key))
    {
        let [a, b] = [a, b].map(|head| head.profile.get(key).map_or("nothing", |value| value));
        notes.push(format!(
            "the claim `{}` differs: {} and {}",
            short(key),
            short(a),
            short(b)
        ));
    }
    for (name, run) in [("before", before), ("after", after)] {
        let dropped: u64 = run
            .cases
            .iter()
            .map(|case| case.dropped)
            .fold(0, u64::saturating_add);
        if dropped > 0 {
            notes.push(format!(
                "{name}: {dropped} records were left out, latencies may be among them"
            ));
        }
    }
    notes.truncate(50);
    notes
}

/// A text from a journal, no longer than a line can bear.
fn short(text: &str) -> String {
    if text.is_empty() {
        return "nothing".into();
    }
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn side(run: &Run) -> Side {
    let head = &run.head;
    Side {
        lock: head.lock.clone(),
        link: head.link.clone(),
        clock: head.clock.clone(),
        suite: head.suite.clone(),
        api: head.api.clone(),
        started: head.started.clone(),
        seed: head.seed,
        cases: run.outcomes().len(),
        attempts: run.cases.len(),
        incomplete: run.incomplete().map(str::to_owned),
    }
}

/// `2 new failures`, for each that is not none.
fn counted<const N: usize>(what: [(usize, &str); N]) -> Vec<String> {
    let some = what.into_iter().filter(|(many, _)| *many > 0);
    some.map(|(many, what)| format!("{many} x {what}"))
        .collect()
}
