//! What a damaged lock takes although it is wrong: the branches of defects at the box.

use crate::Defect;
use crate::lock::Lock;
use crate::reply::Caller;
use alloc::vec;
use alloc::vec::Vec;
use wire::crc;
use wire::frame::Pdata;
use wire::session::{OpenError, SharedKey};

impl Lock {
    /// What a message holds that a sound lock would refuse; none when this one refuses it too.
    pub(crate) fn taken_all_the_same(
        &self,
        caller: &Caller,
        message: &[u8],
        error: OpenError,
    ) -> Option<Vec<u8>> {
        match error {
            OpenError::LengthField { .. } if self.has(Defect::LengthFieldUnchecked) => {
                unseal(&caller.key, message)
            }
            OpenError::InnerAuthId { .. } if self.has(Defect::InnerIdUnchecked) => {
                unseal(&caller.key, message)
            }
            OpenError::BadCrc { says, .. } => {
                let pdata = unseal(&caller.key, message)?;
                self.crc_is_good_enough(says, &pdata).then_some(pdata)
            }
            OpenError::BadTag => self.opened_otherwise(caller, message),
            OpenError::TooShort { .. }
            | OpenError::LengthField { .. }
            | OpenError::InnerAuthId { .. }
            | OpenError::Full(_) => None,
        }
    }

    /// Opens a box that its own key does not open as it stands.
    fn opened_otherwise(&self, caller: &Caller, message: &[u8]) -> Option<Vec<u8>> {
        match self.defect? {
            Defect::AnyKeyOpensAnyId => {
                let mut keys = self.memory.users.iter().map(|user| &user.key);
                keys.find_map(|key| unseal(key, message))
            }
            Defect::TagIsComparedInPart => (0..=u8::MAX).find_map(|last| {
                let mut message = message.to_vec();
                *message.get_mut(LAST_OF_TAG)? = last;
                unseal(&caller.key, &message)
            }),
            Defect::TagIsSummed => (TAG..=LAST_OF_TAG).find_map(|one| {
                let mut others = one + 1..=LAST_OF_TAG;
                others.find_map(|other| {
                    let mut message = message.to_vec();
                    *message.get_mut(one)? ^= 0x80;
                    *message.get_mut(other)? ^= 0x80;
                    unseal(&caller.key, &message)
                })
            }),
            Defect::TagLastIsTaken => {
                let mut message = message.to_vec();
                message.get_mut(TAG..)?.rotate_right(16);
                unseal(&caller.key, &message)
            }
            Defect::UnderivedKeyIsTaken => {
                let raw = self.damage.raw_keys.get(&caller.id)?;
                unseal(raw, message)
            }
            _ => None,
        }
    }

    fn crc_is_good_enough(&self, says: u16, pdata: &[u8]) -> bool {
        let without_id = pdata.get(4..pdata.len().saturating_sub(2));
        let covered = pdata.get(..pdata.len().saturating_sub(2));
        let low_byte = covered.is_some_and(|covered| (crc::of(covered) ^ says) & 0xFF == 0);
        self.has(Defect::InnerCrcUnchecked)
            || (self.has(Defect::InnerCrcLowByteIsEnough) && low_byte)
            || (self.has(Defect::InnerCrcMayOmitTheId)
                && without_id.is_some_and(|covered| crc::of(covered) == says))
    }
}

/// PDATA of a box, whatever it says.
fn unseal(key: &SharedKey, message: &[u8]) -> Option<Vec<u8>> {
    let mut room = vec![0; message.len()];
    let Pdata(pdata) = key.unseal(message, &mut room).ok()?;
    Some(pdata.to_vec())
}

/// Where the tag begins, and its last byte.
const TAG: usize = 30;
const LAST_OF_TAG: usize = 45;
