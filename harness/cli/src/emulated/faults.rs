//! Faults of the serial line: whatever happens to it, the lock is not blamed, nothing hangs, and the
//! probe is usable again.

use super::{Order, wiring};
use crate::drive::attempt;
use crate::suite::Suite;
use boundary::journal::CaseEnd;
use boundary::{Link as _, VerdictKind};
use links::clock::Stopwatch;
use links::{AttachedOptions, Emulator, FaultKind, Line, ProbeLink};
use scenario::run::{Bench, Profile};
use std::sync::Arc;

/// How many faults there are, and how many benches share them.
const FAULTS: usize = 200;
const BENCHES: usize = 8;
/// The longest that a case may take, faults and greeting anew included.
const HANG_US: u64 = 30_000_000;
/// Cases in which faults happen: a pairing with the button, and a power cut.
const CASES: [&str; 2] = [
    "pairing/a-whole-pairing-makes-a-user",
    "pairing/a-user-outlives-a-power-cut",
];

#[test]
fn two_hundred_faults_of_the_line_are_never_the_locks() {
    let suite = Arc::new(Suite::shipped());
    let threads: Vec<_> = (0..BENCHES)
        .map(|share| {
            let suite = suite.clone();
            std::thread::spawn(move || Trouble::new(&suite).share(share))
        })
        .collect();
    let mut all = Count::default();
    for thread in threads {
        let count = thread.join().expect("a share that held");
        all.happened += count.happened;
        all.errors += count.errors;
    }
    assert_eq!(all.happened, FAULTS as u64, "every fault has happened");
    assert!(all.errors > 0, "some of them are more than a delay");
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    happened: u64,
    errors: u64,
}

/// A bench with a line that can be damaged.
struct Trouble<'s> {
    suite: &'s Suite,
    emulator: Emulator,
    profile: Profile,
    _folder: tempfile::TempDir,
}

impl<'s> Trouble<'s> {
    fn new(suite: &'s Suite) -> Self {
        let order = Order::read("").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let profile = crate::rig::Rig::default().profile(&order.claims()).unwrap();
        let emulator = order.start(Some(folder.path().join("probe"))).unwrap();
        Self {
            suite,
            emulator,
            profile,
            _folder: folder,
        }
    }

    /// One of the benches' share of the faults.
    fn share(self, share: usize) -> Count {
        let options = AttachedOptions::default();
        let mut link = ProbeLink::open(&self.emulator.path(), wiring(), &options).unwrap();
        let mut bench = Bench::new(&mut link, self.profile.clone());
        let mut count = Count::default();
        for number in (share..FAULTS).step_by(BENCHES) {
            let kinds = FaultKind::ALL;
            let kind = kinds[number % kinds.len()];
            let line = if (number / kinds.len()).is_multiple_of(2) {
                Line::To
            } else {
                Line::From
            };
            let before = self.emulator.happened();
            // Anywhere from the greeting to the middle of the case.
            let after = u32::try_from(number * 7 % 40).unwrap();
            self.emulator.fault(line, kind, after);
            let what = format!("fault {number}: {kind:?} {line:?} after {after}");
            let mut ends = Vec::new();
            while self.emulator.happened() == before {
                ends.push(self.case(&mut bench, CASES[number % 2], &what));
                assert!(ends.len() < 5, "{what}: it never happened");
            }
            count.happened += 1;
            // Once more for faults that show late, and then there is none left.
            for _ in 0..3 {
                if ends
                    .last()
                    .is_some_and(|end| end.verdict.kind == VerdictKind::Pass)
                {
                    break;
                }
                ends.push(self.case(&mut bench, CASES[0], &what));
            }
            let last = &ends.last().expect("a case").verdict;
            assert_eq!(
                last.kind,
                VerdictKind::Pass,
                "{what}: usable again? {last:?}"
            );
            count.errors += u64::from(ends.len() > 1);
        }
        count
    }

    fn case(&self, bench: &mut Bench<'_>, id: &str, what: &str) -> CaseEnd {
        let cases = self.suite.cases();
        let case = cases.iter().find(|case| case.id == id).expect("a case");
        let watch = Stopwatch::start();
        let end = attempt(case, 1, 1, bench, &mut |_| {});
        let took = watch.now().0;
        assert!(took < HANG_US, "{what}: {id} took {took} us");
        match end.verdict.kind {
            VerdictKind::Pass => {}
            VerdictKind::Error => {
                let reason = &end.verdict.reason;
                assert!(
                    reason.contains("probe") || reason.contains("serial line"),
                    "{what}: {reason}"
                );
                assert!(reason.contains("; "), "{what}: no advice in `{reason}`");
            }
            other => panic!("{what}: {id} is {other:?}: {:?}", end.verdict),
        }
        end
    }
}

#[test]
fn a_bench_that_is_switched_off_is_said_with_what_to_do() {
    let trouble_free = Order::read("").unwrap().start(None).unwrap();
    let mut link =
        ProbeLink::open(&trouble_free.path(), wiring(), &AttachedOptions::default()).unwrap();
    drop(trouble_free);
    let fault = link.revive(true).unwrap_err();
    assert!(!fault.fix.is_empty(), "{fault}");
    assert!(fault.what.contains("port"), "{fault}");
}
