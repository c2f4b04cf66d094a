//! What a client does to the attributes.

use super::Link;
use super::link::Prepared;
use crate::Defect;
use crate::lock::Lock;
use crate::reply::Origin;
use crate::settings::{CccdOne, KeyturnerWrite, ResponseOrder, UnsubscribedRequest, WriteCommand};
use alloc::string::ToString;
use boundary::{Cccd, Char, Conn, DisconnectReason, FromLock, Id, Span, ToLock, WriteKind};
use wire::code::{AttError, ErrorCode};
use wire::command::CommandId;
use wire::frame::Plain;

impl Lock {
    /// Takes one message.
    pub(crate) fn hear(&mut self, message: ToLock) {
        if let Some(link) = message.conn().and_then(|conn| self.links.get_mut(&conn)) {
            link.active = self.now;
        }
        match message {
            ToLock::Connect { conn, mtu } => self.on_connect(conn, mtu),
            ToLock::Discover { conn, id } => {
                let services = self.services();
                self.answer(conn, FromLock::Services { conn, id, services });
            }
            ToLock::Mtu { conn, id, mtu } => self.on_mtu(conn, id, mtu),
            ToLock::Subscribe {
                conn,
                id,
                char,
                cccd,
            } => self.on_subscribe(conn, id, char, cccd),
            ToLock::Write {
                conn,
                id,
                char,
                value,
                kind,
            } => self.on_write(conn, id, char, &value, kind),
            ToLock::Prepare {
                conn,
                id,
                char,
                offset,
                value,
            } => self.on_prepare(
                conn,
                id,
                Prepared {
                    char,
                    offset,
                    value,
                },
            ),
            ToLock::Execute { conn, id, flag } => self.on_execute(conn, id, flag),
            ToLock::Confirm { conn } => self.on_confirm(conn),
            ToLock::Disconnect { conn } => self.drop_link(conn, DisconnectReason::Remote),
            ToLock::Control { id, control } => self.control(id, control),
        }
    }

    /// Whether a CCCD of that value lets messages through.
    pub(crate) fn indicates(&self, cccd: Cccd) -> bool {
        let one = self.settings.cccd_one == CccdOne::Indicates;
        cccd.0 & Cccd::INDICATE.0 != 0 || (one && cccd.0 & Cccd::NOTIFY.0 != 0)
    }

    fn on_connect(&mut self, conn: Conn, mtu: u16) {
        let reason = if !self.is_up() {
            "the lock has no power"
        } else if self.links.contains_key(&conn) {
            "this connection is open"
        } else if !self.has_free_slot() {
            "no connection is free"
        } else {
            let largest = u16::try_from(self.settings.max_mtu).unwrap_or(u16::MAX);
            let mtu = mtu.min(largest).max(23);
            self.damage.first_mtu.get_or_insert(mtu);
            let mut link = Link::new(self.now, mtu);
            link.cccds = self.damage.cccds.clone();
            self.links.insert(conn, link);
            self.out.push_back(FromLock::Connected { conn, mtu });
            if core::mem::take(&mut self.drops_next) {
                self.drop_link(conn, DisconnectReason::Local);
            }
            return;
        };
        let reason = reason.to_string();
        self.out.push_back(FromLock::Refused { conn, reason });
    }

    fn on_mtu(&mut self, conn: Conn, id: Id, mtu: u16) {
        let largest = u16::try_from(self.settings.max_mtu).unwrap_or(u16::MAX);
        let mtu = mtu.min(largest).max(23);
        let restarts = self.has(Defect::MtuExchangeRestartsTheMessage);
        if let Some(link) = self.links.get_mut(&conn) {
            link.mtu = mtu;
            if restarts {
                link.rewind();
            }
            self.out.push_back(FromLock::Mtu { conn, id, mtu });
        }
    }

    fn on_subscribe(&mut self, conn: Conn, id: Id, char: Char, cccd: Cccd) {
        if !self.offers(char) {
            return self.att_error(conn, id, AttError::INVALID_HANDLE);
        }
        let one = cccd == Cccd::NOTIFY && self.settings.cccd_one == CccdOne::Refused;
        if one || self.has(Defect::SubscriptionsRefused) {
            return self.att_error(conn, id, AttError::WRITE_NOT_PERMITTED);
        }
        let alone = self.has(Defect::OneSubscriptionOnly);
        if let Some(link) = self.links.get_mut(&conn) {
            if alone {
                link.cccds.clear();
            }
            link.cccds.insert(char, cccd);
        }
        if self.has(Defect::SubscriptionsOutliveTheLink) {
            self.damage.cccds.insert(char, cccd);
        }
        self.answer(conn, FromLock::Written { conn, id });
    }

