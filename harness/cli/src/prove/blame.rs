//! Whose fault: troubles of the bench and of the lock that look alike, at many points of many cases. The bench's end in
//! `error` or `inconclusive`, the lock's in `fail`, as far as the case has begun to judge.

use crate::drive::{Plan, attempt};
use crate::reference;
use crate::rig::Rig;
use crate::sink::Sink;
use crate::suite::{Case, Suite};
use boundary::{Link as _, VerdictKind};
use links::{Interrupt, Order, Side, SimLink, Trouble, Troubled};
use reports::journal::Keep;
use scenario::run::{Bench, case_seed};
use std::collections::BTreeMap;

/// Cases that look at all that a lock says in their steps, with few preconditions.
const CASES: &[&str] = &[
    "pairing/a-whole-pairing-makes-a-user",
    "command/unlocking-goes-through-unlocking",
    "command/a-lock-action-follows-the-printed-sequence",
    "config/both-users-see-one-configuration",
    "log/an-action-is-logged-with-its-user",
];
/// How many points of each case are struck by each trouble.
const POINTS: u64 = 12;

/// Runs a case with one trouble on its way; none when the case ends before it strikes.
fn struck(case: Case<'_>, order: Order) -> Option<VerdictKind> {
    let seed = case_seed(1, &case.id);
    let setup = sim::Setup {
        seed,
        ..sim::Setup::default()
    };
    let sim = SimLink::new("sim", reference::maker(setup));
    let profile = Rig::default().profile(&sim.identity().claims).unwrap();
    let mut link = Troubled::new(sim, order);
    let end = attempt(case, 1, 1, &mut Bench::new(&mut link, profile), &mut |_| {});
    link.has_struck().then_some(end.verdict.kind)
}

/// How often each verdict came, over all cases, points and troubles.
fn tally(side: Side, step: u64) -> BTreeMap<VerdictKind, Vec<String>> {
    let suite = Suite::shipped();
    let mut tally: BTreeMap<VerdictKind, Vec<String>> = BTreeMap::new();
    for case in suite.cases() {
        if !CASES.contains(&&*case.id) {
            continue;
        }
        for trouble in Trouble::ALL {
            for frame in (0..POINTS).map(|point| 1 + point * step) {
                let order = Order {
                    side,
                    trouble,
                    frame,
                };
                if let Some(verdict) = struck(case, order) {
                    let what = format!("{} {trouble:?} {frame}", case.id);
                    tally.entry(verdict).or_default().push(what);
                }
            }
        }
    }
    tally
}

fn many(tally: &BTreeMap<VerdictKind, Vec<String>>, kind: VerdictKind) -> usize {
    tally.get(&kind).map_or(0, Vec::len)
}

#[test]
fn the_benchs_troubles_are_never_charged_to_the_lock() {
    let tally = tally(Side::Bench, 7);
    assert_eq!(tally.get(&VerdictKind::Fail), None);
    let told = many(&tally, VerdictKind::Error) + many(&tally, VerdictKind::Inconclusive);
    let passed = tally.get(&VerdictKind::Pass);
    assert!(told >= 200, "{told}");
    // A trouble behind the last expectation, and a clock that stands where nothing takes time, spoil nothing.
    assert!(
        passed.is_none_or(|passed| passed.len() * 10 < told),
        "{passed:?}"
    );
}

#[test]
fn the_same_troubles_of_the_lock_are_never_charged_to_the_bench() {
    let tally = tally(Side::Lock, 7);
    assert_eq!(tally.get(&VerdictKind::Error), None);
    let failed = many(&tally, VerdictKind::Fail);
    assert!(failed >= 200, "{failed}");
}

/// A run of one case with that trouble and a budget of retries.
fn run(order: Order, retries: u32) -> reports::Run {
    let suite = Suite::shipped();
    let mut cases = suite.cases();
    cases.retain(|case| case.id == CASES[0]);
    let sim = SimLink::new("sim", reference::maker(sim::Setup::default()));
    let plan = Plan {
        cases,
        seed: 1,
        repeat: 1,
        retries: retries.into(),
        fail_fast: false,
        profile: Rig::default().profile(&sim.identity().claims).unwrap(),
        capabilities: sim.capabilities().clone(),
        interrupt: Interrupt::default(),
    };
    let mut sink = Sink::new(None, None, Keep::All).unwrap();
    plan.over(&mut Troubled::new(sim, order), &mut sink, &mut |_| {});
    sink.finish()
}

/// What each try came to, and the verdict over all.
fn retried(order: Order, retries: u32) -> (Vec<VerdictKind>, VerdictKind) {
    let run = run(order, retries);
    let outcomes = run.outcomes();
    let tries = outcomes[0].attempts.iter().map(|case| case.kind());
    (tries.collect(), outcomes[0].kind())
}

#[test]
fn a_rig_error_is_tried_again_within_its_budget_and_a_failure_is_not() {
    let order = |side| Order {
        side,
        trouble: Trouble::Lost,
        frame: 15,
    };
    let (error, pass, fail) = (VerdictKind::Error, VerdictKind::Pass, VerdictKind::Fail);
    assert_eq!(retried(order(Side::Bench), 0), (vec![error], error));
    assert_eq!(retried(order(Side::Bench), 2), (vec![error, pass], pass));
    assert_eq!(retried(order(Side::Lock), 2), (vec![fail], fail));
}

#[test]
fn every_report_tells_every_try() {
    let order = Order {
        side: Side::Bench,
        trouble: Trouble::Lost,
        frame: 15,
    };
    let (run, context) = (run(order, 1), reports::Context::default());
    let told = reports::console::summary(&run, &context);
    assert!(told.contains("1 case in 2 attempts: 1 pass"), "{told}");
    assert!(told.contains("tried again 1 x after a rig error"), "{told}");
    let why = run.outcomes()[0].attempts[0].verdict().reason;
    for format in reports::FORMATS {
        let mut text = Vec::new();
        (format.write)(&run, &context, &mut text).unwrap();
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains(&why), "{}: {why}", format.name);
    }
}
