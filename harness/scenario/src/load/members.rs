//! A map's keys, taken one by one; what is left over in the end is unknown.

use super::{Key, Problems, Shape};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::{At, Span};
use crate::step::{VERBS, Verb};
use crate::syntax::{Entry, Kind, Node};

/// The keys of one map.
pub(crate) struct Members<'n> {
    /// What the map is, for messages: "the scenario", "`send`".
    what: String,
    /// Where to point when a key is missing.
    head: Span,
    entries: Vec<&'n Entry>,
    missing: Vec<&'static str>,
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
                missing: Vec::new(),
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
            missing: Vec::new(),
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
        let before = to.count();
        let Some(entry) = self.remove(key) else {
            return absent.or_else(|| {
                to.lose_word(key);
                self.missing.push(key);
                T::fallback()
            });
        };
        let value = read(&entry.value, to);
        if to.count() > before {
            to.lose_word(key);
        }
        value.or_else(|| {
            to.lose(&entry.value);
            absent.or_else(T::fallback)
        })
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

    /// Refuses what is left over, and says what is missing unless it is there with a slip.
    pub(crate) fn finish(mut self, known: &[Key], to: &mut Problems) {
        for entry in std::mem::take(&mut self.entries) {
            let said = self.unknown(&entry.key, known);
            if let Some(suggestion) = &said.suggestion {
                self.missing.retain(|key| *key != suggestion.text);
            }
            to.lose(&entry.value);
            to.note::<()>(said);
        }
        for key in self.missing {
            to.note::<()>(
                Diagnostic::error(
                    rule::MISSING_KEY,
                    self.head,
                    format!("{} needs `{key}`", self.what),
                )
                .label(format!("`{key}:` is missing")),
            );
        }
    }

    fn unknown(&self, key: &At<String>, known: &[Key]) -> Diagnostic {
        let names = || known.iter().map(|known| known.name);
        let meant = other_words(&key.value).filter(|word| names().any(|name| name == *word));
        let elsewhere = if self.verb.is_empty() {
            Vec::new()
        } else {
            verbs_with(&key.value)
        };
        let message = format!("{} has no key `{}`", self.what, key.value);
        let said = Diagnostic::error(rule::UNKNOWN_KEY, key.span, message);
        match (meant, elsewhere.as_slice()) {
            (None, [_, ..]) => said.help(format!(
                "it is a key of {}",
                one_of(elsewhere.iter().copied())
            )),
            (meant, _) => said
                .meant(meant.or_else(|| nearest(&key.value, names())))
                .or_help(|| format!("it takes {}", one_of(names()))),
        }
    }
}

/// The steps that have a key of that name.
fn verbs_with(key: &str) -> Vec<&'static str> {
    let has = |verb: &&Verb| {
        (verb.keys)(verb.name)
            .iter()
            .skip(1)
            .any(|known| known.name == key)
    };
    VERBS.iter().filter(has).map(|verb| verb.name).collect()
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
