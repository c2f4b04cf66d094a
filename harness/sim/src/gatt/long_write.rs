//! Writes in several parts: Prepare Write and Execute Write.

use super::inbound::LONGEST_VALUE;
use super::link::Prepared;
use crate::Defect;
use crate::lock::Lock;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use boundary::{Char, Conn, Execute, FromLock, Id};
use wire::code::AttError;

impl Lock {
    /// Keeps one part.
    pub(super) fn on_prepare(&mut self, conn: Conn, id: Id, part: Prepared) {
        if !self.offers(part.char) {
            return self.att_error(conn, id, AttError::INVALID_HANDLE);
        }
        let Some(link) = self.links.get_mut(&conn) else {
            return;
        };
        let queued: usize = link.prepared.iter().map(|part| part.value.len()).sum();
        if part.value.len() > usize::from(link.mtu) - 5 {
            return self.att_error(conn, id, AttError::INVALID_VALUE_LENGTH);
        }
        if link.prepared.len() >= MOST_PARTS || queued + part.value.len() > LONGEST_VALUE {
            return self.att_error(conn, id, AttError::PREPARE_QUEUE_FULL);
        }
        link.prepared.push(part);
        self.answer(conn, FromLock::Written { conn, id });
    }

    /// Writes the parts that were kept, or forgets them.
    pub(super) fn on_execute(&mut self, conn: Conn, id: Id, flag: Execute) {
        let Some(link) = self.links.get_mut(&conn) else {
            return;
        };
        let full = link.is_full();
        let parts = core::mem::take(&mut link.prepared);
        let cancels = flag == Execute::Cancel && !self.has(Defect::CancelledWritesExecute);
        if cancels || parts.is_empty() {
            return self.answer(conn, FromLock::Written { conn, id });
        }
        if full {
            return self.att_error(conn, id, AttError::INSUFFICIENT_RESOURCES);
        }
        let Some(values) = assemble(parts) else {
            return self.att_error(conn, id, AttError::INVALID_OFFSET);
        };
        let mut answer = Some(FromLock::Written { conn, id });
        for (char, value) in values {
            self.take_value(conn, id, char, &value, answer.take());
        }
    }
}

/// The values that prepared parts make, by characteristic; none when a part begins past the end of those before it.
fn assemble(parts: Vec<Prepared>) -> Option<BTreeMap<Char, Vec<u8>>> {
    let mut values: BTreeMap<Char, Vec<u8>> = BTreeMap::new();
    for part in parts {
        let value = values.entry(part.char).or_default();
        let at = usize::from(part.offset);
        if at > value.len() {
            return None;
        }
        value.truncate(at);
        value.extend(part.value);
    }
    Some(values)
}

/// Parts of a long write that are kept.
const MOST_PARTS: usize = 64;
