//! Ctrl-C and SIGTERM: a flag that waits listen to.

use crate::attached::kill_all;
use boundary::RigFault;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the user has asked to stop.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    raised: Arc<AtomicBool>,
}

impl Interrupt {
    /// Catches Ctrl-C, SIGTERM and SIGHUP. The first asks the run to stop, which cleans up and
    /// writes its reports; the second ends the program at once, with the locks it has started.
    ///
    /// # Errors
    /// The signals are caught already.
    pub fn catch() -> Result<Self, RigFault> {
        let interrupt = Self::default();
        let seen = interrupt.clone();
        ctrlc::set_handler(move || {
            if seen.is_raised() {
                kill_all();
                std::process::exit(INCOMPLETE);
            }
            seen.raise();
        })
        .map_err(|error| RigFault::new(format!("signals cannot be caught: {error}"), ""))?;
        Ok(interrupt)
    }

    /// Asks to stop.
    pub fn raise(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Whether that has been asked.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }
}

/// The exit code of a run that was stopped.
const INCOMPLETE: i32 = 4;
