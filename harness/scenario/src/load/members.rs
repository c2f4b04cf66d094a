//! A map's keys, taken one by one; what is left over in the end is unknown.

use super::{Key, Problems, Shape};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::Span;
use crate::syntax::{Entry, Kind, Node};

/// The keys of one map.
pub(crate) struct Members<'n> {
    /// What the map is, for messages: "the scenario", "`send`".
    what: String,
    /// Where to point when a key is missing.
    head: Span,
    entries: Vec<&'n Entry>,
    /// The verb, where the map is a step.
    pub(crate) verb: &'n str,
}

impl<'n> Members<'n> {
    /// The keys of a map; anything else is noted.
    pub(crate) fn of(node: &'n Node, what: impl Into<String>, to: &mut Problems) -> Option<Self> {
        let what = what.into();
        match &node.kind {
            Kind::Map(entries) => Some(Self {
                what,
                head: node.head(),
                entries: entries.iter().collect(),
                verb: "",
            }),
            Kind::Scalar(_) | Kind::List(_) => to.note(
                Diagnostic::error(
                    rule::WRONG_SHAPE,
                    node.head(),
                    format!("expected a map, got {}", node.what()),
                )
                .label(format!("{what} is written as `key: value`")),
            ),
        }
    }

    /// The keys of a step.
    pub(crate) fn of_step(entries: &'n [Entry], verb: &'n str, head: Span) -> Self {
        Self {
            what: format!("`{verb}`"),
            head,
            entries: entries.iter().collect(),
            verb,
        }
    }

    /// Takes a key; `absent` when it is not there, and when it makes no sense.
    pub(crate) fn take<T: Shape>(
        &mut self,
        key: &'static str,
        absent: Option<T>,
        read: impl FnOnce(&'n Node, &mut Problems) -> Option<T>,
        to: &mut Problems,
    ) -> Option<T> {
        match self.remove(key) {
            Some(entry) => read(&entry.value, to).or_else(|| {
                to.lose(&entry.value);
                absent.or_else(T::fallback)
            }),
            None if absent.is_some() => absent,
            None => {
                to.lose_word(key);
                to.note::<()>(
                    Diagnostic::error(
                        rule::MISSING_KEY,
                        self.head,
                        format!("{} needs `{key}`", self.what),
                    )
                    .label(format!("`{key}:` is missing")),
                );
                T::fallback()
            }
        }
    }

    /// Where to point when something is wrong with the map as a whole.
    pub(crate) const fn head(&self) -> Span {
        self.head
    }

    /// Takes an entry as it is.
    pub(crate) fn remove(&mut self, key: &str) -> Option<&'n Entry> {
        let at = self
            .entries
            .iter()
            .position(|entry| entry.key.value == key)?;
        Some(self.entries.remove(at))
    }

    /// Refuses what is left over.
    pub(crate) fn finish(self, known: &[Key], to: &mut Problems) {
        for entry in &self.entries {
            let key = &entry.key;
            let names = || known.iter().map(|known| known.name);
            let meant = other_words(&key.value)
                .filter(|word| names().any(|name| name == *word))
                .or_else(|| nearest(&key.value, names()));
            let message = format!("{} has no key `{}`", self.what, key.value);
            to.lose(&entry.value);
            to.note::<()>(
                Diagnostic::error(rule::UNKNOWN_KEY, key.span, message)
                    .meant(meant)
                    .or_help(|| format!("it takes {}", one_of(names()))),
            );
        }
    }
}

/// The language's word for what other languages call otherwise.
fn other_words(key: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        (
            "within",
            &["timeout", "deadline", "max", "until", "for", "duration"],
        ),
        (
            "not_before",
            &["after", "min", "earliest", "no_earlier_than"],
        ),
        ("as", &["user", "who", "auth", "authorization"]),
        ("by", &["client", "connection", "conn", "link"]),
        (
            "with",
            &["fields", "payload", "params", "parameters", "args", "data"],
        ),
        ("save", &["capture", "captures", "store", "let", "extract"]),
        ("on", &["characteristic", "char", "handle", "at"]),
        ("because", &["reason", "why", "message", "rationale"]),
        ("requirements", &["requirement", "reqs", "req", "ids"]),
        ("about", &["description", "doc", "summary", "comment"]),
        ("title", &["name", "id"]),
        (
            "given",
            &[
                "setup",
                "preconditions",
                "before",
                "fixture",
                "precondition",
            ],
        ),
        ("finally", &["teardown", "cleanup", "after", "always"]),
        (
            "table",
            &["examples", "cases", "matrix", "rows", "parameters"],
        ),
        ("needs", &["requires", "capabilities", "if", "when"]),
        ("spoil", &["override", "mutate", "corrupt", "tamper"]),
        ("every", &["interval", "period"]),
        ("level", &["severity", "priority"]),
        ("is", &["equals", "eq", "equal", "assert", "matches"]),
        ("mark", &["timestamp", "label"]),
        ("steps", &["do", "body", "actions"]),
    ];
    let key = key.to_lowercase();
    let known = WORDS.iter().find(|(_, others)| others.contains(&&*key));
    known.map(|(word, _)| *word)
}
