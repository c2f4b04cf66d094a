//! From messages between harness and lock to the ATT PDUs that they stand for.

use super::Way;
use super::frame::{acl, connection_complete, disconnection_complete};
use super::handles::Handles;
use super::pdu::{all_parts, discovery, exchange, pdu};
use boundary::{Char, Conn, DisconnectReason, Execute, FromLock, Id, ToLock, WriteKind};
use std::collections::BTreeMap;

/// A packet of the `att` interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    pub(super) way: Way,
    pub(super) bytes: Vec<u8>,
    pub(super) remark: Option<&'static str>,
}

/// The connections of a case.
#[derive(Clone, Debug, Default)]
pub(super) struct Att {
    open: BTreeMap<Conn, Open>,
}

/// A connection.
#[derive(Clone, Debug)]
struct Open {
    mtu: u16,
    handles: Handles,
    /// Requests whose answers are to come.
    asked: BTreeMap<Id, Asked>,
}

/// A request under way.
#[derive(Clone, Debug)]
enum Asked {
    /// One that the response of that opcode answers.
    Plain { opcode: u8, handle: u16 },
    /// Prepare Write Requests, then an Execute Write Request; the first is sent.
    Long { handle: u16, parts: Vec<Vec<u8>> },
    /// A Prepare Write Request, whose response repeats it.
    Prepare { handle: u16, rest: Vec<u8> },
    /// Discovery, whose PDUs are told when it is over.
    Discover,
}

impl Att {
    /// The packets of a message to the lock.
    pub(super) fn to(&mut self, message: &ToLock) -> Vec<Packet> {
        let Some(conn) = message.conn() else {
            return Vec::new();
        };
        if let ToLock::Connect { mtu, .. } = message {
            let open = Open {
                mtu: *mtu,
                handles: Handles::nominal(),
                asked: BTreeMap::new(),
            };
            self.open.insert(conn, open);
            return Vec::new();
        }
        let Some(open) = self.open.get_mut(&conn) else {
            return Vec::new();
        };
        let pdu = open.request(message);
        pdu.map(|pdu| carried(Way::Out, conn, &pdu))
            .into_iter()
            .collect()
    }

    /// The packets of a message from the lock.
    pub(super) fn from(&mut self, message: &FromLock) -> Vec<Packet> {
        let Some(conn) = message.conn() else {
            return Vec::new();
        };
        if let FromLock::Disconnected { reason, .. } = message {
            self.open.remove(&conn);
            let bytes = disconnection_complete(handle(conn), hci_reason(*reason));
            return vec![event(bytes)];
        }
        let Some(open) = self.open.get_mut(&conn) else {
            return Vec::new();
        };
        let mut packets = Vec::new();
        if let FromLock::Connected { mtu, .. } = message {
            packets.push(event(connection_complete(handle(conn))));
            packets.extend(legend(conn, &open.handles));
            open.mtu = *mtu;
            if *mtu > DEFAULT_MTU {
                packets.extend(exchange(*mtu).map(|(way, pdu)| carried(way, conn, &pdu)));
            }
            return packets;
        }
        let pdus = open.response(message);
        packets.extend(pdus.iter().map(|(way, pdu)| carried(*way, conn, pdu)));
        packets
    }
}

impl Open {
    fn request(&mut self, message: &ToLock) -> Option<Vec<u8>> {
        match message {
            ToLock::Discover { id, .. } => {
                self.asked.insert(*id, Asked::Discover);
                None
            }
            ToLock::Mtu { id, mtu, .. } => {
                self.expect(*id, 0x02, 0);
                Some(pdu(0x02, &[&mtu.to_le_bytes()]))
            }
            ToLock::Subscribe { id, char, cccd, .. } => {
                let handle = self.handles.cccd(*char);
                self.expect(*id, 0x12, handle);
                let value = cccd.0.to_le_bytes();
                Some(pdu(0x12, &[&handle.to_le_bytes(), &value]))
            }
            ToLock::Write {
                id,
                char,
                value,
                kind,
                ..
            } => Some(self.write(*id, *char, value, *kind)),
            ToLock::Prepare {
                id,
                char,
                offset,
                value,
                ..
            } => {
                let handle = self.handles.value(*char);
                let rest = [&offset.to_le_bytes(), value.as_slice()].concat();
                let bytes = pdu(0x16, &[&handle.to_le_bytes(), &rest]);
                self.asked.insert(*id, Asked::Prepare { handle, rest });
                Some(bytes)
            }
            ToLock::Execute { id, flag, .. } => {
                self.expect(*id, 0x18, 0);
                Some(vec![0x18, u8::from(*flag == Execute::Write)])
            }
            ToLock::Confirm { .. } => Some(vec![0x1E]),
            ToLock::Connect { .. } | ToLock::Disconnect { .. } | ToLock::Control { .. } => None,
        }
    }

    fn write(&mut self, id: Id, char: Char, value: &[u8], kind: WriteKind) -> Vec<u8> {
        let handle = self.handles.value(char);
        match kind {
            WriteKind::Request => {
                self.expect(id, 0x12, handle);
                pdu(0x12, &[&handle.to_le_bytes(), value])
            }
            WriteKind::Command => pdu(0x52, &[&handle.to_le_bytes(), value]),
            WriteKind::Long => {
                let parts = self.parts(handle, value);
                let first = parts.first().cloned().unwrap_or_default();
                self.asked.insert(id, Asked::Long { handle, parts });
                first
            }
        }
    }

