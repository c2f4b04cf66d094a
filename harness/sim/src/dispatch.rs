//! From a command's bytes to the module that obeys it, with the checks in between.
//!
//! The order is: known, travels here, length, access (0x25 to 0x27), nonce, PIN, parameters. The document prints none;
//! this one fits every answer seen from real locks.

use crate::Defect;
use crate::lock::Lock;
use crate::reply::{Caller, Origin, Refusal, silence};
use crate::settings::{
    AdditionalData, FailedNonce, LockOnly, NonDataRequest, PlainBadCrc, RequestDisconnect,
    TinyPlain,
};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use boundary::{Char, Conn};
use wire::Api;
use wire::code::ErrorCode;
use wire::command::{Command, CommandId, Message};
use wire::field::{Field, Presence};
use wire::frame::{Form, Plain};
use wire::payload::{Fields, expected_sizes};

impl Lock {
    /// Takes a write to the pairing characteristic.
    pub(crate) fn hear_pairing(&mut self, conn: Conn, value: &[u8]) {
        let joined = self.join_writes(conn, Char::PAIRING_GDIO, value, Form::Plain);
        let Some(message) = joined else { return };
        let plain = Plain(&*message);
        let sealed = message.len() >= SHORTEST_SEALED && plain.crc() != plain.computed_crc();
        if sealed && self.has(Defect::SealedCommandsWhilePairing) {
            return self.hear_sealed(conn, &message);
        }
        self.hear_plain(conn, &message);
    }

    /// Takes a plain message.
    pub(crate) fn hear_plain(&mut self, conn: Conn, message: &[u8]) {
        let plain = Plain(message);
        let origin = Origin::Pairing(conn);
        let command = plain.command().unwrap_or(CommandId::NONE);
        let Some(crc) = plain.crc() else {
            return match self.settings.tiny_plain {
                TinyPlain::BadLength => self.report(&origin, ErrorCode::BAD_LENGTH, command),
                TinyPlain::BadCrc => self.report(&origin, ErrorCode::BAD_CRC, command),
                TinyPlain::Silent => {}
            };
        };
        let waved_through =
            self.has(Defect::PlainCrcUnchecked) || (crc == 0 && self.has(Defect::CrcZeroMeansNone));
        if plain.crc_holds() || waved_through {
            self.hear_command(origin, command, plain.payload());
        } else if self.settings.plain_bad_crc == PlainBadCrc::Report {
            self.report(&origin, ErrorCode::BAD_CRC, command);
        }
    }

    /// Obeys a command, or says why not.
    pub(crate) fn hear_command(&mut self, origin: Origin, command: CommandId, payload: &[u8]) {
        match self.obey(&origin, command, payload) {
            Ok(()) => self.most_recent = command,
            Err(refusal) => self.refuse(&origin, command, refusal),
        }
    }

    /// Obeys a plain message as if its user had sealed it: what a damaged lock does.
    pub(crate) fn hear_unsealed(&mut self, conn: Conn, message: &[u8]) {
        let plain = Plain(message);
        let command = plain.command().and_then(Command::of);
        let user = self.memory.users.iter().next();
        let (Some(command), Some(user)) = (command, user) else {
            return;
        };
        let caller = Caller {
            conn,
            id: user.id,
            key: user.key.clone(),
            nonce: [0; 24],
        };
        if let Ok(parsed) = Message::parse(command, plain.payload()) {
            let _ = self.dispatch(&Origin::User(caller), parsed);
        }
    }

    fn obey(&mut self, origin: &Origin, id: CommandId, payload: &[u8]) -> Result<(), Refusal> {
        let command = Command::of(id).ok_or(ErrorCode::UNKNOWN)?;
        self.travels_here(origin, command, payload)?;
        self.additional_data_holds(command, payload)?;
        let payload = self.without_needless_pin(command, payload)?;
        let payload = self.as_v1_10(command, payload);
        let parsed = Message::parse(command, &payload).map_err(|_| ErrorCode::BAD_LENGTH)?;
        let Origin::User(caller) = origin else {
            return self.dispatch(origin, parsed);
        };
        let spec = command.spec();
        self.may_ask(caller, spec)?;
        if self.settings.parameters_first {
            self.parameters_hold(spec, &payload)?;
        }
        let open = self.open_challenge(caller);
        let obeyed = self
            .proof_holds(caller, spec, &payload)
            .and_then(|()| self.parameters_hold(spec, &payload))
            .and_then(|()| self.dispatch(origin, parsed));
        if let (Err(refusal), Some(open)) = (obeyed, open)
            && refusal != ErrorCode::BAD_NONCE.into()
            && spec.needs_challenge()
            && self.settings.failed_nonce == FailedNonce::Keeps
        {
            self.reopen_challenge(caller, open);
        }
        obeyed
    }

