//! GATT: connections, subscriptions, writes, and indications one at a time.

mod inbound;
mod link;
mod long_write;
mod surface;

pub(crate) use link::{Farewell, Link};

use crate::Defect;
use crate::lock::Lock;
use crate::settings::UnconfirmedUser;
use alloc::vec::Vec;
use boundary::{Char, Conn, DisconnectReason, FromLock, Instant, Span};

impl Lock {
    /// Sends whatever is due, and does what was to be done once all is sent.
    pub(crate) fn pump(&mut self) {
        let conns: Vec<Conn> = self.links.keys().copied().collect();
        for conn in conns {
            while let Some((char, value)) = self.next_value(conn) {
                self.out.push_back(if self.has(Defect::Notifies) {
                    FromLock::Notify { conn, char, value }
                } else {
                    FromLock::Indicate { conn, char, value }
                });
            }
            self.say_farewell(conn);
        }
        self.advertise();
    }

    /// Puts a message in a link's queue; it is lost where nobody subscribed.
    pub(crate) fn post(&mut self, conn: Conn, due: Instant, char: Char, bytes: Vec<u8>) {
        let subscribed = self.is_subscribed(conn, char);
        let most = if self.has(Defect::QueueHoldsEight) {
            8
        } else {
            usize::MAX
        };
        if let Some(link) = self.links.get_mut(&conn)
            && subscribed
            && link.waiting() < most
        {
            link.push(due, char, bytes);
        }
    }

    /// Ends a link.
    pub(crate) fn drop_link(&mut self, conn: Conn, reason: DisconnectReason) {
        let Some(link) = self.links.remove(&conn) else {
            return;
        };
        if self.settings.unconfirmed_user != UnconfirmedUser::Valid {
            self.forget_unconfirmed(conn);
        }
        self.drops_next = self.settings.unconfirmed_drops_next && link.is_awaiting();
        self.damage_at_the_end(conn, &link);
        self.out.push_back(FromLock::Disconnected { conn, reason });
        if link.farewell == Some(Farewell::Reboot) {
            let boot = Span::millis(self.settings.reboot_ms.into());
            self.restart(boot, DisconnectReason::Local);
        }
    }

    /// Ends all links.
    pub(crate) fn drop_all(&mut self, reason: DisconnectReason) {
        let conns: Vec<Conn> = self.links.keys().copied().collect();
        for conn in conns {
            if let Some(link) = self.links.get_mut(&conn) {
                link.farewell = None;
            }
            self.drop_link(conn, reason);
        }
    }

    /// Ends a link that has been silent for too long: no confirmation, or no message at all.
    pub(crate) fn end_if_overdue(&mut self, conn: Conn) {
        let timeout = self.confirm_timeout();
        let Some(link) = self.links.get(&conn) else {
            return;
        };
        let idle = self.idle_due(link).is_some_and(|due| due <= self.now);
        if idle || link.is_overdue(self.now, timeout) {
            self.drop_link(conn, DisconnectReason::Local);
        }
    }

    /// When a link wants attention next.
    pub(crate) fn link_due(&self, link: &Link) -> Option<Instant> {
        let due = link.due(self.confirm_timeout());
        due.into_iter().chain(self.idle_due(link)).min()
    }

    /// Whether a message on that characteristic reaches the link's client.
    pub(crate) fn is_subscribed(&self, conn: Conn, char: Char) -> bool {
        let link = self.links.get(&conn);
        let cccd = link.and_then(|link| link.cccds.get(&char));
        cccd.is_some_and(|cccd| self.indicates(*cccd))
    }

    fn next_value(&mut self, conn: Conn) -> Option<(Char, Vec<u8>)> {
        let link = self.links.get_mut(&conn)?;
        let mut size = usize::from(link.mtu) - 3;
        if self.defect == Some(Defect::FirstMtuStays) {
            size = usize::from(self.damage.first_mtu.unwrap_or(link.mtu)) - 3;
        }
        if self.settings.twenty_byte_values {
            size = size.min(20);
        }
        if self.defect == Some(Defect::ValuesExceedTheMtu) {
            size += 1;
        }
        let (char, mut value) = link.next_value(self.now, size)?;
        if self.defect == Some(Defect::LastFragmentIsPadded) {
            value.resize(size, 0);
        }
        if self.defect == Some(Defect::EmptyValueAfterAFullOne) && value.len() == size {
            link.append_nothing(self.now, char);
        }
        if self.defect == Some(Defect::DoesNotWaitForConfirmations)
            || self.defect == Some(Defect::Notifies)
        {
            link.confirm(self.now, Span::ZERO);
        }
        Some((char, value))
    }

    fn say_farewell(&mut self, conn: Conn) {
        let Some(link) = self.links.get(&conn).filter(|link| link.is_silent()) else {
            return;
        };
        if link.farewell.is_some() {
            self.drop_link(conn, DisconnectReason::Local);
        }
    }

    fn confirm_timeout(&self) -> Span {
        if self.has(Defect::WaitsForeverForConfirmations) {
            return Span(u64::MAX);
        }
        Span::secs(self.settings.confirm_timeout_s.into())
    }

    fn idle_due(&self, link: &Link) -> Option<Instant> {
        let seconds = if self.has(Defect::DropsIdleLinksAtOnce) {
            3
        } else {
            self.settings.idle_disconnect_s
        };
        let idle = Span::secs(seconds.into());
        (seconds != 0 && link.is_silent() && self.motor.job.is_none()).then(|| link.active + idle)
    }
}
