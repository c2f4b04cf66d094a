//! The emulated probe: the probe's own behaviour behind a pseudo-terminal, on a bench with the
//! reference lock.

use crate::reference;
use app::{Emulated, Probe, pin};
use boundary::{Instant, RigFault, Span};
use links::{Device, Emulator, SimChoice, Wiring};
use sha2::{Digest as _, Sha256};
use sim::{Lock, Setup};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use wire::probe::BootCause;

/// An emulated bench that was ordered.
pub(crate) struct Order {
    setup: Setup,
}

impl Order {
    /// Reads what stands behind `probe:emulated`: nothing, or `:NAME=VALUE,...` as for `sim`.
    ///
    /// # Errors
    /// A name or value is not known.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let choice = match text.strip_prefix(':') {
            None if text.is_empty() => SimChoice::default(),
            Some(settings) => match format!("sim:{settings}").parse() {
                Ok(links::LockAddress::Sim(choice)) => choice,
                Ok(_) => SimChoice::default(),
                Err(error) => return Err(links::AddressError::to_string(&error)),
            },
            None => {
                return Err(format!(
                    "expected `probe:emulated` or `probe:emulated:NAME=VALUE,...`, got `{text}` behind it"
                ));
            }
        };
        let setup = reference::setup(&choice, 0)?;
        Ok(Self { setup })
    }

    /// What the lock on the bench claims of itself: a radio alone does not tell.
    pub(crate) fn claims(&self) -> BTreeMap<String, String> {
        use boundary::Peer as _;
        Lock::new(self.setup.clone()).identity().claims
    }

    /// Starts the bench.
    ///
    /// # Errors
    /// The system gives no pseudo-terminal.
    pub(crate) fn start(self, port: Option<PathBuf>) -> Result<Emulator, RigFault> {
        let device = Bench::new(self.setup);
        Emulator::start(Box::new(device), port)
    }
}

/// How the emulated board is wired, in the words of a rig file.
pub(crate) fn wiring() -> Wiring {
    let mut wiring = Wiring::default();
    for (role, pin) in [
        ("button", pin::BUTTON),
        ("power", pin::POWER),
        ("motor", pin::MOTOR),
        ("led", pin::LED),
        ("voltage", pin::VOLTAGE),
        ("current", pin::CURRENT),
    ] {
        // Every role is one of the table.
        let _ = wiring.put(role, &pin.to_string());
    }
    wiring
}

/// The probe as a device on a line.
struct Bench {
    setup: Setup,
    /// How many locks there have been: none has the randomness of another.
    made: Arc<AtomicU64>,
    probe: Probe<Emulated>,
    /// The line's time when the probe started.
    begin: Instant,
    now: Instant,
}

impl Bench {
    fn new(setup: Setup) -> Self {
        let made = Arc::new(AtomicU64::new(0));
        Self {
            probe: started(&setup, &made),
            setup,
            made,
            begin: Instant::ZERO,
            now: Instant::ZERO,
        }
    }

    fn own(&mut self, now: Instant) -> Instant {
        self.now = now;
        Instant(now.since(self.begin).0)
    }
}

fn started(setup: &Setup, made: &Arc<AtomicU64>) -> Probe<Emulated> {
    let (setup, made) = (setup.clone(), made.clone());
    let make: app::MakePeer = Box::new(move || {
        let mut setup = setup.clone();
        let number = made.fetch_add(1, Ordering::Relaxed);
        setup.seed = setup.seed.wrapping_add(number.wrapping_mul(reference::ODD));
        Box::new(Lock::new(setup))
    });
    Probe::new(
        Emulated::new(make).of_image(own_image()),
        BootCause::PowerOn,
    )
}

/// The digest of this program: it is what an emulated probe runs.
fn own_image() -> Option<[u8; 32]> {
    static IMAGE: OnceLock<Option<[u8; 32]>> = OnceLock::new();
    *IMAGE.get_or_init(|| {
        let program = std::env::current_exe().and_then(std::fs::read).ok()?;
        Some(Sha256::digest(program).into())
    })
}

impl Device for Bench {
    fn hear(&mut self, now: Instant, bytes: &[u8]) {
        let own = self.own(now);
        self.probe.hear(own, bytes);
    }

    fn run(&mut self, now: Instant) {
        let own = self.own(now);
        self.probe.run(own);
    }

    fn said(&mut self) -> Vec<u8> {
        self.probe.said()
    }

    fn deadline(&self) -> Option<Instant> {
        let own = self.probe.deadline()?;
        Some(self.begin + Span(own.0))
    }

    fn reset(&mut self) {
        self.begin = self.now;
        self.probe = started(&self.setup, &self.made);
    }
}

#[cfg(test)]
mod faults;
#[cfg(test)]
mod second;
#[cfg(test)]
mod speed;
