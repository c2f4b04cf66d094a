//! Which pin of the probe leads where, as the rig file says: `button: 4 open-drain low`.

use super::session::Session;
use boundary::RigFault;
use std::collections::BTreeMap;
use wire::probe::{Active, LineConfig, LineMode, ToProbe};

/// The roles that a rig file may give a pin; more outputs are `output-1`, `output-2`, ...
pub const ROLES: &[&str] = &[
    "button", "power", "motor", "led", "buzzer", "voltage", "current",
];

/// Every pin with its role. Lines have the numbers of this map's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wiring {
    lines: BTreeMap<String, LineConfig>,
}

impl Wiring {
    /// Gives a role to a pin: its GPIO, and the words `open-drain`, `push-pull`, `floating`,
    /// `pull-up`, `pull-down`, `analogue`, and `high` or `low` for the level that means on.
    ///
    /// # Errors
    /// There is no such role, or a word makes no sense; the message says what there is.
    pub fn put(&mut self, role: &str, text: &str) -> Result<(), String> {
        let output = role
            .strip_prefix("output-")
            .is_some_and(|number| number.parse::<u8>().is_ok());
        if !output && !ROLES.contains(&role) {
            return Err(format!(
                "no role is named `{role}`; there are {} and output-1, output-2, ...",
                ROLES.join(", ")
            ));
        }
        let mut words = text.split_whitespace();
        let pin = words.next().and_then(|word| word.parse().ok());
        let pin = pin.ok_or_else(|| format!("expected a GPIO's number first, got `{text}`"))?;
        let mut config = usual(role, pin);
        for word in words {
            match word {
                "open-drain" => config.mode = LineMode::OpenDrain,
                "push-pull" => config.mode = LineMode::PushPull,
                "floating" => config.mode = LineMode::Floating,
                "pull-up" => config.mode = LineMode::PullUp,
                "pull-down" => config.mode = LineMode::PullDown,
                "analogue" => config.mode = LineMode::Analogue,
                "high" => config.active = Active::High,
                "low" => config.active = Active::Low,
                other => {
                    return Err(format!(
                        "expected open-drain, push-pull, floating, pull-up, pull-down, analogue, high or low, got `{other}`"
                    ));
                }
            }
        }
        if usual(role, pin).mode.is_output() != config.mode.is_output() {
            return Err(format!("`{role}` cannot be of the kind `{text}`"));
        }
        self.lines.insert(role.to_owned(), config);
        Ok(())
    }

    /// Whether nothing is wired.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The number of a role's line.
    #[must_use]
    pub fn line(&self, role: &str) -> Option<u8> {
        let place = self.lines.keys().position(|known| known == role)?;
        u8::try_from(place).ok()
    }

    /// The role of a line.
    #[must_use]
    pub fn role(&self, line: u8) -> Option<&str> {
        self.lines.keys().nth(usize::from(line)).map(String::as_str)
    }

    /// Every role with its pin.
    pub fn iter(&self) -> impl Iterator<Item = (&str, LineConfig)> {
        self.lines
            .iter()
            .map(|(role, config)| (role.as_str(), *config))
    }

    /// Tells a probe of it all.
    pub(crate) fn apply(&self, session: &mut Session) -> Result<(), RigFault> {
        for (line, (role, config)) in (0_u8..).zip(self.iter()) {
            session
                .ask(ToProbe::Configure { line, config })
                .map_err(|fault| {
                    RigFault::new(
                        format!("`{role}` at GPIO {}: {}", config.pin, fault.what),
                        fault.fix,
                    )
                })?;
        }
        Ok(())
    }
}

/// What a role's pin is unless the rig file says otherwise.
fn usual(role: &str, pin: u8) -> LineConfig {
    let (mode, active, safe) = match role {
        // A button between a pulled-up input and ground.
        "button" => (LineMode::OpenDrain, Active::Low, false),
        // A lock has power when nobody cares.
        "power" => (LineMode::PushPull, Active::High, true),
        "motor" | "buzzer" => (LineMode::Floating, Active::High, false),
        "led" => (LineMode::Floating, Active::Low, false),
        "voltage" | "current" => (LineMode::Analogue, Active::High, false),
        _ => (LineMode::PushPull, Active::High, false),
    };
    LineConfig {
        pin,
        mode,
        active,
        safe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_what_its_role_usually_is_unless_told_otherwise() {
        let mut wiring = Wiring::default();
        wiring.put("power", "5 open-drain low").unwrap();
        wiring.put("button", "4").unwrap();
        let all: Vec<_> = wiring.iter().collect();
        assert_eq!(all[0].0, "button");
        assert_eq!((all[0].1.mode, all[0].1.safe), (LineMode::OpenDrain, false));
        assert_eq!(
            (all[1].1.mode, all[1].1.active),
            (LineMode::OpenDrain, Active::Low)
        );
        assert!(all[1].1.safe, "a lock keeps its power");
        assert_eq!(
            (wiring.line("power"), wiring.role(0)),
            (Some(1), Some("button"))
        );
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        let wrong = |role, text| Wiring::default().put(role, text).unwrap_err();
        assert!(wrong("knob", "4").contains("no role is named `knob`"));
        assert!(wrong("button", "four").contains("a GPIO's number"));
        assert!(wrong("button", "4 sideways").contains("got `sideways`"));
        assert!(wrong("button", "4 floating").contains("cannot be of the kind"));
    }
}
