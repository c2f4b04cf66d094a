//! `read`, `poll`, `alive`.

use super::super::client::{Heard, Incoming, Message};
use super::super::datum::Datum;
use super::super::known::OWNER;
use super::super::stop::Wrong;
use super::super::transmit::request_for;
use super::super::{Flow, Run, Stop, describe};
use crate::ast::Value;
use crate::span::At;
use crate::step::{Alive, Poll, Read};
use boundary::Span;
use boundary::journal::FieldDifference;
use wire::Command;

impl Run<'_> {
    pub(super) fn do_read(&mut self, step: &Read) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        let client = match &step.by {
            Some(by) => by.value.clone(),
            None => self.client_for(&user),
        };
        let wanted = self.command_of(&step.read.value)?;
        self.forget_inbox(&client);
        let asking = self.asking(wanted, &step.asking)?;
        self.ask(wanted, &asking, &user, &client)?;
        if is_list(wanted) {
            return self.read_list(step, wanted, &asking, &user, &client);
        }
        let within = step
            .within
            .as_ref()
            .map_or(super::super::ANSWER_WITHIN, |within| within.value.0);
        let begin = self.now();
        let deadline = begin + self.patience(within);
        let message = self.reply(wanted, &user, &client, deadline)?;
        let begin = self.since_write(&client, begin);
        self.latency(wanted.name(), begin, message.first_byte);
        self.must_fit(wanted, &step.with, &message)?;
        let came = Incoming {
            at: message.first_byte,
            what: Heard::Message(message),
        };
        self.capture(&step.save, &came)
    }

    /// The fields of a request.
    pub(super) fn asking(
        &mut self,
        wanted: Command,
        asking: &[(At<String>, At<Value>)],
    ) -> Flow<Vec<(&'static str, Datum)>> {
        let request = request_for(wanted).spec();
        let mut fields = Vec::new();
        for (name, value) in asking {
            let Some(field) = request.field(&name.value) else {
                return Err(Stop::Unclear(format!(
                    "`{}` has no field `{}`",
                    request.name, name.value
                )));
            };
            fields.push((field.name, self.eval_for(value, field)?));
        }
        if request.field("count").is_some() && !fields.iter().any(|(name, _)| *name == "count") {
            fields.push(("count", Datum::Int(1000)));
        }
        Ok(fields)
    }

    /// A message's fields are as wanted.
    pub(super) fn must_fit(
        &mut self,
        command: Command,
        with: &crate::ast::Fields,
        message: &Message,
    ) -> Flow {
        let differences = self.test_fields(command, with, message)?;
        if differences.is_empty() {
            return Ok(());
        }
        Wrong::new(expected(command, &differences), describe::message(message))
            .differing(differences)
            .stop()
    }

    pub(super) fn do_poll(&mut self, step: &Poll) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        let client = match &step.by {
            Some(by) => by.value.clone(),
            None => self.client_for(&user),
        };
        let begin = self.now();
        let deadline = begin + step.within.value.0;
        let every = step
            .every
            .as_ref()
            .map_or(Span::secs(1), |every| every.value.0);
        loop {
            self.forget_inbox(&client);
            let message = self.fetch(step.poll.value, &user, &client)?;
            let differences = self.test_fields(step.poll.value, &step.with, &message)?;
            if differences.is_empty() {
                if let Some(mark) = &step.mark {
                    let now = self.now();
                    self.marks.insert(mark.value.clone(), now);
                }
                let came = Incoming {
                    at: message.first_byte,
                    what: Heard::Message(message),
                };
                return self.capture(&step.save, &came);
            }
            if self.now() >= deadline {
                let wanted = expected(step.poll.value, &differences);
                return Wrong::new(
                    format!("{wanted} within {}", step.within.value.0),
                    format!("at the end {}", describe::message(&message)),
                )
                .differing(differences)
                .stop();
            }
            let next = (self.now() + every).min(deadline);
            self.pump_until(next)?;
        }
    }

    pub(super) fn do_alive(&mut self, step: &Alive) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        self.alive(&user)
    }
}

/// `nuki_states {lock_state: 0x01 (locked)}`.
fn expected(command: Command, differences: &[FieldDifference]) -> String {
    let parts: Vec<String> = differences
        .iter()
        .map(|difference| format!("{}: {}", difference.field, difference.expected))
        .collect();
    format!("{command} {{{}}}", parts.join(", "))
}

/// Messages that come several at a time, with a closing Status.
pub(super) const fn is_list(command: Command) -> bool {
    matches!(
        command,
        Command::AuthorizationEntry | Command::LogEntry | Command::TimeControlEntry
    )
}
