//! A device behind a pseudo-terminal: what the emulated probe's serial line is made of, and the
//! faults of such lines.

use crate::clock::{Stopwatch, duration, pause};
use boundary::{Instant, RigFault, Span};
use serialport::{SerialPort, TTYPort};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What sits at the other end of the line. It has no clock of its own.
pub trait Device: Send {
    /// Takes bytes.
    fn hear(&mut self, now: Instant, bytes: &[u8]);
    /// Does what is due.
    fn run(&mut self, now: Instant);
    /// The bytes it wants to send; they are then forgotten.
    fn said(&mut self) -> Vec<u8>;
    /// When it wants to run.
    fn deadline(&self) -> Option<Instant>;
    /// Loses its power and starts anew.
    fn reset(&mut self);
}

/// What can happen to a serial line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The plug is pulled, and put in again a little later.
    Cut,
    /// Bytes that nobody sent come before the next ones.
    Garbage,
    /// Nothing passes for so many milliseconds.
    Delay(u32),
    /// The device starts anew.
    Reset,
    /// The next two frames change places.
    Reorder,
    /// The next frame comes twice.
    Duplicate,
    /// The next frame is lost.
    Drop,
    /// A bit of the next frame is wrong.
    Flip,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Cut,
        Self::Garbage,
        Self::Delay(40),
        Self::Delay(2_500),
        Self::Reset,
        Self::Reorder,
        Self::Duplicate,
        Self::Drop,
        Self::Flip,
    ];
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// To the device.
    To,
    /// From the device.
    From,
}

/// A fault that waits for its moment.
#[derive(Clone, Copy, Debug)]
struct Ordered {
    line: Line,
    kind: FaultKind,
    /// How many pieces pass before it.
    after: u32,
}

/// A device that runs in a thread behind a pseudo-terminal, until this value is dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    path: PathBuf,
}

struct Shared {
    stop: AtomicBool,
    faults: Mutex<VecDeque<Ordered>>,
    /// How many faults have happened.
    done: AtomicU64,
}

