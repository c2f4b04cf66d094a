//! A bench, or a lock, that goes wrong once at a chosen point, over any link.
//!
//! ```text
//!   lock --Side::Lock--> number, checksum, instant --Side::Bench--> check --> run
//! ```
//!
//! Every frame is numbered, summed and stamped where it enters the bench, and checked where it leaves it, as a bench
//! with a wire of its own does it. So the bench is accused by that evidence and never because somebody knows of the
//! injection; and the very same trouble in front of the numbering is the lock's own and is carried faithfully.

use boundary::{
    Capabilities, Clock, End, Event, FromLock, Identity, Instant, Link, RigFault, Span, Stamped,
    ToLock,
};
use std::collections::VecDeque;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A frame does not arrive.
    Lost,
    /// A frame arrives a minute late.
    Delayed,
    /// A frame arrives twice.
    Duplicated,
    /// A bit of a frame is turned.
    Corrupted,
    /// Nothing arrives any more.
    Dead,
    /// The clock stands still: the bench's own, or the lock's with all that it does.
    Stalled,
    /// The process ends: one of the bench, or the lock's.
    Killed,
}

impl Trouble {
    /// Every trouble.
    pub const ALL: [Self; 7] = [
        Self::Lost,
        Self::Delayed,
        Self::Duplicated,
        Self::Corrupted,
        Self::Dead,
        Self::Stalled,
        Self::Killed,
    ];
}

/// Whose trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The lock's.
    Lock,
    /// The bench's.
    Bench,
}

/// What goes wrong, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Whose trouble.
    pub side: Side,
    /// Which.
    pub trouble: Trouble,
    /// The frame of the lock that it strikes, counted from 1.
    pub frame: u64,
}

/// A [`Link`] with one trouble on its way.
pub struct Troubled<L> {
    link: L,
    order: Option<Order>,
    /// Frames that the lock has said.
    said: u64,
    /// Frames that have entered the bench, and the number that is expected at its other end.
    entered: u64,
    expected: u64,
    /// What the lock says later than it should.
    late: VecDeque<(Instant, FromLock)>,
    /// What the bench still carries, with the time of its arrival.
    carried: VecDeque<(Instant, Frame)>,
    state: State,
}

/// What of a trouble lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Well,
    /// The lock says nothing any more.
    Silent,
    /// The lock does everything late.
    Slow,
    /// The bench's wire is cut.
    Cut,
    /// The bench's clock shows this for ever.
    Frozen(Instant),
    /// A process of the bench has ended.
    BenchEnded,
}

/// A frame as the bench carries it.
#[derive(Clone)]
struct Frame {
    number: u64,
    sum: u32,
    entered: Instant,
    what: FromLock,
}

impl<L: Link> Troubled<L> {
    /// A link with that trouble.
    pub fn new(link: L, order: Order) -> Self {
        Self {
            link,
            order: Some(order),
            said: 0,
            entered: 0,
            expected: 1,
            late: VecDeque::new(),
            carried: VecDeque::new(),
            state: State::Well,
        }
    }

    /// Whether the trouble has struck.
    pub fn has_struck(&self) -> bool {
        self.order.is_none()
    }

    /// The order, when its side and frame are these; it strikes once.
    fn strikes(&mut self, side: Side, frame: u64, what: &FromLock) -> Option<Trouble> {
        let order = self.order?;
        // What has no bytes cannot be turned, and the lock's own troubles show in its values: the next frame that has
        // some is struck.
        let any = order.trouble != Trouble::Corrupted && side == Side::Bench;
        let fits = any || value(&mut what.clone()).is_some();
        if order.side != side || frame < order.frame || !fits {
            return None;
        }
        self.order = None;
        Some(order.trouble)
    }

