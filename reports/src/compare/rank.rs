//! How far samples have moved, by ranks alone: no assumption about the shape of latencies.
//!
//! Samples come in strata, each of one case: comparing within cases keeps a slow case from
//! drowning the others, and a case that was repeated more often from feigning a shift. The test
//! is van Elteren's, which for one stratum is Wilcoxon's and Mann and Whitney's; the shift is the
//! Hodges-Lehmann estimate that belongs to it, and the interval is the set of shifts that the test
//! does not refuse. Everything takes time linear in the samples, after sorting them.

use statrs::distribution::{ContinuousCDF as _, Normal};
use statrs::statistics::{Data, OrderStatistics as _, RankTieBreaker};

/// The same thing measured before and after, each in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stratum {
    before: Vec<f64>,
    after: Vec<f64>,
}

/// How far the samples after lie above those before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shift {
    /// The Hodges-Lehmann estimate.
    pub(super) estimate: f64,
    /// Lower end of the interval.
    pub(super) low: f64,
    /// Upper end of the interval.
    pub(super) high: f64,
    /// The chance to see as much or more where nothing changed, either way.
    pub(super) p: f64,
}

/// The chance that an interval misses the true shift.
pub(super) const MISSES: f64 = 0.05;

/// Steps of a bisection: the range of logarithms of microseconds to less than 10^-9.
const STEPS: u32 = 38;

impl Stratum {
    /// Samples that are finite, in any order.
    pub(super) fn new(mut before: Vec<f64>, mut after: Vec<f64>) -> Self {
        before.sort_by(f64::total_cmp);
        after.sort_by(f64::total_cmp);
        Self { before, after }
    }

    /// Van Elteren's weight, which serves best where all strata move alike.
    fn weight(&self) -> f64 {
        1.0 / (self.all() + 1.0)
    }

    fn all(&self) -> f64 {
        self.before.len() as f64 + self.after.len() as f64
    }

    /// How many pairs there are of a sample before and one after.
    fn pairs(&self) -> f64 {
        self.before.len() as f64 * self.after.len() as f64
    }

    /// How many pairs after minus before are at most (or below) a shift.
    fn pairs_until(&self, shift: f64, end: End) -> f64 {
        let (mut until, mut place) = (0_usize, 0_usize);
        for before in &self.before {
            let limit = before + shift;
            let within = |after: &f64| match end {
                End::Included => *after <= limit,
                End::Excluded => *after < limit,
            };
            while self.after.get(place).is_some_and(within) {
                place += 1;
            }
            until += place;
        }
        until as f64
    }

    /// Mann and Whitney's statistic less its mean, and its variance with regard to ties.
    fn statistic(&self) -> (f64, f64) {
        let mut pooled = self.before.clone();
        pooled.extend_from_slice(&self.after);
        let ranks = Data::new(pooled).ranks(RankTieBreaker::Average);
        let middle = (self.all() + 1.0) / 2.0;
        let above: f64 = ranks
            .iter()
            .skip(self.before.len())
            .map(|rank| rank - middle)
            .sum();
        let spread: f64 = ranks.iter().map(|rank| (rank - middle).powi(2)).sum();
        (
            above,
            self.pairs() * spread / (self.all() * (self.all() - 1.0)),
        )
    }
}

/// Whether a bound itself belongs to it.
#[derive(Clone, Copy)]
enum End {
    Included,
    Excluded,
}

/// The shift of strata that have samples on both sides; none where there are none.
pub(super) fn shift(strata: &[Stratum]) -> Option<Shift> {
    let least = strata.iter().map(Stratum::weight).reduce(f64::min)?;
    let step = least / 2.0;
    let whole: f64 = strata.iter().map(|one| one.weight() * one.pairs()).sum();
    let untied: f64 = strata
        .iter()
        .map(|one| one.weight().powi(2) * one.pairs() * (one.all() + 1.0) / 12.0)
        .sum();
    let reach = quantile(1.0 - MISSES / 2.0) * untied.sqrt() + step;
    let tail = (whole / 2.0 - reach).max(least / 2.0);
    // Half of the pairs, found again in sums that were rounded.
    let half = whole / 2.0 * (1.0 - 1e-12);
    Some(Shift {
        estimate: f64::midpoint(lower(strata, half), upper(strata, whole, half)),
        low: lower(strata, tail),
        high: upper(strata, whole, tail),
        p: probability(strata, step),
    })
}

/// The standard normal distribution's quantile.
pub(super) fn quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The two-sided probability of the statistic, with half a step for its jumps.
fn probability(strata: &[Stratum], step: f64) -> f64 {
    let (mut above, mut variance) = (0.0, 0.0);
    for one in strata {
        let (value, spread) = one.statistic();
        above += one.weight() * value;
        variance += one.weight().powi(2) * spread;
    }
    if variance <= 0.0 {
        return 1.0;
    }
    let score = (above.abs() - step).max(0.0) / variance.sqrt();
    (2.0 * Normal::standard().sf(score)).min(1.0)
}

