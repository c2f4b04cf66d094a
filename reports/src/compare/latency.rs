//! Latencies before and after: by message over all cases, and by case and message.
//!
//! What is compared is the logarithm, so that a shift is a ratio. A shift counts when it is
//! significant after correction (Holm, at most 5 % for a false alarm anywhere in the comparison)
//! and its interval reaches the smallest effect that matters: a shift of just that size would
//! otherwise be missed every second time. One whose whole interval is smaller does not matter,
//! however significant it is.
//!
//! Holm and not Benjamini-Hochberg: this is a gate, and a share of false alarms among the alarms
//! is still a red build. The two families, messages and cases, are corrected apart and share the
//! 5 % equally, so that many cases do not dull the few messages.
//!
//! Two journals cannot tell a firmware from a day: what differs between two runs of one firmware
//! (radio, distance, host) is charged to the second. Compare a run with its own repeat to know.

use super::rank::{MISSES, Shift, Stratum, quantile, shift};
use super::{Settings, short};
use crate::run::Run;
use boundary::VerdictKind;
use schemars::JsonSchema;
use serde::Serialize;
use statrs::statistics::{Data, OrderStatistics as _};
use std::collections::BTreeMap;

/// The latencies of two runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Latencies {
    /// Why they are not compared; null when they are.
    pub not_compared: Option<String>,
    /// How.
    pub method: String,
    /// The chance of any false alarm, at most.
    pub alpha: f64,
    /// The confidence of each interval, which is not corrected.
    pub confidence: f64,
    /// The chance with which a shift of the smallest detectable size is found.
    pub power: f64,
    /// The smallest relative shift that matters.
    pub min_effect: f64,
    /// The fewest samples on either side.
    pub min_samples: usize,
    /// Every comparison: messages over all cases first, then cases.
    pub compared: Vec<Latency>,
    /// What has too few samples to be compared.
    pub too_few: Vec<TooFew>,
}

/// One latency before and after.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Latency {
    /// The case; null for a message over all cases of both runs.
    pub case: Option<String>,
    /// What was measured.
    pub name: String,
    /// How many cases it comes from.
    pub cases: usize,
    /// Before.
    pub before: Spread,
    /// After.
    pub after: Spread,
    /// The relative shift, Hodges-Lehmann's estimate: 0.1 is ten per cent slower.
    pub shift: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// The p-value of the comparison alone.
    pub p: f64,
    /// The p-value corrected for the number of comparisons.
    pub p_corrected: f64,
    /// The smallest relative shift that this many samples show with the stated power.
    pub smallest_detectable: f64,
    /// About how many samples on either side would show the smallest shift that matters.
    pub samples_needed: u64,
    /// What it means.
    pub change: Change,
}

/// What a comparison of latencies says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Slower, by as much as matters as far as can be told.
    Slower,
    /// Faster, likewise.
    Faster,
    /// No shift that matters.
    Same,
    /// No shift is shown, and one that matters is not ruled out.
    Unclear,
}

/// Samples in short.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spread {
    /// How many.
    pub samples: usize,
    /// Their median in microseconds.
    pub median_us: f64,
    /// Their 95th percentile in microseconds.
    pub p95_us: f64,
}

/// A latency with too few samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TooFew {
    /// The case; null for a message over all cases.
    pub case: Option<String>,
    /// What was measured.
    pub name: String,
    /// Samples before.
    pub before: usize,
    /// Samples after.
    pub after: usize,
}

/// The chance of any false alarm, at most.
const ALPHA: f64 = 0.05;
/// The power that the smallest detectable shift is stated for.
const POWER: f64 = 0.8;

const METHOD: &str = "van Elteren's stratified rank-sum test (Wilcoxon's for one case) and the \
Hodges-Lehmann shift of log latencies with its rank-based interval; p-values corrected by Holm \
within messages and within cases, which share alpha equally";

/// Samples in microseconds by name and case.
type Samples<'a> = BTreeMap<(&'a str, &'a str), Both>;

/// Samples before and after.
#[derive(Default)]
struct Both {
    before: Vec<f64>,
    after: Vec<f64>,
}

/// What is compared: a name over some cases.
struct Subject<'a> {
    case: Option<&'a str>,
    name: &'a str,
    parts: Vec<&'a Both>,
}

