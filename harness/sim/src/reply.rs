//! How the lock answers: plain and sealed messages, Status, Error Reports.

use crate::Defect;
use crate::gatt::Farewell;
use crate::lock::Lock;
use crate::settings::ErrorCommand;
use alloc::vec;
use alloc::vec::Vec;
use boundary::{Char, Conn, DisconnectReason, Span};
use wire::code::{ErrorCode, StatusCode};
use wire::command::{Command, CommandId, ErrorReport, Status};
use wire::frame::{Full, emit_plain, plain_size, sealed_size};
use wire::session::SharedKey;

/// Who sent a message that opened, and where the answer goes.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) conn: Conn,
    pub(crate) id: u32,
    pub(crate) key: SharedKey,
    /// The box nonce of the message.
    pub(crate) nonce: [u8; 24],
}

impl Caller {
    /// Nobody: what a plain command comes from.
    fn nobody(conn: Conn) -> Self {
        Self {
            conn,
            id: 0,
            key: SharedKey::from_bytes([0; 32]),
            nonce: [0; 24],
        }
    }
}

/// Where a command came from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// The pairing characteristic of a link.
    Pairing(Conn),
    /// A user that proved itself.
    User(Caller),
}

impl Origin {
    /// The link it came on.
    pub(crate) const fn conn(&self) -> Conn {
        match self {
            Self::Pairing(conn) => *conn,
            Self::User(caller) => caller.conn,
        }
    }

    /// The user it came from.
    pub(crate) fn caller(&self) -> Caller {
        match self {
            Self::Pairing(conn) => Caller::nobody(*conn),
            Self::User(caller) => caller.clone(),
        }
    }
}

/// How a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// An Error Report.
    Report(ErrorCode),
    /// Nothing is said.
    Silent,
    /// The link ends.
    Drop,
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self::Report(code)
    }
}

/// Refuses without a word.
pub(crate) const fn silence() -> Result<(), Refusal> {
    Err(Refusal::Silent)
}

/// A payload that can be written.
pub(crate) trait Payload {
    /// Which command it belongs to.
    const COMMAND: Command;

    /// Writes it and says how long it is.
    fn write(&self, out: &mut [u8]) -> Result<usize, Full>;
}

macro_rules! payloads {
    ($($kind:ident $(<$life:lifetime>)?),* $(,)?) => { $(
        impl Payload for wire::command::$kind $(<$life>)? {
            const COMMAND: Command = Command::$kind;

            fn write(&self, out: &mut [u8]) -> Result<usize, Full> {
                self.emit(out)
            }
        }
    )* };
}

payloads! {
    PublicKey<'_>, Challenge<'_>, AuthorizationId<'_>, AuthorizationEntry<'_>, AuthorizationIdInvite,
    AuthorizationEntryCount, NukiStates, Status, MostRecentCommand, OpeningsClosingsSummary, BatteryReport,
    ErrorReport, Config<'_>, LogEntry<'_>, LogEntryCount, AdvancedConfig, TimeControlEntryId,
    TimeControlEntryCount, TimeControlEntry,
}

/// The bytes of a payload.
pub(crate) fn bytes_of<P: Payload>(payload: &P) -> Vec<u8> {
    let mut out = vec![0; LONGEST];
    let size = payload.write(&mut out).unwrap_or_default();
    out.truncate(size);
    out
}

impl Lock {
    /// Sends a plain message of the pairing.
    pub(crate) fn say_pairing<P: Payload>(&mut self, conn: Conn, payload: &P) {
        let bytes = self.plain(P::COMMAND.id(), &bytes_of(payload));
        self.send(conn, Char::PAIRING_GDIO, bytes);
    }

    /// Sends a plain message of the pairing, without its last byte where the lock has that defect.
    pub(crate) fn say_pairing_cut<P: Payload>(&mut self, conn: Conn, payload: &P, cut: Defect) {
        let mut payload = bytes_of(payload);
        if self.has(cut) {
            payload.pop();
        }
        let bytes = self.plain(P::COMMAND.id(), &payload);
        self.send(conn, Char::PAIRING_GDIO, bytes);
    }

    /// Sends a sealed message.
    pub(crate) fn say<P: Payload>(&mut self, to: &Caller, payload: &P) {
        self.say_bytes(to, P::COMMAND.id(), &bytes_of(payload));
    }

    /// Sends a sealed message with any payload.
    pub(crate) fn say_bytes(&mut self, to: &Caller, command: CommandId, payload: &[u8]) {
        let bytes = self.sealed(to, command, payload);
        let conn = if self.has(Defect::AnswersTheLatestLink) {
            self.links.keys().next_back().copied().unwrap_or(to.conn)
        } else {
            to.conn
        };
        self.send(conn, Char::USDIO, bytes);
    }

    /// Sends Status.
    pub(crate) fn say_status(&mut self, to: &Caller, status: StatusCode) {
        self.say(to, &Status { status: status.0 });
    }