/// The smallest shift that pairs of at least this weight do not exceed.
fn lower(strata: &[Stratum], weight: f64) -> f64 {
    boundary(strata, |shift| {
        until(strata, shift, End::Included) >= weight
    })
}

/// The largest shift that pairs of at least this weight reach.
fn upper(strata: &[Stratum], whole: f64, weight: f64) -> f64 {
    boundary(strata, |shift| {
        whole - until(strata, shift, End::Excluded) < weight
    })
}

fn until(strata: &[Stratum], shift: f64, end: End) -> f64 {
    let weighed = strata
        .iter()
        .map(|one| one.weight() * one.pairs_until(shift, end));
    weighed.sum()
}

/// Where a condition on the shift begins to hold.
fn boundary(strata: &[Stratum], holds: impl Fn(f64) -> bool) -> f64 {
    let ends = |one: &Stratum| {
        let (before, after) = (&one.before, &one.after);
        Some((
            after.first()? - before.last()?,
            after.last()? - before.first()?,
        ))
    };
    let ends = strata.iter().filter_map(ends);
    let (mut low, mut high) = ends.fold((f64::MAX, f64::MIN), |all, one| {
        (all.0.min(one.0), all.1.max(one.1))
    });
    if holds(low) {
        return low;
    }
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::stats_tests::Alternative;
    use statrs::stats_tests::mannwhitneyu::{MannWhitneyUMethod, mannwhitneyu};

    fn samples(count: u32, step: u32) -> Vec<f64> {
        (0..count).map(|i| f64::from(i * step % 17)).collect()
    }

    #[test]
    fn one_stratum_is_the_test_of_mann_and_whitney() {
        for (before, after) in [
            (samples(12, 5), samples(15, 7)),
            (samples(50, 3), samples(40, 11)),
            (
                samples(10, 1),
                samples(10, 2).iter().map(|x| x + 6.0).collect(),
            ),
        ] {
            let method = MannWhitneyUMethod::AsymptoticInclContinuityCorrection;
            let (_, p) = mannwhitneyu(&before, &after, method, Alternative::TwoSided).unwrap();
            let ours = shift(&[Stratum::new(before, after)]).unwrap();
            assert!((ours.p - p).abs() < 1e-9, "{} and {p}", ours.p);
        }
    }

    /// Hollander and Wolfe, example 4.1: permeability of membranes. They print the estimate -0.305.
    #[test]
    fn the_estimate_is_that_of_the_textbook() {
        let x = vec![0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let y = vec![1.15, 0.88, 0.90, 0.74, 1.21];
        let seen = shift(&[Stratum::new(x, y)]).unwrap();
        assert!((seen.estimate + 0.305).abs() < 1e-6, "{seen:?}");
        assert!(seen.low < -0.7 && seen.high > 0.1, "{seen:?}");
        assert!((0.2..0.3).contains(&seen.p), "{seen:?}");
    }

    #[test]
    fn pairs_of_single_samples_are_the_sign_test() {
        let strata: Vec<Stratum> = (0..10)
            .map(|i| {
                Stratum::new(
                    vec![f64::from(i) * 10.0],
                    vec![f64::from(i) * 10.0 + f64::from(i + 1)],
                )
            })
            .collect();
        let seen = shift(&strata).unwrap();
        // The interval of the sign test for ten: from the second to the ninth.
        assert!((seen.low - 2.0).abs() < 1e-6, "{seen:?}");
        assert!((seen.high - 9.0).abs() < 1e-6, "{seen:?}");
        assert!((seen.estimate - 5.5).abs() < 1e-6, "{seen:?}");
        assert!(seen.p < 0.005, "{seen:?}");
    }

    #[test]
    fn a_slow_case_repeated_more_often_feigns_no_shift() {
        let quick = |count| vec![1.0; count];
        let slow = |count| vec![9.0; count];
        let strata = [
            Stratum::new(quick(40), quick(5)),
            Stratum::new(slow(5), slow(40)),
        ];
        let seen = shift(&strata).unwrap();
        assert_eq!(
            (seen.estimate, seen.low, seen.high, seen.p),
            (0.0, 0.0, 0.0, 1.0)
        );
    }

    #[test]
    fn constants_that_moved_have_moved() {
        let seen = shift(&[Stratum::new(vec![1.0; 20], vec![1.5; 20])]).unwrap();
        assert!((seen.low - 0.5).abs() < 1e-6 && (seen.high - 0.5).abs() < 1e-6);
        assert!(seen.p < 1e-6, "{seen:?}");
    }
}
