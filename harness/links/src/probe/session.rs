//! A session with a probe: handshake, numbers, answers, clocks. Every trouble of the line ends it
//! with a [`RigFault`]; a new one begins with a new `hello`.

use super::port::{Chunk, Port};
use super::told::{Board, Told};
use crate::clock::{Stopwatch, random_seed};
use boundary::{Instant, RigFault, Span};
use std::collections::{BTreeMap, VecDeque};
use wire::probe::{
    ClockKind, ClockMap, Deframer, Exchange, Frame, HelloTo, Order, PIECE_AT_MOST, Piece, Report,
    ToProbe, VERSION, encode,
};

/// An open session.
pub(crate) struct Session {
    port: Port,
    watch: Stopwatch,
    deframer: Deframer,
    /// Numbers of the probe's frames; none before its `hello`.
    order: Option<Order>,
    number: u16,
    ids: u32,
    asked: BTreeMap<u32, Asked>,
    answers: BTreeMap<u32, (u64, Instant, Told)>,
    events: VecDeque<(u64, Told)>,
    last_sent: Instant,
    garbage: usize,
    pub(crate) board: Board,
    pub(crate) map: ClockMap,
}

#[derive(Clone, Copy)]
struct Asked {
    at: Instant,
    name: &'static str,
    /// Whether somebody will take the answer.
    wanted: bool,
}

impl Session {
    /// Opens the port and greets the probe.
    pub(crate) fn open(name: &str, watch: Stopwatch, clock: ClockKind) -> Result<Self, RigFault> {
        let port = Port::open(name, watch)?;
        let mut session = Self {
            port,
            watch,
            deframer: Deframer::default(),
            order: None,
            number: 0,
            ids: 0,
            asked: BTreeMap::new(),
            answers: BTreeMap::new(),
            events: VecDeque::new(),
            last_sent: Instant::ZERO,
            garbage: 0,
            board: Board {
                name: String::new(),
                firmware: String::new(),
                serial: String::new(),
                features: wire::probe::Features::default(),
                protocol: 0,
                image: String::new(),
                session: 0,
                given: false,
            },
            map: ClockMap {
                offset: 0,
                uncertainty: 0,
            },
        };
        session.greet(clock)?;
        Ok(session)
    }

    /// Asks for something whose answer somebody waits for.
    pub(crate) fn ask(&mut self, what: ToProbe<'_>) -> Result<(u64, Told), RigFault> {
        let id = self.send(what, true)?;
        let give_up = self.watch.now() + PATIENCE;
        loop {
            if let Some((at, _, told)) = self.answers.remove(&id) {
                return match told {
                    Told::Refused(why) => Err(refused(what.name(), why)),
                    told => Ok((at, told)),
                };
            }
            self.hear(give_up)?;
        }
    }

    /// Asks for something whose answer is looked for later, if at all.
    pub(crate) fn tell(&mut self, what: ToProbe<'_>) -> Result<u32, RigFault> {
        self.send(what, false)
    }

