//! `act` and `still`: the motor.

use super::super::client::{Heard, Incoming, Message};
use super::super::datum::Datum;
use super::super::known::OWNER;
use super::super::stop::Wrong;
use super::super::{ANSWER_WITHIN, Flow, Run, describe};
use crate::step::{Act, Still};
use boundary::{Instant, Span};
use wire::Command;
use wire::code::{LockAction, LockState, StatusCode};
use wire::field::Kind;

impl Run<'_> {
    pub(super) fn do_act(&mut self, step: &Act) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        let client = match &step.by {
            Some(by) => by.value.clone(),
            None => self.client_for(&user),
        };
        let action = self.code(&step.act, LockAction::SET)?;
        let flags = match &step.flags {
            Some(flags) => u8::try_from(self.eval_int(flags)?).unwrap_or(0),
            None => 0,
        };
        let mut through = Vec::new();
        for state in &step.through {
            through.push(self.code(state, LockState::SET)?);
        }
        let within = step
            .within
            .as_ref()
            .map_or(WHOLE_ACTION, |within| within.value.0);
        self.whole_action(
            action,
            flags,
            &user,
            &client,
            &through,
            within.max(WHOLE_ACTION),
        )
    }

    fn code(
        &mut self,
        value: &crate::span::At<crate::ast::Value>,
        set: &'static wire::code::CodeSet,
    ) -> Flow<u8> {
        let field = super::super::matching::plain_field("value", Kind::Code(set));
        let datum = self.eval_for(value, &field)?;
        Ok(datum
            .as_int()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(0xFF))
    }

    /// Challenge, Lock Action, ACCEPTED, States, COMPLETE ("Perform unlock"). An action that finds
    /// nothing to move may complete without having been accepted.
    pub(in super::super) fn whole_action(
        &mut self,
        action: u8,
        flags: u8,
        user: &str,
        client: &str,
        through: &[u8],
        within: Span,
    ) -> Flow {
        self.forget_inbox(client);
        let fields = [
            ("action", Datum::Int(action.into())),
            ("flags", Datum::Int(flags.into())),
        ];
        self.command(Command::LockAction, &fields, user, client)?;
        let begin = self.now();
        let first = self.first_status(user, client, begin)?;
        let wrote = self.since_write(client, begin);
        self.latency("status", wrote, first.first_byte);
        let mut seen: Vec<u8> = Vec::new();
        if first.payload != [StatusCode::COMPLETE.0] && first.payload != [StatusCode::ACCEPTED.0] {
            return Wrong::new(ACCEPTED, describe::message(&first)).stop();
        }
        if first.payload != [StatusCode::COMPLETE.0] {
            self.until_complete(user, client, begin + within, &mut seen)?;
            self.latency("action", wrote, self.now());
        }
        self.passed_through(through, &seen)
    }

    /// ACCEPTED comes before any States of the action.
    fn first_status(&mut self, user: &str, client: &str, begin: Instant) -> Flow<Message> {
        let deadline = begin + self.patience(ANSWER_WITHIN);
        loop {
            match self.incoming(client, deadline)? {
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) if message.command == Command::Status.id()
                    && message.user.as_deref() == Some(user) =>
                {
                    return Ok(message);
                }
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) if is_at_rest(&message) => {}
                Some(other) => {
                    return Wrong::new(ACCEPTED, describe::incoming(&other)).stop();
                }
                None => return self.nothing_came(client, ACCEPTED, begin),
            }
        }
    }

    fn until_complete(
        &mut self,
        user: &str,
        client: &str,
        deadline: Instant,
        seen: &mut Vec<u8>,
    ) -> Flow {
        let begin = self.now();
        loop {
            let wanted = "States, then status {status: 0x00 (complete)}";
            match self.incoming(client, deadline)? {
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) => match Command::of(message.command) {
                    Some(Command::NukiStates) => seen.extend(message.payload.get(1)),
                    Some(Command::Status)
                        if message.user.as_deref() == Some(user)
                            && message.payload == [StatusCode::COMPLETE.0] =>
                    {
                        return Ok(());
                    }
                    _ => return Wrong::new(wanted, describe::message(&message)).stop(),
                },
                Some(other) => return Wrong::new(wanted, describe::incoming(&other)).stop(),
                None => {
                    let states: Vec<String> = seen
                        .iter()
                        .map(|state| LockState(*state).to_string())
                        .collect();
                    let waited = self.now().since(begin);
                    return Wrong::new(
                        wanted,
                        format!(
                            "no such status in {waited}; lock states seen: {}",
                            join(&states)
                        ),
                    )
                    .against(&["CMD-03", "TIME-05"])
                    .stop();
                }
            }
        }
    }

    /// The wanted states came in this order; others may lie between, the last one is the last.
    fn passed_through(&mut self, through: &[u8], seen: &[u8]) -> Flow {
        let mut rest = seen.iter();
        let in_order = through
            .iter()
            .all(|wanted| rest.any(|state| state == wanted));
        if in_order && (through.is_empty() || seen.last() == through.last()) {
            return Ok(());
        }
        let show = |states: &[u8]| {
            let words: Vec<String> = states
                .iter()
                .map(|state| LockState(*state).to_string())
                .collect();
            join(&words)
        };
        Wrong::new(
            format!("lock states {} before COMPLETE", show(through)),
            show(seen),
        )
        .stop()
    }

    pub(super) fn do_still(&mut self, step: &Still) -> Flow {
        let user = step
            .user
            .as_ref()
            .map_or(OWNER, |user| user.value.as_str())
            .to_owned();
        let client = match &step.by {
            Some(by) => by.value.clone(),
            None => self.client_for(&user),
        };
        let wanted = self.code(&step.still, LockState::SET)?;
        let watched = step
            .within
            .as_ref()
            .map_or(WATCHED, |within| within.value.0);
        let deadline = self.now() + watched;
        while self.clients.get(&client).is_some_and(|this| this.open) {
            let Some(came) = self.incoming(&client, deadline)? else {
                break;
            };
            if let Heard::Message(message) = &came.what
                && message.command == Command::NukiStates.id()
                && message.payload.get(1) != Some(&wanted)
            {
                return Wrong::new(
                    format!("the bolt to stay {}", LockState(wanted)),
                    describe::message(message),
                )
                .stop();
            }
        }
        self.pump_until(deadline)?;
        self.states_are(&user, &client, wanted)
    }

    fn states_are(&mut self, user: &str, client: &str, wanted: u8) -> Flow {
        self.alive(user)?;
        self.forget_inbox(client);
        let states = self.fetch(Command::NukiStates, user, client)?;
        if states.payload.get(1) == Some(&wanted) {
            return Ok(());
        }
        Wrong::new(
            format!("the bolt to stay {}", LockState(wanted)),
            describe::message(&states),
        )
        .stop()
    }
}

/// States that were on their way before the action: nothing moves in them.
fn is_at_rest(message: &Message) -> bool {
    let moving = [
        LockState::UNLOCKING.0,
        LockState::LOCKING.0,
        LockState::UNLATCHING.0,
    ];
    message.command == Command::NukiStates.id()
        && message
            .payload
            .get(1)
            .is_some_and(|state| !moving.contains(state))
}

fn join(words: &[String]) -> String {
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}

/// The first answer to an action.
const ACCEPTED: &str = "status {status: 0x01 (accepted)}";
/// The least that any lock is given for an action.
const WHOLE_ACTION: Span = Span::secs(30);
/// Longer than a slow lock takes to begin.
const WATCHED: Span = Span::secs(8);
