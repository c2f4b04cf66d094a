//! What is known at a point of a scenario: variables, marks, users, connections.

use super::Checked;
use crate::ast::{Holds, Value};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::{At, Span};
use crate::step::{Judging, Step};
use boundary::Capability;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The state of the walk through a scenario.
pub(crate) struct Scope<'s> {
    pub(super) problems: Vec<Diagnostic>,
    pub(super) lost: &'s BTreeSet<String>,
    catalogue: Option<&'s Catalogue>,
    pub(super) variables: BTreeMap<String, Variable>,
    pub(super) marks: BTreeMap<String, Name>,
    pub(super) lists: BTreeMap<String, Name>,
    pub(super) users: BTreeSet<String>,
    pub(super) clients: BTreeMap<String, Link>,
    needs: BTreeMap<Capability, u32>,
    /// The step that is looked at.
    pub(crate) here: Span,
    /// Whether anything was judged or observed so far.
    pub(super) decides: bool,
    rounds: u64,
    steps: u64,
}

/// Something with a name that was defined.
pub(super) struct Name {
    pub(super) span: Span,
    pub(super) used: bool,
}

/// A variable.
#[derive(Clone)]
pub(super) struct Variable {
    pub(super) span: Span,
    pub(super) used: bool,
    pub(super) holds: Holds,
    /// Its values, where the file itself gives them.
    pub(super) values: Vec<At<Value>>,
}

/// A connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// It is there.
    Open,
    /// It is closed.
    Closed {
        /// By which step.
        by: Span,
        /// Whether its end was already heard of, or is the harness's own doing.
        heard: bool,
    },
}

impl<'s> Scope<'s> {
    pub(super) fn new(lost: &'s BTreeSet<String>, catalogue: Option<&'s Catalogue>) -> Self {
        Self {
            problems: Vec::new(),
            lost,
            catalogue,
            variables: BTreeMap::new(),
            marks: BTreeMap::new(),
            lists: BTreeMap::new(),
            users: BTreeSet::new(),
            clients: BTreeMap::new(),
            needs: BTreeMap::new(),
            here: Span::default(),
            decides: false,
            rounds: 1,
            steps: 0,
        }
    }

    /// What was found, with what nobody used.
    pub(super) fn finish(mut self) -> Checked {
        let variables = self
            .variables
            .iter()
            .map(|(name, one)| ("variable", format!("${name}"), one.used, one.span));
        let marks = self
            .marks
            .iter()
            .map(|(name, one)| ("mark", name.clone(), one.used, one.span));
        let lists = self
            .lists
            .iter()
            .map(|(name, one)| ("list", name.clone(), one.used, one.span));
        let unused: Vec<Diagnostic> = variables
            .chain(marks)
            .chain(lists)
            .filter(|(_, name, used, span)| {
                !used
                    && *span != Span::default()
                    && !self.lost.contains(name.trim_start_matches('$'))
            })
            .map(|(what, name, _, span)| {
                Diagnostic::warning(
                    rule::UNUSED_VARIABLE,
                    span,
                    format!("the {what} `{name}` is never used"),
                )
            })
            .collect();
        self.problems.extend(unused);
        Checked {
            problems: self.problems,
            needs: self.needs,
        }
    }

    /// Notes a mistake.
    pub(crate) fn note(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// Notes an error.
    pub(crate) fn error(&mut self, rule: &'static str, span: Span, message: impl Into<String>) {
        self.note(Diagnostic::error(rule, span, message));
    }

    /// The step needs something of the link.
    pub(crate) fn need(&mut self, capability: Capability) {
        self.needs.entry(capability).or_insert(self.here.line);
    }

    /// Goes through steps that are done so many times.
    pub(crate) fn walk(&mut self, steps: &[At<Arc<Step>>], times: u64) {
        let outer = self.rounds;
        self.rounds = outer.saturating_mul(times.max(1));
        for step in steps {
            let before = self.steps;
            self.steps = before.saturating_add(self.rounds);
            self.here = step.span;
            if before <= MOST_STEPS && self.steps > MOST_STEPS {
                let message =
                    format!("with its loops the scenario comes to more than {MOST_STEPS} steps");
                self.error(rule::TOO_LARGE, step.span, message);
            }
            let meaning = step.value.meaning();
            if let Some(judging) = meaning.judging() {
                self.judging(judging);
            }
            meaning.check(self);
            self.here = step.span;
        }
        self.rounds = outer;
    }

    /// Goes through the steps of a loop.
    pub(crate) fn body(&mut self, steps: &[At<Arc<Step>>], times: u64) {
        if steps.is_empty() {
            self.error(
                rule::NO_JUDGEMENT,
                self.here,
                "a loop without steps does nothing",
            );
        }
        self.walk(steps, times);
    }

    /// Something is observed.
    pub(crate) const fn observes(&mut self) {
        self.decides = true;
    }

    /// A word that is one of several.
    pub(crate) fn word(&mut self, word: &At<String>, what: &str, words: &[&str]) {
        if !words.contains(&&*word.value) {
            let said = Diagnostic::error(
                rule::UNKNOWN_WORD,
                word.span,
                format!("`{}` is no {what}", word.value),
            )
            .meant(nearest(word, words.iter().copied()))
            .or_help(|| format!("it is one of {}", one_of(words.iter().copied())));
            self.note(said);
        }
    }

    /// An ATT_MTU that Bluetooth allows.
    pub(crate) fn mtu(&mut self, mtu: &At<u16>) {
        if !(23..=517).contains(&mtu.value) {
            let message = format!("an ATT_MTU is a number from 23 to 517, got {}", mtu.value);
            self.error(rule::WRONG_VALUE, mtu.span, message);
        }
    }

    fn judging(&mut self, judging: &Judging) {
        self.decides = true;
        self.requirements(&judging.requirements);
    }

    /// The requirements are in the catalogue.
    pub(crate) fn requirements(&mut self, ids: &[At<String>]) {
        let Some(catalogue) = self.catalogue else {
            return;
        };
        for id in ids.iter().filter(|id| catalogue.get(id).is_none()) {
            let known = || catalogue.iter().map(|one| one.id.as_str());
            let said = Diagnostic::error(
                rule::UNKNOWN_REQUIREMENT,
                id.span,
                format!("the catalogue has no requirement `{}`", id.value),
            )
            .meant(nearest(id, known()))
            .or_help(|| "the ids stand in `scenarios/requirements.yaml`".to_owned());
            self.note(said);
        }
    }

    /// Whether something of that name got lost while the file was read.
    pub(super) fn is_lost(&self, name: &str) -> bool {
        self.lost.contains(name)
    }
}

/// The most steps that a scenario may come to.
const MOST_STEPS: u64 = 100_000;
