//! Runs made by hand, a case in a line.

use boundary::journal::{CaseEnd, CaseHead, RunHead};
use boundary::{Instant, Verdict, VerdictKind};
use reports::compare::{Comparison, Settings, compare};
use reports::{Case, Measured, Observed, Run, RunEnd};

/// Ten per cent, ten samples.
pub(crate) const SETTINGS: Settings = Settings {
    min_effect: 0.1,
    min_samples: 10,
    force: false,
};

/// An attempt at a case that is about one requirement.
pub(crate) fn case(id: &str, requirement: &str, kind: VerdictKind) -> Case {
    let verdict = match kind {
        VerdictKind::Pass => Verdict::pass(),
        VerdictKind::Fail => Verdict::of(kind, "expected 0x00 (complete), got 0x21 (bad pin)")
            .against([requirement.to_owned()]),
        other => Verdict::of(other, "the bridge did not answer"),
    };
    Case {
        head: CaseHead {
            id: id.into(),
            requirements: vec![requirement.into()],
            attempt: 1,
            ..CaseHead::default()
        },
        end: Some(CaseEnd {
            id: id.into(),
            at: Instant(5),
            wall_us: 5,
            verdict,
            failure: None,
            findings: Vec::new(),
            assertions: 1,
        }),
        ..Case::default()
    }
}

/// The same with an observation.
pub(crate) fn seen(mut case: Case, about: &str, seen: &str) -> Case {
    case.observations.push(Observed {
        at: Instant(1),
        about: about.into(),
        seen: seen.into(),
        requirements: vec!["STATE-01".into()],
    });
    case
}

/// The same with latencies.
pub(crate) fn timed(mut case: Case, name: &str, us: impl IntoIterator<Item = u64>) -> Case {
    let measured = us.into_iter().map(|us| Measured {
        name: name.into(),
        us,
    });
    case.latencies.extend(measured);
    case
}

/// A whole run.
pub(crate) fn run(lock: &str, cases: Vec<Case>) -> Run {
    Run {
        head: RunHead {
            journal: 1,
            suite: "0.1.0".into(),
            scenarios: "sha256:0a1b".into(),
            api: "1.10.0".into(),
            link: "bluez:54:D2:72:00:00:01".into(),
            lock: lock.into(),
            clock: "real ±1.0 ms".into(),
            seed: 7,
            started: "2026-11-21T12:00:00Z".into(),
            ..RunHead::default()
        },
        cases,
        end: Some(RunEnd {
            lock_us: 1,
            wall_us: 1,
            interrupted: false,
        }),
        damage: Vec::new(),
    }
}

/// Two runs side by side.
pub(crate) fn compared(before: Vec<Case>, after: Vec<Case>) -> Comparison {
    let (before, after) = (run("lock 3.1", before), run("lock 3.2", after));
    compare(&before, &after, &SETTINGS).expect("they are comparable")
}
