//! The emulated bench: a virtual radio towards a lock, and virtual wires to its button, its power,
//! its motor, its LED and its supply. Everything happens without delay and at exact instants.

use crate::board::{Board, Happening, Info, Level, RadioOrder};
use crate::server::{Server, ServerOut};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use boundary::{Control, Id, Instant, Peer as Lock, Signals, Span, Stamped, ToLock};
use wire::probe::{Active, Features, Host, LineConfig, LineMode, Peer, Refusal};

/// Makes the lock of the bench, and each one that comes after it.
pub type MakePeer = Box<dyn FnMut() -> Box<dyn Lock + Send> + Send>;

/// The GPIOs of the emulated board and what is wired to them.
pub mod pin {
    /// The lock's button, pulled up: low is pressed.
    pub const BUTTON: u8 = 4;
    /// The lock's power: high gives it.
    pub const POWER: u8 = 5;
    /// The motor's driver: high while it turns.
    pub const MOTOR: u8 = 6;
    /// The LED: low while it is lit.
    pub const LED: u8 = 7;
    /// The supply's voltage.
    pub const VOLTAGE: u8 = 8;
    /// The supply's current, as the voltage of its amplifier.
    pub const CURRENT: u8 = 9;
}

/// A bench that exists only in memory.
pub struct Emulated {
    make: MakePeer,
    lock: Box<dyn Lock + Send>,
    /// The bench's time when the lock's began.
    origin: Instant,
    now: Instant,
    server: Server,
    powered: bool,
    lines: BTreeMap<u8, LineConfig>,
    seen: Signals,
    shown: Shown,
    observes: bool,
    out: VecDeque<Stamped<Happening>>,
    image: Option<[u8; 32]>,
}

/// What the lock shows on the virtual air.
#[derive(Debug, Default)]
struct Shown {
    peer: Peer,
    data: Vec<u8>,
    response: Vec<u8>,
}

impl Emulated {
    /// A bench with a lock of its own.
    pub fn new(mut make: MakePeer) -> Self {
        let lock = make();
        let mut bench = Self {
            make,
            lock,
            origin: Instant::ZERO,
            now: Instant::ZERO,
            server: Server::default(),
            powered: true,
            lines: BTreeMap::new(),
            seen: Signals::default(),
            shown: Shown::default(),
            observes: false,
            out: VecDeque::new(),
            image: None,
        };
        bench.listen();
        bench
    }

    /// The same, saying that the program it is part of has this digest.
    #[must_use]
    pub const fn of_image(mut self, digest: Option<[u8; 32]>) -> Self {
        self.image = digest;
        self
    }

    fn own(&self) -> Instant {
        Instant(self.now.since(self.origin).0)
    }

    /// Hands on what the lock has said, and looks at its wires.
    fn listen(&mut self) {
        let own = self.own();
        while let Some(said) = self.lock.poll() {
            self.server.take(&mut *self.lock, own, said);
        }
        while let Some(out) = self.server.poll() {
            match out {
                ServerOut::Open(conn) => {
                    let peer = self.shown.peer;
                    self.happen(Happening::Connected { conn, peer });
                }
                ServerOut::Refused(conn) => {
                    let code = Host::NOT_ESTABLISHED;
                    self.happen(Happening::ConnectFailed { conn, code });
                }
                ServerOut::Pdu(conn, pdu) => self.happen(Happening::Att { conn, pdu }),
                ServerOut::Closed(conn, code) => {
                    self.happen(Happening::Disconnected { conn, code });
                }
                ServerOut::Shown(data, response, address) => {
                    let peer = peer(&address).unwrap_or(self.shown.peer);
                    self.shown = Shown {
                        peer,
                        data,
                        response,
                    };
                    self.show();
                }
                // The hands are wires here: nobody waits for a word.
                ServerOut::Hand(..) => {}
            }
        }
        self.look();
    }

    fn show(&mut self) {
        if !self.observes || !self.powered {
            return;
        }
        for (response, data) in [
            (false, self.shown.data.clone()),
            (true, self.shown.response.clone()),
        ] {
            if response && data.is_empty() {
                continue;
            }
            let peer = self.shown.peer;
            self.happen(Happening::Heard {
                peer,
                response,
                rssi: RSSI,
                data,
            });
        }
    }

    fn look(&mut self) {
        let now = if self.powered {
            self.lock.signals()
        } else {
            Signals::default()
        };
        let before = core::mem::replace(&mut self.seen, now);
        if now.motor != before.motor {
            self.edge(pin::MOTOR, if now.motor { Level::High } else { Level::Low });
        }
        if now.led != before.led {
            self.edge(pin::LED, if now.led { Level::Low } else { Level::High });
        }
    }

    fn edge(&mut self, pin: u8, level: Level) {
        let wired = |config: &LineConfig| config.pin == pin && config.mode.is_input();
        let line = self.lines.iter().find(|(_, config)| wired(config));
        if let Some(line) = line.map(|(line, _)| *line) {
            self.happen(Happening::Edge { line, level });
        }
    }

    fn happen(&mut self, what: Happening) {
        let at = self.now;
        self.out.push_back(Stamped { at, what });
    }

    fn control(&mut self, control: Control) {
        let own = self.own();
        let id = Id(0);
        self.lock.take(own, ToLock::Control { id, control });
        self.listen();
    }

    fn power(&mut self, on: bool) {
        if on != self.powered {
            // The lock's time without power is nobody's: it boots when the power returns.
            self.control(Control::PowerCycle);
            self.powered = on;
            self.look();
            self.show();
        }
    }

