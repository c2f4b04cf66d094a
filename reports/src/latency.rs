//! Measured latencies of a whole run, by what was measured.

use crate::run::Run;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What many measurements of one thing come to; a percentile is a value that was measured (nearest
/// rank), never one in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Latency {
    /// How many.
    pub count: usize,
    /// The shortest, in microseconds.
    pub min_us: u64,
    /// Half of them are not longer.
    pub median_us: u64,
    /// 95 of 100 are not longer.
    pub p95_us: u64,
    /// 99 of 100 are not longer.
    pub p99_us: u64,
    /// The longest.
    pub max_us: u64,
}

impl Latency {
    /// Of these values; none of no values.
    fn of(mut values: Vec<u64>) -> Option<Self> {
        values.sort_unstable();
        let rank = |percent: usize| {
            let place = (values.len() * percent).div_ceil(100);
            values.get(place.saturating_sub(1)).copied()
        };
        Some(Self {
            count: values.len(),
            min_us: *values.first()?,
            median_us: rank(50)?,
            p95_us: rank(95)?,
            p99_us: rank(99)?,
            max_us: *values.last()?,
        })
    }
}

impl Run {
    /// What was measured in all cases, by name.
    #[must_use]
    pub fn latencies(&self) -> BTreeMap<String, Latency> {
        let mut values: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for measured in self.cases.iter().flat_map(|case| &case.latencies) {
            values.entry(&measured.name).or_default().push(measured.us);
        }
        let named = values.into_iter();
        named
            .filter_map(|(name, values)| Some((name.to_owned(), Latency::of(values)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let all = Latency::of((1..=200).rev().collect()).unwrap();
        assert_eq!((all.count, all.min_us, all.max_us), (200, 1, 200));
        assert_eq!((all.median_us, all.p95_us, all.p99_us), (100, 190, 198));
    }

    #[test]
    fn one_value_is_all_of_them_and_none_is_none() {
        let one = Latency::of(vec![7]).unwrap();
        assert_eq!((one.min_us, one.median_us, one.p99_us), (7, 7, 7));
        assert_eq!(Latency::of(Vec::new()), None);
    }
}