    /// Hands a command to the module that obeys it.
    fn dispatch(&mut self, origin: &Origin, message: Message<'_>) -> Result<(), Refusal> {
        let conn = origin.conn();
        let caller = &origin.caller();
        match message {
            Message::RequestData(message) => self.on_request_data(origin, message.command),
            Message::PublicKey(message) => self.on_public_key(conn, message),
            Message::AuthorizationAuthenticator(message) => {
                self.on_authorization_authenticator(conn, message)
            }
            Message::AuthorizationData(message) => self.on_authorization_data(conn, message),
            Message::AuthorizationIdConfirmation(message) => self.on_confirmation(conn, message),
            Message::RemoveAuthorizationEntry(message) => self.on_remove_user(caller, message),
            Message::RequestAuthorizationEntries(message) => self.on_list_users(caller, message),
            Message::AuthorizationDataInvite(message) => self.on_invite(caller, message),
            Message::UpdateAuthorizationEntry(message) => self.on_update_user(caller, message),
            Message::LockAction(message) => self.on_lock_action(caller, message),
            Message::SetConfig(message) => self.on_set_config(caller, &message),
            Message::RequestConfig(_) => self.on_request_config(caller),
            Message::SetSecurityPin(message) => self.on_set_pin(caller, message),
            Message::VerifySecurityPin(_) => self.complete(caller),
            Message::RequestCalibration(_) => self.on_calibration(caller),
            Message::RequestReboot(_) => self.on_reboot(caller),
            Message::UpdateTime(message) => self.on_update_time(caller, message),
            Message::RequestDisconnect(_) => self.on_request_disconnect(caller),
            Message::RequestLogEntries(message) => self.on_request_log(caller, message),
            Message::EnableLogging(message) => self.on_enable_logging(caller, message),
            Message::SetAdvancedConfig(message) => self.on_set_advanced_config(caller, message),
            Message::RequestAdvancedConfig(_) => self.on_request_advanced_config(caller),
            Message::AddTimeControlEntry(message) => self.on_add_entry(caller, message),
            Message::RemoveTimeControlEntry(message) => self.on_remove_entry(caller, message),
            Message::RequestTimeControlEntries(_) => self.on_list_entries(caller),
            Message::UpdateTimeControlEntry(message) => self.on_update_entry(caller, message),
            Message::Challenge(_)
            | Message::AuthorizationId(_)
            | Message::AuthorizationEntry(_)
            | Message::AuthorizationIdInvite(_)
            | Message::AuthorizationEntryCount(_)
            | Message::NukiStates(_)
            | Message::Status(_)
            | Message::MostRecentCommand(_)
            | Message::OpeningsClosingsSummary(_)
            | Message::BatteryReport(_)
            | Message::ErrorReport(_)
            | Message::Config(_)
            | Message::LogEntry(_)
            | Message::LogEntryCount(_)
            | Message::AdvancedConfig(_)
            | Message::TimeControlEntryId(_)
            | Message::TimeControlEntryCount(_)
            | Message::TimeControlEntry(_) => Err(ErrorCode::UNKNOWN.into()),
        }
    }

    /// Request Data: sends what is asked for, if that needs no challenge ("Request Data").
    fn on_request_data(&mut self, origin: &Origin, wanted: CommandId) -> Result<(), Refusal> {
        let wanted_command = Command::of(wanted);
        let caller = match origin {
            Origin::Pairing(conn) if wanted_command == Some(Command::PublicKey) => {
                return self.on_public_key_request(*conn);
            }
            Origin::Pairing(_) => return self.no_data(),
            Origin::User(caller) => caller,
        };
        match wanted_command {
            Some(Command::Challenge) => self.send_challenge(caller),
            Some(Command::NukiStates)
                if self.has(Defect::StatesNeedAChallenge)
                    && self.open_challenge(caller).is_none() =>
            {
                return Err(ErrorCode::BAD_NONCE.into());
            }
            Some(Command::NukiStates) => self.send_states_on_request(caller),
            Some(Command::MostRecentCommand) => self.send_most_recent(caller),
            Some(Command::OpeningsClosingsSummary) => self.send_summary(caller),
            Some(Command::Config) if self.has(Defect::ConfigsAreData) => {
                return self.on_request_config(caller);
            }
            Some(Command::AdvancedConfig) if self.has(Defect::ConfigsAreData) => {
                return self.on_request_advanced_config(caller);
            }
            Some(Command::BatteryReport) => self.send_battery_report(caller),
            _ => return self.no_data(),
        }
        Ok(())
    }

