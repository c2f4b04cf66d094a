//! What exploration finds on the reference lock, and how fast: `cargo run --release -p strikeplate-explore --example measure`.
//!
//! ```text
//! measure defects [WALKS] [SEED] [NAME]    each defect: found or not, in how many steps; whether what is written
//!                                          fails on the defect and passes on the clean lock
//! measure legal [WALKS] [SEED] [NAME]      each variant and each value of each setting: nothing may be found
//! measure clean [WALKS] [SEED]             the clean lock with twenty seeds: nothing may be found
//! ```
//!
//! `time` before it gives the speed: the steps are in the last line.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a table for people; the helpers are those of the tests"
)]

#[path = "../tests/on_sim/link.rs"]
mod link;
#[path = "../tests/on_sim/locks.rs"]
mod locks;

use boundary::VerdictKind;
use locks::{Searched, legal, run, search};
use sim::{Defect, Setup};
use std::collections::BTreeMap;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let what = words.first().map_or("defects", String::as_str);
    let (walks, seed) = (number(1).unwrap_or(1_000), number(2).unwrap_or(1));
    let mut locks = match what {
        "clean" => clean(),
        "legal" => legal(),
        _ => defects(),
    };
    locks.retain(|(name, _)| words.get(3).is_none_or(|only| name.contains(only.as_str())));
    let all = words.len() > 3 || what != "defects";
    let mut sum = Sum::default();
    for (name, setup) in &locks {
        let searched = search(setup.clone(), walks, seed.wrapping_add(setup.seed));
        sum.add(name, setup, &searched);
        if let (true, Some(finding)) = (all, &searched.finding) {
            println!("{}", finding.text);
        }
    }
    sum.print(locks.len());
}

/// What all searches came to.
#[derive(Default)]
struct Sum {
    lengths: Vec<usize>,
    undecided: u64,
    reasons: BTreeMap<String, u32>,
    steps: u64,
    wrong: u32,
}

impl Sum {
    fn add(&mut self, name: &str, setup: &Setup, searched: &Searched) {
        self.undecided += searched.tally.undecided;
        self.steps += searched.tally.steps;
        let walks = searched.tally.walks;
        for why in &searched.undecided {
            *self.reasons.entry(why.clone()).or_default() += 1;
        }
        if let Some(why) = &searched.broken {
            println!("broken  {name}: {why}");
        }
        let Some(finding) = &searched.finding else {
            return println!("nothing {name:<44} in {walks} walks");
        };
        self.lengths.push(finding.steps);
        let again = run(finding, setup.clone(), 77);
        let clean = run(finding, Setup::default(), 77);
        let right = matches!(
            (&again, &clean),
            (Ok(VerdictKind::Fail), Ok(VerdictKind::Pass))
        );
        self.wrong += u32::from(!right);
        println!(
            "found   {name:<44} {:>3} steps, walk {:>5}, {:?} {}",
            finding.steps,
            finding.walk,
            finding.reproduced,
            finding.requirements.join(" ")
        );
        if !right {
            println!("        as written: {again:?} on this lock, {clean:?} on the clean one");
        }
    }

    fn print(mut self, of: usize) {
        for (why, times) in &self.reasons {
            println!("undecided {times} times: {why}");
        }
        self.lengths.sort_unstable();
        println!(
            "found on {} of {of}, median length {:?}; {} findings do not tell the two locks apart; {} walks undecided; {} steps",
            self.lengths.len(),
            self.lengths.get(self.lengths.len() / 2),
            self.wrong,
            self.undecided,
            self.steps
        );
    }
}

fn clean() -> Vec<(String, Setup)> {
    let lock = |seed| {
        let setup = Setup {
            seed,
            ..Setup::default()
        };
        (format!("clean, seed {seed}"), setup)
    };
    (0..20).map(lock).collect()
}

fn defects() -> Vec<(String, Setup)> {
    let lock = |defect: &Defect| {
        let setup = Setup {
            defect: Some(*defect),
            ..Setup::default()
        };
        (defect.name().to_owned(), setup)
    };
    Defect::ALL.iter().map(lock).collect()
}
