//! What is known at a point of a scenario: variables, marks, users, connections.

use super::Checked;
use crate::ast::{Holds, KEPT, KEPT_OF_USER, Value};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::{At, Span};
use crate::step::{Judging, Step};
use boundary::Capability;
use std::collections::{BTreeMap, BTreeSet};

/// The state of the walk through a scenario.
pub(crate) struct Scope<'s> {
    pub(super) problems: Vec<Diagnostic>,
    lost: &'s BTreeSet<String>,
    catalogue: Option<&'s Catalogue>,
    pub(super) variables: BTreeMap<String, Variable>,
    marks: BTreeMap<String, Name>,
    lists: BTreeMap<String, Name>,
    users: BTreeSet<String>,
    clients: BTreeMap<String, Link>,
    needs: BTreeMap<Capability, u32>,
    /// The step that is looked at.
    pub(crate) here: Span,
    /// Whether anything was judged or observed so far.
    pub(super) decides: bool,
    rounds: u64,
    steps: u64,
}

/// Something with a name that was defined.
struct Name {
    span: Span,
    used: bool,
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
    pub(crate) fn walk(&mut self, steps: &[At<Step>], times: u64) {
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
    pub(crate) fn body(&mut self, steps: &[At<Step>], times: u64) {
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

/// Variables.
impl Scope<'_> {
    /// Defines a variable; the last definition counts.
    pub(crate) fn define(&mut self, name: &At<String>, holds: Holds, values: &[At<Value>]) {
        self.name(name, "variable");
        let used = self
            .variables
            .get(&name.value)
            .is_some_and(|known| known.used);
        let variable = Variable {
            span: name.span,
            used,
            holds,
            values: values.to_vec(),
        };
        self.variables.insert(name.value.clone(), variable);
    }

    /// Defines a variable that need not be used, such as a loop's `$index`.
    pub(crate) fn offer(&mut self, name: &str, holds: Holds) {
        let variable = Variable {
            span: Span::default(),
            used: true,
            holds,
            values: Vec::new(),
        };
        self.variables.insert(name.to_owned(), variable);
    }

    /// Looks a variable up; one that is not there is noted.
    pub(super) fn variable(&mut self, name: &str, span: Span) -> Option<Variable> {
        if let Some(known) = self.variables.get_mut(name) {
            known.used = true;
            return Some(known.clone());
        }
        if let Some(holds) = self.kept(name) {
            return Some(Variable {
                span: Span::default(),
                used: true,
                holds,
                values: Vec::new(),
            });
        }
        if self.lost.contains(name) {
            return None;
        }
        let kept = KEPT.iter().chain(KEPT_OF_USER).map(|kept| kept.name);
        let known = self.variables.keys().map(String::as_str).chain(kept);
        let meant = nearest(name, known).map(|name| format!("${name}"));
        let said = Diagnostic::error(
            rule::UNKNOWN_VARIABLE,
            span,
            format!("`${name}` has no value here"),
        )
        .meant(meant.as_deref())
        .or_help(|| "a step before this one must give it one: `save: {name: field}`".to_owned());
        self.note(said);
        None
    }

    /// What a variable of the run holds.
    fn kept(&self, name: &str) -> Option<Holds> {
        let find = |table: &[crate::ast::Kept], name: &str| {
            table
                .iter()
                .find(|kept| kept.name == name)
                .map(|kept| kept.holds)
        };
        match name.split_once('.') {
            Some((user, what)) if self.users.contains(user) => find(KEPT_OF_USER, what),
            Some(_) => None,
            None => find(KEPT, name).or_else(|| find(KEPT_OF_USER, name)),
        }
    }

    /// A name that an author gave.
    fn name(&mut self, name: &At<String>, what: &str) {
        let first = name.value.chars().next();
        let starts_well = first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let is_name = starts_well
            && name
                .value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name {
            return;
        }
        let bare = name.value.trim_start_matches('$');
        let said = Diagnostic::error(
            rule::WRONG_NAME,
            name.span,
            format!("`{}` is no {what}'s name", name.value),
        );
        self.note(if bare.len() < name.value.len() {
            said.help(format!(
                "where it is defined it stands without `$`: `{bare}`"
            ))
        } else {
            said.help("a name has letters, digits and `_`, and begins with a letter")
        });
    }
}

/// Marks and lists.
impl Scope<'_> {
    /// Sets a mark.
    pub(crate) fn mark(&mut self, name: Option<&At<String>>) {
        let Some(name) = name else { return };
        self.name(name, "mark");
        let used = self.marks.get(&name.value).is_some_and(|known| known.used);
        self.marks.insert(
            name.value.clone(),
            Name {
                span: name.span,
                used,
            },
        );
    }

    /// Uses a mark.
    pub(crate) fn use_mark(&mut self, name: &At<String>) {
        match self.marks.get_mut(&name.value) {
            Some(known) => known.used = true,
            None if self.lost.contains(&name.value) => {}
            None => {
                let said = Diagnostic::error(
                    rule::UNKNOWN_MARK,
                    name.span,
                    format!("no step before this one sets the mark `{}`", name.value),
                )
                .meant(nearest(name, self.marks.keys().map(String::as_str)))
                .or_help(|| "a step sets one with `mark: name`".to_owned());
                self.note(said);
            }
        }
    }

    /// Fills a list.
    pub(crate) fn fill(&mut self, name: &At<String>) {
        self.name(name, "list");
        let used = self.lists.get(&name.value).is_some_and(|known| known.used);
        self.lists.insert(
            name.value.clone(),
            Name {
                span: name.span,
                used,
            },
        );
    }

    /// Uses a list.
    pub(crate) fn use_list(&mut self, name: &At<String>) {
        match self.lists.get_mut(&name.value) {
            Some(known) => known.used = true,
            None if self.lost.contains(&name.value) => {}
            None => {
                let said = Diagnostic::error(
                    rule::UNKNOWN_LIST,
                    name.span,
                    format!("no step before this one fills the list `{}`", name.value),
                )
                .meant(nearest(name, self.lists.keys().map(String::as_str)))
                .or_help(|| {
                    format!(
                        "a step fills it with `collect: {{{}: $variable}}`",
                        name.value
                    )
                });
                self.note(said);
            }
        }
    }
}

/// Users and clients.
impl Scope<'_> {
    /// A user has an authorization from here on.
    pub(crate) fn enrol(&mut self, user: &str) {
        self.users.insert(user.to_owned());
    }

