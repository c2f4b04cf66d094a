//! What the probe says, as bytes for the line: numbered, bounded.

use alloc::vec::Vec;
use boundary::Instant;
use wire::probe::{Event, FromProbe, PIECE_AT_MOST, Report, encode};

/// Frames that wait for the line.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    bytes: Vec<u8>,
    next: u16,
    missed: u32,
    /// The number of the latest event; answers do not count.
    latest: Option<u16>,
}

impl Outbox {
    /// Numbers begin anew; what was not sent is forgotten.
    pub(crate) fn restart(&mut self) {
        *self = Self::default();
    }

    /// The number of the next frame.
    pub(crate) const fn next(&self) -> u16 {
        self.next
    }

    /// Whether there is an event beyond that number.
    pub(crate) fn is_ahead(&self, heard: u16) -> bool {
        let beyond = |latest: u16| latest.wrapping_sub(heard).wrapping_sub(1) < u16::MAX / 2;
        self.latest.is_some_and(beyond)
    }

    /// Answers a request. Requests are few and answers short: they always have room.
    pub(crate) fn answer(&mut self, at: Instant, id: u32, what: FromProbe<'_>) {
        self.put(at, id, what);
    }

    /// Tells an event; without room it is counted and lost.
    pub(crate) fn tell(&mut self, at: Instant, event: Event<'_>) {
        if self.bytes.len() >= EVENTS_AT_MOST {
            self.missed = self.missed.saturating_add(1);
            return;
        }
        if self.missed > 0 {
            let events = core::mem::take(&mut self.missed);
            self.put(at, 0, FromProbe::Event(Event::Overflow { events }));
        }
        self.latest = Some(self.next);
        self.put(at, 0, FromProbe::Event(event));
    }

    /// Events that were lost before they came here.
    pub(crate) fn miss(&mut self, events: u32) {
        self.missed = self.missed.saturating_add(events);
    }

    /// The bytes for the line; they are then forgotten.
    pub(crate) fn said(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.bytes)
    }

    fn put(&mut self, at: Instant, id: u32, what: FromProbe<'_>) {
        let mut room = [0; PIECE_AT_MOST];
        let report = Report {
            at_us: at.0,
            id,
            what,
        };
        // What is too long for a frame shows as a missing number.
        if let Ok(length) = encode(self.next, &report, &mut room) {
            self.bytes.extend(room.iter().take(length));
        }
        self.next = self.next.wrapping_add(1);
    }
}

/// How many bytes may wait before events are lost.
const EVENTS_AT_MOST: usize = 16_384;
