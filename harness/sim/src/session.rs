//! The user-specific characteristic: opening what comes in ("Encryption").

use crate::Defect;
use crate::lock::Lock;
use crate::reply::{Caller, Origin};
use crate::settings::{IdMismatch, InnerCrc, ShortWrite, SplitWrites, TrailingBytes};
use crate::users::Standing;
use alloc::vec;
use alloc::vec::Vec;
use boundary::{Char, Conn};
use wire::code::ErrorCode;
use wire::command::CommandId;
use wire::frame::{Form, Pdata, Plain, Sealed};
use wire::reassembly::needed;
use wire::session::OpenError;

impl Lock {
    /// Takes a write to the USDIO.
    pub(crate) fn hear_sealed(&mut self, conn: Conn, value: &[u8]) {
        let Some(message) = self.join_writes(conn, Char::USDIO, value, Form::Encrypted) else {
            return;
        };
        if self.has(Defect::PlainCommandsOnUsdio) && Plain(&message).crc_holds() {
            return self.hear_unsealed(conn, &message);
        }
        let (message, behind) = self.without_tail(&message);
        let sealed = Sealed(message);
        let (Some(id), Some(nonce)) = (sealed.auth_id(), sealed.nonce()) else {
            return self.malformed(conn);
        };
        let known = self.memory.users.find(id);
        let known = known.filter(|user| !matches!(user.standing, Standing::Pending(_)));
        let key = known.map(|user| user.key.clone());
        let Some(key) = key.or_else(|| self.damage.ghosts.get(&id).cloned()) else {
            return self.unknown_id(conn);
        };
        let nonce = *nonce;
        let caller = Caller {
            conn,
            id,
            key,
            nonce,
        };
        let mut room = vec![0; message.len()];
        match caller.key.open(message, &mut room) {
            Ok(authentic) => {
                self.hear_user(caller, authentic.command(), authentic.payload());
            }
            Err(error) => self.not_opened(caller, message, error, &room),
        }
        if !behind.is_empty() {
            self.hear_sealed(conn, behind);
        }
    }

    /// Joins a message that comes in several writes, where that is legal; none while it is not whole.
    pub(crate) fn join_writes(
        &mut self,
        conn: Conn,
        char: Char,
        value: &[u8],
        form: Form,
    ) -> Option<Vec<u8>> {
        let kept = self.damage.halves.remove(&char).unwrap_or_default();
        let joins = self.settings.split_writes == SplitWrites::Joined;
        if !joins && !self.has(Defect::HalfMessagesOutliveTheLink) {
            return Some(value.to_vec());
        }
        let link = self.links.get_mut(&conn)?;
        let mut message = link.partial.remove(&char).unwrap_or(kept);
        message.extend_from_slice(value);
        let whole = match form {
            Form::Encrypted => needed(&message, form).is_some_and(|size| size <= message.len()),
            Form::Plain => Plain(&message).crc_holds(),
        };
        if whole || message.len() > LONGEST_WRITE {
            return Some(message);
        }
        link.partial.insert(char, message);
        None
    }

    /// Takes a command that a user's key has opened.
    fn hear_user(&mut self, caller: Caller, command: CommandId, payload: &[u8]) {
        if let Some(link) = self.links.get_mut(&caller.conn) {
            link.user = Some(caller.id);
        }
        let now = self.shown_time();
        if let Some(user) = self.memory.users.find_mut(caller.id) {
            user.last_active = now;
        }
        self.hear_command(Origin::User(caller), command, payload);
    }

    /// Takes PDATA whose box opened, but which is wrong in some respect.
    fn hear_pdata(&mut self, caller: Caller, pdata: &[u8]) {
        let view = Pdata(pdata);
        if let Some(command) = view.command() {
            self.hear_user(caller, command, view.payload());
        }
    }

    fn not_opened(&mut self, caller: Caller, message: &[u8], error: OpenError, room: &[u8]) {
        if let Some(pdata) = self.taken_all_the_same(&caller, message, error) {
            return self.hear_pdata(caller, &pdata);
        }
        let pdata = &room[..message.len().saturating_sub(HEAD)];
        match error {
            OpenError::TooShort { .. } | OpenError::LengthField { .. } | OpenError::Full(_) => {
                self.malformed(caller.conn);
            }
            OpenError::BadTag => self.say_not_authorized(caller.conn),
            OpenError::InnerAuthId { .. } => self.mismatch(caller, pdata),
            OpenError::BadCrc { .. } => self.bad_crc(caller, pdata),
        }
    }

    fn bad_crc(&mut self, caller: Caller, pdata: &[u8]) {
        match self.settings.inner_crc {
            InnerCrc::Report => {
                let command = Pdata(pdata).command().unwrap_or(CommandId::NONE);
                self.report(&Origin::User(caller), ErrorCode::BAD_CRC, command);
            }
            InnerCrc::NotAuthorized => self.say_not_authorized(caller.conn),
            InnerCrc::Silent => {}
        }
    }

    fn mismatch(&mut self, caller: Caller, pdata: &[u8]) {
        match self.settings.id_mismatch {
            IdMismatch::NotAuthorized => self.say_not_authorized(caller.conn),
            IdMismatch::Unknown => {
                let command = Pdata(pdata).command().unwrap_or(CommandId::NONE);
                self.report(&Origin::User(caller), ErrorCode::UNKNOWN, command);
            }
            IdMismatch::Silent => {}
        }
    }

    fn unknown_id(&mut self, conn: Conn) {
        if self.has(Defect::UnknownIdsAreTold) {
            let code = ErrorCode::INVALID_AUTH_ID;
            return self.report_plain(conn, Char::KEYTURNER_GDIO, code, CommandId::NONE);
        }
        self.say_not_authorized(conn);
    }

    fn malformed(&mut self, conn: Conn) {
        match self.settings.short_write {
            ShortWrite::NotAuthorized => self.say_not_authorized(conn),
            ShortWrite::Silent => {}
        }
    }

    /// The message without what stands behind its end, where that is ignored, and what else is to be heard.
    fn without_tail<'a>(&self, message: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let ignored = self.settings.trailing_bytes == TrailingBytes::Ignored;
        let second = self.has(Defect::BytesBehindAreASecondMessage);
        let size = needed(message, Form::Encrypted).unwrap_or(message.len());
        match message.split_at_checked(size) {
            Some(both) if second => both,
            Some((whole, _)) if ignored => (whole, &[]),
            _ => (message, &[]),
        }
    }
}

/// Bytes before the ciphertext.
const HEAD: usize = 46;
/// Longer than any message; what is collected beyond is judged as it is.
const LONGEST_WRITE: usize = 512;
