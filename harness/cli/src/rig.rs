//! Rig files and profiles: what a bench consists of, what the lock on it claims.
//!
//! ```yaml
//! lock: exec:./my-lock        # as for --lock
//! clock: real                 # or virtual
//! patience: 150               # percent of the harness's own time-outs, never of the specification's
//! lacks: [several-connections] # capabilities that this bench does not have
//! hands: person               # you press the button when asked, where the link has no hands
//! probe: usb                  # a probe's hands beside another link; or a port's path
//! second: usb                 # the same, and its radio is the second client of a case: PORT[,lock=ADDRESS]
//! pins:                       # how the probe is wired: GPIO, kind, the level that means on
//!   button: 4 open-drain low
//! profile:
//!   api: '1.10'
//!   pin: 1234
//!   nuki_id: 0x2A7B13D5
//!   keypad: true              # any other claim, for cases that need it
//! ```
//!
//! A profile file holds what stands below `profile:`.

use crate::reference::near;
use crate::text::text_of;
use boundary::Capability;
use links::Wiring;
use scenario::run::Profile;
use scenario::{Colour, Diagnostic, Leaf, flat, render};
use std::collections::BTreeMap;
use std::path::Path;

/// What files say of the bench and the lock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rig {
    /// As for `--lock`.
    pub(crate) lock: Option<String>,
    /// As for `--clock`.
    pub(crate) clock: Option<String>,
    /// Percent.
    pub(crate) patience: Option<u32>,
    /// Capabilities that the bench does not have, whatever the lock says.
    pub(crate) lacks: Vec<Capability>,
    /// The port of a probe whose hands are beside another link.
    pub(crate) probe: Option<String>,
    /// The probe whose radio is the second client beside another link, as behind `probe:`.
    pub(crate) second: Option<String>,
    /// Whether a person is asked for what no other hand can do.
    pub(crate) person: bool,
    /// How the probe is wired.
    pub(crate) wiring: Wiring,
    /// Claims by name, as text.
    pub(crate) claims: BTreeMap<String, String>,
    /// The rig file as it was named.
    pub(crate) name: String,
}

/// The keys of a rig file.
const KEYS: &[&str] = &[
    "lock", "clock", "patience", "lacks", "profile", "hands", "probe", "second", "pins",
];

impl Rig {
    /// Reads a rig file.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong: all of it, rendered.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let mut rig = Self {
            name: path.display().to_string(),
            ..Self::default()
        };
        each(path, |leaf| rig.put(leaf))?;
        Ok(rig)
    }

    /// Reads a profile file over what the rig says.
    ///
    /// # Errors
    /// As for [`Rig::read`].
    pub(crate) fn read_profile(&mut self, path: &Path) -> Result<(), String> {
        each(path, |leaf| self.claim(leaf, 0))
    }

    /// What a lock is judged by: what it says of itself, and the files over it.
    ///
    /// # Errors
    /// A claim that the harness needs has a value that makes no sense.
    pub(crate) fn profile(&self, said: &BTreeMap<String, String>) -> Result<Profile, String> {
        let mut claims = said.clone();
        claims.extend(self.claims.clone());
        let mut profile = Profile::default();
        if let Some(api) = claims.get("api") {
            profile.api = api
                .parse()
                .map_err(|error| format!("the profile's `api`: {error}, got `{api}`"))?;
        }
        if let Some(pin) = claims.get("pin") {
            // The value stays out of the message: it is a secret.
            let pin = number(pin).and_then(|pin| u16::try_from(pin).ok());
            profile.pin = pin.ok_or("the profile's `pin`: expected a number up to 65535")?;
        }
        if let Some(id) = claims.get("nuki_id") {
            let id = number(id)
                .ok_or_else(|| format!("the profile's `nuki_id`: expected a number, got `{id}`"))?;
            profile.nuki_id = Some(id);
        }
        claims.insert("api".to_owned(), profile.api.name().to_owned());
        profile.patience = self.patience.unwrap_or(profile.patience);
        profile.claims = claims;
        Ok(profile)
    }

    fn put(&mut self, leaf: &Leaf) -> Result<(), Diagnostic> {
        let value = leaf.value.value.clone();
        match leaf.keys.first().map(|key| &*key.value) {
            Some("profile") => return self.claim(leaf, 1),
            Some(key @ ("lock" | "clock" | "patience" | "hands" | "probe" | "second"))
                if leaf.keys.len() > 1 =>
            {
                return Err(wrong(leaf, format!("expected a single value for `{key}`")));
            }
            Some("lacks") => self.lacks.push(capability(leaf)?),
            Some("lock") => self.lock = Some(value),
            Some("probe") => self.probe = Some(value),
            Some("second") => self.second = Some(value),
            Some("hands") if value == "person" => self.person = true,
            Some("hands") => {
                return Err(wrong(leaf, format!("expected `person`, got `{value}`")));
            }
            Some("pins") => {
                let [_, role] = &leaf.keys[..] else {
                    return Err(wrong(leaf, "expected roles, each with a pin".to_owned()));
                };
                let put = self.wiring.put(&role.value, &value);
                put.map_err(|why| wrong(leaf, why))?;
            }
            Some("clock") if value == "real" || value == "virtual" => self.clock = Some(value),
            Some("clock") => {
                return Err(wrong(
                    leaf,
                    format!("expected `real` or `virtual`, got `{value}`"),
                ));
            }
            Some("patience") => {
                let percent = number(&value).filter(|percent| (10..=10_000).contains(percent));
                let told = || {
                    wrong(
                        leaf,
                        format!("expected a number of percent from 10 to 10000, got `{value}`"),
                    )
                };
                self.patience = Some(percent.ok_or_else(told)?);
            }
            other => {
                let key = other.unwrap_or_default();
                let hint = near(key, KEYS.iter().copied());
                let told = format!(
                    "a rig file has no key `{key}`{hint}; it has {}",
                    KEYS.join(", ")
                );
                return Err(Diagnostic::error("unknown-key", leaf.key_span(0), told));
            }
        }
        Ok(())
    }

    fn claim(&mut self, leaf: &Leaf, depth: usize) -> Result<(), Diagnostic> {
        let [key] = &leaf.keys[depth.min(leaf.keys.len())..] else {
            return Err(wrong(
                leaf,
                "expected claims, each a name with one value".to_owned(),
            ));
        };
        if leaf.value.value.is_empty() {
            return Err(wrong(leaf, format!("expected a value for `{}`", key.value)));
        }
        self.claims
            .insert(key.value.clone(), leaf.value.value.clone());
        Ok(())
    }
}