    /// A frame from the lock, in front of the bench.
    fn say(&mut self, mut what: FromLock) -> Option<Event> {
        self.said += 1;
        let later = self.link.now() + LATE;
        match self.strikes(Side::Lock, self.said, &what) {
            Some(Trouble::Lost) => return None,
            Some(Trouble::Delayed) => {
                self.late.push_back((later, what));
                return None;
            }
            Some(Trouble::Duplicated) => self.enter(what.clone()),
            Some(Trouble::Corrupted) => turn_a_bit(&mut what),
            Some(Trouble::Dead) => self.state = State::Silent,
            Some(Trouble::Stalled) => self.state = State::Slow,
            Some(Trouble::Killed) => {
                self.state = State::Silent;
                let how = "killed by signal 9".to_owned();
                return Some(Event::Ended(End { how }));
            }
            None => {}
        }
        // Its radio goes on answering; its program does not.
        match (self.state, value(&mut what)) {
            (State::Silent, Some(_)) => {}
            (State::Slow, Some(_)) => self.late.push_back((later, what)),
            _ => self.enter(what),
        }
        None
    }

    /// A frame enters the bench.
    fn enter(&mut self, what: FromLock) {
        self.entered += 1;
        let now = self.link.now();
        let mut frame = Frame {
            number: self.entered,
            sum: sum(&what),
            entered: now,
            what,
        };
        match self.strikes(Side::Bench, self.entered, &frame.what) {
            Some(Trouble::Lost) => return,
            Some(Trouble::Delayed) => return self.carried.push_back((now + LATE, frame)),
            Some(Trouble::Duplicated) => self.carried.push_back((now, frame.clone())),
            Some(Trouble::Corrupted) => turn_a_bit(&mut frame.what),
            Some(Trouble::Dead) => self.state = State::Cut,
            Some(Trouble::Stalled) => self.state = State::Frozen(now),
            Some(Trouble::Killed) => self.state = State::BenchEnded,
            None => {}
        }
        self.carried.push_back((now, frame));
    }

    /// A frame leaves the bench: here its evidence is looked at.
    fn leave(&mut self, frame: Frame) -> Result<FromLock, RigFault> {
        let took = self
            .now()
            .since(frame.entered)
            .0
            .max(frame.entered.since(self.now()).0);
        let wrong = match frame.number {
            _ if sum(&frame.what) != frame.sum => "its checksum does not hold".to_owned(),
            number if number > self.expected => {
                format!("number {number} came in place of {}", self.expected)
            }
            number if number < self.expected => format!("number {number} came a second time"),
            _ if took > CARRIED_WITHIN.0 => format!("it was under way for {}", Span(took)),
            _ => {
                self.expected += 1;
                return Ok(frame.what);
            }
        };
        Err(fault(&format!(
            "a frame was not carried faithfully: {wrong}"
        )))
    }

    /// The lock's side has been asked how much it has sent.
    fn agree(&self) -> Result<(), RigFault> {
        let came = self.expected - 1;
        if self.entered == came {
            return Ok(());
        }
        let sent = self.entered;
        Err(fault(&format!(
            "{sent} frames were sent and {came} have come"
        )))
    }

    /// What the state of the bench itself says.
    fn stands(&self) -> Result<(), RigFault> {
        match self.state {
            State::Cut => Err(fault("the wire to the lock is dead")),
            State::BenchEnded => Err(fault("a process of the bench has ended, the lock has not")),
            State::Frozen(shown) if self.link.now().since(shown) > CARRIED_WITHIN => {
                Err(fault("the bench's clock stands still"))
            }
            _ => Ok(()),
        }
    }

    /// When something is due that was held back.
    fn due(&self) -> Option<Instant> {
        let late = self.late.iter().map(|(at, _)| *at);
        late.chain(self.carried.iter().map(|(at, _)| *at)).min()
    }
}

impl<L: Link> Link for Troubled<L> {
    fn identity(&self) -> &Identity {
        self.link.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        self.link.capabilities()
    }

    fn clock(&self) -> Clock {
        self.link.clock()
    }

