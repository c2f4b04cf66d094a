//! What a pairing checks, and how it refuses.

use super::Pairing;
use crate::Defect;
use crate::lock::Lock;
use crate::reply::{Refusal, silence};
use crate::settings::{LowOrderKey, OutOfOrder, PairingRetry, SameUser};
use boundary::Conn;
use wire::code::ErrorCode;
use wire::command::AuthorizationData;
use wire::session::{self, SharedKey};

impl Lock {
    /// The shared key of both; a key of low order is refused.
    pub(super) fn agree(
        &mut self,
        private: &[u8; 32],
        client: &[u8; 32],
    ) -> Result<SharedKey, Refusal> {
        if self.has(Defect::KeyIsNotDerived) {
            return Ok(SharedKey::from_bytes(session::raw_dh(private, client)));
        }
        if self.has(Defect::UnderivedKeyIsTaken) {
            let raw = SharedKey::from_bytes(session::raw_dh(private, client));
            self.damage.raw_key = Some(raw);
        }
        if self.has(Defect::LowOrderKeysPair) {
            return Ok(session::agree_unchecked(private, client));
        }
        session::agree(private, client).or_else(|_| match self.settings.low_order_key {
            LowOrderKey::BadParameter => Err(ErrorCode::PAIRING_BAD_PARAMETER.into()),
            LowOrderKey::Unknown => Err(ErrorCode::UNKNOWN.into()),
            LowOrderKey::Silent => Err(Refusal::Silent),
            LowOrderKey::Drop => Err(Refusal::Drop),
            LowOrderKey::Pretends => Ok(SharedKey::from_bytes(self.random.bytes())),
        })
    }

    /// h1 of parts, compared as a whole.
    pub(super) fn authenticates(&self, key: &SharedKey, parts: &[&[u8]], given: &[u8; 32]) -> bool {
        if self.has(Defect::AuthenticatorComparedInPart) {
            return key.authenticator(parts)[0] == given[0];
        }
        key.authenticates(parts, given)
    }

    /// Whether Authorization Data comes from whoever has the key, and answers the second challenge.
    pub(super) fn data_proved(
        &self,
        key: &SharedKey,
        message: &AuthorizationData<'_>,
        first: &[u8; 32],
        second: &[u8; 32],
    ) -> bool {
        self.data_authenticates(key, message, second)
            || self.has(Defect::DataAuthenticatorUnchecked)
            || (self.has(Defect::FirstChallengeStillGood)
                && self.data_authenticates(key, message, first))
    }

    /// Makes room for a new user, if its type is one that can be added.
    pub(super) fn make_room(&mut self, message: &AuthorizationData<'_>) -> Result<(), Refusal> {
        if !self.knows_id_type(message.id_type) && !self.has(Defect::IdTypeUnchecked) {
            return Err(ErrorCode::PAIRING_BAD_PARAMETER.into());
        }
        if let Some(id) = self.replaced_by(message) {
            self.forget_user(id);
        } else if self.is_full() && !self.has(Defect::MaxUserUnchecked) {
            return Err(ErrorCode::MAX_USER.into());
        }
        Ok(())
    }

    fn data_authenticates(
        &self,
        key: &SharedKey,
        message: &AuthorizationData<'_>,
        nonce: &[u8; 32],
    ) -> bool {
        let mut name = *message.name;
        if self.has(Defect::NamesEndAtTheirZero) {
            blank_after_zero(&mut name);
        }
        if self.has(Defect::NamesLoseTheirSymbols) {
            lose_symbols(&mut name);
        }
        let parts: [&[u8]; 5] = [
            &[message.id_type],
            &message.app_id.to_le_bytes(),
            &name,
            message.nonce_abf,
            nonce,
        ];
        self.authenticates(key, &parts, message.authenticator)
    }

    /// The user that a new one with these data takes the place of.
    fn replaced_by(&self, message: &AuthorizationData<'_>) -> Option<u32> {
        let mut users = self.memory.users.iter();
        let replaced = match self.settings.same_user {
            SameUser::AppId if message.app_id == 0 => None,
            SameUser::AppId if self.has(Defect::AppIdsAreCut) => {
                users.find(|user| user.app_id & 0xFFFF == message.app_id & 0xFFFF)
            }
            SameUser::AppId => users.find(|user| user.app_id == message.app_id),
            SameUser::Name => users.find(|user| user.name == *message.name),
            SameUser::Never => None,
        };
        replaced.map(|user| user.id)
    }

    /// Refuses a step whose turn it is not.
    pub(super) fn out_of_order(&self) -> Result<(), Refusal> {
        Err(match self.settings.out_of_order {
            OutOfOrder::Unknown => ErrorCode::UNKNOWN.into(),
            OutOfOrder::Silent => Refusal::Silent,
            OutOfOrder::Drop => Refusal::Drop,
        })
    }

    /// Refuses an authenticator.
    pub(super) fn bad_authenticator(&mut self, conn: Conn) -> Result<(), Refusal> {
        if self.has(Defect::SilentOnBadAuthenticator) {
            return silence();
        }
        match self.settings.pairing_retry {
            PairingRetry::Continues => {}
            PairingRetry::Restarts => {
                self.forget_unconfirmed(conn);
                self.set_pairing(conn, Pairing::Idle);
            }
            PairingRetry::Drop => self.close_after_answer(conn),
        }
        Err(ErrorCode::BAD_AUTHENTICATOR.into())
    }
}

/// Makes a question mark of each character of four bytes.
pub(crate) fn lose_symbols(name: &mut [u8; 32]) {
    for at in 0..name.len() {
        if name[at] >= 0xF0 {
            let end = (at + 4).min(name.len());
            name[at..end].fill(b'?');
        }
    }
}

/// Makes every byte after the first zero a zero.
pub(crate) fn blank_after_zero(name: &mut [u8; 32]) {
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(32);
    name[end..].fill(0);
}
