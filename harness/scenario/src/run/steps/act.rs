//! `act` and `still`: the motor.

use super::super::client::{Heard, Incoming, Message};
use super::super::datum::Datum;
use super::super::known::OWNER;
use super::super::stop::Wrong;
use super::super::{ANSWER_WITHIN, Flow, Run, describe};
use crate::step::{Act, Still};
use boundary::{Instant, Span};
use wire::Command;
use wire::code::{ErrorCode, LockAction, LockState, StatusCode};
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
        let (mut first, mut begin) = self.ordered(action, flags, user, client)?;
        if first.is_none() {
            self.come_to_rest(user)?;
            (first, begin) = self.ordered(action, flags, user, client)?;
        }
        let Some(first) = first else {
            return Wrong::new(ACCEPTED, AT_REST_AND_BUSY).stop();
        };
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

    /// Sends the action, and takes the first Status; none where the lock is busy.
    fn ordered(
        &mut self,
        action: u8,
        flags: u8,
        user: &str,
        client: &str,
    ) -> Flow<(Option<Message>, Instant)> {
        self.forget_inbox(client);
        let fields = [
            ("action", Datum::Int(action.into())),
            ("flags", Datum::Int(flags.into())),
        ];
        self.command(Command::LockAction, &fields, user, client)?;
        let begin = self.now();
        Ok((self.first_status(user, client, begin)?, begin))
    }

    /// Waits for the end of a motion that an earlier action, a hand or another client has left: a lock that is
    /// busy is right to say so, and one that says so at rest is not.
    fn come_to_rest(&mut self, user: &str) -> Flow {
        let deadline = self.now() + LATCH_AND_BACK;
        let rests = [LockState::LOCKED, LockState::UNLOCKED].map(|state| i64::from(state.0));
        loop {
            self.alive(user)?;
            let known = self.known.get(&(Command::NukiStates, "lock_state"));
            let state = known.and_then(Datum::as_int);
            if state.is_some_and(|state| rests.contains(&state)) || self.now() >= deadline {
                return Ok(());
            }
            self.pump_until(self.now() + LOOKS)?;
        }
    }

    /// ACCEPTED comes before any States of the action. None where the lock says that it is busy.
    fn first_status(&mut self, user: &str, client: &str, begin: Instant) -> Flow<Option<Message>> {
        let deadline = begin + self.patience(ANSWER_WITHIN);
        loop {
            match self.incoming(client, deadline)? {
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) if message.command == Command::Status.id()
                    && message.user.as_deref() == Some(user) =>
                {
                    return Ok(Some(message));
                }
                Some(Incoming {
                    what: Heard::Message(message),
                    ..
                }) if is_busy(&message, user) => return Ok(None),
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

/// Whether the lock says that another action is under way.
fn is_busy(message: &Message, user: &str) -> bool {
    message.command == Command::ErrorReport.id()
        && message.user.as_deref() == Some(user)
        && message.payload.first() == Some(&ErrorCode::BUSY.0)
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
/// What a lock must not say.
const AT_REST_AND_BUSY: &str =
    "error_report {code: 0x45 (busy)}, and once more when the bolt had come to rest";
/// The longest unlatch duration, and the way back; a lock 'n' go that waits a minute is over by then.
const LATCH_AND_BACK: Span = Span::secs(90);
/// How often the States are asked for meanwhile.
const LOOKS: Span = Span::secs(1);
/// The least that any lock is given for an action.
const WHOLE_ACTION: Span = Span::secs(30);
/// Longer than a slow lock takes to begin.
const WATCHED: Span = Span::secs(8);