fn capability(leaf: &Leaf) -> Result<Capability, Diagnostic> {
    let name = &*leaf.value.value;
    Capability::from_name(name).ok_or_else(|| {
        let hint = near(name, Capability::ALL.iter().map(|one| one.name()));
        wrong(leaf, format!("no capability is named `{name}`{hint}"))
    })
}

fn wrong(leaf: &Leaf, message: String) -> Diagnostic {
    Diagnostic::error("rig", leaf.value.span, message)
}

/// Hands over every leaf of a file, and tells all that is wrong at once.
fn each(path: &Path, mut take: impl FnMut(&Leaf) -> Result<(), Diagnostic>) -> Result<(), String> {
    let name = path.display().to_string();
    let text = text_of(path)?;
    let told = |all: &[Diagnostic]| render(&name, &text, all, Colour::Plain);
    let leaves = flat(&text).map_err(|all| told(&all))?;
    let all: Vec<Diagnostic> = leaves.iter().filter_map(|leaf| take(leaf).err()).collect();
    if all.is_empty() {
        Ok(())
    } else {
        Err(told(&all))
    }
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Rig, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rig.yaml");
        std::fs::write(&path, text).unwrap();
        Rig::read(&path)
    }

    #[test]
    fn a_rig_says_where_the_lock_is_and_what_it_claims() {
        let rig = read("lock: exec:./lock\nclock: real\npatience: 150\nprofile:\n  api: '2.1'\n  pin: 42\n  nuki_id: 0x2A\n  keypad: true\n").unwrap();
        assert_eq!(rig.lock.as_deref(), Some("exec:./lock"));
        let profile = rig
            .profile(&[("pin".to_owned(), "7".to_owned())].into())
            .unwrap();
        assert_eq!(
            (profile.pin, profile.nuki_id, profile.patience),
            (42, Some(42), 150)
        );
        assert_eq!(profile.api, wire::Api::V2_1);
        assert_eq!(profile.claims["keypad"], "true");
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_with_its_place() {
        let told = read("lokc: sim\nclock: sundial\npatience: 5\nprofile: none\nlacks: [buton]\n")
            .unwrap_err();
        assert!(told.contains("did you mean `lock`?"), "{told}");
        assert!(told.contains("got `sundial`"), "{told}");
        assert!(told.contains("10 to 10000"), "{told}");
        assert!(told.contains("did you mean `button`?"), "{told}");
        assert!(told.contains("rig.yaml:2:8"), "{told}");
    }

    #[test]
    fn a_second_client_goes_with_neither_hands_alone_nor_a_probe_as_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rig.yaml");
        let placed = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let options = crate::bench::LockOptions {
                rig: Some(path.clone()),
                ..crate::bench::LockOptions::default()
            };
            options.place()
        };
        let right = placed("lock: ble:Nuki_1\nsecond: usb,lock=54:D2:72:00:11:22\n").unwrap();
        assert_eq!(
            right.rig.second.as_deref(),
            Some("usb,lock=54:D2:72:00:11:22")
        );
        for wrong in [
            "lock: probe:usb\nsecond: usb\n",
            "lock: ble:Nuki_1\nprobe: usb\nsecond: usb\n",
        ] {
            let told = placed(wrong).map(|_| ()).unwrap_err();
            assert!(told.contains("without `probe`"), "{told}");
        }
    }

    #[test]
    fn a_pin_that_makes_no_sense_is_not_repeated() {
        let rig = read("profile:\n  pin: 99999\n").unwrap();
        let told = rig.profile(&BTreeMap::new()).unwrap_err();
        assert!(!told.contains("99999"), "{told}");
        assert!(
            read("profile:\n  api: 3\n")
                .unwrap()
                .profile(&BTreeMap::new())
                .is_err()
        );
    }
}
