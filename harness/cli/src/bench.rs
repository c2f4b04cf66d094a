//! Options that name a lock, and the way from them to an open link.

use crate::emulated::{self, Order};
use crate::reference;
use crate::rig::Rig;
use boundary::{Capabilities, Capability, Clock, Link, RigFault};
use links::{
    AttachedOptions, ClockChoice, Exclusive, Interrupt, Interruptible, LockAddress, ProbeLink,
    SecondRadio, SimChoice, SimLink, Terminal, WithPerson, WithProbe, is_secret_claim,
};
use reports::console::quoted;
use scenario::run::Profile;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Options that name a lock.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "The lock")]
pub(crate) struct LockOptions {
    /// The lock: sim, sim:defect=NAME, `exec:COMMAND LINE`, tcp:HOST:PORT, unix:PATH, probe:PORT, probe:emulated [default: sim]
    #[arg(long, value_name = "LOCK")]
    pub(crate) lock: Option<String>,
    /// A rig file, which names the lock and its profile
    #[arg(long, value_name = "FILE")]
    pub(crate) rig: Option<PathBuf>,
    /// A profile file: what the lock claims, and the values that the tests need
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// The clock: virtual where the lock can be given its time, or the host's
    #[arg(long, value_name = "CLOCK", value_parser = ["real", "virtual"])]
    pub(crate) clock: Option<String>,
    /// Who presses the button, cuts the power and turns the key where the link cannot: you, asked at the terminal
    #[arg(long, value_name = "WHO", value_parser = ["person"])]
    pub(crate) hands: Option<String>,
}

/// A lock as it was named, before anything is opened.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) address: LockAddress,
    pub(crate) rig: Rig,
    clock: ClockChoice,
}

impl LockOptions {
    /// What the options and the files they name say.
    ///
    /// # Errors
    /// An address or a file is wrong.
    pub(crate) fn place(&self) -> Result<Place, String> {
        let mut rig = match &self.rig {
            Some(path) => Rig::read(path)?,
            None => Rig::default(),
        };
        if let Some(path) = &self.profile {
            rig.read_profile(path)?;
        }
        rig.person |= self.hands.is_some();
        let named = self
            .lock
            .as_deref()
            .or(rig.lock.as_deref())
            .unwrap_or("sim");
        let address: LockAddress = named
            .parse()
            .map_err(|error: links::AddressError| error.to_string())?;
        if let LockAddress::Sim(choice) = &address {
            reference::setup(choice, 0)?;
        }
        if rig.second.is_some() && (rig.probe.is_some() || matches!(address, LockAddress::Probe(_)))
        {
            return Err(
                "`second` goes with a link that is no probe, and without `probe`: its pins are hands too".into(),
            );
        }
        let clock = match self.clock.as_deref().or(rig.clock.as_deref()) {
            Some("real") if matches!(address, LockAddress::Sim(_)) => {
                return Err("the embedded lock runs in virtual time only; for the host's clock use --lock 'exec:strikeplate lock --exec'".into());
            }
            Some("real") => ClockChoice::Real,
            _ => ClockChoice::VirtualIfOffered,
        };
        Ok(Place {
            address,
            rig,
            clock,
        })
    }

    /// The options that lead to the same lock again, for the command that runs one case alone.
    pub(crate) fn again(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        let mut put = |name: &str, value: Option<String>| {
            words.extend(value.map(|value| format!("--{name} {}", quoted(&value))));
        };
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        put("lock", self.lock.clone().filter(|lock| lock != "sim"));
        put("rig", path(&self.rig));
        put("profile", path(&self.profile));
        put("clock", self.clock.clone());
        put("hands", self.hands.clone());
        words.join(" ")
    }
}

impl Place {
    /// The reference lock that was ordered, where it is one.
    pub(crate) fn embedded(&self) -> Option<&SimChoice> {
        match &self.address {
            LockAddress::Sim(choice) => Some(choice),
            _ => None,
        }
    }

    /// Whether there may be several such locks at a time: each run has those for itself, and nothing else
    /// on the bench belongs to them.
    pub(crate) fn has_many(&self) -> bool {
        let rig = &self.rig;
        let alone = rig.probe.is_none() && rig.second.is_none() && !rig.person;
        alone && matches!(self.address, LockAddress::Sim(_) | LockAddress::Exec(_))
    }

    /// A link to a fresh embedded lock.
    pub(crate) fn sim(&self, choice: &SimChoice, seed: u64) -> SimLink {
        // The order was checked when the options were read.
        let setup = reference::setup(choice, seed).unwrap_or_default();
        SimLink::new(self.address.to_string(), reference::maker(setup))
    }

    /// What the lock and its link can do, and what it is judged by.
    ///
    /// # Errors
    /// The lock cannot be reached, or its profile makes no sense.
    pub(crate) fn meet(&self, interrupt: &Interrupt) -> anyhow::Result<(Capabilities, Profile)> {
        let link: Box<dyn Link> = match self.embedded() {
            Some(choice) => Box::new(self.sim(choice, 0)),
            None => self.open(interrupt)?.1,
        };
        let profile = self
            .rig
            .profile(&link.identity().claims)
            .map_err(anyhow::Error::msg)?;
        Ok((self.without_lacks(link.capabilities()), profile))
    }