    fn no_data(&self) -> Result<(), Refusal> {
        if self.has(Defect::SilentOnForeignRequests) {
            return silence();
        }
        Err(match self.settings.non_data_request {
            NonDataRequest::Unknown => ErrorCode::UNKNOWN.into(),
            NonDataRequest::BadParameter => ErrorCode::BAD_PARAMETER.into(),
        })
    }

    /// Whether the command is one that a client sends on this characteristic.
    fn travels_here(
        &self,
        origin: &Origin,
        command: Command,
        payload: &[u8],
    ) -> Result<(), Refusal> {
        let here = match origin {
            Origin::Pairing(_) => Char::PAIRING_GDIO,
            Origin::User(_) => Char::USDIO,
        };
        let spec = command.spec();
        let disconnect = command == Command::RequestDisconnect
            && self.settings.request_disconnect != RequestDisconnect::Unknown
            && here == Char::USDIO;
        if spec.to_lock.contains(&here) || disconnect {
            return Ok(());
        }
        let size_is_right = expected_sizes(spec, self.setup.api).contains(payload.len());
        match self.settings.lock_only {
            LockOnly::LengthFirst if !size_is_right => Err(ErrorCode::BAD_LENGTH.into()),
            LockOnly::LengthFirst | LockOnly::Unknown => Err(ErrorCode::UNKNOWN.into()),
        }
    }

    /// Whether Request Data has nothing behind the command it wants, or that may be.
    fn additional_data_holds(&self, command: Command, payload: &[u8]) -> Result<(), Refusal> {
        let more = command == Command::RequestData && payload.len() > 2;
        match self.settings.additional_data {
            AdditionalData::BadLength if more => Err(ErrorCode::BAD_LENGTH.into()),
            AdditionalData::BadLength | AdditionalData::Ignored => Ok(()),
        }
    }

    /// The payload of a lock action without the PIN that a damaged lock asks for.
    fn without_needless_pin<'a>(
        &self,
        command: Command,
        payload: &'a [u8],
    ) -> Result<&'a [u8], Refusal> {
        if command != Command::LockAction || !self.has(Defect::LockActionsNeedThePin) {
            return Ok(payload);
        }
        match payload.split_last_chunk::<2>() {
            Some((rest, pin)) if *pin == self.memory.pin.to_le_bytes() => Ok(rest),
            _ => Err(ErrorCode::BAD_PIN.into()),
        }
    }

    /// The payload in the layout of V1.10, where the lock takes another one too.
    fn as_v1_10<'a>(&self, command: Command, payload: &'a [u8]) -> Cow<'a, [u8]> {
        let spec = command.spec();
        let sizes = expected_sizes(spec, Api::V1_10);
        if let Some(size) = sizes.single()
            && self.has(Defect::LengthsUnchecked)
        {
            let mut payload = payload.to_vec();
            payload.resize(size, 0);
            return payload.into();
        }
        let later = LATER.contains(&(command, payload.len()));
        if !later || !self.settings.later_layouts {
            return payload.into();
        }
        let fields = Fields::read(spec, Api::V2_1, payload);
        let first = |field: &Field| field.presence == Presence::Always;
        let spans = fields.iter().filter(|(field, _)| first(field));
        let spans = spans.filter_map(|(field, _)| fields.span(field.name));
        spans
            .fold(Vec::new(), |mut kept, span| {
                kept.extend_from_slice(&payload[span]);
                kept
            })
            .into()
    }
}

/// Layouts of later versions, command and payload size: with name suffix, without and with time zone id.
const LATER: &[(Command, usize)] = &[
    (Command::LockAction, 58),
    (Command::SetConfig, 87),
    (Command::SetConfig, 89),
    (Command::SetAdvancedConfig, 60),
];
/// Bytes of the shortest encrypted message.
const SHORTEST_SEALED: usize = 54;