    /// Sends what a refusal asks for.
    pub(crate) fn refuse(&mut self, origin: &Origin, command: CommandId, refusal: Refusal) {
        match refusal {
            Refusal::Report(code) => self.report(origin, code, command),
            Refusal::Silent => {}
            Refusal::Drop => self.drop_link(origin.conn(), DisconnectReason::Local),
        }
    }

    /// Sends an Error Report in the form in which the command came.
    pub(crate) fn report(&mut self, origin: &Origin, code: ErrorCode, command: CommandId) {
        let command = self.reported_command(code, command);
        let mut payload = bytes_of(&ErrorReport {
            code: code.0,
            command,
        });
        if self.has(Defect::ErrorReportsAreShort) {
            payload.truncate(1);
        }
        let times = if self.has(Defect::ErrorsComeTwice) {
            2
        } else {
            1
        };
        for _ in 0..times {
            match origin {
                Origin::Pairing(conn) => {
                    let bytes = self.plain(Command::ErrorReport.id(), &payload);
                    self.send(*conn, Char::PAIRING_GDIO, bytes);
                }
                Origin::User(caller) if self.has(Defect::PlainErrorsOnUsdio) => {
                    let bytes = self.plain(Command::ErrorReport.id(), &payload);
                    self.send(caller.conn, Char::USDIO, bytes);
                }
                Origin::User(caller) => {
                    self.say_bytes(caller, Command::ErrorReport.id(), &payload);
                }
            }
        }
        self.after_an_error(origin.conn());
    }

    /// What every Error Report leaves behind.
    fn after_an_error(&mut self, conn: Conn) {
        if self.has(Defect::DeafAfterAnError) {
            self.damage.deaf = true;
        }
        if self.settings.error_ends_link {
            self.close_after_answer(conn);
        }
    }

    /// Sends the plain NOT_AUTHORIZED of a message that did not open: on the keyturner GDIO, without a command.
    pub(crate) fn say_not_authorized(&mut self, conn: Conn) {
        self.report_plain(
            conn,
            Char::KEYTURNER_GDIO,
            ErrorCode::NOT_AUTHORIZED,
            CommandId::NONE,
        );
    }

    /// Sends a plain Error Report on any characteristic.
    pub(crate) fn report_plain(
        &mut self,
        conn: Conn,
        char: Char,
        code: ErrorCode,
        command: CommandId,
    ) {
        let payload = bytes_of(&ErrorReport {
            code: code.0,
            command,
        });
        let bytes = self.plain(Command::ErrorReport.id(), &payload);
        let wrongly = char == Char::KEYTURNER_GDIO && self.has(Defect::PlainErrorsOnUsdio);
        let char = if wrongly { Char::USDIO } else { char };
        self.send(conn, char, bytes);
        self.after_an_error(conn);
    }

    /// Ends the link once everything has been sent.
    pub(crate) fn close_after_answer(&mut self, conn: Conn) {
        if let Some(link) = self.links.get_mut(&conn) {
            link.farewell = Some(Farewell::Close);
        }
    }

    /// Puts a message on its way; it is lost where nobody subscribed.
    fn send(&mut self, conn: Conn, char: Char, bytes: Vec<u8>) {
        let delay = if self.has(Defect::AnswersTakeTwelveSeconds) {
            Span::secs(12)
        } else {
            Span::millis(self.settings.answer_delay_ms.into())
        };
        let due = self.now + delay + self.damage.delay;
        if self.has(Defect::AnswersOnEveryCharacteristic) {
            for other in [Char::PAIRING_GDIO, Char::KEYTURNER_GDIO, Char::USDIO] {
                self.post(conn, due, other, bytes.clone());
            }
        } else {
            self.post(conn, due, char, bytes);
        }
    }

    /// Which command an Error Report names.
    fn reported_command(&self, code: ErrorCode, command: CommandId) -> CommandId {
        let framing = matches!(code, ErrorCode::BAD_CRC | ErrorCode::BAD_LENGTH);
        let zero = framing && self.settings.error_command == ErrorCommand::Zero;
        if zero || self.has(Defect::ErrorsNameNoCommand) {
            CommandId::NONE
        } else {
            command
        }
    }

    fn plain(&self, command: CommandId, payload: &[u8]) -> Vec<u8> {
        let mut out = vec![0; plain_size(payload.len())];
        let size = emit_plain(command, payload, &mut out).unwrap_or_default();
        out.truncate(size);
        self.spoil_plain(&mut out);
        out
    }

    fn sealed(&mut self, to: &Caller, command: CommandId, payload: &[u8]) -> Vec<u8> {
        let nonce = self.box_nonce(to);
        let mut out = vec![0; sealed_size(payload.len())];
        let pdata = self.pdata(to.id, command, payload);
        let outer = if self.has(Defect::AnswersCarryIdZero) {
            0
        } else {
            to.id
        };
        let size = to.key.seal_pdata(&nonce, outer, &pdata, &mut out);
        out.truncate(size.unwrap_or_default());
        self.spoil_sealed(&mut out);
        out
    }
}

/// Room for any payload.
const LONGEST: usize = 160;