    /// A user that an author named has an authorization from here on.
    pub(crate) fn enrol_named(&mut self, user: &At<String>) {
        self.name(user, "user");
        self.enrol(user);
    }

    /// The user of a step; the owner where none is named.
    pub(crate) fn user(&mut self, user: Option<&At<String>>) {
        let (name, span) = user.map_or(("owner", self.here), |user| (&*user.value, user.span));
        if self.users.contains(name) || self.lost.contains(name) {
            return;
        }
        let said = Diagnostic::error(
            rule::UNKNOWN_USER,
            span,
            format!("nothing before this made a user `{name}`"),
        );
        let said = match (user, name) {
            (Some(_), "owner") | (None, _) => said.help("add `given: [paired]`"),
            (_, "guest") => said.help("add `given: [paired, second_user]`"),
            _ => said
                .meant(nearest(name, self.users.iter().map(String::as_str)))
                .or_help(|| format!("`pair: {name}` or `invite: {name}` makes one")),
        };
        self.note(said);
    }

    /// Whether there is such a user.
    pub(crate) fn has_user(&self, name: &str) -> bool {
        self.users.contains(name) || self.lost.contains(name)
    }

    /// A client's name is one.
    pub(crate) fn client_name(&mut self, client: &At<String>) {
        self.name(client, "client");
    }

    /// A connection is there from here on.
    pub(crate) fn open(&mut self, client: &str) {
        let others = self
            .clients
            .iter()
            .any(|(name, link)| name != client && *link == Link::Open);
        if others {
            self.need(Capability::SeveralConnections);
        }
        self.clients.insert(client.to_owned(), Link::Open);
    }

    /// A step closes a connection.
    pub(crate) fn close(&mut self, client: &str) {
        if let Some(link) = self.clients.get_mut(client) {
            *link = Link::Closed {
                by: self.here,
                heard: true,
            };
        }
    }

    /// The lock has closed a connection, and that was expected.
    pub(crate) fn ended(&mut self, client: &str) {
        self.close(client);
    }

    /// A step that opens connections where it has to.
    pub(crate) fn open_again(&mut self) {
        self.clients.insert("a".to_owned(), Link::Open);
    }

    /// A step closes every connection.
    pub(crate) fn close_all(&mut self) {
        let closed = Link::Closed {
            by: self.here,
            heard: false,
        };
        self.clients.values_mut().for_each(|link| *link = closed);
    }

    /// The client of a step, which must have been connected at some time.
    pub(crate) fn client(&mut self, client: Option<&At<String>>) -> Option<Link> {
        let (name, span) = client.map_or(("a", self.here), |client| (&*client.value, client.span));
        let link = self.clients.get(name).copied();
        if link.is_some() || self.lost.contains(name) {
            return link;
        }
        let said = Diagnostic::error(
            rule::UNKNOWN_CLIENT,
            span,
            format!("nothing before this connected a client `{name}`"),
        );
        let said = match client {
            Some(_) => said
                .meant(
                    nearest(name, self.clients.keys().map(String::as_str))
                        .filter(|_| name.len() > 1),
                )
                .or_help(|| format!("`connect: {name}` opens a connection")),
            None => said.help("add `given: [connected]` or `given: [paired]`"),
        };
        self.note(said);
        None
    }

    /// The client of a step that can do nothing without a connection.
    pub(crate) fn connected(&mut self, client: Option<&At<String>>) {
        let name = client.map_or("a", |client| &*client.value).to_owned();
        if let Some(Link::Closed { by, .. }) = self.client(client) {
            let said = Diagnostic::error(
                rule::UNREACHABLE,
                self.here,
                format!("the connection of client `{name}` is closed here"),
            )
            .related(by, "closed here")
            .help(format!("`connect: {name}` opens a new one"));
            self.note(said);
        }
    }

    /// Names of all users, for messages.
    pub(super) fn user_names(&self) -> String {
        one_of(self.users.iter().map(String::as_str))
    }
}

/// The most steps that a scenario may come to.
const MOST_STEPS: u64 = 100_000;
