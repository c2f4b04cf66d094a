//! Whether a case can be run at all, decided before anything runs.

use crate::suite::Case;
use boundary::{Capabilities, Capability, Cccd, WriteKind};
use scenario::ast::Given;
use scenario::run::Profile;
use scenario::step::{ConfirmPolicy, Hand, Step};

/// Why the case does not apply to a lock and a link like these; none when it does.
pub(crate) fn obstacle(
    case: &Case<'_>,
    capabilities: &Capabilities,
    profile: &Profile,
) -> Option<String> {
    let scenario = &case.file.scenario;
    let stated = scenario
        .needs
        .iter()
        .find_map(|need| unmet(&need.value, capabilities, profile));
    stated.or_else(|| {
        let givens = scenario
            .given
            .iter()
            .filter_map(|given| of_given(given.value));
        let mut needed: Vec<Capability> = givens.collect();
        for step in scenario.steps.iter().chain(&scenario.finally) {
            of_step(&step.value, &mut needed);
        }
        let missing = needed.into_iter().find(|one| !capabilities.has(*one));
        missing.map(|one| format!("the link lacks {one}: it {}", one.meaning()))
    })
}

/// A stated need that is not met: a capability, `api >= 2.0`, or a claim's name.
fn unmet(need: &str, capabilities: &Capabilities, profile: &Profile) -> Option<String> {
    if let Some(one) = Capability::from_name(need) {
        return (!capabilities.has(one))
            .then(|| format!("the link lacks {one}: it {}", one.meaning()));
    }
    if let Some(least) = need
        .strip_prefix("api")
        .map(|rest| rest.trim_start_matches([' ', '>', '=']))
    {
        let least = least.parse::<wire::Api>().ok()?;
        return (profile.api < least).then(|| {
            format!(
                "the lock claims API {}, the case is for {least} and later",
                profile.api
            )
        });
    }
    let claimed = profile
        .claims
        .get(need)
        .is_some_and(|value| value != "false");
    (!claimed).then(|| format!("the lock does not claim `{need}`"))
}

fn of_given(given: Given) -> Option<Capability> {
    match given {
        Given::SecondClient => Some(Capability::SeveralConnections),
        Given::PairingMode => Some(Capability::Button),
        _ => None,
    }
}

fn of_step(step: &Step, needed: &mut Vec<Capability>) {
    match step {
        Step::Hand(hand) => needed.push(match hand {
            Hand::Press(_) => Capability::Button,
            Hand::PowerCycle => Capability::PowerCycle,
            Hand::FactoryReset => Capability::FactoryReset,
            Hand::SetClock(_) => Capability::SetClock,
            Hand::LimitUsers(_) => Capability::LimitUsers,
            Hand::Jam(_) => Capability::Jam,
            Hand::TurnKey(_) => Capability::TurnKey,
        }),
        Step::Prepare(_) | Step::Execute(_) => needed.push(Capability::PrepareWrite),
        Step::Advertises(_) => needed.push(Capability::Advertising),
        Step::Mtu(_) => needed.push(Capability::Mtu),
        Step::Confirmations(step) if step.confirmations.value != ConfirmPolicy::Automatic => {
            needed.push(Capability::HoldConfirmation);
        }
        Step::Subscribe(step)
            if step
                .cccd
                .as_ref()
                .is_some_and(|value| ![Cccd::OFF.0, Cccd::INDICATE.0].contains(&value.value)) =>
        {
            needed.push(Capability::RawCccd);
        }
        Step::Write(step)
            if step
                .kind
                .as_ref()
                .is_some_and(|kind| kind.value == WriteKind::Command) =>
        {
            needed.push(Capability::WriteCommand);
        }
        Step::Repeat(step) => step
            .steps
            .iter()
            .for_each(|inner| of_step(&inner.value, needed)),
        Step::ForEach(step) => step
            .steps
            .iter()
            .for_each(|inner| of_step(&inner.value, needed)),
        _ => {}
    }
}
