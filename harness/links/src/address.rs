//! The `--lock` forms: how a person names a lock and the way to it.
//!
//! [`KINDS`] is the one table of them. A new kind of link is a row there, a variant of
//! [`LockAddress`] and an arm in `open.rs`; the program's help and its messages follow.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A lock and the way to it, as `--lock` and rig files name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockAddress {
    /// The embedded reference lock in virtual time.
    Sim(SimChoice),
    /// A process on the attached-lock protocol.
    Exec(CommandLine),
    /// A listening TCP socket on the attached-lock protocol.
    Tcp {
        /// A host name or an address.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A listening Unix-domain socket on the attached-lock protocol.
    Unix(PathBuf),
    /// A lock on the air, through this machine's Bluetooth adapter.
    Ble(String),
    /// A lock on the air, through the probe at a serial port.
    Probe(String),
}

impl FromStr for LockAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (name, rest) = match text.split_once(':') {
            Some((name, rest)) => (name, Some(rest)),
            None => (text, None),
        };
        match KINDS.iter().find(|kind| kind.name == name) {
            Some(kind) => (kind.read)(rest.unwrap_or_default()),
            None => Err(AddressError::Unknown {
                text: text.to_owned(),
                hint: hint(text, name),
            }),
        }
    }
}

impl fmt::Display for LockAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sim(choice) if choice.settings.is_empty() => write!(f, "sim"),
            Self::Sim(choice) => write!(f, "sim:{choice}"),
            Self::Exec(command) => write!(f, "exec:{command}"),
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp:[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp:{host}:{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Ble(lock) => write!(f, "ble:{lock}"),
            Self::Probe(port) => write!(f, "probe:{port}"),
        }
    }
}

/// How the reference lock shall be built: `defect=NAME`, `variant=NAME`, `SETTING=VALUE`, in the
/// order given. What the names mean is the reference lock's to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimChoice {
    /// Names and values.
    pub settings: Vec<(String, String)>,
}

impl SimChoice {
    /// The values given to that name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.settings.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for SimChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.settings.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{name}={value}")?;
        }
        Ok(())
    }
}

/// A command line, split as a shell splits words; no shell runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    text: String,
    words: Vec<String>,
}

impl CommandLine {
    /// Splits it.
    ///
    /// # Errors
    /// There is no word in it, or a quote is not closed.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let words = shell_words::split(text).map_err(|_| AddressError::Quote(text.to_owned()))?;
        if words.first().is_none_or(String::is_empty) {
            return Err(AddressError::NoCommand);
        }
        Ok(Self {
            text: text.to_owned(),
            words,
        })
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// What it is given.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One kind of link: a row of [`KINDS`].
#[derive(Clone, Copy, Debug)]
pub struct LinkKind {
    /// The word before the colon.
    pub name: &'static str,
    /// The form with its variable parts in capitals.
    pub form: &'static str,
    /// One that could be typed as it is.
    pub example: &'static str,
    /// What it is for, in one sentence.
    pub help: &'static str,
    read: fn(&str) -> Result<LockAddress, AddressError>,
}

/// Every kind of link.
pub const KINDS: &[LinkKind] = &[
    LinkKind {
        name: "sim",
        form: "sim[:NAME=VALUE,...]",
        example: "sim:defect=accepts-replayed-nonce",
        help: "The embedded reference lock, in virtual time, with a defect or other settings.",
        read: sim,
    },
    LinkKind {
        name: "exec",
        form: "exec:COMMAND LINE",
        example: "exec:./my-lock --port none",
        help: "A process that speaks the attached-lock protocol on standard input and output.",
        read: |text| CommandLine::parse(text).map(LockAddress::Exec),
    },
    LinkKind {
        name: "tcp",
        form: "tcp:HOST:PORT",
        example: "tcp:localhost:7000",
        help: "A lock that listens for the attached-lock protocol on a TCP port.",
        read: tcp,
    },
    LinkKind {
        name: "unix",
        form: "unix:PATH",
        example: "unix:/run/my-lock.sock",
        help: "A lock that listens for the attached-lock protocol on a Unix-domain socket.",
        read: |text| match text {
            "" => Err(AddressError::Missing("unix:PATH", "unix:/run/my-lock.sock")),
            path => Ok(LockAddress::Unix(PathBuf::from(path))),
        },
    },
    LinkKind {
        name: "ble",
        form: "ble:ADDRESS or ble:NAME[,bearer=att|gatt][,adapter=NAME][,hands=ADDRESS]",
        example: "ble:54:D2:72:00:11:22",
        help: "A lock on the air, through this machine's Bluetooth adapter (BlueZ).",
        read: |text| match text {
            "" => Err(AddressError::Missing(
                "ble:ADDRESS or ble:NAME",
                "ble:54:D2:72:00:11:22",
            )),
            lock => Ok(LockAddress::Ble(lock.to_owned())),
        },
    },
    LinkKind {
        name: "probe",
        form: "probe:PORT",
        example: "probe:/dev/ttyACM0",
        help: "A lock on the air, through an ESP32-S3 probe at a serial port.",
        read: |text| match text {
            "" => Err(AddressError::Missing("probe:PORT", "probe:/dev/ttyACM0")),
            port => Ok(LockAddress::Probe(port.to_owned())),
        },
    },
];

/// Why a text names no lock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No kind of link begins like that.
    #[error("expected a lock as one of {}, got `{text}`{hint}", forms())]
    Unknown {
        /// What was given.
        text: String,
        /// What may have been meant.
        hint: String,
    },
    /// The part after the colon is missing: the form, and an example.
    #[error("expected {0}, for example `{1}`, got nothing after the colon")]
    Missing(&'static str, &'static str),
    /// A command line without a command.
    #[error("expected exec:COMMAND LINE, for example `exec:./my-lock --port none`, got no command")]
    NoCommand,
    /// A quote is not closed.
    #[error("expected a command line with closed quotes, got `{0}`")]
    Quote(String),
    /// A TCP address without a usable host and port.
    #[error(
        "expected tcp:HOST:PORT with a port from 1 to 65535, for example `tcp:localhost:7000` or `tcp:[::1]:7000`, got `tcp:{0}`"
    )]
    HostPort(String),
    /// A part of a lock on the air that is not one of its settings.
    #[error(
        "expected `bearer=att`, `bearer=gatt`, `adapter=NAME+NAME` or `hands=tcp:HOST:PORT`, got `{0}` in `ble:{1}`"
    )]
    BleSetting(String, String),
    /// A part of the reference lock's settings that is not `NAME=VALUE`.
    #[error(
        "expected NAME=VALUE, for example `sim:defect=accepts-replayed-nonce`, got `{0}` in `sim:{1}`"
    )]
    Setting(String, String),
}

