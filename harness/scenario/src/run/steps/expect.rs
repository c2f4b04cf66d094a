//! `expect`, `observe` and `drain`.

use super::super::client::{Heard, Incoming};
use super::super::datum::Datum;
use super::super::matching::Fit;
use super::super::stop::Wrong;
use super::super::{Flow, Run, Stop, describe};
use crate::ast::Pattern;
use crate::span::At;
use crate::step::{Drain, Expect, Observe};
use boundary::journal::Record;
use boundary::{Instant, Span};
use wire::Command;

impl Run<'_> {
    pub(super) fn do_expect(&mut self, step: &Expect) -> Flow {
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        if !self.clients.contains_key(&client) {
            return Self::not_connected(&client);
        }
        let begin = self.now();
        self.assertions += 1;
        let here = self.here;
        let outcome = self.awaited(step, &client, begin).and_then(|came| {
            let begin = self.since_write(&client, begin);
            self.keep(step, came, begin)
        });
        self.here = here;
        match outcome {
            Ok(()) => Ok(()),
            Err(Stop::Wrong(wrong)) => self.weigh(&step.judging, *wrong),
            Err(other) => Err(other),
        }
    }

    /// Waits for one of the patterns; none for a silence that was expected.
    fn awaited(&mut self, step: &Expect, client: &str, begin: Instant) -> Flow<Option<Incoming>> {
        let silent = step
            .expect
            .iter()
            .any(|pattern| pattern.value == Pattern::Silence);
        let deadline = begin + self.window(step, silent);
        let mut passed_over = None;
        let mut end = None;
        let closed = step
            .expect
            .iter()
            .any(|pattern| pattern.value == Pattern::Disconnect);
        loop {
            if closed
                && self
                    .clients
                    .get(client)
                    .is_some_and(|this| !this.open && this.inbox.is_empty())
            {
                return Ok(None);
            }
            let Some(came) = self.incoming(client, deadline)? else {
                if silent
                    && self
                        .clients
                        .get(client)
                        .and_then(super::super::Client::incomplete)
                        .is_none()
                {
                    self.put_back(client, end);
                    return Ok(None);
                }
                return self.in_vain(step, client, begin, passed_over);
            };
            match self.compare(&step.expect, &came)? {
                Fit::Fits => {
                    self.answered_by_now(client);
                    self.not_too_early(step, begin, &came)?;
                    return Ok(Some(came));
                }
                _ if !step.strict && is_unasked(&came) => passed_over = Some(came),
                _ if silent && self.may_end(client, &came) => end = Some(came),
                Fit::Differs(fields) => {
                    let expected = self.all_words(&step.expect);
                    return Wrong::new(expected, describe::incoming(&came))
                        .also(describe::violates(&came))
                        .differing(fields)
                        .stop();
                }
                Fit::Other => {
                    let expected = self.all_words(&step.expect);
                    return Wrong::new(expected, describe::incoming(&came))
                        .also(describe::violates(&came))
                        .stop();
                }
            }
        }
    }

    fn may_end(&self, client: &str, came: &Incoming) -> bool {
        let this = self.clients.get(client);
        this.is_some_and(|this| this.may_end(came))
    }

    /// What is still to be seen when something is sent next.
    fn put_back(&mut self, client: &str, came: Option<Incoming>) {
        if let Some(this) = self.clients.get_mut(client) {
            this.inbox.extend(came);
        }
    }

    fn window(&self, step: &Expect, silent: bool) -> Span {
        match &step.within {
            Some(within) => within.value.0,
            None if silent && step.expect.len() == 1 => SILENCE,
            None => self.patience(super::super::ANSWER_WITHIN),
        }
    }

    fn in_vain(
        &mut self,
        step: &Expect,
        client: &str,
        begin: Instant,
        passed_over: Option<Incoming>,
    ) -> Flow<Option<Incoming>> {
        let expected = self.all_words(&step.expect);
        match passed_over {
            None => self.nothing_came(client, &expected, begin),
            Some(last) => {
                let fields = match self.compare(&step.expect, &last)? {
                    Fit::Differs(fields) => fields,
                    _ => Vec::new(),
                };
                let waited = self.now().since(begin);
                Wrong::new(
                    expected,
                    format!("only {} in {waited}", describe::incoming(&last)),
                )
                .differing(fields)
                .stop()
            }
        }
    }

    /// The best fit over all alternatives.
    pub(super) fn compare(&mut self, patterns: &[At<Pattern>], came: &Incoming) -> Flow<Fit> {
        let mut best = Fit::Other;
        for pattern in patterns {
            match (self.fit(&pattern.value, came)?, &best) {
                (Fit::Fits, _) => return Ok(Fit::Fits),
                (Fit::Differs(fields), Fit::Other) => best = Fit::Differs(fields),
                _ => {}
            }
        }
        Ok(best)
    }

    fn not_too_early(&mut self, step: &Expect, begin: Instant, came: &Incoming) -> Flow {
        let Some(least) = &step.not_before else {
            return Ok(());
        };
        let after = came.at.since(begin);
        if after >= least.value.0 {
            return Ok(());
        }
        let expected = self.all_words(&step.expect);
        Wrong::new(
            format!("{expected} not before {}", least.value.0),
            format!("it after {after}"),
        )
        .stop()
    }

    pub(super) fn all_words(&mut self, patterns: &[At<Pattern>]) -> String {
        let words: Vec<String> = patterns
            .iter()
            .map(|pattern| self.words(&pattern.value))
            .collect();
        words.join(", or ")
    }

    /// Captures, marks and the latency of what came.
    fn keep(&mut self, step: &Expect, came: Option<Incoming>, begin: Instant) -> Flow {
        let Some(came) = came else { return Ok(()) };
        if let Heard::Message(message) = &came.what {
            let name = Command::of(message.command).map_or("message", Command::name);
            self.latency(name, begin, message.first_byte);
        }
        if let Some(mark) = &step.mark {
            self.marks.insert(mark.value.clone(), came.at);
        }
        self.newest = Some(came.clone());
        self.capture(&step.save, &came)
    }

    /// Captures fields of a message.
    pub(super) fn capture(&mut self, save: &[(At<String>, At<String>)], came: &Incoming) -> Flow {
        let Heard::Message(message) = &came.what else {
            return Ok(());
        };
        for (variable, name) in save {
            let datum = match name.value.as_str() {
                "bytes" => Some(Datum::Bytes(message.bytes.clone())),
                "payload" => Some(Datum::Bytes(message.payload.clone())),
                "size" => i64::try_from(message.payload.len()).ok().map(Datum::Int),
                name => self.field_of(message, name),
            };
            let Some(datum) = datum else {
                return Wrong::new(
                    format!("a message with `{}`", name.value),
                    describe::message(message),
                )
                .at(name.span)
                .stop();
            };
            self.vars.insert(variable.value.clone(), datum);
        }
        Ok(())
    }

    /// One field of a message by its name.
    pub(super) fn field_of(
        &self,
        message: &super::super::client::Message,
        name: &str,
    ) -> Option<Datum> {
        let spec = Command::of(message.command)?.spec();
        let read = wire::payload::Fields::read(spec, self.profile.api, &message.payload);
        read.get(name).map(Datum::of)
    }

    pub(super) fn do_observe(&mut self, step: &Observe) -> Flow {
        let seen = self.observed(step)?;
        let requirements = match step.requirements.as_slice() {
            [] => self.requirements(),
            own => own.iter().map(|id| id.value.clone()).collect(),
        };
        let (at, about) = (self.now(), step.observe.value.clone());
        if let Some(record) = &mut self.record {
            record(Record::Observation {
                at,
                about,
                seen,
                requirements,
            });
        }
        Ok(())
    }

    fn observed(&mut self, step: &Observe) -> Flow<String> {
        if let Some(value) = &step.value {
            return Ok(self.eval(value)?.show());
        }
        if let [from, to] = step.between.as_slice() {
            let span = self.between(&from.value, &to.value);
            return Ok(span.map_or_else(|| "not measured".to_owned(), |span| span.to_string()));
        }
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let within = step
            .within
            .as_ref()
            .map_or(OBSERVED, |within| within.value.0);
        let deadline = self.now() + within;
        let Some(came) = self.incoming(&client, deadline)? else {
            return Ok(format!("nothing in {within}"));
        };
        match self.capture(&step.save, &came) {
            Ok(()) | Err(Stop::Wrong(_)) => Ok(describe::incoming(&came)),
            Err(other) => Err(other),
        }
    }

    pub(super) fn do_drain(&mut self, step: &Drain) -> Flow {
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let deadline = self.now() + step.drain.value.0;
        while self.incoming(&client, deadline)?.is_some() {}
        Ok(())
    }

    pub(super) fn between(&self, from: &str, to: &str) -> Option<Span> {
        Some(self.marks.get(to)?.since(*self.marks.get(from)?))
    }
}

/// What a lock may send without being asked: its states.
fn is_unasked(came: &Incoming) -> bool {
    matches!(&came.what, Heard::Message(message) if message.command == Command::NukiStates.id())
}

/// How long `silence` lasts unless a step says otherwise.
const SILENCE: Span = Span::secs(2);
/// How long `observe` looks unless a step says otherwise.
const OBSERVED: Span = Span::secs(3);
