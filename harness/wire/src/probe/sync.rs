//! Two clocks: what an exchange of times tells of the offset between them, and how surely.

/// A request for the time and its answer; microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The host's time before it asked.
    pub asked: u64,
    /// The probe's time in the answer.
    pub theirs: u64,
    /// The host's time when the answer was there.
    pub heard: u64,
}

/// The host's time for a time of the probe: an offset that is right within an uncertainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockMap {
    /// Host time minus probe time, at its middle.
    pub offset: i64,
    /// Half-width: the true offset is no further away.
    pub uncertainty: u64,
}

impl Exchange {
    /// What this exchange alone tells: the probe read its clock between question and answer.
    #[must_use]
    pub fn map(self) -> ClockMap {
        let least = signed(self.asked) - signed(self.theirs);
        let most = signed(self.heard) - signed(self.theirs);
        ClockMap {
            offset: least + (most - least) / 2,
            uncertainty: most.saturating_sub(least).unsigned_abs().div_ceil(2),
        }
    }
}

impl ClockMap {
    /// What several exchanges tell together: the best one holds.
    pub fn best(exchanges: impl IntoIterator<Item = Exchange>) -> Option<Self> {
        let maps = exchanges.into_iter().map(Exchange::map);
        maps.min_by_key(|map| map.uncertainty)
    }

    /// The host's time of a moment that the probe stamped; never negative.
    #[must_use]
    pub fn host(self, theirs: u64) -> u64 {
        u64::try_from(signed(theirs).saturating_add(self.offset)).unwrap_or(0)
    }

    /// The uncertainty of a stamp between two synchronisations: both ends, and the drift between
    /// them.
    #[must_use]
    pub fn between(self, later: Self) -> u64 {
        let drift = self.offset.abs_diff(later.offset);
        self.uncertainty
            .max(later.uncertainty)
            .saturating_add(drift)
    }
}

/// Times stay far below 2^63 microseconds, 290 000 years.
fn signed(us: u64) -> i64 {
    i64::try_from(us).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_quickest_exchange_holds() {
        let slow = Exchange {
            asked: 1_000,
            theirs: 50,
            heard: 3_000,
        };
        let quick = Exchange {
            asked: 5_000,
            theirs: 3_090,
            heard: 5_100,
        };
        let map = ClockMap::best([slow, quick]).unwrap();
        assert_eq!((map.offset, map.uncertainty), (1_960, 50));
        assert_eq!(map.host(40), 2_000);
        assert_eq!(ClockMap::best([]), None);
    }

    proptest! {
        #[test]
        fn the_true_offset_is_within_the_uncertainty(
            begin in 0_u64..1 << 40, ahead in -(1_i64 << 38)..1 << 38, there in 0_u64..100_000, back in 0_u64..100_000,
        ) {
            let begin = begin + (1 << 39);
            let theirs = (begin + there).checked_add_signed(-ahead).unwrap();
            let map = Exchange { asked: begin, theirs, heard: begin + there + back }.map();
            prop_assert!(map.offset.abs_diff(ahead) <= map.uncertainty);
        }
    }

    #[test]
    fn drift_adds_to_the_uncertainty() {
        let first = ClockMap {
            offset: 100,
            uncertainty: 20,
        };
        let later = ClockMap {
            offset: 130,
            uncertainty: 25,
        };
        assert_eq!(first.between(later), 55);
    }
}