    /// The next event; waits for it at most until `deadline`.
    pub(crate) fn event(&mut self, deadline: Instant) -> Result<Option<(u64, Told)>, RigFault> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            self.stay()?;
            let now = self.watch.now();
            let slice = deadline.min(now + KEEP_ALIVE);
            let wait = slice.since(now);
            if let Some(chunk) = self.port.hear(wait)? {
                self.take(&chunk)?;
            } else if slice == deadline {
                return Ok(None);
            }
        }
    }

    /// The events that are there already.
    pub(crate) fn pop(&mut self) -> Option<(u64, Told)> {
        self.events.pop_front()
    }

    /// Lets the probe's time pass; the time that was reached. On a given clock only.
    pub(crate) fn advance(&mut self, to_us: u64) -> Result<u64, RigFault> {
        let next = self.order.map_or(0, Order::next);
        let heard = next.wrapping_sub(1);
        let (at, told) = self.ask(ToProbe::Advance { to_us, heard })?;
        match told {
            Told::Advanced => Ok(at),
            other => Err(nonsense(&format!("it answered `advance` with {other:?}"))),
        }
    }

    /// Measures the offset of the clocks.
    pub(crate) fn synchronise(&mut self) -> Result<ClockMap, RigFault> {
        let mut exchanges = Vec::new();
        for _ in 0..EXCHANGES {
            let id = self.send(ToProbe::Time, true)?;
            let asked = self.last_sent;
            let give_up = asked + PATIENCE;
            let (theirs, heard) = loop {
                if let Some((theirs, heard, _)) = self.answers.remove(&id) {
                    break (theirs, heard);
                }
                self.hear(give_up)?;
            };
            exchanges.push(Exchange {
                asked: asked.0,
                theirs,
                heard: heard.0,
            });
        }
        self.map = ClockMap::best(exchanges).unwrap_or(self.map);
        Ok(self.map)
    }

    /// The clock that its stamps are made with.
    pub(crate) const fn watch(&self) -> Stopwatch {
        self.watch
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &str {
        self.port.path()
    }

    /// How many bytes came that were no frame.
    pub(crate) const fn garbage(&self) -> usize {
        self.garbage
    }

    fn greet(&mut self, clock: ClockKind) -> Result<(), RigFault> {
        let session = u32::try_from(random_seed()? >> 32).unwrap_or_default();
        let mut last = None;
        for _ in 0..HELLOS {
            self.number = 0;
            self.order = None;
            self.board.session = session;
            let hello = HelloTo {
                protocol: VERSION,
                session,
                harness: concat!("strikeplate ", env!("CARGO_PKG_VERSION")),
                watchdog_ms: WATCHDOG_MS,
                clock,
            };
            let id = self.send(ToProbe::Hello(hello), true)?;
            let give_up = self.watch.now() + HELLO_WITHIN;
            while self.watch.now() < give_up && !self.answers.contains_key(&id) {
                let wait = give_up.since(self.watch.now());
                if let Some(chunk) = self.port.hear(wait)? {
                    last = self.take(&chunk).err().or(last);
                }
            }
            match self.answers.remove(&id) {
                Some((_, _, Told::Hello(board))) => {
                    self.board = board;
                    self.asked.clear();
                    self.answers.clear();
                    if !self.board.given {
                        self.synchronise()?;
                    }
                    return Ok(());
                }
                Some((_, _, Told::Refused(why))) => return Err(refused("hello", why)),
                _ => {}
            }
            self.asked.clear();
        }
        Err(last.unwrap_or_else(|| {
            RigFault::new(
                format!("nothing at `{}` answers as a probe does", self.port.path()),
                "flash the probe: `strikeplate probe flash`, then `strikeplate probe info`",
            )
        }))
    }

    fn send(&mut self, what: ToProbe<'_>, wanted: bool) -> Result<u32, RigFault> {
        self.ids = self.ids.checked_add(1).unwrap_or(1);
        let id = self.ids;
        let name = what.name();
        let mut bytes = [0; PIECE_AT_MOST];
        let length = encode(self.number, &Frame { id, what }, &mut bytes).map_err(|unfit| {
            RigFault::new(
                format!("`{name}` cannot be sent: {unfit}"),
                "this is a fault of the harness; please report it",
            )
        })?;
        self.number = self.number.wrapping_add(1);
        let at = self.watch.now();
        self.port.write(bytes.get(..length).unwrap_or_default())?;
        self.last_sent = at;
        self.asked.insert(id, Asked { at, name, wanted });
        Ok(id)
    }

    /// Waits for something from the probe; nothing until `give_up` is a fault.
    fn hear(&mut self, give_up: Instant) -> Result<(), RigFault> {
        let wait = give_up.since(self.watch.now());
        match self.port.hear(wait)? {
            Some(chunk) => self.take(&chunk),
            None => Err(self.silent()),
        }
    }

    /// Tells the probe's watchdog that the harness is there, and looks for answers that are late.
    fn stay(&mut self) -> Result<(), RigFault> {
        let now = self.watch.now();
        if self.asked.values().any(|asked| now > asked.at + PATIENCE) {
            return Err(self.silent());
        }
        if !self.board.given && now.since(self.last_sent) >= KEEP_ALIVE {
            self.tell(ToProbe::Time)?;
        }
        Ok(())
    }

    fn take(&mut self, chunk: &Chunk) -> Result<(), RigFault> {
        let mut deframer = std::mem::take(&mut self.deframer);
        let mut outcome = Ok(());
        for byte in &chunk.bytes {
            outcome = match deframer.push(*byte) {
                None => continue,
                Some(Piece::Garbage(length)) => {
                    self.garbage += length;
                    continue;
                }
                Some(Piece::Frame { number, body }) => self.frame(chunk.at, number, body),
            };
            if outcome.is_err() {
                break;
            }
        }
        self.deframer = deframer;
        outcome
    }

    fn frame(&mut self, at: Instant, number: u16, body: &[u8]) -> Result<(), RigFault> {
        let report: Report<'_> = Piece::message(number, body)
            .map_err(|unreadable| nonsense(&format!("{unreadable}")))?;
        let told = Told::from(report.what);
        let Some(order) = &mut self.order else {
            // Before its hello only that and a refusal count; the rest belongs to what was.
            let ours = matches!(&told, Told::Hello(board) if board.session == self.board.session)
                || matches!(told, Told::Refused(_));
            if ours && self.asked.contains_key(&report.id) {
                let mut order = Order::default();
                // The first number of a session is 0.
                order
                    .take(number)
                    .map_err(|gap| lost(gap.expected, gap.got))?;
                self.order = Some(order);
                self.answers.insert(report.id, (report.at_us, at, told));
            }
            return Ok(());
        };
        if let Told::Booted(cause) = told {
            return Err(RigFault::new(
                format!("the probe has started anew ({cause:?}) in the middle of a session"),
                "look at its supply and its cable; the next case greets it again",
            ));
        }
        match order.take(number) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(gap) => return Err(lost(gap.expected, gap.got)),
        }
        self.admit(report.id, report.at_us, at, told)
    }

    fn admit(&mut self, id: u32, at_us: u64, at: Instant, told: Told) -> Result<(), RigFault> {
        match (id, told) {
            (0, Told::Lost(gap)) => Err(lost(gap.expected, gap.got)),
            (0, Told::Watchdog) => Err(RigFault::new(
                "the probe heard nothing from the harness for 3 s and made its outputs safe",
                "look at the cable, and at what stops this program",
            )),
            (0, Told::Overflow(events)) => Err(RigFault::new(
                format!("the probe had no room for {events} events"),
                "watch fewer inputs, or sample less often",
            )),
            (0, Told::Refused(why)) => Err(refused("a request", why)),
            (0, event) => {
                self.events.push_back((at_us, event));
                Ok(())
            }
            (id, told) => match (self.asked.remove(&id), told) {
                (None, _) => Ok(()),
                (Some(asked), told) if asked.wanted => {
                    self.answers.insert(id, (at_us, at, told));
                    Ok(())
                }
                // A link may end while a PDU for it is on its way.
                (Some(_), Told::Refused(wire::probe::Refusal::Conn)) => Ok(()),
                (Some(asked), Told::Refused(why)) => Err(refused(asked.name, why)),
                (Some(_), _) => Ok(()),
            },
        }
    }

    fn silent(&self) -> RigFault {
        let oldest = self.asked.values().min_by_key(|asked| asked.at);
        let what = oldest.map_or("anything", |asked| asked.name);
        RigFault::new(
            format!("the probe did not answer `{what}` within {PATIENCE}"),
            "look at the cable and press the board's reset; the next case greets it again",
        )
    }
}

fn lost(expected: u16, got: u16) -> RigFault {
    RigFault::new(
        format!("the serial line lost data: expected frame {expected}, got {got}"),
        "use a shorter cable, another USB port or no hub; the next case greets the probe again",
    )
}

fn nonsense(what: &str) -> RigFault {
    RigFault::new(
        format!("the probe speaks nonsense: {what}"),
        "flash the firmware of this version: `strikeplate probe flash`",
    )
}

fn refused(name: &str, why: wire::probe::Refusal) -> RigFault {
    RigFault::new(
        format!("the probe refused `{name}`: {}", why.reason()),
        "look at the pins in the rig file, and at `strikeplate probe info`",
    )
}

const PATIENCE: Span = Span::secs(2);
const HELLO_WITHIN: Span = Span::millis(700);
const HELLOS: u32 = 5;
const EXCHANGES: u32 = 8;
const WATCHDOG_MS: u32 = 3_000;
const KEEP_ALIVE: Span = Span::millis(500);
