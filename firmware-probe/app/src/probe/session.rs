//! A session's begin and its ends: greeted, spoilt, watched, started anew.

use super::{Probe, Session};
use crate::board::{Board, RadioOrder};
use boundary::{Instant, Span};
use wire::probe::{
    BootCause, ClockKind, Event, Features, FromProbe, Gap, HelloFrom, HelloTo, Order, Refusal,
    VERSION,
};

impl<B: Board> Probe<B> {
    pub(super) fn greet(&mut self, number: u16, id: u32, hello: HelloTo<'_>) {
        if self.session == Session::Open(hello.session) {
            // The line has doubled a frame.
            return;
        }
        self.out.restart();
        if hello.protocol != VERSION {
            return self.refuse(id, Refusal::Version);
        }
        self.make_safe();
        let info = self.board.info();
        let given = hello.clock == ClockKind::Given && info.features.has(Features::GIVEN_TIME);
        self.clock = if given {
            ClockKind::Given
        } else {
            ClockKind::Own
        };
        self.session = Session::Open(hello.session);
        self.order = Order::default();
        // Its number is the first one, whatever it is.
        let _ = self.order.take(number);
        self.watchdog = if given {
            Span::ZERO
        } else {
            Span::millis(hello.watchdog_ms.into())
        };
        self.heard_at = self.now;
        let answer = FromProbe::Hello(HelloFrom {
            protocol: VERSION,
            session: hello.session,
            board: info.board,
            firmware: env!("CARGO_PKG_VERSION"),
            serial: info.serial,
            features: info.features,
            clock: self.clock,
            image: info.image,
        });
        self.out.answer(self.now, id, answer);
        self.settle();
    }

    pub(super) fn refuse(&mut self, id: u32, why: Refusal) {
        self.out.answer(self.now, id, FromProbe::Refused { why });
    }

    pub(super) fn watchdog_due(&self) -> Option<Instant> {
        let watched = self.watchdog > Span::ZERO && matches!(self.session, Session::Open(_));
        watched.then(|| self.heard_at + self.watchdog)
    }

    pub(super) fn watch(&mut self) {
        if self.watchdog_due().is_some_and(|due| due <= self.now) {
            self.make_safe();
            self.session = Session::Spoilt;
            self.out.tell(self.now, Event::Watchdog);
        }
    }

    pub(super) fn spoil(&mut self, gap: Gap) {
        self.make_safe();
        self.session = Session::Spoilt;
        self.out.tell(self.now, Event::Lost { gap });
    }

    pub(super) fn make_safe(&mut self) {
        self.unserve();
        self.lines.make_safe(&mut self.board, self.now);
        let _ = self.board.radio(self.now, RadioOrder::Reset);
        self.board.run(self.now);
        // What a link says at its forced end is no news.
        while self.board.poll().is_some() {}
    }

    /// As after power-up: a real board does not come back from this.
    pub(super) fn reboot(&mut self) {
        self.make_safe();
        self.board.reboot();
        self.session = Session::None;
        self.cause = BootCause::Asked;
        self.clock = ClockKind::Own;
        self.told_boot = self.now;
        self.out.restart();
        let cause = self.cause;
        self.out.tell(self.now, Event::Booted { cause });
    }
}
