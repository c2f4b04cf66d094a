//! Damage to what goes out and to what is remembered: the branches of defects that belong to no chapter.

use crate::Defect;
use crate::challenge::Open;
use crate::gatt::Link;
use crate::lock::Lock;
use crate::memory::Config;
use crate::pairing::Pairing;
use crate::reply::Caller;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use boundary::{Cccd, Char, Conn, Span};
use wire::command::CommandId;
use wire::crc;
use wire::frame::{emit_pdata, pdata_size};
use wire::session::SharedKey;

/// What only a damaged lock remembers.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    /// The pairing that all links share.
    pub(crate) pairing: Pairing,
    /// Nonces that are taken again.
    pub(crate) nonces: Vec<[u8; 32]>,
    /// How many challenges have been counted.
    pub(crate) counted: u32,
    /// The challenge of each authorization that was answered last.
    pub(crate) spent: BTreeMap<u32, Open>,
    /// Whether a user is disabled who is added now.
    pub(crate) new_users_disabled: bool,
    /// Keys of users that were removed.
    pub(crate) ghosts: BTreeMap<u32, SharedKey>,
    /// The key of the pairing under way before its derivation.
    pub(crate) raw_key: Option<SharedKey>,
    /// Keys as they were before their derivation.
    pub(crate) raw_keys: BTreeMap<u32, SharedKey>,
    /// Bytes of messages that a link left incomplete.
    pub(crate) halves: BTreeMap<Char, Vec<u8>>,
    /// Subscriptions of earlier links.
    pub(crate) cccds: BTreeMap<Char, Cccd>,
    /// Connections that were never given back.
    pub(crate) lost_slots: usize,
    /// The MTU of the first connection since the start.
    pub(crate) first_mtu: Option<u16>,
    /// Whether anybody was ever connected.
    pub(crate) connected: bool,
    /// How much later than others the answer under way is sent.
    pub(crate) delay: Span,
    /// Whether the lock has stopped listening.
    pub(crate) deaf: bool,
}

impl Lock {
    /// The box nonce of an answer.
    pub(crate) fn box_nonce(&mut self, to: &Caller) -> [u8; 24] {
        let drawn = self.random.bytes();
        if self.has(Defect::ClientNonceReused) {
            return to.nonce;
        }
        if self.has(Defect::BoxNoncesRepeat) {
            let mut nonce = [0; 24];
            nonce[0] = drawn[0] & 0x07;
            return nonce;
        }
        drawn
    }

    /// PDATA of an answer.
    pub(crate) fn pdata(&self, id: u32, command: CommandId, payload: &[u8]) -> Vec<u8> {
        let id = if self.has(Defect::InnerIdIsZero) {
            0
        } else {
            id
        };
        let mut pdata = vec![0; pdata_size(payload.len())];
        let size = emit_pdata(id, command, payload, &mut pdata).unwrap_or_default();
        pdata.truncate(size);
        let end = size.saturating_sub(2);
        if self.has(Defect::SentInnerCrcOmitsTheId) {
            let crc = crc::of(&pdata[4..end]);
            pdata[end..].copy_from_slice(&crc.to_le_bytes());
        }
        self.spoil_crc(&mut pdata);
        pdata
    }

    /// Spoils a plain message.
    pub(crate) fn spoil_plain(&self, message: &mut [u8]) {
        self.spoil_crc(message);
    }

    /// Spoils an encrypted message.
    pub(crate) fn spoil_sealed(&self, message: &mut [u8]) {
        let length = u16::from_le_bytes([message[28], message[29]]);
        if self.has(Defect::LengthCountsPdataOnly) {
            message[28..30].copy_from_slice(&(length - 16).to_le_bytes());
        }
        if self.has(Defect::AnswersPutTheTagLast) {
            message[30..].rotate_left(16);
        }
    }

    /// Spoils the payload of States.
    pub(crate) fn spoil_states(&self, payload: &mut [u8]) {
        if self.has(Defect::YearIsBigEndian) {
            payload[3..5].reverse();
        }
        if self.has(Defect::TriggerIsUndefined) {
            payload[2] = 0x42;
        }
        if self.has(Defect::UndefinedStates) && payload[1] == 0x01 {
            payload[1] = 0x0B;
        }
    }

    /// Spoils the configuration that was just stored.
    pub(crate) fn spoil_config(&mut self, before: &Config) {
        let config = &mut self.memory.config;
        match self.defect {
            Some(Defect::ConfigIsNotStored) => *config = before.clone(),
            Some(Defect::LongitudeIsLatitude) => config.longitude = config.latitude,
            Some(Defect::TimezoneIsUnsigned) => {
                config.timezone_offset = config.timezone_offset.saturating_abs();
            }
            _ => {}
        }
    }

    /// Whether a damaged lock stops listening, at this value or before.
    pub(crate) fn goes_deaf(&mut self, value: &[u8]) -> bool {
        if self.has(Defect::DiesOnTinyWrites) && value.len() < 4 {
            self.damage.deaf = true;
        }
        self.damage.deaf
    }

    /// What a damaged lock keeps of a user that was just made.
    pub(crate) fn damage_a_new_user(&mut self, id: u32) {
        if let Some(raw) = self.damage.raw_key.take() {
            self.damage.raw_keys.insert(id, raw);
        }
    }

    /// What a damaged lock does or keeps when a link ends.
    pub(crate) fn damage_at_the_end(&mut self, conn: Conn, link: &Link) {
        if self.has(Defect::HalfMessagesOutliveTheLink) {
            self.damage.halves = link.partial.clone();
        }
        let unconfirmed = link.is_awaiting() && self.has(Defect::UnconfirmedSlotsAreLost);
        if self.has(Defect::SlotsAreLost) || unconfirmed {
            self.damage.lost_slots += 1;
        }
        if self.has(Defect::LockoutEndsWithTheLink) {
            self.pin_tries.clear();
        }
        let mine = |caller: &Caller| caller.conn == conn;
        let job = self.motor.job.as_ref();
        let moving = job.is_some_and(|job| job.caller.as_ref().is_some_and(mine));
        if moving && self.has(Defect::ActionsEndWithTheLink) {
            self.motor.job = None;
        }
        self.damage.connected = true;
    }

    fn spoil_crc(&self, message: &mut [u8]) {
        let end = message.len().saturating_sub(2);
        let (covered, crc) = message.split_at_mut(end);
        if self.has(Defect::SentCrcStartsAtZero) {
            crc.copy_from_slice(&xmodem(covered).to_le_bytes());
        }
        if self.has(Defect::SentCrcIsBigEndian) {
            crc.reverse();
        }
    }
}

/// The CRC with the right polynomial and the wrong begin.
fn xmodem(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            let carry = crc & 0x8000 != 0;
            (crc << 1) ^ if carry { 0x1021 } else { 0 }
        })
    })
}