impl Latencies {
    /// Those of two runs.
    pub(super) fn between(before: &Run, after: &Run, settings: &Settings) -> Self {
        let mut latencies = Self {
            not_compared: (!settings.force)
                .then(|| incomparable(before, after))
                .flatten(),
            method: METHOD.into(),
            alpha: ALPHA,
            confidence: 1.0 - MISSES,
            power: POWER,
            min_effect: settings.min_effect,
            min_samples: settings.min_samples,
            compared: Vec::new(),
            too_few: Vec::new(),
        };
        if latencies.not_compared.is_some() {
            return latencies;
        }
        let mut samples = Samples::new();
        gather(before, &mut samples, |both| &mut both.before);
        gather(after, &mut samples, |both| &mut both.after);
        samples.retain(|_, both| !both.before.is_empty() && !both.after.is_empty());
        let families = [by_message(&samples), by_case(&samples)]
            .map(|subjects| latencies.enough(subjects))
            .into_iter()
            .filter(|family| !family.is_empty())
            .collect::<Vec<_>>();
        let share = families.len();
        for family in families {
            let rows = compare(&family, share, settings.min_effect);
            latencies.compared.extend(rows);
        }
        latencies
    }

    /// The comparisons that came out so.
    pub fn changed(&self, change: Change) -> impl Iterator<Item = &Latency> {
        self.compared.iter().filter(move |one| one.change == change)
    }

    /// The subjects with enough samples; the others are noted.
    fn enough<'a>(&mut self, subjects: Vec<Subject<'a>>) -> Vec<Subject<'a>> {
        let least = self.min_samples.max(2);
        let (enough, few) = subjects
            .into_iter()
            .partition(|one| one.count(|b| &b.before).min(one.count(|b| &b.after)) >= least);
        let few: Vec<Subject<'a>> = few;
        self.too_few.extend(few.iter().map(|one| TooFew {
            case: one.case.map(str::to_owned),
            name: one.name.to_owned(),
            before: one.count(|both| &both.before),
            after: one.count(|both| &both.after),
        }));
        enough
    }
}

impl Subject<'_> {
    fn count(&self, side: impl Fn(&Both) -> &Vec<f64>) -> usize {
        self.parts.iter().map(|part| side(part).len()).sum()
    }

    fn spread(&self, side: impl Fn(&Both) -> &Vec<f64>) -> Spread {
        let all: Vec<f64> = self
            .parts
            .iter()
            .flat_map(|part| side(part).iter().copied())
            .collect();
        let samples = all.len();
        let mut all = Data::new(all);
        Spread {
            samples,
            median_us: all.median(),
            p95_us: all.percentile(95),
        }
    }

    fn shift(&self) -> Option<Shift> {
        let logs = |samples: &[f64]| samples.iter().map(|us| us.ln()).collect();
        let strata: Vec<Stratum> = self
            .parts
            .iter()
            .map(|part| Stratum::new(logs(&part.before), logs(&part.after)))
            .collect();
        shift(&strata)
    }
}

/// Why the latencies of two runs mean different things.
fn incomparable(before: &Run, after: &Run) -> Option<String> {
    let (a, b) = (&before.head, &after.head);
    let kind = |link: &str| link.split([':', ' ']).next().unwrap_or_default().to_owned();
    if a.clock != b.clock {
        let (a, b) = (short(&a.clock), short(&b.clock));
        return Some(format!("their clocks differ: {a} and {b}"));
    }
    if kind(&a.link) != kind(&b.link) {
        let (a, b) = (short(&a.link), short(&b.link));
        return Some(format!("their links differ: {a} and {b}"));
    }
    None
}

/// Takes the samples of attempts that were judged: a broken rig's times say nothing of the lock.
fn gather<'a>(run: &'a Run, into: &mut Samples<'a>, side: impl Fn(&mut Both) -> &mut Vec<f64>) {
    let judged = |kind| !matches!(kind, VerdictKind::Error | VerdictKind::Inconclusive);
    for case in run.cases.iter().filter(|case| judged(case.kind())) {
        for one in &case.latencies {
            let both = into.entry((&one.name, &case.head.id)).or_default();
            // No clock resolves less than a microsecond, and nothing has a logarithm.
            side(both).push(one.us.max(1) as f64);
        }
    }
}

/// Each name over all its cases. One that has a single case is compared there.
fn by_message<'a>(samples: &'a Samples<'a>) -> Vec<Subject<'a>> {
    let mut names: BTreeMap<&str, Vec<&Both>> = BTreeMap::new();
    for ((name, _), both) in samples {
        names.entry(name).or_default().push(both);
    }
    let several = names.into_iter().filter(|(_, parts)| parts.len() > 1);
    let subject = |(name, parts)| Subject {
        case: None,
        name,
        parts,
    };
    several.map(subject).collect()
}

