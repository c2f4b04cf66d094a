//! The probe: requests in, answers and events out.

mod happening;
mod session;

use crate::board::{Board, RadioOrder};
use crate::lines::{LineEvent, Lines};
use crate::outbox::Outbox;
use crate::role::Role;
use alloc::vec::Vec;
use boundary::{Instant, Span};
use wire::probe::{
    BootCause, ClockKind, Deframer, Event, Features, Frame, FromProbe, Order, Piece, Refusal,
    ToProbe,
};

/// A probe on a board.
///
/// After each call of [`Probe::hear`] or [`Probe::run`] send what [`Probe::said`] returns, then wait
/// for bytes or for [`Probe::deadline`]. The caller's time is ignored while the harness gives it.
#[derive(Debug)]
pub struct Probe<B> {
    board: B,
    deframer: Deframer,
    order: Order,
    session: Session,
    now: Instant,
    clock: ClockKind,
    watchdog: Span,
    heard_at: Instant,
    lines: Lines,
    role: Role,
    out: Outbox,
    cause: BootCause,
    told_boot: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Session {
    /// Nobody has said hello.
    None,
    Open(u32),
    /// Frames are missing, or the harness was silent: only hello helps.
    Spoilt,
}

impl<B: Board> Probe<B> {
    /// A probe that has just started.
    pub fn new(board: B, cause: BootCause) -> Self {
        let mut probe = Self {
            board,
            deframer: Deframer::default(),
            order: Order::default(),
            session: Session::None,
            now: Instant::ZERO,
            clock: ClockKind::Own,
            watchdog: Span::ZERO,
            heard_at: Instant::ZERO,
            lines: Lines::default(),
            role: Role::default(),
            out: Outbox::default(),
            cause,
            told_boot: Instant::ZERO,
        };
        probe.out.tell(Instant::ZERO, Event::Booted { cause });
        probe
    }

    /// The board.
    pub const fn board(&mut self) -> &mut B {
        &mut self.board
    }

    /// Takes bytes from the line.
    pub fn hear(&mut self, now: Instant, bytes: &[u8]) {
        self.run(now);
        // A frame borrows from the buffer that it is found in.
        let mut deframer = core::mem::take(&mut self.deframer);
        for byte in bytes {
            if let Some(Piece::Frame { number, body }) = deframer.push(*byte) {
                self.frame(number, body);
            }
        }
        self.deframer = deframer;
    }

    /// Does what is due.
    pub fn run(&mut self, now: Instant) {
        if self.clock == ClockKind::Own {
            self.now = self.now.max(now);
        }
        self.settle();
        self.watch();
        if self.session == Session::None && self.now >= self.told_boot + BOOT_AGAIN {
            self.told_boot = self.now;
            let cause = self.cause;
            self.out.restart();
            self.out.tell(self.now, Event::Booted { cause });
        }
    }

    /// The bytes for the line; they are then forgotten.
    pub fn said(&mut self) -> Vec<u8> {
        self.out.said()
    }

    /// The number of the frame that comes next.
    pub const fn number(&self) -> u16 {
        self.out.next()
    }

    /// When [`Probe::run`] is wanted next.
    pub fn deadline(&self) -> Option<Instant> {
        if self.clock == ClockKind::Given {
            return None;
        }
        let boot = (self.session == Session::None).then(|| self.told_boot + BOOT_AGAIN);
        let watchdog = self.watchdog_due();
        self.due().into_iter().chain(boot).chain(watchdog).min()
    }

    /// When something happens by itself on the bench.
    fn due(&self) -> Option<Instant> {
        let all = [
            self.board.deadline(),
            self.lines.deadline(),
            self.role.deadline(),
        ];
        all.into_iter().flatten().min()
    }

    fn frame(&mut self, number: u16, body: &[u8]) {
        let read = Piece::message::<Frame<'_>>(number, body);
        if let Ok(Frame {
            id,
            what: ToProbe::Hello(hello),
        }) = read
        {
            self.greet(number, id, hello);
            return;
        }
        match self.session {
            Session::None | Session::Spoilt => {
                if let Ok(frame) = read {
                    self.refuse(frame.id, Refusal::NoSession);
                }
                return;
            }
            Session::Open(_) => {}
        }
        match self.order.take(number) {
            Ok(true) => {}
            Ok(false) => return,
            Err(gap) => return self.spoil(gap),
        }
        self.heard_at = self.now;
        match read {
            Ok(frame) => match self.take(frame.what) {
                Ok(true) => self.out.answer(self.now, frame.id, FromProbe::Done),
                Ok(false) => self.out.answer(self.now, frame.id, FromProbe::Advanced),
                Err(why) => self.refuse(frame.id, why),
            },
            Err(_) => self.refuse(0, Refusal::Unreadable),
        }
        self.settle();
    }