    /// The same as far as files tell; nothing is opened.
    ///
    /// # Errors
    /// The profile makes no sense.
    pub(crate) fn as_told(&self) -> Result<(Profile, Capabilities), String> {
        let Some(choice) = self.embedded() else {
            let profile = self.rig.profile(&BTreeMap::new())?;
            let mut capabilities = self.without_lacks(&Capabilities::all());
            // No link but a raw bearer sends single Prepare Write requests.
            if !matches!(self.address, LockAddress::Probe(_)) {
                capabilities.remove(Capability::PrepareWrite);
            }
            for (role, one) in [
                ("power", Capability::Power),
                ("motor", Capability::MotorEdges),
                ("led", Capability::LedEdges),
                ("buzzer", Capability::BuzzerEdges),
            ] {
                if self.rig.wiring.line(role).is_none() {
                    capabilities.remove(one);
                }
            }
            return Ok((profile, capabilities));
        };
        let link = self.sim(choice, 0);
        let profile = self.rig.profile(&link.identity().claims)?;
        Ok((profile, self.without_lacks(link.capabilities())))
    }

    /// What the bench can do, without what the rig file says that it lacks.
    pub(crate) fn without_lacks(&self, capabilities: &Capabilities) -> Capabilities {
        let mut rest = capabilities.clone();
        for one in &self.rig.lacks {
            rest.remove(*one);
        }
        rest
    }

    /// Opens the way to the lock, alone.
    ///
    /// # Errors
    /// Another run has it, or it does not open.
    pub(crate) fn open(
        &self,
        interrupt: &Interrupt,
    ) -> Result<(Exclusive, Box<dyn Link>), RigFault> {
        let options = AttachedOptions {
            clock: self.clock,
            interrupt: interrupt.clone(),
            ..AttachedOptions::default()
        };
        let (alone, link) = match &self.address {
            LockAddress::Probe(text) => {
                let (alone, link) = self.through_probe(text, &options)?;
                let link = Interruptible::new(link, interrupt.clone());
                (alone, Box::new(link) as Box<dyn Link>)
            }
            _ => {
                let alone = Exclusive::take(&self.address)?;
                (alone, self.beside_a_probe(options)?)
            }
        };
        if self.rig.person {
            let link = WithPerson::new(link, Terminal::open()?)?;
            return Ok((alone, Box::new(link)));
        }
        Ok((alone, link))
    }

    /// A link of any other kind, with a probe beside it where the rig has one.
    fn beside_a_probe(&self, options: AttachedOptions) -> Result<Box<dyn Link>, RigFault> {
        let link = links::open(&self.address, options.clone(), |choice| {
            let setup = reference::setup(choice, 0).map_err(|why| RigFault::new(why, ""))?;
            Ok(reference::maker(setup))
        })?;
        let wiring = self.rig.wiring.clone();
        Ok(match (&self.rig.second, &self.rig.probe) {
            (Some(second), _) => Box::new(SecondRadio::open(second, wiring, &options, link)?),
            (None, Some(port)) => Box::new(WithProbe::open(port, wiring, link)?),
            (None, None) => link,
        })
    }

    /// A lock on the air through a probe, or the emulated bench.
    fn through_probe(
        &self,
        text: &str,
        options: &AttachedOptions,
    ) -> Result<(Exclusive, ProbeLink), RigFault> {
        let wiring = self.rig.wiring.clone();
        let Some(order) = text.strip_prefix("emulated") else {
            let alone = Exclusive::take(&self.address)?;
            return Ok((alone, ProbeLink::open(text, wiring, options)?));
        };
        let order = Order::read(order).map_err(|why| RigFault::new(why, ""))?;
        let wiring = if wiring.is_empty() {
            emulated::wiring()
        } else {
            wiring
        };
        let claims = order.claims();
        // Each run has such a bench for itself.
        let alone = Exclusive::take(&LockAddress::Sim(SimChoice::default()))?;
        let bench = order.start(None)?;
        let link = ProbeLink::open(&bench.path(), wiring, options)?;
        Ok((alone, link.on(bench, self.address.to_string(), claims)))
    }
}

/// Whether secrets of the profile enter a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrets {
    /// They stay out.
    Hidden,
    /// The user wants them in it.
    Shown,
}

/// What a journal says of a run on this link.
pub(crate) fn head(
    link: &dyn Link,
    profile: &Profile,
    rig: &Rig,
    seed: u64,
    secrets: Secrets,
) -> boundary::journal::RunHead {
    let identity = link.identity();
    let claims = profile
        .claims
        .iter()
        .filter(|(name, _)| secrets == Secrets::Shown || !is_secret_claim(name));
    boundary::journal::RunHead {
        journal: boundary::journal::VERSION,
        suite: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: String::new(),
        api: profile.api.name().to_owned(),
        link: identity.link.clone(),
        lock: format!("{} {}", identity.name, identity.version)
            .trim()
            .to_owned(),
        clock: match link.clock() {
            Clock::Virtual => "virtual".to_owned(),
            Clock::Real { uncertainty } => format!("real ±{uncertainty}"),
        },
        seed,
        started: links::clock::civil_now(),
        rig: rig.name.clone(),
        probe: identity.probe.clone(),
        profile: claims
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    }
}
