//! What a client asks, and what that leads to.

use super::{
    ATTRIBUTE_NOT_FOUND, CONFIRMATION, INVALID_HANDLE, INVALID_LENGTH, INVALID_PDU, Link,
    READ_NOT_PERMITTED, REQUEST_NOT_SUPPORTED, WRITE_COMMAND, WRITE_NOT_PERMITTED, word,
};
use crate::attributes::{Attribute, CHARACTERISTIC, Handle, PRIMARY_SERVICE, What};
use alloc::vec::Vec;
use boundary::{Cccd, Char, Execute, Id, ToLock, WriteKind};

/// What a request leads to.
pub(super) enum Next {
    Nothing,
    Say(Vec<u8>),
    Error(u8),
    /// Tells the lock something that has no answer.
    Tell(ToLock),
    /// Asks the lock; this is the response when it agrees.
    Ask(ToLock, Vec<u8>),
}

impl Link {
    pub(super) fn request(&self, id: Id, opcode: u8, body: &[u8]) -> Next {
        let conn = self.conn;
        match (opcode, body) {
            (0x02, [low, high]) => {
                let mtu = u16::from_le_bytes([*low, *high]);
                Next::Ask(ToLock::Mtu { conn, id, mtu }, Vec::new())
            }
            (0x04 | 0x06 | 0x08 | 0x10, [_, _, _, _, kind @ ..]) => {
                let first = word(body, 0).unwrap_or_default();
                let last = word(body, 2).unwrap_or_default();
                if first == 0 || first > last {
                    return Next::Error(INVALID_HANDLE);
                }
                self.find(opcode, first, last, kind)
            }
            (0x0A, [low, high]) => self.read(u16::from_le_bytes([*low, *high])),
            (0x12 | WRITE_COMMAND, [low, high, value @ ..]) => {
                self.write(id, opcode, u16::from_le_bytes([*low, *high]), value)
            }
            (0x16, [low, high, from_low, from_high, value @ ..]) => {
                let handle = u16::from_le_bytes([*low, *high]);
                let Some(char) = self.char_at(handle) else {
                    return Next::Error(self.why_not(handle));
                };
                let offset = u16::from_le_bytes([*from_low, *from_high]);
                let value = value.to_vec();
                let message = ToLock::Prepare {
                    conn,
                    id,
                    char,
                    offset,
                    value,
                };
                Next::Ask(message, [&[0x17], body].concat())
            }
            (0x18, [flag]) => {
                let flag = if *flag == 0 {
                    Execute::Cancel
                } else {
                    Execute::Write
                };
                Next::Ask(ToLock::Execute { conn, id, flag }, Vec::from([0x19]))
            }
            (CONFIRMATION, []) => Next::Tell(ToLock::Confirm { conn }),
            (0x02..=0x18, _) if opcode.is_multiple_of(2) => {
                let known = matches!(opcode, 0x02..=0x0A | 0x10 | 0x12 | 0x16 | 0x18);
                Next::Error(if known {
                    INVALID_PDU
                } else {
                    REQUEST_NOT_SUPPORTED
                })
            }
            // Responses and commands that nobody knows want nothing.
            _ if opcode % 2 == 1 || opcode & 0x40 != 0 || opcode == CONFIRMATION => Next::Nothing,
            _ => Next::Error(REQUEST_NOT_SUPPORTED),
        }
    }

    fn find(&self, opcode: u8, first: Handle, last: Handle, kind: &[u8]) -> Next {
        let Some(table) = &self.attributes else {
            return Next::Nothing;
        };
        let mut list = List::new(opcode, self.mtu);
        for one in table.range(first, last) {
            let more = match (opcode, &one.what) {
                (0x04, _) => list.put(&[&one.handle.to_le_bytes(), &one.kind()]),
                (0x06, What::Service(_, end)) if sought(kind, one) => {
                    list.put(&[&one.handle.to_le_bytes(), &end.to_le_bytes()])
                }
                (0x08, What::Declaration(..)) if kind == CHARACTERISTIC.to_le_bytes() => {
                    let value = one.declared().unwrap_or_default();
                    list.put(&[&one.handle.to_le_bytes(), &value])
                }
                (0x10, What::Service(_, end)) if kind == PRIMARY_SERVICE.to_le_bytes() => {
                    let uuid = one.declared().unwrap_or_default();
                    list.put(&[&one.handle.to_le_bytes(), &end.to_le_bytes(), &uuid])
                }
                _ => true,
            };
            if !more {
                break;
            }
        }
        list.done()
    }