    fn now(&self) -> Instant {
        match self.state {
            State::Frozen(shown) => shown,
            _ => self.link.now(),
        }
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        self.stands()?;
        self.link.send(message)
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        loop {
            self.stands()?;
            let now = self.link.now();
            if let Some(at) = self.late.iter().position(|(at, _)| *at <= now)
                && let Some((_, what)) = self.late.remove(at)
            {
                self.enter(what);
                continue;
            }
            if let Some(at) = self.carried.iter().position(|(at, _)| *at <= now)
                && let Some((_, frame)) = self.carried.remove(at)
            {
                let what = Event::Lock(self.leave(frame)?);
                let at = self.now();
                return Ok(Some(Stamped { at, what }));
            }
            let until = self.due().map_or(deadline, |due| due.min(deadline));
            let heard = match self.link.next(until)? {
                Some(Stamped {
                    what: Event::Lock(what),
                    ..
                }) => self.say(what),
                Some(other) => return Ok(Some(other)),
                None if until < deadline => None,
                None => {
                    self.stands()?;
                    return self.agree().map(|()| None);
                }
            };
            if let Some(what) = heard {
                let at = self.now();
                return Ok(Some(Stamped { at, what }));
            }
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        let revived = self.link.revive(fresh)?;
        if fresh && revived {
            self.late.clear();
            self.carried.clear();
            self.expected = self.entered + 1;
            self.state = State::Well;
        }
        Ok(revived)
    }
}

fn fault(what: &str) -> RigFault {
    RigFault::new(what, "look after the bench and run the case again")
}

/// The bytes of a frame that carries some.
fn value(what: &mut FromLock) -> Option<&mut Vec<u8>> {
    match what {
        FromLock::Indicate { value, .. } | FromLock::Notify { value, .. } => Some(value),
        _ => None,
    }
}

fn turn_a_bit(what: &mut FromLock) {
    if let Some(byte) = value(what).and_then(|value| value.last_mut()) {
        *byte ^= 0x10;
    }
}

/// A checksum over all that a frame says.
fn sum(what: &FromLock) -> u32 {
    let text = format!("{what:?}");
    // FNV-1a: a single turned bit always shows.
    let mix = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811C_9DC5, mix)
}

/// How late what is late comes.
const LATE: Span = Span::secs(60);
/// How long a sound bench carries a frame at most.
const CARRIED_WITHIN: Span = Span::millis(100);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimLink;
    use crate::test_peer::{TestPeer, press};

    fn link(side: Side, trouble: Trouble) -> Troubled<SimLink> {
        let sim = SimLink::new("sim", Box::new(|| Box::new(TestPeer::default())));
        let frame = 1;
        Troubled::new(
            sim,
            Order {
                side,
                trouble,
                frame,
            },
        )
    }

    /// What comes of a press whose answer is struck.
    fn pressed(side: Side, trouble: Trouble) -> Result<Vec<Stamped<Event>>, RigFault> {
        let mut link = link(side, trouble);
        link.send(&press(1, 0))?;
        let mut heard = Vec::new();
        while let Some(one) = link.next(Instant(70_000_000))? {
            heard.push(one);
        }
        Ok(heard)
    }

    #[test]
    fn the_bench_is_accused_of_its_own_trouble() {
        for trouble in Trouble::ALL {
            if trouble != Trouble::Corrupted {
                assert!(pressed(Side::Bench, trouble).is_err(), "{trouble:?}");
            }
        }
    }

    #[test]
    fn the_locks_trouble_is_carried_faithfully() {
        let said = |trouble| {
            let mut link = link(Side::Lock, trouble);
            let value = vec![1, 2, 3];
            let (conn, char) = (boundary::Conn(1), boundary::Char::USDIO);
            let ended = link.say(FromLock::Indicate { conn, char, value });
            let mut heard = Vec::new();
            while let Some(one) = link.next(Instant(70_000_000)).unwrap() {
                heard.push(one.at);
            }
            (ended.is_some(), heard)
        };
        let (none, late) = (Vec::new(), Instant(60_000_000));
        assert_eq!(said(Trouble::Lost), (false, none.clone()));
        assert_eq!(said(Trouble::Duplicated), (false, vec![Instant(0); 2]));
        assert_eq!(said(Trouble::Corrupted), (false, vec![Instant(0)]));
        assert_eq!(said(Trouble::Dead), (false, none.clone()));
        assert_eq!(said(Trouble::Delayed), (false, vec![late]));
        assert_eq!(said(Trouble::Stalled), (false, vec![late]));
        assert_eq!(said(Trouble::Killed), (true, none));
    }

    #[test]
    fn a_turned_bit_shows_in_the_sum() {
        let mut what = FromLock::Indicate {
            conn: boundary::Conn(1),
            char: boundary::Char::USDIO,
            value: vec![1, 2, 3],
        };
        let before = sum(&what);
        turn_a_bit(&mut what);
        assert_ne!(before, sum(&what));
    }
}