impl Emulator {
    /// Starts one; `link` is where a symbolic link to the pseudo-terminal is kept up to date.
    ///
    /// # Errors
    /// The system gives no pseudo-terminal, or the link cannot be made.
    pub fn start(device: Box<dyn Device>, link: Option<PathBuf>) -> Result<Self, RigFault> {
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            faults: Mutex::new(VecDeque::new()),
            done: AtomicU64::new(0),
        });
        let wire = Wire::open(link.as_deref())?;
        let path = link.clone().unwrap_or_else(|| PathBuf::from(&wire.name));
        let work = Work {
            device,
            watch: Stopwatch::start(),
            link,
            shared: shared.clone(),
            held: None,
            noise: 0x9E37_79B9,
        };
        let thread = std::thread::spawn(move || work.run(wire));
        Ok(Self {
            shared,
            thread: Some(thread),
            path,
        })
    }

    /// The port to open.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.display().to_string()
    }

    /// Orders a fault: it happens to the bytes that come in that direction after so many pieces.
    pub fn fault(&self, line: Line, kind: FaultKind, after: u32) {
        let mut faults = self
            .shared
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        faults.push_back(Ordered { line, kind, after });
    }

    /// How many of the ordered faults have happened.
    #[must_use]
    pub fn happened(&self) -> u64 {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// Waits until it ends, which it does only when the pseudo-terminal breaks.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A pseudo-terminal: the device's end, and the harness's, held open so that it outlives sessions.
struct Wire {
    device: TTYPort,
    _harness: File,
    name: String,
}

impl Wire {
    fn open(link: Option<&std::path::Path>) -> Result<Self, RigFault> {
        let broken = |error: &dyn std::fmt::Display| {
            RigFault::new(
                format!("no pseudo-terminal for the emulated probe: {error}"),
                "",
            )
        };
        let (device, mut harness) = TTYPort::pair().map_err(|error| broken(&error))?;
        // The harness opens it again, and alone: what is held open here has no lock on it.
        harness
            .set_exclusive(false)
            .map_err(|error| broken(&error))?;
        let name = harness.name().unwrap_or_default();
        let held = File::options()
            .read(true)
            .write(true)
            .custom_flags(NO_CONTROLLING_TERMINAL)
            .open(&name)
            .map_err(|error| broken(&error))?;
        drop(harness);
        if let Some(link) = link {
            let _ = std::fs::remove_file(link);
            std::os::unix::fs::symlink(&name, link).map_err(|error| broken(&error))?;
        }
        Ok(Self {
            device,
            _harness: held,
            name,
        })
    }
}

/// The thread's work.
struct Work {
    device: Box<dyn Device>,
    watch: Stopwatch,
    link: Option<PathBuf>,
    shared: Arc<Shared>,
    /// A frame that waits to be overtaken.
    held: Option<Vec<u8>>,
    noise: u32,
}

impl Work {
    fn run(mut self, mut wire: Wire) {
        let mut buffer = [0; 4096];
        while !self.shared.stop.load(Ordering::Relaxed) {
            let now = self.watch.now();
            self.device.run(now);
            if !self.say(&mut wire) {
                return;
            }
            let due = self.device.deadline().unwrap_or(Instant::NEVER);
            let wait = self.watch.until(due).min(LOOK_UP_EVERY).max(SHORTEST);
            let _ = wire.device.set_timeout(duration(wait));
            match wire.device.read(&mut buffer) {
                Ok(length) => {
                    let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                    let Some(bytes) = self.spoil(Line::To, bytes, &mut wire) else {
                        continue;
                    };
                    self.device.hear(self.watch.now(), &bytes);
                    if !self.say(&mut wire) {
                        return;
                    }
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                Err(_) => return,
            }
        }
        if let Some(link) = &self.link {
            let _ = std::fs::remove_file(link);
        }
    }

    fn say(&mut self, wire: &mut Wire) -> bool {
        let said = self.device.said();
        if said.is_empty() {
            return true;
        }
        let Some(said) = self.spoil(Line::From, said, wire) else {
            return true;
        };
        let _ = wire.device.set_timeout(duration(WRITTEN_WITHIN));
        match wire.device.write_all(&said) {
            Ok(()) => true,
            // Nobody reads: a serial line has no memory.
            Err(error) => error.kind() == ErrorKind::TimedOut,
        }
    }

    /// Lets an ordered fault happen to some bytes; none are left of what was cut.
    fn spoil(&mut self, line: Line, bytes: Vec<u8>, wire: &mut Wire) -> Option<Vec<u8>> {
        let kind = {
            let mut faults = self
                .shared
                .faults
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            match faults.front_mut() {
                Some(first) if first.line == line && first.after > 0 => {
                    first.after -= 1;
                    None
                }
                Some(first) if first.line == line => faults.pop_front().map(|first| first.kind),
                _ => None,
            }
        };
        let Some(kind) = kind else {
            return Some(match (line, self.held.take()) {
                (Line::From, Some(held)) => [bytes, held].concat(),
                (_, held) => {
                    self.held = held;
                    bytes
                }
            });
        };
        self.shared.done.fetch_add(1, Ordering::Relaxed);
        self.happen(kind, line, bytes, wire)
    }

    fn happen(
        &mut self,
        kind: FaultKind,
        line: Line,
        bytes: Vec<u8>,
        wire: &mut Wire,
    ) -> Option<Vec<u8>> {
        match kind {
            FaultKind::Cut => {
                pause(UNPLUGGED);
                if let Ok(new) = Wire::open(self.link.as_deref()) {
                    *wire = new;
                }
                None
            }
            FaultKind::Reset => {
                self.device.reset();
                None
            }
            FaultKind::Delay(ms) => {
                pause(Span::millis(ms.into()));
                Some(bytes)
            }
            FaultKind::Garbage => {
                let noise: Vec<u8> = (0..40).map(|_| self.random()).collect();
                Some([noise, bytes].concat())
            }
            FaultKind::Flip => {
                let mut bytes = bytes;
                let at = bytes.len() / 2;
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 0x10;
                }
                Some(bytes)
            }
            FaultKind::Duplicate => {
                let (first, rest) = first_frame(&bytes);
                Some([first, first, rest].concat())
            }
            FaultKind::Drop => {
                let (_, rest) = first_frame(&bytes);
                (!rest.is_empty()).then(|| rest.to_vec())
            }
            FaultKind::Reorder => {
                let (first, rest) = first_frame(&bytes);
                let (second, others) = first_frame(rest);
                if second.is_empty() && line == Line::From {
                    self.held = Some(first.to_vec());
                    return None;
                }
                Some([second, first, others].concat())
            }
        }
    }

    fn random(&mut self) -> u8 {
        self.noise = self
            .noise
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        self.noise.to_be_bytes()[0]
    }
}

/// The bytes of the first frame, zeros included, and the rest.
fn first_frame(bytes: &[u8]) -> (&[u8], &[u8]) {
    let begin = bytes
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(bytes.len());
    let length = bytes.iter().skip(begin).position(|byte| *byte == 0);
    let end = length.map_or(bytes.len(), |length| begin + length + 1);
    bytes.split_at(end)
}

const LOOK_UP_EVERY: Span = Span::millis(50);
const SHORTEST: Span = Span::millis(1);
const WRITTEN_WITHIN: Span = Span::millis(500);
const UNPLUGGED: Span = Span::millis(150);
/// O_NOCTTY of Linux.
const NO_CONTROLLING_TERMINAL: i32 = 0o400;
