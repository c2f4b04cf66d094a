//! What the controller says: data of links, and events.

use super::links::Link;
use super::packet::{self, Fields, opcode};
use super::{ATT, Creating, Hci, Mode, SECURITY, SIGNALLING, VISITORS};
use crate::board::Happening;
use boundary::Instant;
use wire::probe::Peer;

impl Hci {
    pub(super) fn acl(&mut self, now: Instant, packet: &[u8]) {
        let Some((handle, channel, pdu)) = self.links.hear(packet) else {
            return;
        };
        match channel {
            ATT => {
                if let Some(conn) = self.links.at(handle).and_then(|link| link.conn) {
                    self.happen(now, Happening::Att { conn, pdu });
                }
            }
            SIGNALLING => self.signal(handle, &pdu),
            // Pairing Failed: not supported, for a request and for a wish (Vol 3, Part H, 3.5.5).
            SECURITY if matches!(pdu.first(), Some(0x01 | 0x0B)) => {
                self.links.send(handle, SECURITY, &[0x05, 0x05]);
            }
            _ => {}
        }
    }

    /// Answers on the signalling channel (Vol 3, Part A, 4).
    fn signal(&mut self, handle: u16, pdu: &[u8]) {
        let central = self.links.at(handle).is_some_and(|link| link.central);
        match pdu {
            [0x12, id, 8, 0, wanted @ ..] if central => {
                self.links
                    .send(handle, SIGNALLING, &[0x13, *id, 2, 0, 0, 0]);
                if let Some(terms) = packet::wanted(wanted) {
                    self.change(handle, terms);
                }
            }
            // Command Reject: not understood. Responses want none.
            [
                0x02 | 0x04 | 0x06 | 0x08 | 0x0A | 0x0C | 0x0E | 0x10 | 0x12 | 0x14 | 0x17..,
                id,
                ..,
            ] => {
                self.links
                    .send(handle, SIGNALLING, &[0x01, *id, 2, 0, 0, 0]);
            }
            _ => {}
        }
    }

    pub(super) fn event(&mut self, now: Instant, code: u8, fields: &mut Fields<'_>) {
        let heard = match code {
            0x05 => self.disconnected(now, fields),
            0x0E => self.completed(fields),
            0x0F => self.status(now, fields),
            0x13 => self.links.sent(fields),
            0x3E => match fields.byte() {
                Some(0x01) => self.connected(now, fields),
                Some(0x02) => self.heard(now, fields),
                Some(0x05) => self.key_wanted(fields),
                _ => None,
            },
            _ => None,
        };
        // An event that is shorter than its table says is nothing.
        let _: Option<()> = heard;
    }

    fn completed(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        fields.byte()?;
        let which = fields.word()?;
        self.answered(which);
        let good = fields.byte()? == 0;
        match which {
            opcode::LE_READ_BUFFER_SIZE if good => {
                let length = fields.word()?;
                self.links.size(length, fields.byte()?);
            }
            opcode::READ_BD_ADDR => {
                self.address = fields.address()?;
                self.mode = Mode::Ready;
            }
            _ => {}
        }
        Some(())
    }

    fn status(&mut self, now: Instant, fields: &mut Fields<'_>) -> Option<()> {
        let code = fields.byte()?;
        fields.byte()?;
        let which = fields.word()?;
        self.answered(which);
        if code != 0 && which == opcode::LE_CREATE_CONNECTION {
            self.failed(now, code);
        }
        Some(())
    }

    fn answered(&mut self, which: u16) {
        if self.asked == Some(which) {
            self.asked = None;
        }
    }

    fn failed(&mut self, now: Instant, code: u8) {
        if let Some(Creating {
            conn,
            unwanted: false,
            ..
        }) = self.creating.take()
        {
            self.happen(now, Happening::ConnectFailed { conn, code });
        }
    }

    fn connected(&mut self, now: Instant, fields: &mut Fields<'_>) -> Option<()> {
        let status = fields.byte()?;
        let handle = fields.word()?;
        let central = fields.byte()? == 0;
        let random = fields.byte()? & 1 != 0;
        let address = fields.address()?;
        if status != 0 {
            self.failed(now, status);
            return Some(());
        }
        let peer = Peer { random, address };
        if !central {
            self.visitors = self.visitors.wrapping_add(1) & !VISITORS;
            let conn = VISITORS | self.visitors;
            self.links.put(handle, Link::new(Some(conn), false));
            self.happen(now, Happening::Visited { conn, peer });
            return Some(());
        }
        match self.creating.take() {
            Some(Creating {
                conn,
                unwanted: false,
                ..
            }) => {
                self.links.put(handle, Link::new(Some(conn), true));
                self.happen(now, Happening::Connected { conn, peer });
            }
            // It came about although it was cancelled.
            _ => {
                self.links.put(handle, Link::new(None, true));
                self.end(handle);
            }
        }
        Some(())
    }

    fn disconnected(&mut self, now: Instant, fields: &mut Fields<'_>) -> Option<()> {
        if fields.byte()? != 0 {
            return None;
        }
        let link = self.links.remove(fields.word()?)?;
        let code = fields.byte()?;
        if let Some(conn) = link.conn {
            self.happen(now, Happening::Disconnected { conn, code });
        }
        // A controller stops advertising when a central comes.
        if !link.central && self.shown.is_some() {
            self.command(opcode::LE_SET_ADVERTISE_ENABLE, &[1]);
        }
        Some(())
    }

    fn heard(&mut self, now: Instant, fields: &mut Fields<'_>) -> Option<()> {
        for _ in 0..fields.byte()? {
            let response = fields.byte()? == SCAN_RESPONSE;
            let random = fields.byte()? & 1 != 0;
            let address = fields.address()?;
            let length = usize::from(fields.byte()?);
            let data = fields.take(length)?.to_vec();
            let [rssi] = fields.byte()?.to_le_bytes().map(u8::cast_signed);
            let peer = Peer { random, address };
            let what = Happening::Heard {
                peer,
                response,
                rssi,
                data,
            };
            self.happen(now, what);
        }
        Some(())
    }

    fn key_wanted(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        let handle = fields.word()?;
        self.command(opcode::LE_LTK_NEGATIVE_REPLY, &handle.to_le_bytes());
        Some(())
    }
}

const SCAN_RESPONSE: u8 = 0x04;
