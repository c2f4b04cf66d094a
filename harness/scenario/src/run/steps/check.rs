//! `check`, `collect`, `distinct`, `looks_random`, `gap`.

use super::super::datum::{Datum, hex, show_bytes};
use super::super::matching::plain_field;
use super::super::stop::Wrong;
use super::super::{Flow, Run, Stop};
use crate::step::{Check, Collect, Distinct, Gap, LooksRandom, Sorted};
use boundary::Clock;
use wire::field::Kind;

impl Run<'_> {
    pub(super) fn do_check(&mut self, step: &Check) -> Flow {
        let (seen, kind) = compared(self.eval(&step.check)?);
        let field = plain_field("value", kind);
        match self.test_one(Some(&step.is), "value", &field, Some(seen))? {
            None => Ok(()),
            Some(difference) => Wrong::new(difference.expected, difference.actual).stop(),
        }
    }

    pub(super) fn do_collect(&mut self, step: &Collect) -> Flow {
        for (list, value) in &step.collect {
            let datum = self.eval(value)?;
            self.lists
                .entry(list.value.clone())
                .or_default()
                .push(datum);
        }
        Ok(())
    }

    pub(super) fn do_distinct(&mut self, step: &Distinct) -> Flow {
        let list = self.list(&step.distinct.value)?;
        for (place, one) in list.iter().enumerate() {
            if let Some(earlier) = list[..place].iter().position(|other| other == one) {
                return Wrong::new(
                    format!("{} different values", list.len()),
                    format!(
                        "number {} again as number {}: {}",
                        earlier + 1,
                        place + 1,
                        one.show()
                    ),
                )
                .stop();
            }
        }
        Ok(())
    }

    pub(super) fn do_sorted(&mut self, step: &Sorted) -> Flow {
        let list = self.list(&step.sorted.value)?;
        let mut numbers = Vec::new();
        for one in list {
            let Some(number) = super::super::testing::scalar(one) else {
                let what = format!("`{}` is no number and no time: it has no order", one.show());
                return Err(Stop::Unclear(what));
            };
            numbers.push(number);
        }
        let broken = numbers.windows(2).position(|pair| {
            if step.descending {
                pair[0] <= pair[1]
            } else {
                pair[0] >= pair[1]
            }
        });
        let Some(place) = broken else { return Ok(()) };
        let order = if step.descending {
            "descending"
        } else {
            "ascending"
        };
        Wrong::new(
            format!("{order} values"),
            format!("{} and then {}", list[place].show(), list[place + 1].show()),
        )
        .stop()
    }

    fn list(&self, name: &str) -> Flow<&[Datum]> {
        match self.lists.get(name) {
            Some(list) => Ok(list),
            None => Err(Stop::Unclear(format!("nothing was collected in `{name}`"))),
        }
    }

    /// Ones among all bits, and the most frequent byte: what is far outside of chance is no random
    /// source. Six standard deviations are passed by chance once in 10^9 times.
    pub(super) fn do_looks_random(&mut self, step: &LooksRandom) -> Flow {
        let bytes: Vec<u8> = self
            .list(&step.looks_random.value)?
            .iter()
            .filter_map(|datum| datum.as_bytes().map(std::borrow::Cow::into_owned))
            .flatten()
            .collect();
        let bits = u32::try_from(bytes.len() * 8).unwrap_or(u32::MAX);
        let ones: u32 = bytes.iter().map(|byte| byte.count_ones()).sum();
        let off = (f64::from(ones) - f64::from(bits) / 2.0).abs();
        let allowed = 6.0 * (f64::from(bits) / 4.0).sqrt();
        if off > allowed {
            return Wrong::new(
                format!("about {} ones among {bits} bits", bits / 2),
                format!(
                    "{ones} ones; first bytes {}",
                    show_bytes(&bytes[..bytes.len().min(32)])
                ),
            )
            .stop();
        }
        let mut counts = [0_u32; 256];
        for byte in &bytes {
            counts[usize::from(*byte)] += 1;
        }
        let expected = f64::from(bits) / 8.0 / 256.0;
        let most = counts.iter().copied().max().unwrap_or(0);
        let limit = expected + 7.0 * expected.sqrt() + 7.0;
        if f64::from(most) <= limit {
            return Ok(());
        }
        Wrong::new(
            format!("no byte more than {limit:.0} times"),
            format!("one {most} times"),
        )
        .stop()
    }

    pub(super) fn do_gap(&mut self, step: &Gap) -> Flow {
        let [from, to] = step.gap.as_slice() else {
            return Ok(());
        };
        let Some(gap) = self.between(&from.value, &to.value) else {
            return Err(Stop::Unclear(format!(
                "`{}` or `{}` was not reached",
                from.value, to.value
            )));
        };
        let uncertainty = match self.link.clock() {
            Clock::Virtual => boundary::Span::ZERO,
            Clock::Real { uncertainty } => uncertainty,
        };
        let least = step.at_least.as_ref().map(|least| least.value.0);
        let most = step.at_most.as_ref().map(|most| most.value.0);
        let short = least.is_some_and(|least| gap + uncertainty + uncertainty < least);
        let long = most.is_some_and(|most| gap > most + uncertainty + uncertainty);
        if !short && !long {
            return Ok(());
        }
        let limit = match (short, least, most) {
            (true, Some(least), _) => format!("at least {least}"),
            (_, _, Some(most)) => format!("at most {most}"),
            _ => String::new(),
        };
        Wrong::new(
            format!("{limit} from `{}` to `{}`", from.value, to.value),
            gap.to_string(),
        )
        .stop()
    }
}

/// A captured value, and the kind that it is compared as. A word of a table's row is bytes where it
/// is made of hex digits, else a text.
fn compared(datum: Datum) -> (Datum, Kind) {
    match datum {
        Datum::Word(word) => match hex(&word) {
            Some(bytes) => (Datum::Bytes(bytes), Kind::Rest),
            None => (Datum::Bytes(word.into_bytes()), Kind::Text(TEXT)),
        },
        other => {
            let kind = kind_of(&other);
            (other, kind)
        }
    }
}

const fn kind_of(datum: &Datum) -> Kind {
    match datum {
        Datum::Int(_) => Kind::U32,
        Datum::Float(_) => Kind::F32,
        Datum::Bytes(_) | Datum::Word(_) => Kind::Rest,
        Datum::DateTime(_) => Kind::DateTime,
        Datum::Time(_) => Kind::TimeOfDay,
    }
}

/// Longer than any text of the document.
const TEXT: usize = 64;