    fn on_write(&mut self, conn: Conn, id: Id, char: Char, value: &[u8], kind: WriteKind) {
        let Some(link) = self.links.get(&conn) else {
            return;
        };
        let most = self.largest_write(link, kind);
        let full = link.is_full();
        if kind == WriteKind::Command {
            match self.settings.write_command {
                WriteCommand::Served => {}
                WriteCommand::Ignored => return,
                WriteCommand::AttError => {
                    return self.att_error(conn, id, AttError::REQUEST_NOT_SUPPORTED);
                }
            }
        }
        if kind == WriteKind::Long && self.has(Defect::LongWritesRefused) {
            return self.att_error(conn, id, AttError::REQUEST_NOT_SUPPORTED);
        }
        if self.has(Defect::AsksForABond) {
            return self.att_error(conn, id, AttError::INSUFFICIENT_ENCRYPTION);
        }
        if !self.offers(char) {
            return self.att_error(conn, id, AttError::INVALID_HANDLE);
        }
        if value.len() > most {
            return self.att_error(conn, id, AttError::INVALID_VALUE_LENGTH);
        }
        if full {
            return self.att_error(conn, id, AttError::INSUFFICIENT_RESOURCES);
        }
        let answer = (kind != WriteKind::Command).then_some(FromLock::Written { conn, id });
        self.take_value(conn, id, char, value, answer);
    }

    /// Bytes that one write may have.
    fn largest_write(&self, link: &Link, kind: WriteKind) -> usize {
        match kind {
            WriteKind::Long => LONGEST_VALUE,
            WriteKind::Request | WriteKind::Command if self.has(Defect::LargeWritesRefused) => 20,
            WriteKind::Request | WriteKind::Command => usize::from(link.mtu) - 3,
        }
    }

    /// Takes a value that has been written, and answers the write before or after what it causes.
    pub(super) fn take_value(
        &mut self,
        conn: Conn,
        id: Id,
        char: Char,
        value: &[u8],
        answer: Option<FromLock>,
    ) {
        if !self.is_subscribed(conn, char) {
            match self.settings.unsubscribed_request {
                UnsubscribedRequest::Executes => {}
                UnsubscribedRequest::Ignored => {
                    return self.out.extend(answer);
                }
                UnsubscribedRequest::AttError => {
                    return self.att_error(conn, id, AttError::CCCD_IMPROPERLY_CONFIGURED);
                }
            }
        }
        let (before, after) = match self.settings.response_order {
            ResponseOrder::ResponseFirst => (answer, None),
            ResponseOrder::IndicationFirst => (None, answer),
        };
        self.out.extend(before);
        self.hear_value(conn, char, value);
        self.pump();
        if let Some(answer) = after {
            self.answer(conn, answer);
        }
    }

    fn hear_value(&mut self, conn: Conn, char: Char, value: &[u8]) {
        if self.goes_deaf(value) {
            return;
        }
        match char {
            Char::PAIRING_GDIO => self.hear_pairing(conn, value),
            Char::USDIO => self.hear_sealed(conn, value),
            Char::KEYTURNER_GDIO => self.hear_keyturner(conn, value),
            _ => {}
        }
    }

    /// A write to the keyturner GDIO, for which there is no command.
    fn hear_keyturner(&mut self, conn: Conn, value: &[u8]) {
        let code = match self.settings.keyturner_write {
            KeyturnerWrite::Unknown => ErrorCode::UNKNOWN,
            KeyturnerWrite::NotAuthorized => return self.say_not_authorized(conn),
            KeyturnerWrite::Silent => return,
        };
        let command = Plain(value).command().unwrap_or(CommandId::NONE);
        if self.has(Defect::PairsOverTheKeyturnerService) {
            return self.hear_command(Origin::Pairing(conn), command, Plain(value).payload());
        }
        self.report_plain(conn, Char::KEYTURNER_GDIO, code, command);
    }

    fn on_confirm(&mut self, conn: Conn) {
        let gap = Span::millis(self.settings.fragment_gap_ms.into());
        if let Some(link) = self.links.get_mut(&conn) {
            link.confirm(self.now, gap);
        }
    }

    /// Answers with an ATT error.
    pub(super) fn att_error(&mut self, conn: Conn, id: Id, code: AttError) {
        let code = code.0;
        self.answer(conn, FromLock::AttError { conn, id, code });
    }

    /// Says something to a client that is still there.
    pub(super) fn answer(&mut self, conn: Conn, message: FromLock) {
        if self.links.contains_key(&conn) {
            self.out.push_back(message);
        }
    }
}

/// Bytes of the longest attribute value.
pub(super) const LONGEST_VALUE: usize = 512;
