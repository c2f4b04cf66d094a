//! One connection: its MTU, subscriptions, prepared writes, and what waits to be sent.

use crate::pairing::Pairing;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use boundary::{Cccd, Char, Instant, Span};

/// A connection; it remembers nothing of an earlier one.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) mtu: u16,
    pub(crate) cccds: BTreeMap<Char, Cccd>,
    pub(crate) prepared: Vec<Prepared>,
    /// Bytes of a message that comes in several writes, by characteristic.
    pub(crate) partial: BTreeMap<Char, Vec<u8>>,
    pub(crate) pairing: Pairing,
    /// The latest authorization that proved itself here.
    pub(crate) user: Option<u32>,
    /// When something last happened.
    pub(crate) active: Instant,
    /// What to do when all has been sent.
    pub(crate) farewell: Option<Farewell>,
    queue: VecDeque<Parcel>,
    queued: usize,
    /// Since when a confirmation is awaited.
    awaiting: Option<Instant>,
    /// Before this the next value is not sent.
    ready: Instant,
}

/// One part of a long write.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) char: Char,
    pub(crate) offset: u16,
    pub(crate) value: Vec<u8>,
}

/// What happens when all has been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The lock ends the link.
    Close,
    /// The lock restarts.
    Reboot,
}

/// A message on its way out.
#[derive(Debug)]
struct Parcel {
    due: Instant,
    char: Char,
    bytes: Vec<u8>,
    sent: usize,
}

impl Link {
    /// A new connection.
    pub(crate) const fn new(now: Instant, mtu: u16) -> Self {
        Self {
            mtu,
            cccds: BTreeMap::new(),
            prepared: Vec::new(),
            partial: BTreeMap::new(),
            pairing: Pairing::Idle,
            user: None,
            active: now,
            farewell: None,
            queue: VecDeque::new(),
            queued: 0,
            awaiting: None,
            ready: now,
        }
    }

    /// Whether so much waits to be sent that nothing more can be taken.
    pub(crate) const fn is_full(&self) -> bool {
        self.queued >= ENOUGH
    }

    /// Whether a value has been sent that is not confirmed.
    pub(crate) const fn is_awaiting(&self) -> bool {
        self.awaiting.is_some()
    }

    /// Whether all has been sent and confirmed.
    pub(crate) fn is_silent(&self) -> bool {
        self.queue.is_empty() && self.awaiting.is_none()
    }

    /// How many messages wait to be sent.
    pub(crate) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Puts a message at the end of the queue.
    pub(crate) fn push(&mut self, due: Instant, char: Char, bytes: Vec<u8>) {
        self.queued += bytes.len();
        self.queue.push_back(Parcel {
            due,
            char,
            bytes,
            sent: 0,
        });
    }

    /// The next value, if it may be sent now; it then awaits its confirmation.
    pub(crate) fn next_value(&mut self, now: Instant, size: usize) -> Option<(Char, Vec<u8>)> {
        if self.awaiting.is_some() || self.ready > now {
            return None;
        }
        let parcel = self.queue.front_mut().filter(|parcel| parcel.due <= now)?;
        let end = (parcel.sent + size.max(1)).min(parcel.bytes.len());
        let value = (parcel.char, parcel.bytes[parcel.sent..end].to_vec());
        parcel.sent = end;
        if end == parcel.bytes.len() {
            self.queued -= parcel.bytes.len();
            self.queue.pop_front();
        }
        self.awaiting = Some(now);
        self.active = now;
        Some(value)
    }

    /// Puts an empty value behind a message that is out.
    pub(crate) fn append_nothing(&mut self, due: Instant, char: Char) {
        let under_way = self.queue.front().is_some_and(|parcel| parcel.sent > 0);
        if !under_way {
            self.queue.push_front(Parcel {
                due,
                char,
                bytes: Vec::new(),
                sent: 0,
            });
        }
    }

    /// Sends the message under way from its begin again.
    pub(crate) fn rewind(&mut self) {
        if let Some(parcel) = self.queue.front_mut() {
            parcel.sent = 0;
        }
    }

    /// Takes the confirmation of the latest value; the next one comes `gap` later.
    pub(crate) fn confirm(&mut self, now: Instant, gap: Span) {
        if self.awaiting.take().is_some() {
            self.active = now;
            self.ready = now + gap;
        }
    }

    /// When the next value can be sent, or the confirmation has taken too long.
    pub(crate) fn due(&self, confirm_timeout: Span) -> Option<Instant> {
        match self.awaiting {
            Some(since) => Some(since + confirm_timeout),
            None => self.queue.front().map(|parcel| parcel.due.max(self.ready)),
        }
    }

    /// Whether the confirmation has taken too long.
    pub(crate) fn is_overdue(&self, now: Instant, confirm_timeout: Span) -> bool {
        self.awaiting
            .is_some_and(|since| since + confirm_timeout <= now)
    }
}

/// Bytes that may wait to be sent before requests are refused.
const ENOUGH: usize = 0x4000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_cut_and_each_part_waits_for_the_confirmation_before() {
        let mut link = Link::new(Instant::ZERO, 23);
        link.push(Instant(10), Char::USDIO, (0..25).collect());
        assert_eq!(link.next_value(Instant(9), 20), None);
        let (_, first) = link.next_value(Instant(10), 20).unwrap();
        assert_eq!(first.len(), 20);
        assert_eq!(link.next_value(Instant(11), 20), None);
        link.confirm(Instant(12), Span::ZERO);
        let (_, second) = link.next_value(Instant(12), 20).unwrap();
        assert_eq!(second, [20, 21, 22, 23, 24]);
        link.confirm(Instant(13), Span::ZERO);
        assert!(link.is_silent());
    }

    #[test]
    fn a_confirmation_that_does_not_come_is_overdue() {
        let mut link = Link::new(Instant::ZERO, 23);
        link.push(Instant::ZERO, Char::USDIO, [1].into());
        link.next_value(Instant::ZERO, 20);
        let timeout = Span::secs(30);
        assert_eq!(link.due(timeout), Some(Instant(30_000_000)));
        assert!(!link.is_overdue(Instant(29_999_999), timeout));
        assert!(link.is_overdue(Instant(30_000_000), timeout));
    }
}
