//! The steps at work: one file for each kind of doing.

mod act;
mod advertising;
mod check;
mod connection;
mod edge;
mod expect;
mod hands;
mod list;
mod pairing;
mod read;
mod repeat;
mod send;
mod services;

use super::stop::Wrong;
use super::{Flow, Run, Stop};
use crate::ast::{Level, Otherwise};
use crate::span::At;
use crate::step::{Judging, Step};
use boundary::journal::Record;
use std::sync::Arc;

impl Run<'_> {
    /// Does steps in order.
    pub(super) fn steps(&mut self, steps: &[At<Arc<Step>>]) -> Flow {
        for step in steps {
            self.here = step.span;
            if let Some(record) = &mut self.record {
                record(Record::Step {
                    at: self.link.now(),
                    index: self.step_index,
                    line: step.span.line,
                    column: step.span.column,
                    text: step.value.verb().to_owned(),
                });
            }
            self.step_index += 1;
            self.step(&step.value)?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Flow {
        // A step that does not look at what came instead would judge the lock by what it was never asked.
        if let Some(command) = self.unsent.take()
            && !matches!(step, Step::Expect(_) | Step::Observe(_))
        {
            let what =
                format!("`{command}` could not be sent: the lock ended the connection before");
            return Err(Stop::Unclear(what));
        }
        match step {
            Step::Send(step) => self.do_send(step),
            Step::Write(step) => self.do_write(step),
            Step::Expect(step) => self.do_expect(step),
            Step::Observe(step) => self.do_observe(step),
            Step::Read(step) => self.judged(&step.judging, |run| run.do_read(step)),
            Step::Poll(step) => self.judged(&step.judging, |run| run.do_poll(step)),
            Step::Act(step) => self.judged(&step.judging, |run| run.do_act(step)),
            Step::Still(step) => self.judged(&step.judging, |run| run.do_still(step)),
            Step::Pair(step) => self.judged(&step.judging, |run| run.do_pair(step)),
            Step::Invite(step) => self.judged(&step.judging, |run| run.do_invite(step)),
            Step::Connect(step) => self.judged(&step.judging, |run| run.do_connect(step)),
            Step::Disconnect(step) => self.disconnect(&step.disconnect.value),
            Step::Subscribe(step) => self.judged(&step.judging, |run| run.do_subscribe(step)),
            Step::Services(step) => self.judged(&step.judging, |run| run.do_services(step)),
            Step::Mtu(step) => self.do_mtu(step),
            Step::Prepare(step) => self.do_prepare(step),
            Step::Execute(step) => self.do_execute(step),
            Step::Confirmations(step) => self.do_confirmations(step),
            Step::Advertises(step) => self.judged(&step.judging, |run| run.do_advertises(step)),
            Step::Wait(step) => self.pump_until(self.now() + step.wait.0),
            Step::Drain(step) => self.do_drain(step),
            Step::Alive(step) => self.judged(&step.judging, |run| run.do_alive(step)),
            Step::Hand(hand) => self.do_hand(hand),
            Step::Edge(step) => self.judged(&step.judging, |run| run.do_edge(step)),
            Step::Check(step) => self.judged(&step.judging, |run| run.do_check(step)),
            Step::Collect(step) => self.do_collect(step),
            Step::Distinct(step) => self.judged(&step.judging, |run| run.do_distinct(step)),
            Step::Sorted(step) => self.judged(&step.judging, |run| run.do_sorted(step)),
            Step::LooksRandom(step) => self.judged(&step.judging, |run| run.do_looks_random(step)),
            Step::Gap(step) => self.judged(&step.judging, |run| run.do_gap(step)),
            Step::Repeat(step) => self.do_repeat(step),
            Step::ForEach(step) => self.do_for_each(step),
        }
    }

    /// Does a judging step: a failure carries the step's requirements and reason; below `must` it
    /// is a finding and the case goes on.
    fn judged(&mut self, judging: &Judging, work: impl FnOnce(&mut Self) -> Flow) -> Flow {
        self.assertions += 1;
        let here = self.here;
        let outcome = work(self);
        self.here = here;
        match outcome {
            Err(Stop::Wrong(wrong)) => self.weigh(judging, *wrong),
            other => other,
        }
    }

    /// A failure with what the step says of it.
    fn weigh(&mut self, judging: &Judging, mut wrong: Wrong) -> Flow {
        if wrong.always {
            return wrong.stop();
        }
        if !judging.requirements.is_empty() {
            wrong.requirements = judging
                .requirements
                .iter()
                .map(|id| id.value.clone())
                .collect();
        }
        wrong.level = judging.level;
        wrong.because = judging
            .because
            .as_ref()
            .map(|because| because.value.clone());
        wrong.span = wrong.span.or(Some(self.here));
        match (judging.otherwise, judging.level) {
            (Otherwise::NotApplicable, _) => Err(Stop::NotApplicable(wrong.sentence())),
            (Otherwise::Inconclusive, _) => Err(Stop::Unclear(wrong.sentence())),
            (Otherwise::Fail, Level::Must) => wrong.stop(),
            (Otherwise::Fail, _) => {
                self.finding(&wrong);
                Ok(())
            }
        }
    }
}

impl Step {
    /// The verb, as it is written.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::Write(_) => "write",
            Self::Expect(_) => "expect",
            Self::Observe(_) => "observe",
            Self::Read(_) => "read",
            Self::Poll(_) => "poll",
            Self::Act(_) => "act",
            Self::Still(_) => "still",
            Self::Pair(_) => "pair",
            Self::Invite(_) => "invite",
            Self::Connect(_) => "connect",
            Self::Disconnect(_) => "disconnect",
            Self::Subscribe(_) => "subscribe",
            Self::Services(_) => "services",
            Self::Mtu(_) => "mtu",
            Self::Prepare(_) => "prepare",
            Self::Execute(_) => "execute",
            Self::Confirmations(_) => "confirmations",
            Self::Advertises(_) => "advertises",
            Self::Wait(_) => "wait",
            Self::Drain(_) => "drain",
            Self::Alive(_) => "alive",
            Self::Hand(hand) => hand.verb(),
            Self::Edge(_) => "edge",
            Self::Check(_) => "check",
            Self::Collect(_) => "collect",
            Self::Distinct(_) => "distinct",
            Self::Sorted(_) => "sorted",
            Self::LooksRandom(_) => "looks_random",
            Self::Gap(_) => "gap",
            Self::Repeat(_) => "repeat",
            Self::ForEach(_) => "for_each",
        }
    }
}
