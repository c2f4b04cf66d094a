//! What happens on the board, and what the lock that the probe is wants, told to those it is for.

use super::Probe;
use crate::board::{Board, Happening, RadioOrder};
use crate::role::Told;
use boundary::Instant;
use wire::probe::Event;

impl<B: Board> Probe<B> {
    pub(super) fn happened(&mut self, at: Instant, what: Happening) {
        match what {
            Happening::Edge { line, level } => {
                if let Some(on) = self.lines.meaning(line, level) {
                    self.out.tell(at, Event::Edge { line, on });
                }
            }
            Happening::Heard {
                peer,
                response,
                rssi,
                data,
            } => self.out.tell(
                at,
                Event::Heard {
                    peer,
                    response,
                    rssi,
                    data: &data,
                },
            ),
            Happening::Connected { conn, peer } => {
                self.out.tell(at, Event::Connected { conn, peer });
            }
            Happening::Visited { conn, peer } => {
                self.role.visited(self.now, conn);
                self.out.tell(at, Event::Connected { conn, peer });
            }
            Happening::ConnectFailed { conn, code } => {
                self.out.tell(at, Event::ConnectFailed { conn, code });
            }
            Happening::Disconnected { conn, code } => {
                self.role.left(self.now, conn);
                self.out.tell(at, Event::Disconnected { conn, code });
            }
            Happening::Att { conn, pdu } if self.role.has(conn) => {
                self.role.hear(self.now, conn, &pdu);
            }
            Happening::Att { conn, pdu } => self.out.tell(at, Event::Att { conn, pdu: &pdu }),
            Happening::Hci(packet) => self.out.tell(at, Event::Hci { packet: &packet }),
            Happening::Missed(events) => self.out.miss(events),
        }
    }

    /// What the lock that this probe is wants of the radio. A link that has just ended refuses.
    pub(super) fn role_says(&mut self, told: &Told) {
        let order = match told {
            Told::Pdu(conn, pdu) => RadioOrder::Att(*conn, pdu),
            Told::End(conn) => RadioOrder::Disconnect(*conn),
            Told::Show(shown) => RadioOrder::Advertise(Some(shown)),
        };
        let _ = self.board.radio(self.now, order);
    }
}
