//! `pair` and `invite`.

use super::super::client::{Heard, Incoming};
use super::super::datum::Datum;
use super::super::stop::Wrong;
use super::super::{ANSWER_WITHIN, Flow, Run, Stop, describe, fixtures};
use crate::ast::{Spoil, Value};
use crate::span::At;
use crate::step::{Invite, Pair};
use boundary::Char;
use std::collections::BTreeMap;
use wire::Command;
use wire::code::{ErrorCode, StatusCode};

impl Run<'_> {
    pub(super) fn do_pair(&mut self, step: &Pair) -> Flow {
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let with = self.named_fields(Command::AuthorizationData, &step.with)?;
        self.whole_pairing(&step.pair.value, &client, &with, step.press)
    }

    pub(super) fn do_invite(&mut self, step: &Invite) -> Flow {
        let with = self.named_fields(Command::AuthorizationDataInvite, &step.with)?;
        self.invited(&step.invite.value, &with)
    }

    fn named_fields(
        &mut self,
        command: Command,
        with: &[(At<String>, At<Value>)],
    ) -> Flow<Vec<(&'static str, Datum)>> {
        let mut fields = Vec::new();
        for (name, value) in with {
            let Some(field) = command.spec().field(&name.value) else {
                return Err(Stop::Unclear(format!(
                    "`{command}` has no field `{}`",
                    name.value
                )));
            };
            fields.push((field.name, self.eval_for(value, field)?));
        }
        Ok(fields)
    }

    /// The whole pairing on a new connection ("Authorize app", 1 to 22). A lock that is not in
    /// pairing mode yet gets the button pressed.
    pub(in super::super) fn whole_pairing(
        &mut self,
        user: &str,
        client: &str,
        with: &[(&'static str, Datum)],
        press: bool,
    ) -> Flow {
        if press {
            self.pairing_mode(client)?;
        } else {
            self.connect(client, self.mtu(), &fixtures::ALL_CHARS)?;
        }
        self.begin_pairing(client, user);
        let target = [("command", Datum::Int(Command::PublicKey.id().0.into()))];
        self.pairing_step(Command::RequestData, &target, user, client)?;
        self.pairing_reply(Command::PublicKey, client, &["PAIR-02"])?;
        self.pairing_step(Command::PublicKey, &[], user, client)?;
        self.pairing_reply(Command::Challenge, client, &["PAIR-03"])?;
        self.pairing_step(Command::AuthorizationAuthenticator, &[], user, client)?;
        self.pairing_reply(Command::Challenge, client, &["PAIR-04"])?;
        self.pairing_step(Command::AuthorizationData, with, user, client)?;
        self.pairing_reply(Command::AuthorizationId, client, &["PAIR-07"])?;
        self.authorization_id_is_authentic(client)?;
        self.pairing_step(Command::AuthorizationIdConfirmation, &[], user, client)?;
        self.pairing_reply(Command::Status, client, &["PAIR-10"])
    }

    /// One message of the client.
    fn pairing_step(
        &mut self,
        command: Command,
        fields: &[(&'static str, Datum)],
        user: &str,
        client: &str,
    ) -> Flow {
        let given: BTreeMap<&'static str, Datum> = fields.iter().cloned().collect();
        let payload = self.payload(command, given, user, client)?;
        self.say(|| {
            let content = describe::content(command.id(), &payload);
            let clear = describe::clear(command.id(), &payload);
            (format!("{content}, plain"), clear)
        });
        let draft = super::super::spoiling::Draft {
            command: command.id().0,
            payload,
        };
        let bytes = self.finish_plain(draft, &Spoil::default())?;
        self.write(client, Char::PAIRING_GDIO, &bytes, None, &[])
    }

    /// The lock's message after it.
    fn pairing_reply(&mut self, wanted: Command, client: &str, requirement: &[&str]) -> Flow {
        let begin = self.now();
        let deadline = begin + self.patience(ANSWER_WITHIN);
        match self.incoming(client, deadline)? {
            Some(Incoming {
                what: Heard::Message(message),
                ..
            }) if message.command == wanted.id() && message.char == Char::PAIRING_GDIO => {
                self.answered_by_now(client);
                let begin = self.since_write(client, begin);
                self.latency(wanted.name(), begin, message.first_byte);
                if wanted == Command::Status && message.payload != [StatusCode::COMPLETE.0] {
                    return Wrong::new(
                        "status {status: 0x00 (complete)}",
                        describe::message(&message),
                    )
                    .against(requirement)
                    .stop();
                }
                Ok(())
            }
            Some(other) => {
                if let Heard::Message(message) = &other.what
                    && message.payload.first() == Some(&ErrorCode::NOT_PAIRING.0)
                    && message.command == Command::ErrorReport.id()
                {
                    return Wrong::new("a lock in pairing mode", describe::incoming(&other))
                        .against(&["TIME-01", "PAIR-02"])
                        .stop();
                }
                Wrong::new(format!("{wanted}, plain"), describe::incoming(&other))
                    .against(requirement)
                    .also(describe::violates(&other))
                    .stop()
            }
            None => match self.nothing_came::<()>(client, wanted.name(), begin) {
                Err(Stop::Wrong(wrong)) if !wrong.always => (*wrong).against(requirement).stop(),
                other => other,
            },
        }
    }

    /// h1 over id, UUID, the lock's nonce and the client's (20).
    fn authorization_id_is_authentic(&mut self, client: &str) -> Flow {
        let Some(pairing) = self.clients.get(client).map(|this| this.pairing.clone()) else {
            return Ok(());
        };
        let sent = self
            .known
            .get(&(Command::AuthorizationId, "authenticator"))
            .cloned();
        let (Some(shared), Some(id), Some(uuid), Some(nonce)) = (
            pairing.shared(),
            pairing.auth_id,
            pairing.uuid,
            pairing.nonce_k,
        ) else {
            return Wrong::new(
                "an authorization_id with all its fields",
                "some are missing",
            )
            .against(&["PAIR-07"])
            .stop();
        };
        let right = shared
            .authenticator(&[&id.to_le_bytes(), &uuid, &nonce, &pairing.nonce_abf])
            .to_vec();
        match sent {
            Some(Datum::Bytes(sent)) if sent == right => Ok(()),
            other => Wrong::new(
                format!("authenticator {}", super::super::datum::show_bytes(&right)),
                other.map_or_else(|| "none".to_owned(), |other| other.show()),
            )
            .against(&["PAIR-07"])
            .stop(),
        }
    }
}