    fn read(&self, handle: Handle) -> Next {
        let found = self.attributes.as_ref().and_then(|table| table.at(handle));
        match found.map(|one| (one.declared(), &one.what)) {
            None => Next::Error(INVALID_HANDLE),
            Some((Some(value), _)) => Next::Say([&[0x0B], value.as_slice()].concat()),
            Some((None, What::Cccd(_))) => Next::Say([0x0B, 0, 0].into()),
            Some((None, _)) => Next::Error(READ_NOT_PERMITTED),
        }
    }

    fn write(&self, id: Id, opcode: u8, handle: Handle, value: &[u8]) -> Next {
        let conn = self.conn;
        let found = self.attributes.as_ref().and_then(|table| table.at(handle));
        let message = match (found.map(|one| &one.what), value) {
            (Some(What::Value(_, Some(char))), _) => ToLock::Write {
                conn,
                id,
                char: *char,
                value: value.to_vec(),
                kind: match opcode {
                    WRITE_COMMAND => WriteKind::Command,
                    _ => WriteKind::Request,
                },
            },
            (Some(What::Cccd(Some(char))), [low, high]) if opcode != WRITE_COMMAND => {
                ToLock::Subscribe {
                    conn,
                    id,
                    char: *char,
                    cccd: Cccd(u16::from_le_bytes([*low, *high])),
                }
            }
            _ if opcode == WRITE_COMMAND => return Next::Nothing,
            (Some(What::Cccd(Some(_))), _) => return Next::Error(INVALID_LENGTH),
            _ => return Next::Error(self.why_not(handle)),
        };
        match opcode {
            WRITE_COMMAND => Next::Tell(message),
            _ => Next::Ask(message, Vec::from([0x13])),
        }
    }

    fn char_at(&self, handle: Handle) -> Option<Char> {
        match self.attributes.as_ref()?.at(handle)?.what {
            What::Value(_, char) => char,
            _ => None,
        }
    }

    fn why_not(&self, handle: Handle) -> u8 {
        let known = self.attributes.as_ref().and_then(|table| table.at(handle));
        if known.is_some() {
            WRITE_NOT_PERMITTED
        } else {
            INVALID_HANDLE
        }
    }
}

/// A Find By Type Value names a kind and a value behind it.
fn sought(kind: &[u8], one: &Attribute) -> bool {
    let value = kind.strip_prefix(&PRIMARY_SERVICE.to_le_bytes());
    value.is_some() && value == one.declared().as_deref()
}

/// A response that lists attributes of one size.
struct List {
    opcode: u8,
    room: usize,
    size: usize,
    out: Vec<u8>,
}

impl List {
    fn new(opcode: u8, mtu: u16) -> Self {
        Self {
            opcode,
            room: usize::from(mtu),
            size: 0,
            out: Vec::new(),
        }
    }

    /// Adds an entry; false when the list is full or the entry has another size.
    fn put(&mut self, parts: &[&[u8]]) -> bool {
        let entry = parts.concat();
        let head = if self.opcode == 0x06 { 1 } else { 2 };
        if self.out.is_empty() {
            self.size = entry.len();
            self.out.push(self.opcode + 1);
            match self.opcode {
                0x06 => {}
                0x04 => self.out.push(if entry.len() == 4 { 1 } else { 2 }),
                _ => self.out.push(u8::try_from(entry.len()).unwrap_or(u8::MAX)),
            }
        } else if entry.len() != self.size || self.out.len() + entry.len() > self.room.max(head) {
            return false;
        }
        self.out.extend(entry);
        true
    }

    fn done(self) -> Next {
        if self.out.is_empty() {
            Next::Error(ATTRIBUTE_NOT_FOUND)
        } else {
            Next::Say(self.out)
        }
    }
}
