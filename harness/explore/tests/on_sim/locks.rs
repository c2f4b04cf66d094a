//! Reference locks to explore, and the ways to explore them and to run what was found.

use super::link::Direct;
use boundary::{Capabilities, Link as _, VerdictKind};
use explore::{Explorer, Finding, Order, Tally, Turn};
use scenario::Suite;
use scenario::run::{Bench, Job, Profile};
use sim::{Settings, Setup, Values, Variant};

/// What a search came to: what was found, or why it could not go on, and how much was done.
pub(crate) struct Searched {
    pub(crate) finding: Option<Finding>,
    pub(crate) broken: Option<String>,
    pub(crate) undecided: Vec<String>,
    pub(crate) tally: Tally,
}

/// Walks until one disagrees, at most so often.
pub(crate) fn search(setup: Setup, walks: u64, seed: u64) -> Searched {
    let mut link = Direct::new(setup);
    let order = order(&link, seed);
    let mut searched = Searched {
        finding: None,
        broken: None,
        undecided: Vec::new(),
        tally: Tally::default(),
    };
    let mut explorer = match Explorer::new(&mut link, order) {
        Ok(explorer) => explorer,
        Err(fault) => {
            searched.broken = Some(fault.to_string());
            return searched;
        }
    };
    while explorer.tally().walks < walks {
        match explorer.turn() {
            Turn::Agreed => {}
            Turn::Undecided(why) => searched.undecided.push(why),
            Turn::Disagreed(finding) => {
                searched.finding = Some(*finding);
                break;
            }
            Turn::Broken(why) => {
                searched.broken = Some(why);
                break;
            }
            Turn::Interrupted => break,
        }
    }
    searched.tally = explorer.tally();
    searched
}

/// Runs a finding as it was written.
pub(crate) fn run(finding: &Finding, setup: Setup, seed: u64) -> Result<VerdictKind, String> {
    let suite = Suite::load([("found.yaml", finding.text.as_str())], None);
    if !suite.is_sound() {
        return Err(suite.render(scenario::Colour::Plain));
    }
    let case = suite.cases().first().ok_or("no case")?;
    let mut link = Direct::new(setup);
    let profile = profile(&link);
    let mut bench = Bench::new(&mut link, profile);
    let job = Job {
        id: &case.id,
        title: &case.title,
        file: &case.path,
        scenario: &case.scenario,
        row: None,
        seed,
        attempt: 1,
    };
    Ok(bench.run(&job, &mut |_| {}).verdict.kind)
}

fn profile(link: &Direct) -> Profile {
    let claims = link.identity().claims.clone();
    Profile {
        pin: claims["pin"].parse().unwrap_or_default(),
        nuki_id: claims["nuki_id"].parse().ok(),
        claims,
        ..Profile::default()
    }
}

fn order(link: &Direct, seed: u64) -> Order {
    Order {
        seed,
        profile: profile(link),
        capabilities: Capabilities::all(),
        motor: None,
        length: 100,
        choice: 3,
        shrinking: 3_000,
        again: 3,
    }
}

/// Every variant, and each extreme or word of each setting alone: locks that somebody could buy.
pub(crate) fn legal() -> Vec<(String, Setup)> {
    let variants = Variant::ALL.iter().map(|variant| {
        let mut settings = Settings::default();
        let applied = settings.apply(variant.name);
        assert!(applied.is_ok(), "{}", variant.name);
        (format!("variant {}", variant.name), settings)
    });
    let alone = Settings::TABLE.iter().flat_map(|setting| {
        let values: Vec<String> = match setting.values {
            Values::Words(words) => words.iter().map(|word| (*word).to_owned()).collect(),
            Values::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
            // Lists take a second for each value then, and no read of the language waits so long for the next entry.
            Values::Range(least, _) if setting.name == "fragment-gap-ms" => {
                vec![least.to_string(), "300".to_owned()]
            }
            Values::Range(least, greatest) => vec![least.to_string(), greatest.to_string()],
        };
        values.into_iter().map(move |value| {
            let mut settings = Settings::default();
            let set = settings.set(setting.name, &value);
            assert!(set.is_ok(), "{}={value}", setting.name);
            // A challenge that blocks must end with its link, or nothing ends it.
            if setting.name == "challenge-blocks" {
                let linked = settings.set("challenge-scope", "link");
                assert!(linked.is_ok());
            }
            (format!("{}={value}", setting.name), settings)
        })
    });
    let locks = variants.chain(alone).map(|(name, settings)| {
        let setup = Setup {
            settings,
            ..Setup::default()
        };
        (name, setup)
    });
    locks.collect()
}
