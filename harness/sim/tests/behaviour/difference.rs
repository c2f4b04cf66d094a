//! Every defect and every setting makes a difference, and a lock is the same each time.

use crate::chapters::{CHAPTERS, Tape, tape};
use sim::{Defect, Setting, Settings, Setup, Values, Variant};

/// What the reference lock says, chapter by chapter.
struct Reference(Vec<Tape>);

impl Reference {
    fn new() -> Self {
        let reference = Setup::default();
        Self(
            CHAPTERS
                .iter()
                .map(|chapter| tape(&reference, *chapter))
                .collect(),
        )
    }

    /// Whether another lock says something else in any chapter.
    fn differs_from(&self, other: &Setup) -> bool {
        let mut chapters = CHAPTERS.iter().zip(&self.0);
        chapters.any(|(chapter, said)| tape(other, *chapter) != *said)
    }
}

#[test]
fn the_same_setup_says_the_same_each_time() {
    let reference = Reference::new();
    assert!(!reference.differs_from(&Setup::default()));
    assert!(reference.differs_from(&Setup {
        seed: 1,
        ..Setup::default()
    }));
}

#[test]
fn every_defect_makes_a_difference() {
    let reference = Reference::new();
    let damaged = |defect: Defect| Setup {
        defect: Some(defect),
        ..Setup::default()
    };
    let all = Defect::ALL.iter().copied();
    let unseen: Vec<Defect> = all
        .filter(|defect| !reference.differs_from(&damaged(*defect)))
        .collect();
    assert!(unseen.is_empty(), "no difference: {unseen:?}");
}

#[test]
fn every_value_of_every_setting_makes_a_difference() {
    let reference = Reference::new();
    let mut unseen = Vec::new();
    for setting in Settings::TABLE {
        for value in others(setting) {
            let mut setup = Setup::default();
            setup.settings.set(setting.name, &value).unwrap();
            let text = format!("{}={value}", setting.name);
            if !MORE_THAN_IS_USED.contains(&&*text) && !reference.differs_from(&setup) {
                unseen.push(text);
            }
        }
    }
    assert!(unseen.is_empty(), "no difference: {unseen:?}");
}

#[test]
fn every_variant_makes_a_difference() {
    let reference = Reference::new();
    for variant in Variant::ALL {
        let mut setup = Setup::default();
        setup.settings.apply(variant.name).unwrap();
        assert!(reference.differs_from(&setup), "{}", variant.name);
    }
}

/// Room and time that no chapter uses up.
const MORE_THAN_IS_USED: &[&str] = &[
    "max-users=200",
    "log-capacity=1000",
    "challenge-life-s=3600",
];

/// Values that are not the default.
fn others(setting: &Setting) -> Vec<String> {
    let all: Vec<String> = match setting.values {
        Values::Words(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        Values::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Values::Range(least, greatest) => vec![least.to_string(), greatest.to_string()],
    };
    let others = all.into_iter();
    others.filter(|value| *value != setting.default()).collect()
}