fn by_case<'a>(samples: &'a Samples<'a>) -> Vec<Subject<'a>> {
    let subject = |((name, case), both): (&(&'a str, &'a str), &'a Both)| Subject {
        case: Some(case),
        name,
        parts: vec![both],
    };
    samples.iter().map(subject).collect()
}

/// Compares a family of which there are so many.
fn compare(family: &[Subject<'_>], share: usize, min_effect: f64) -> Vec<Latency> {
    let shifts: Vec<(&Subject<'_>, Shift)> = family
        .iter()
        .filter_map(|one| Some((one, one.shift()?)))
        .collect();
    let corrected = holm(&shifts.iter().map(|(_, shift)| shift.p).collect::<Vec<_>>());
    let level = ALPHA / (shifts.len() * share) as f64;
    let rows = shifts.iter().zip(corrected);
    rows.map(|((subject, shift), p)| {
        let p = (p * share as f64).min(1.0);
        row(subject, shift, p, level, min_effect)
    })
    .collect()
}

fn row(subject: &Subject<'_>, shift: &Shift, p: f64, level: f64, min_effect: f64) -> Latency {
    let (before, after) = (subject.spread(|b| &b.before), subject.spread(|b| &b.after));
    let error = (shift.high - shift.low) / 2.0 / quantile(1.0 - MISSES / 2.0);
    // At the level of Holm's hardest step.
    let detectable = error * (quantile(1.0 - level / 2.0) + quantile(POWER));
    let matters = min_effect.ln_1p();
    let each = 2.0 / ((before.samples as f64).recip() + (after.samples as f64).recip());
    Latency {
        case: subject.case.map(str::to_owned),
        name: subject.name.to_owned(),
        cases: subject.parts.len(),
        before,
        after,
        shift: ratio(shift.estimate),
        low: ratio(shift.low),
        high: ratio(shift.high),
        p: shift.p,
        p_corrected: p,
        smallest_detectable: ratio(detectable),
        // A cast of a float that is too large gives the largest number.
        samples_needed: (each * (detectable / matters).powi(2)).ceil() as u64,
        change: change(shift, p, matters),
    }
}

fn change(shift: &Shift, p: f64, matters: f64) -> Change {
    if shift.high < matters && shift.low > -matters {
        Change::Same
    } else if p >= ALPHA {
        Change::Unclear
    } else if shift.estimate > 0.0 && shift.high >= matters {
        Change::Slower
    } else if shift.estimate < 0.0 && shift.low <= -matters {
        Change::Faster
    } else {
        Change::Unclear
    }
}

/// A shift of logarithms as a relative one, without the dust of a bisection.
fn ratio(shift: f64) -> f64 {
    let ratio = shift.exp_m1();
    if ratio.abs() < 1e-8 { 0.0 } else { ratio }
}

/// p-values corrected by Holm: the chance of any false alarm among them is kept, whatever they
/// have in common.
fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut corrected = vec![1.0; p.len()];
    let mut most = 0.0_f64;
    for (before, place) in order.into_iter().enumerate() {
        most = most.max((p.len() - before) as f64 * p[place]).min(1.0);
        corrected[place] = most;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out by hand: 4 x 0.01, then never less than before.
    #[test]
    fn holm_steps_down() {
        let seen = holm(&[0.02, 0.01, 0.5, 0.015]);
        let wanted = [0.045, 0.04, 0.5, 0.045];
        assert!(
            seen.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12),
            "{seen:?}"
        );
        assert_eq!(holm(&[0.25, 0.9, 0.9]), [0.75, 1.0, 1.0]);
        assert_eq!(holm(&[]), [0.0; 0]);
    }

    #[test]
    fn a_shift_counts_when_it_is_there_and_may_matter() {
        let shift = |estimate, low, high| Shift {
            estimate,
            low,
            high,
            p: 0.0,
        };
        let matters = 0.1;
        let seen = |shift: Shift, p| change(&shift, p, matters);
        assert_eq!(seen(shift(0.12, 0.08, 0.16), 0.01), Change::Slower);
        assert_eq!(seen(shift(0.09, 0.04, 0.14), 0.01), Change::Slower);
        assert_eq!(seen(shift(0.05, 0.04, 0.06), 0.001), Change::Same);
        assert_eq!(seen(shift(0.09, 0.04, 0.14), 0.2), Change::Unclear);
        assert_eq!(seen(shift(-0.12, -0.16, -0.08), 0.01), Change::Faster);
        assert_eq!(seen(shift(0.0, -0.3, 0.3), 1.0), Change::Unclear);
    }
}
