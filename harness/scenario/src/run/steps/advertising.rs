//! `advertises`: what the lock says to everybody.

use super::super::datum::Datum;
use super::super::matching::plain_field;
use super::super::stop::Wrong;
use super::super::{ANSWER_WITHIN, Flow, Run, Stop};
use crate::step::Advertises;
use boundary::journal::FieldDifference;
use wire::field::Kind;
use wire::gatt::{Advertisement, LocalName};

impl Run<'_> {
    pub(super) fn do_advertises(&mut self, step: &Advertises) -> Flow {
        let within = step
            .within
            .as_ref()
            .map_or(ANSWER_WITHIN, |within| within.value.0);
        let deadline = self.now() + self.patience(within);
        loop {
            match self.advertised_as(step) {
                Ok(()) => return Ok(()),
                Err(Stop::Wrong(wrong)) => {
                    if !self.pump(deadline)? {
                        return wrong.stop();
                    }
                }
                Err(other) => return Err(other),
            }
        }
    }

    fn advertised_as(&mut self, step: &Advertises) -> Flow {
        let wanted = format!("the {} state to be advertised", step.advertises.value);
        let Some((data, scan_response)) = self.session.advertised.clone() else {
            return Wrong::new(wanted, "no advertising").stop();
        };
        let Some(seen) = Advertisement::parse(&data) else {
            let bytes = super::super::datum::show_bytes(&data);
            return Wrong::new(wanted, format!("other data: {bytes}")).stop();
        };
        if name(&seen) != step.advertises.value {
            return Wrong::new(wanted, format!("the {} state", name(&seen))).stop();
        }
        let mut differences: Vec<FieldDifference> = Vec::new();
        for (test, matcher) in &step.with {
            let (field, value) = match test.value.as_str() {
                "nuki_id" => (
                    plain_field("nuki_id", Kind::U32),
                    Some(Datum::Int(seen.nuki_id().into())),
                ),
                "changed" => (
                    plain_field("changed", Kind::Flag),
                    Some(Datum::Int(seen.changed().into())),
                ),
                _ => (
                    plain_field("name", Kind::Text(29)),
                    LocalName::written(&scan_response).map(|name| Datum::Bytes(name.to_vec())),
                ),
            };
            differences.extend(self.test_one(Some(matcher), field.name, &field, value)?);
        }
        match differences.first() {
            None => Ok(()),
            Some(first) => Wrong::new(
                format!("{} {} in the advertising", first.field, first.expected),
                first.actual.clone(),
            )
            .differing(differences)
            .stop(),
        }
    }
}

const fn name(state: &Advertisement) -> &'static str {
    match state {
        Advertisement::Door { .. } => "door",
        Advertisement::Pairing { .. } => "pairing",
        Advertisement::Uninitialized { .. } => "uninitialised",
    }
}