    /// The Prepare Write Requests of a long write.
    fn parts(&self, handle: u16, value: &[u8]) -> Vec<Vec<u8>> {
        let room = usize::from(self.mtu.saturating_sub(5).max(1));
        let mut parts = Vec::new();
        let mut offset = 0_usize;
        loop {
            let part = &value[offset..value.len().min(offset + room)];
            let place = u16::try_from(offset).unwrap_or(u16::MAX).to_le_bytes();
            parts.push(pdu(0x16, &[&handle.to_le_bytes(), &place, part]));
            offset += room;
            if offset >= value.len() {
                return parts;
            }
        }
    }

    fn expect(&mut self, id: Id, opcode: u8, handle: u16) {
        self.asked.insert(id, Asked::Plain { opcode, handle });
    }

    fn response(&mut self, message: &FromLock) -> Vec<(Way, Vec<u8>)> {
        let heard = |pdu: Vec<u8>| vec![(Way::In, pdu)];
        match message {
            FromLock::Services { id, services, .. } => {
                self.asked.remove(id);
                self.handles = Handles::of(services);
                discovery(&self.handles)
            }
            FromLock::Mtu { id, mtu, .. } => {
                self.asked.remove(id);
                self.mtu = *mtu;
                heard(pdu(0x03, &[&mtu.to_le_bytes()]))
            }
            FromLock::Written { id, .. } => match self.asked.remove(id) {
                Some(Asked::Plain { opcode, .. }) => heard(vec![opcode + 1]),
                Some(Asked::Prepare { handle, rest }) => {
                    heard(pdu(0x17, &[&handle.to_le_bytes(), &rest]))
                }
                Some(Asked::Long { parts, .. }) => all_parts(&parts),
                Some(Asked::Discover) | None => Vec::new(),
            },
            FromLock::AttError { id, code, .. } => {
                let (opcode, handle) = match self.asked.remove(id) {
                    Some(Asked::Plain { opcode, handle }) => (opcode, handle),
                    Some(Asked::Long { handle, .. } | Asked::Prepare { handle, .. }) => {
                        (0x16, handle)
                    }
                    // The first request of a discovery.
                    Some(Asked::Discover) | None => (0x10, 1),
                };
                let place = handle.to_le_bytes();
                heard(pdu(0x01, &[&[opcode], &place, &[*code]]))
            }
            FromLock::Indicate { char, value, .. } => {
                let handle = self.handles.value(*char).to_le_bytes();
                heard(pdu(0x1D, &[&handle, value]))
            }
            FromLock::Notify { char, value, .. } => {
                let handle = self.handles.value(*char).to_le_bytes();
                heard(pdu(0x1B, &[&handle, value]))
            }
            FromLock::Connected { .. }
            | FromLock::Refused { .. }
            | FromLock::Disconnected { .. }
            | FromLock::Done { .. }
            | FromLock::Unsupported { .. }
            | FromLock::Advertising { .. } => Vec::new(),
        }
    }
}

/// What a message to the lock says that is no PDU.
pub(super) fn remark_to(message: &ToLock) -> Option<String> {
    match message {
        ToLock::Connect { conn, mtu } => Some(format!("connect {} with MTU {mtu}", conn.0)),
        ToLock::Disconnect { conn } => Some(format!("disconnect {}", conn.0)),
        ToLock::Control { control, .. } => {
            Some(format!("hand: {}", crate::timeline::hand(control)))
        }
        _ => None,
    }
}

/// What a message from the lock says that is no PDU.
pub(super) fn remark_from(message: &FromLock) -> Option<String> {
    match message {
        FromLock::Refused { conn, reason } => {
            Some(format!("connection {} refused: {reason}", conn.0))
        }
        FromLock::Unsupported { .. } => Some("unsupported".to_owned()),
        FromLock::Advertising { data, .. } => {
            let hex: String = data.iter().map(|byte| format!("{byte:02X}")).collect();
            Some(format!("advertises {hex}"))
        }
        _ => None,
    }
}

/// The packets that tell a reader which handle is which characteristic.
fn legend(conn: Conn, handles: &Handles) -> Vec<Packet> {
    let carried = |(way, pdu): (Way, Vec<u8>)| Packet {
        remark: Some(LEGEND),
        ..carried(way, conn, &pdu)
    };
    discovery(handles).into_iter().map(carried).collect()
}

fn carried(way: Way, conn: Conn, pdu: &[u8]) -> Packet {
    Packet {
        way,
        bytes: acl(way, handle(conn), pdu),
        remark: None,
    }
}

const fn event(bytes: Vec<u8>) -> Packet {
    Packet {
        way: Way::In,
        bytes,
        remark: None,
    }
}

/// HCI's handle of a connection; twelve bits, of which the last values are reserved.
fn handle(conn: Conn) -> u16 {
    u16::try_from(conn.0 % 0x0EFF).unwrap_or_default()
}

/// HCI's error code for the end of a connection.
const fn hci_reason(reason: DisconnectReason) -> u8 {
    match reason {
        DisconnectReason::Local => 0x13,
        DisconnectReason::Remote => 0x16,
        DisconnectReason::Power | DisconnectReason::Other => 0x08,
    }
}

const LEGEND: &str = "legend, no traffic: the handles of this capture";
const DEFAULT_MTU: u16 = 23;