    fn connect(&mut self, conn: u8, to: Peer) -> Result<(), Refusal> {
        if self.server.has(conn) {
            return Err(Refusal::Conn);
        }
        if !self.powered || to.address != self.shown.peer.address {
            let code = Host::NOT_ESTABLISHED;
            self.happen(Happening::ConnectFailed { conn, code });
            return Ok(());
        }
        let own = self.own();
        self.server.connect(&mut *self.lock, own, conn);
        self.listen();
        Ok(())
    }
}

impl Board for Emulated {
    fn info(&self) -> Info {
        Info {
            board: "emulated",
            serial: [0x02, 0, 0, 0, 0, 1],
            features: FEATURES,
            image: self.image,
        }
    }

    fn configure(&mut self, now: Instant, line: u8, config: LineConfig) -> Result<(), Refusal> {
        let fits = match config.pin {
            pin::BUTTON => config.mode == LineMode::OpenDrain,
            pin::POWER => config.mode.is_output(),
            pin::MOTOR | pin::LED => config.mode.is_input(),
            pin::VOLTAGE | pin::CURRENT => config.mode == LineMode::Analogue,
            _ => config.pin < PINS,
        };
        if !fits {
            return Err(Refusal::Pin);
        }
        self.lines.insert(line, config);
        if config.mode.is_output() {
            let high = (config.active == Active::High) == config.safe;
            let level = if high { Level::High } else { Level::Low };
            self.drive(now, line, level, None)?;
        }
        Ok(())
    }

    fn drive(
        &mut self,
        now: Instant,
        line: u8,
        level: Level,
        lasts: Option<Span>,
    ) -> Result<(), Refusal> {
        self.run(now);
        match (self.lines.get(&line).map(|config| config.pin), level) {
            (Some(pin::BUTTON), Level::Low) => {
                // The model of the lock has to know beforehand for how long.
                let held = lasts.ok_or(Refusal::Unsupported)?;
                let press_ms = u32::try_from(held.0 / 1_000).unwrap_or(u32::MAX);
                self.control(Control::Button { press_ms });
            }
            (Some(pin::POWER), level) => self.power(level == Level::High),
            (Some(_), _) => {}
            (None, _) => return Err(Refusal::Line),
        }
        Ok(())
    }

    fn measure(&mut self, line: u8) -> Option<u16> {
        let wired = self.lines.get(&line)?.pin;
        let motor = self.seen.motor;
        Some(match (wired, self.powered) {
            (pin::VOLTAGE, true) => {
                if motor {
                    2_710
                } else {
                    3_000
                }
            }
            (pin::CURRENT, true) => {
                if motor {
                    850
                } else {
                    12
                }
            }
            _ => 0,
        })
    }

    fn radio(&mut self, now: Instant, order: RadioOrder<'_>) -> Result<(), Refusal> {
        self.run(now);
        let own = self.own();
        match order {
            RadioOrder::Reset => {
                self.server.reset(&mut *self.lock, own);
                self.observes = false;
                self.listen();
            }
            RadioOrder::Observe(on) => {
                self.observes = on;
                self.show();
            }
            RadioOrder::Connect(conn, to, _) => self.connect(conn, to)?,
            RadioOrder::Disconnect(conn) if self.server.has(conn) => {
                self.server.disconnect(&mut *self.lock, own, conn);
                self.listen();
            }
            RadioOrder::Att(conn, pdu) if self.server.has(conn) => {
                self.server.hear(&mut *self.lock, own, conn, pdu);
                self.listen();
            }
            RadioOrder::Parameters(conn, _) if self.server.has(conn) => {}
            RadioOrder::Disconnect(_) | RadioOrder::Att(..) | RadioOrder::Parameters(..) => {
                return Err(Refusal::Conn);
            }
            RadioOrder::Advertise(None) => {}
            RadioOrder::Advertise(Some(_)) | RadioOrder::Hci(_) => {
                return Err(Refusal::Unsupported);
            }
        }
        Ok(())
    }

    fn run(&mut self, now: Instant) {
        while let Some(due) = self.deadline().filter(|due| *due <= now) {
            self.now = self.now.max(due);
            let own = self.own();
            self.lock.advance(own);
            self.listen();
            if self.deadline().is_some_and(|next| next <= due) {
                // A lock that stays at one instant is given the next one.
                break;
            }
        }
        if now > self.now {
            self.now = now;
            let own = self.own();
            self.lock.advance(own);
            self.listen();
        }
    }

    fn poll(&mut self) -> Option<Stamped<Happening>> {
        self.out.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let own = self.lock.deadline()?;
        Some(self.origin + Span(own.0))
    }

    fn renew(&mut self, now: Instant) -> Result<(), Refusal> {
        self.run(now);
        let own = self.own();
        self.server.reset(&mut *self.lock, own);
        self.listen();
        self.lock = (self.make)();
        self.origin = self.now;
        self.server = Server::default();
        self.powered = true;
        self.seen = Signals::default();
        self.listen();
        // Links that ended with the old lock are no news of the new one.
        self.out
            .retain(|happened| matches!(happened.what, Happening::Heard { .. }));
        Ok(())
    }

    fn reboot(&mut self) {
        self.lines.clear();
        self.out.clear();
    }
}

impl core::fmt::Debug for Emulated {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Emulated")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// Reads `54:D2:72:00:11:22`.
fn peer(text: &str) -> Option<Peer> {
    let mut address = [0; 6];
    let mut pairs = text.split(':');
    for byte in &mut address {
        *byte = u8::from_str_radix(pairs.next()?, 16).ok()?;
    }
    pairs.next().is_none().then_some(Peer {
        random: false,
        address,
    })
}

const FEATURES: Features = Features::LINES
    .with(Features::ANALOGUE)
    .with(Features::RADIO)
    .with(Features::GIVEN_TIME)
    .with(Features::RENEW);
const RSSI: i8 = -40;
const PINS: u8 = 49;

#[cfg(test)]
mod tests;
