//! The reference lock as a person orders it: `defect=NAME`, `variant=NAME`, `api=2.1`, `SETTING=VALUE`.

use boundary::Peer;
use links::{MakePeer, SimChoice};
use sim::{Begin, Defect, Lock, Settings, Setup, Variant};

/// Names beside the settings of the table.
const OWN: &[(&str, &str)] = &[
    ("defect", "a fault that is built in"),
    ("variant", "a group of settings"),
    ("api", "the version it claims"),
    ("pin", "its security PIN"),
    ("nuki-id", "its number"),
    ("begin", "initialised or factory-new"),
    ("seed", "what its randomness follows from"),
];

/// What the choice makes of a lock; `seed` holds unless the choice has one.
///
/// # Errors
/// A name or a value is not known; the message says which there are.
pub(crate) fn setup(choice: &SimChoice, seed: u64) -> Result<Setup, String> {
    let mut setup = Setup {
        seed,
        ..Setup::default()
    };
    for (name, value) in &choice.settings {
        order(&mut setup, name, value)?;
    }
    Ok(setup)
}

/// Makes locks of that kind, each with randomness of its own.
pub(crate) fn maker(setup: Setup) -> MakePeer {
    let mut made: u64 = 0;
    Box::new(move || {
        let mut setup = setup.clone();
        setup.seed = setup.seed.wrapping_add(made.wrapping_mul(ODD));
        made += 1;
        Box::new(Lock::new(setup)) as Box<dyn Peer>
    })
}

/// Spreads the seeds of successive locks.
pub(crate) const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

fn order(setup: &mut Setup, name: &str, value: &str) -> Result<(), String> {
    let number = |most: u32| {
        let parsed = value.strip_prefix("0x").map_or_else(
            || value.parse().ok(),
            |digits| u32::from_str_radix(digits, 16).ok(),
        );
        let legal = parsed.filter(|number: &u32| *number <= most);
        legal.ok_or_else(|| format!("expected a number up to {most} for `{name}`, got `{value}`"))
    };
    match name {
        "defect" => setup.defect = Some(defect(value)?),
        "variant" => setup
            .settings
            .apply(value)
            .map_err(|_| unknown_variant(value))?,
        "api" => {
            setup.api = value
                .parse()
                .map_err(|error| format!("{error}, got `{value}`"))?
        }
        "pin" => setup.pin = u16::try_from(number(0xFFFF)?).unwrap_or_default(),
        "nuki-id" => setup.nuki_id = number(u32::MAX)?,
        "seed" => {
            let seed = value.parse();
            setup.seed =
                seed.map_err(|_| format!("expected a number for `seed`, got `{value}`"))?;
        }
        "begin" => {
            setup.begin = match value {
                "initialised" => Begin::Initialised,
                "factory-new" => Begin::FactoryNew,
                other => {
                    return Err(format!(
                        "expected `initialised` or `factory-new` for `begin`, got `{other}`"
                    ));
                }
            }
        }
        _ if Settings::named(name).is_some() => {
            setup
                .settings
                .set(name, value)
                .map_err(|error| error.to_string())?;
        }
        _ => return Err(unknown_name(name)),
    }
    Ok(())
}

fn defect(name: &str) -> Result<Defect, String> {
    Defect::from_name(name).ok_or_else(|| {
        let names = Defect::ALL.iter().map(|defect| defect.name());
        format!(
            "no defect is named `{name}`{}; `strikeplate lock --help-defects` lists them",
            near(name, names)
        )
    })
}

fn unknown_variant(name: &str) -> String {
    let names = Variant::ALL.iter().map(|variant| variant.name);
    format!(
        "no variant is named `{name}`{}; `strikeplate lock --help-settings` lists them",
        near(name, names)
    )
}

fn unknown_name(name: &str) -> String {
    let own = OWN.iter().map(|(own, _)| *own);
    let names = own.chain(Settings::TABLE.iter().map(|setting| setting.name));
    format!(
        "the reference lock has no setting `{name}`{}; `strikeplate lock --help-settings` lists them",
        near(name, names)
    )
}

/// `, did you mean ...`: the known word that shares the most, if it shares much.
pub(crate) fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let word: String = word.chars().take(80).collect();
    let best = known
        .map(|candidate| (strsim::damerau_levenshtein(&word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3);
    best.map_or(String::new(), |(_, candidate)| {
        format!(", did you mean `{candidate}`?")
    })
}

/// Every setting, its values and its default; every variant.
pub(crate) fn settings_help() -> String {
    use std::fmt::Write as _;
    let mut out = String::from("settings: --set NAME=VALUE, or --lock sim:NAME=VALUE,...\n");
    for (name, about) in OWN {
        let _ = writeln!(out, "  {name:<26} {about}");
    }
    for setting in Settings::TABLE {
        let _ = writeln!(
            out,
            "  {:<26} {} [{}]",
            setting.name,
            setting.values,
            setting.default()
        );
    }
    out.push_str("variants: --variant NAME, or --lock sim:variant=NAME\n");
    for variant in Variant::ALL {
        let _ = writeln!(out, "  {:<26} {}", variant.name, variant.about);
    }
    out
}

/// Every defect, what it does and what it breaks.
pub(crate) fn defects_help() -> String {
    use std::fmt::Write as _;
    let mut out = String::from("defects: --defect NAME, or --lock sim:defect=NAME\n");
    for defect in Defect::ALL {
        let broken = defect.breaks().join(", ");
        let _ = writeln!(
            out,
            "  {:<34} {} ({broken})",
            defect.name(),
            defect.sentence()
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(text: &str) -> SimChoice {
        let Ok(links::LockAddress::Sim(choice)) = format!("sim:{text}").parse() else {
            panic!("it is a sim: {text}");
        };
        choice
    }

    #[test]
    fn every_defect_and_variant_can_be_ordered() {
        for defect in Defect::ALL {
            let ordered = setup(&choice(&format!("defect={}", defect.name())), 1).unwrap();
            assert_eq!(ordered.defect, Some(*defect));
        }
        for variant in Variant::ALL {
            setup(&choice(&format!("variant={}", variant.name)), 1).unwrap();
        }
    }

    #[test]
    fn a_wrong_order_is_told_with_what_there_is() {
        let wrong = |text: &str| setup(&choice(text), 1).unwrap_err();
        assert!(wrong("defekt=x").contains("did you mean `defect`?"));
        assert!(wrong("defect=notifys").contains("did you mean `notifies`?"));
        assert!(wrong("api=3").contains("1.10, 2.0"));
        assert!(wrong("pin=70000").contains("up to 65535"));
        assert!(wrong("begin=never").contains("factory-new"));
        assert!(wrong("states-size=14").contains("13, 15, 18"));
    }

    #[test]
    fn two_locks_of_a_kind_have_different_randomness() {
        let ordered = setup(&choice("seed=7"), 1).unwrap();
        assert_eq!(ordered.seed, 7);
        let mut make = maker(ordered);
        let (first, second) = (make(), make());
        assert_eq!(first.identity(), second.identity());
    }
}
