//! What stands behind `probe:`: the port, which lock, and on what terms.

use std::str::FromStr;
use wire::probe::LinkParameters;

/// A probe and a lock as `--lock` names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProbeChoice {
    pub(crate) port: String,
    pub(crate) lock: Wanted,
    pub(crate) parameters: LinkParameters,
}

/// How a lock is recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The first one that advertises as these locks do.
    Any,
    /// By its address.
    Address([u8; 6]),
    /// By its name in the scan response.
    Name(String),
}

impl ProbeChoice {
    /// For messages: ` with the address ...`, or nothing.
    pub(crate) fn who(&self) -> String {
        match &self.lock {
            Wanted::Any => String::new(),
            Wanted::Address(address) => format!(" with the address {}", printed(*address)),
            Wanted::Name(name) => format!(" with the name `{name}`"),
        }
    }
}

impl FromStr for ProbeChoice {
    type Err = String;

    /// Reads `PORT[,lock=ADDRESS or NAME][,interval=MS]`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(',');
        let mut choice = Self {
            port: parts.next().unwrap_or_default().to_owned(),
            lock: Wanted::Any,
            parameters: LinkParameters::default(),
        };
        if choice.port.is_empty() {
            return Err("expected a port, for example `/dev/ttyACM0` or `usb`".into());
        }
        for part in parts {
            match part.split_once('=') {
                Some(("lock", lock)) => {
                    choice.lock =
                        address(lock).map_or_else(|| Wanted::Name(lock.into()), Wanted::Address);
                }
                Some(("interval", ms)) => {
                    let units = ms.parse::<f64>().ok().map(|ms| ms / 1.25);
                    let units = units.filter(|units| (6.0..=3200.0).contains(units));
                    let units = units.ok_or_else(|| {
                        format!("expected 7.5 to 4000 milliseconds for `interval`, got `{ms}`")
                    })?;
                    // It is within the range of the type.
                    choice.parameters.interval = format!("{units:.0}").parse().unwrap_or(24);
                }
                _ => {
                    return Err(format!(
                        "expected `lock=ADDRESS`, `lock=NAME` or `interval=MS`, got `{part}`"
                    ));
                }
            }
        }
        Ok(choice)
    }
}

/// Reads `54:D2:72:00:11:22`.
pub(crate) fn address(text: &str) -> Option<[u8; 6]> {
    let mut bytes = [0; 6];
    let mut pairs = text.split(':');
    for byte in &mut bytes {
        let pair = pairs.next().filter(|pair| pair.len() == 2)?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    pairs.next().is_none().then_some(bytes)
}

/// An address as it is printed.
pub(crate) fn printed(address: [u8; 6]) -> String {
    address.map(|byte| format!("{byte:02X}")).join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_may_stand_alone_or_with_a_lock() {
        let alone: ProbeChoice = "/dev/ttyACM0".parse().unwrap();
        assert_eq!((alone.lock, alone.parameters.interval), (Wanted::Any, 24));
        let named: ProbeChoice = "usb:ABC,lock=54:D2:72:00:11:22,interval=7.5"
            .parse()
            .unwrap();
        assert_eq!(
            named.lock,
            Wanted::Address([0x54, 0xD2, 0x72, 0, 0x11, 0x22])
        );
        assert_eq!(named.parameters.interval, 6);
        assert_eq!(named.who(), " with the address 54:D2:72:00:11:22");
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (text, told) in [
            ("", "a port"),
            ("x,speed=9", "`speed=9`"),
            ("x,interval=5", "7.5 to 4000"),
        ] {
            let wrong = text.parse::<ProbeChoice>().unwrap_err();
            assert!(wrong.contains(told), "{wrong}");
        }
    }
}
