//! Tests on one value: what a matcher asks for, in truth and in words.

use super::datum::Datum;
use super::matching::difference;
use super::{Flow, Run};
use crate::ast::{Matcher, Test, Value};
use crate::span::At;
use boundary::journal::FieldDifference;
use std::cmp::Ordering;
use wire::field::{Field, Kind};

impl Run<'_> {
    /// Tests one value; none when it passes.
    pub(super) fn test_one(
        &mut self,
        matcher: Option<&At<Matcher>>,
        name: &str,
        field: &Field,
        seen: Option<Datum>,
    ) -> Flow<Option<FieldDifference>> {
        let Some(matcher) = matcher else {
            return Ok(None);
        };
        let (holds, expected) = self.all_tests(matcher, field, seen.as_ref())?;
        let actual = seen.map_or_else(|| "absent".to_owned(), |seen| seen.show_as(field));
        Ok((!holds).then(|| difference(name, expected, actual)))
    }

    /// What a matcher asks for, in words.
    pub(super) fn matcher_words(&mut self, matcher: &At<Matcher>, field: &Field) -> String {
        self.all_tests(matcher, field, None)
            .map_or_else(|_| "a value of its own".to_owned(), |(_, words)| words)
    }

    /// Whether all tests of a matcher hold, and what they ask for in words.
    fn all_tests(
        &mut self,
        matcher: &At<Matcher>,
        field: &Field,
        seen: Option<&Datum>,
    ) -> Flow<(bool, String)> {
        let tests = match &matcher.value {
            Matcher::Is(value) => vec![Test::OneOf(vec![At::new(value.clone(), matcher.span)])],
            Matcher::All(tests) => tests.clone(),
        };
        let mut expected = Vec::new();
        let mut holds = true;
        for test in &tests {
            let (right, words) = self.test(test, field, seen)?;
            holds &= right;
            expected.push(words);
        }
        Ok((holds, expected.join(" and ")))
    }

    /// One test: whether it holds, and what it asks for in words.
    fn test(&mut self, test: &Test, field: &Field, seen: Option<&Datum>) -> Flow<(bool, String)> {
        Ok(match test {
            Test::Present(wanted) => {
                let words = if *wanted { "present" } else { "absent" };
                (seen.is_some() == *wanted, words.to_owned())
            }
            Test::Valid(wanted) => {
                let words = if *wanted {
                    "a time that exists"
                } else {
                    "a time that does not exist"
                };
                (valid(seen) == Some(*wanted), words.to_owned())
            }
            Test::Named(wanted) => {
                let named = seen.and_then(|seen| {
                    Some(field.allows(self.profile.api, seen.as_wire(field.kind)?))
                });
                let words = if *wanted { "a value" } else { "no value" };
                (
                    named == Some(*wanted),
                    format!("{words} that the declared version prints"),
                )
            }
            Test::OneOf(values) => self.one_of(values, field, seen)?,
            Test::Bits(value) => {
                let bits = self.eval_int(value)?;
                let holds = seen
                    .and_then(Datum::as_int)
                    .is_some_and(|seen| seen & bits == bits);
                (holds, format!("bits {bits:#04x} set"))
            }
            Test::Not(value)
            | Test::AtLeast(value)
            | Test::AtMost(value)
            | Test::Near { value, .. }
            | Test::Starts(value) => {
                let value = self.eval_for(value, field)?;
                against(test, &value, field, seen)
            }
        })
    }

    fn one_of(
        &mut self,
        values: &[At<Value>],
        field: &Field,
        seen: Option<&Datum>,
    ) -> Flow<(bool, String)> {
        let mut words = Vec::new();
        let mut holds = false;
        for value in values {
            let value = self.eval_for(value, field)?;
            holds |= seen.is_some_and(|seen| equal(seen, &value, field.kind));
            words.push(value.show_as(field));
        }
        Ok((holds, words.join(" or ")))
    }
}

/// A test that compares with one value.
fn against(test: &Test, value: &Datum, field: &Field, seen: Option<&Datum>) -> (bool, String) {
    let words = value.show_as(field);
    match test {
        Test::Not(_) => {
            let same = seen.is_some_and(|seen| equal(seen, value, field.kind));
            (seen.is_some() && !same, format!("not {words}"))
        }
        Test::AtLeast(_) => {
            let holds = order(seen, value).is_some_and(Ordering::is_ge);
            (holds, format!("at least {words}"))
        }
        Test::AtMost(_) => {
            let holds = order(seen, value).is_some_and(Ordering::is_le);
            (holds, format!("at most {words}"))
        }
        Test::Near { within, .. } => {
            let near = seen.is_some_and(|seen| near(seen, value, *within));
            (
                near,
                format!("{words} give or take {within}{}", unit(value)),
            )
        }
        _ => {
            let start = value.as_bytes().unwrap_or_default();
            let bytes = seen.and_then(Datum::as_bytes);
            let holds = bytes.is_some_and(|bytes| bytes.starts_with(&start));
            (
                holds,
                format!(
                    "something that starts with {}",
                    super::datum::show_bytes(&start)
                ),
            )
        }
    }
}

/// Whether two values of a field are the same; a text is compared up to its first zero.
fn equal(seen: &Datum, wanted: &Datum, kind: Kind) -> bool {
    match (seen, wanted, kind) {
        (Datum::Bytes(seen), Datum::Bytes(wanted), Kind::Text(_)) => {
            // Some locks leave something behind the zero that ends a text.
            let text = |bytes: &[u8]| bytes.split(|byte| *byte == 0).next().map(<[u8]>::to_vec);
            text(seen) == text(wanted)
        }
        #[expect(clippy::cast_possible_truncation, reason = "both are single precision")]
        (Datum::Float(seen), Datum::Float(wanted), _) => {
            (*seen as f32).to_bits() == (*wanted as f32).to_bits()
        }
        _ => seen == wanted,
    }
}

/// How a value compares with a limit; none where the two have no order.
fn order(seen: Option<&Datum>, limit: &Datum) -> Option<Ordering> {
    match (seen?, limit) {
        (Datum::Float(seen), Datum::Float(limit)) => seen.partial_cmp(limit),
        (seen, limit) => Some(scalar(seen)?.cmp(&scalar(limit)?)),
    }
}

fn near(seen: &Datum, middle: &Datum, within: u32) -> bool {
    match (seen, middle) {
        (Datum::Float(seen), Datum::Float(middle)) => (seen - middle).abs() <= f64::from(within),
        _ => scalar(seen)
            .zip(scalar(middle))
            .is_some_and(|(seen, middle)| seen.abs_diff(middle) <= u64::from(within)),
    }
}

/// What the distance from a value is counted in.
const fn unit(value: &Datum) -> &'static str {
    match value {
        Datum::DateTime(_) | Datum::Time(_) => " s",
        _ => "",
    }
}

/// Numbers as they are, times as seconds.
pub(super) fn scalar(datum: &Datum) -> Option<i64> {
    match datum {
        Datum::Int(number) => Some(*number),
        Datum::DateTime(date) => date.unix_seconds(),
        Datum::Time(time) => Some(i64::from(time.hour) * 3_600 + i64::from(time.minute) * 60),
        _ => None,
    }
}

fn valid(seen: Option<&Datum>) -> Option<bool> {
    match seen? {
        Datum::DateTime(date) => Some(date.is_valid()),
        Datum::Time(time) => Some(time.is_valid()),
        _ => None,
    }
}