fn sim(text: &str) -> Result<LockAddress, AddressError> {
    let mut choice = SimChoice::default();
    for part in text.split(',').filter(|_| !text.is_empty()) {
        let pair = part.split_once('=').map(|(k, v)| (k.trim(), v.trim()));
        let Some((name, value)) = pair.filter(|(k, v)| !k.is_empty() && !v.is_empty()) else {
            return Err(AddressError::Setting(part.to_owned(), text.to_owned()));
        };
        choice.settings.push((name.to_owned(), value.to_owned()));
    }
    Ok(LockAddress::Sim(choice))
}

fn tcp(text: &str) -> Result<LockAddress, AddressError> {
    let wrong = || AddressError::HostPort(text.to_owned());
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let bracketed = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let port: u16 = port.parse().map_err(|_| wrong())?;
    match bracketed.unwrap_or(host) {
        "" => Err(wrong()),
        bare if bracketed.is_none() && bare.contains(':') => Err(wrong()),
        _ if port == 0 => Err(wrong()),
        host => Ok(LockAddress::Tcp {
            host: host.to_owned(),
            port,
        }),
    }
}

fn forms() -> String {
    let forms: Vec<_> = KINDS
        .iter()
        .map(|kind| format!("`{}`", kind.form))
        .collect();
    forms.join(", ")
}

/// A path is most likely a program to be run; another word may be misspelt.
fn hint(text: &str, name: &str) -> String {
    if name.contains('/') || name.starts_with('.') {
        return format!("; did you mean `exec:{text}`?");
    }
    let near = |kind: &&LinkKind| {
        let mut letters: Vec<char> = kind.name.chars().collect();
        let mut typed: Vec<char> = name.to_lowercase().chars().collect();
        letters.sort_unstable();
        typed.sort_unstable();
        letters == typed || (typed.len() > 1 && kind.name.starts_with(&name.to_lowercase()))
    };
    let found = KINDS.iter().find(near);
    found.map_or_else(String::new, |kind| {
        format!("; did you mean `{}`?", kind.form)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        text.parse::<LockAddress>().unwrap_err().to_string()
    }

    #[test]
    fn every_form_is_printed_as_it_was_read() {
        for text in [
            "sim",
            "sim:defect=accepts-replayed-nonce",
            "sim:defect=a,variant=b,motor-ms=1200",
            "exec:strikeplate lock --exec",
            "exec:'a lock' \"--name=x y\"",
            "tcp:localhost:7000",
            "tcp:[::1]:7000",
            "unix:/run/lock.sock",
            "ble:54:D2:72:00:11:22",
            "ble:Nuki_12345678",
            "probe:/dev/ttyACM0",
        ] {
            assert_eq!(text.parse::<LockAddress>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn every_row_reads_its_own_example() {
        for kind in KINDS {
            let address: LockAddress = kind.example.parse().unwrap();
            assert!(address.to_string().starts_with(kind.name), "{}", kind.name);
        }
    }

    #[test]
    fn a_command_line_is_split_as_a_shell_splits_words() {
        let command = CommandLine::parse("./lock 'two words' --x=\"a b\" c\\ d").unwrap();
        assert_eq!(command.program(), "./lock");
        assert_eq!(command.arguments(), ["two words", "--x=a b", "c d"]);
    }

    #[test]
    fn the_values_of_a_name_come_in_order() {
        let Ok(LockAddress::Sim(choice)) = "sim:defect=a,defect=b".parse() else {
            panic!("it is a sim");
        };
        assert_eq!(choice.values("defect").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_wrong_address_says_what_was_expected() {
        assert!(wrong("").contains("`exec:COMMAND LINE`"));
        assert!(wrong("tpc:localhost:1").contains("did you mean `tcp:HOST:PORT`?"));
        assert!(wrong("./my-lock").contains("did you mean `exec:./my-lock`?"));
        assert!(wrong("tcp:localhost").contains("tcp:localhost:7000"));
        assert!(wrong("tcp:localhost:0").contains("from 1 to 65535"));
        assert!(wrong("tcp:::1:7000").contains("tcp:[::1]:7000"));
        assert!(wrong("exec:").contains("no command"));
        assert!(wrong("exec:''").contains("no command"));
        assert!(wrong("exec:'./lock").contains("closed quotes"));
        assert!(wrong("unix:").contains("unix:/run/my-lock.sock"));
        assert!(wrong("ble").contains("ble:54:D2"));
        assert!(wrong("probe:").contains("/dev/ttyACM0"));
        assert!(wrong("sim:defect").contains("`defect` in `sim:defect`"));
        assert!(wrong("sim:a=1,,b=2").contains("NAME=VALUE"));
    }
}
