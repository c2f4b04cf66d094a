//! The checks before a command is obeyed: access, nonce, PIN, parameters.

use crate::Defect;
use crate::lock::Lock;
use crate::reply::{Caller, Refusal};
use crate::settings::{RemoteMark, ReservedBits, RestrictedReads};
use wire::Api;
use wire::code::{ErrorCode, IdType};
use wire::command::{Command, Spec};
use wire::field::{Field, Kind, Value};
use wire::payload::Fields;

impl Lock {
    /// Whether the authorization has access now (0x25, 0x27, 0x26), and no open challenge is in the way.
    pub(crate) fn may_ask(&self, caller: &Caller, spec: &Spec) -> Result<(), Refusal> {
        let served =
            !spec.needs_challenge() && self.settings.restricted_reads == RestrictedReads::Served;
        let waived = spec.needs_challenge() && self.has(Defect::AccessIsCheckedAtTheChallenge)
            || matches!(spec.command, Command::RequestData | Command::SetConfig)
                && self.has(Defect::DisabledUsersSet);
        if !served && !waived {
            self.has_access(caller)?;
        }
        let blocks = self.settings.challenge_blocks && self.open_challenge(caller).is_some();
        if blocks && !spec.needs_challenge() {
            return Err(ErrorCode::UNKNOWN.into());
        }
        Ok(())
    }

    /// Whether the request counts as forwarded by the bridge.
    pub(crate) fn is_remote(&self, caller: &Caller) -> bool {
        let user = self.memory.users.find(caller.id);
        let bridge = user.is_some_and(|user| user.id_type == IdType::BRIDGE);
        match self.settings.remote_mark {
            RemoteMark::Bridge => bridge,
            RemoteMark::Never => false,
        }
    }

    /// Whether nonce and PIN of the payload, its last fields, are right.
    pub(crate) fn proof_holds(
        &mut self,
        caller: &Caller,
        spec: &Spec,
        payload: &[u8],
    ) -> Result<(), Refusal> {
        if !spec.needs_challenge() {
            return Ok(());
        }
        let (rest, pin) = match payload.split_last_chunk::<2>() {
            Some((rest, pin)) if spec.needs_pin() => (rest, Some(u16::from_le_bytes(*pin))),
            _ => (payload, None),
        };
        let nonce = rest.last_chunk::<32>().ok_or(ErrorCode::BAD_LENGTH)?;
        let open = self.open_challenge(caller);
        self.spend_challenge(caller, nonce)?;
        if let Some(open) = open
            && spec.command == Command::LockAction
            && self.has(Defect::LockActionsKeepTheirChallenge)
        {
            self.reopen_challenge(caller, open);
        }
        match pin {
            Some(pin)
                if spec.command == Command::SetSecurityPin
                    && self.has(Defect::NewPinProvesItself)
                    && payload.starts_with(&pin.to_le_bytes()) =>
            {
                Ok(())
            }
            Some(pin) => self.pin_holds(caller, spec.command, pin),
            None => Ok(()),
        }
    }

    /// Whether every field has a value that the document allows (0x23).
    pub(crate) fn parameters_hold(
        &self,
        spec: &'static Spec,
        payload: &[u8],
    ) -> Result<(), Refusal> {
        let fields = Fields::read(spec, Api::V1_10, payload);
        let unlimited = fields.get("time_limited").and_then(Value::uint) == Some(0);
        let is_wrong = |(field, value): (&Field, Value<'_>)| {
            let irrelevant = unlimited && field.name.starts_with("allowed_");
            !irrelevant && !self.allows(field, value)
        };
        if !fields.iter().any(is_wrong) || self.ranges_unchecked(spec.command) {
            Ok(())
        } else {
            Err(ErrorCode::BAD_PARAMETER.into())
        }
    }

    /// Whether a user of that type can be added.
    pub(crate) fn knows_id_type(&self, id_type: u8) -> bool {
        IdType::SET.defines(self.setup.api, id_type.into())
    }

    fn allows(&self, field: &Field, value: Value<'_>) -> bool {
        let later = match field.name {
            "action" | "lock_action" if self.settings.later_layouts => Api::V2_1,
            _ => self.setup.api,
        };
        match (field.name, field.kind) {
            (_, Kind::Text(_)) => true,
            ("flags" | "weekdays" | "allowed_weekdays", _) => {
                self.settings.reserved_bits == ReservedBits::Ignored || field.allows(later, value)
            }
            ("latitude", _) => matches!(value, Value::Float(degrees) if degrees.abs() <= 90.0),
            ("longitude", _) => matches!(value, Value::Float(degrees) if degrees.abs() <= 180.0),
            _ => field.allows(later, value),
        }
    }

    fn ranges_unchecked(&self, command: Command) -> bool {
        match command {
            Command::SetConfig => self.has(Defect::ConfigRangesUnchecked),
            Command::SetAdvancedConfig => self.has(Defect::AdvancedConfigRangesUnchecked),
            Command::LockAction => self.has(Defect::UnknownActionsUnlock),
            Command::AuthorizationDataInvite => self.has(Defect::InvitedTypesUnchecked),
            Command::UpdateTime => self.has(Defect::ImpossibleDatesAreTaken),
            _ => false,
        }
    }

    fn has_access(&self, caller: &Caller) -> Result<(), ErrorCode> {
        let Some(user) = self.memory.users.find(caller.id) else {
            return Ok(());
        };
        if !user.enabled && !self.has(Defect::DisabledUsersAreServed) {
            return Err(ErrorCode::DISABLED);
        }
        let in_time = user.limits.is_none_or(|limits| self.limits_allow(&limits));
        if !in_time && !self.has(Defect::TimeLimitsIgnored) {
            return Err(ErrorCode::TIME_NOT_ALLOWED);
        }
        if self.is_remote(caller)
            && !user.remote_allowed
            && !self.has(Defect::RemoteAccessUnchecked)
        {
            return Err(ErrorCode::REMOTE_NOT_ALLOWED);
        }
        Ok(())
    }
}
