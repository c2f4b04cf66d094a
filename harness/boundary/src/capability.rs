//! What a link and the hands beside it can do; a case that needs more is not applicable there.

use alloc::collections::BTreeSet;
use alloc::string::String;
use core::fmt;

macro_rules! capabilities {
    ($($name:ident = $text:literal, $doc:literal;)*) => {
        /// Something a link can do beyond connecting, subscribing and writing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Capability { $(#[doc = $doc] $name,)* }

        impl Capability {
            /// Every capability, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name used in rig files, `hello` lines and reasons.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it means, in a few words.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }
        }
    };
}

capabilities! {
    Button = "button", "presses the lock's button";
    PowerCycle = "power-cycle", "removes and restores the lock's power";
    FactoryReset = "factory-reset", "makes the lock forget users, configuration and log";
    SetClock = "set-clock", "sets the lock's clock by hand";
    LimitUsers = "limit-users", "makes the user table small";
    Jam = "jam", "blocks the motor";
    TurnKey = "turn-key", "turns the bolt by hand";
    Defect = "defect", "builds a named fault into the lock";
    Advertising = "advertising", "sees what the lock advertises";
    Mtu = "mtu", "exchanges the MTU on an open connection";
    VirtualTime = "virtual-time", "gives the lock its time";
    PrepareWrite = "prepare-write", "sends single Prepare Write and Execute Write requests";
    HoldConfirmation = "hold-confirmation", "withholds the confirmation of an indication";
    ChooseMtu = "choose-mtu", "decides the ATT_MTU of a connection";
    WriteCommand = "write-command", "sends Write Commands";
    SeveralConnections = "several-connections", "keeps more than one connection open";
    RawCccd = "raw-cccd", "writes any value to a CCCD";
    Power = "power", "switches the lock's power off and on";
    MotorEdges = "motor-edges", "sees the motor start and stop";
    LedEdges = "led-edges", "sees the LED go on and off";
    BuzzerEdges = "buzzer-edges", "hears the buzzer go on and off";
}

impl Capability {
    /// The capability of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The capabilities of a link, and the words of its `hello` that are not known here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    known: BTreeSet<Capability>,
    /// Names that a newer lock may use; they are reported and otherwise ignored.
    pub unknown: BTreeSet<String>,
}

impl Capabilities {
    /// Every capability there is.
    #[must_use]
    pub fn all() -> Self {
        Self {
            known: Capability::ALL.iter().copied().collect(),
            unknown: BTreeSet::new(),
        }
    }

    /// Reads the names of a `hello` line.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut read = Self::default();
        for name in names {
            match Capability::from_name(name) {
                Some(one) => _ = read.known.insert(one),
                None => _ = read.unknown.insert(name.into()),
            }
        }
        read
    }

    /// Adds one.
    pub fn insert(&mut self, one: Capability) {
        self.known.insert(one);
    }

    /// Takes one away.
    pub fn remove(&mut self, one: Capability) {
        self.known.remove(&one);
    }

    /// Whether the link has it.
    #[must_use]
    pub fn has(&self, one: Capability) -> bool {
        self.known.contains(&one)
    }

    /// All of them in table order.
    pub fn iter(&self) -> impl Iterator<Item = Capability> + '_ {
        self.known.iter().copied()
    }
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(from: I) -> Self {
        Self {
            known: from.into_iter().collect(),
            unknown: BTreeSet::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_capability() {
        for one in Capability::ALL {
            assert_eq!(Capability::from_name(one.name()), Some(*one));
        }
    }

    #[test]
    fn an_unknown_name_is_kept() {
        let read = Capabilities::from_names(["button", "teleport"]);
        assert!(read.has(Capability::Button));
        assert!(read.unknown.contains("teleport"));
    }
}