    /// Does what is asked; false when time has been let pass.
    fn take(&mut self, what: ToProbe<'_>) -> Result<bool, Refusal> {
        let Self {
            board, lines, now, ..
        } = self;
        let now = *now;
        match what {
            // Was taken care of before.
            ToProbe::Hello(_) | ToProbe::Time => {}
            ToProbe::Configure { line, config } => lines.configure(board, now, line, config)?,
            ToProbe::Drive { line, on } => lines.drive(board, now, line, on)?,
            ToProbe::Pulse { line, on, ms } => {
                lines.pulse(board, now, line, on, Span::millis(ms.into()))?;
            }
            ToProbe::Sample { line, every_us } => {
                lines.sample(now, line, Span(every_us.into()))?;
            }
            ToProbe::Observe { on } => board.radio(now, RadioOrder::Observe(on))?,
            ToProbe::Connect {
                conn,
                peer,
                parameters,
            } => board.radio(now, RadioOrder::Connect(conn, peer, parameters))?,
            ToProbe::Disconnect { conn } => board.radio(now, RadioOrder::Disconnect(conn))?,
            ToProbe::Att { conn, pdu } => board.radio(now, RadioOrder::Att(conn, pdu))?,
            ToProbe::Parameters { conn, parameters } => {
                board.radio(now, RadioOrder::Parameters(conn, parameters))?;
            }
            ToProbe::Hci { packet } => board.radio(now, RadioOrder::Hci(packet))?,
            ToProbe::Setting { name, value } => self.role.set(name, value)?,
            ToProbe::Serve { seed } => self.serve(seed)?,
            ToProbe::Unserve => self.unserve(),
            ToProbe::Act(hand) => self.role.act(now, hand)?,
            ToProbe::Advance { to_us, heard } => {
                if self.clock != ClockKind::Given {
                    return Err(Refusal::Unsupported);
                }
                self.advance(Instant(to_us), heard);
                return Ok(false);
            }
            ToProbe::Renew => board.renew(now)?,
            ToProbe::Reboot => self.reboot(),
        }
        Ok(true)
    }

    /// Lets time pass to the first event, unless there is one that the harness has not heard of.
    fn advance(&mut self, to: Instant, heard: u16) {
        self.settle();
        let mut standing = 0;
        while !self.out.is_ahead(heard) && self.now < to && standing < STANDING_AT_MOST {
            let next = self.due().map_or(to, |due| due.min(to)).max(self.now);
            standing = if next > self.now { 0 } else { standing + 1 };
            self.now = next;
            self.settle();
        }
    }

    fn serve(&mut self, seed: u64) -> Result<(), Refusal> {
        if !self.board.info().features.has(Features::LOCK) {
            return Err(Refusal::Unsupported);
        }
        self.role.serve(self.now, seed)
    }

    fn unserve(&mut self) {
        for conn in self.role.end() {
            let _ = self.board.radio(self.now, RadioOrder::Disconnect(conn));
        }
        let _ = self.board.radio(self.now, RadioOrder::Advertise(None));
    }

    /// Lets everything that is due at the present instant happen.
    fn settle(&mut self) {
        self.board.run(self.now);
        while let Some(event) = self.lines.run(&mut self.board, self.now) {
            self.out.tell(
                self.now,
                match event {
                    LineEvent::Released(line) => Event::Released { line },
                    LineEvent::Sampled(line, mv) => Event::Sampled { line, mv },
                },
            );
        }
        while let Some(happened) = self.board.poll() {
            self.happened(happened.at, happened.what);
        }
        self.role.advance(self.now);
        while let Some(told) = self.role.poll() {
            self.role_says(&told);
        }
    }
}

/// How often a probe that nobody greets says that it is there.
const BOOT_AGAIN: Span = Span::secs(1);
/// How often the bench may ask for the present instant without an event.
const STANDING_AT_MOST: u32 = 10_000;
