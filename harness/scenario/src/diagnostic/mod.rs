//! What is said about a file, and where.
//!
//! Everything that points into a scenario file goes through here: syntax, words, meaning, and later the verdicts.

mod nearest;
mod render;
pub mod rule;

pub(crate) use nearest::{nearest, one_of};
pub use render::{Colour, render};

use crate::span::Span;
use std::borrow::Cow;

/// Something said about a place in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule that was broken, such as `unknown-key`; for a verdict the requirement.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one line, lower case, no final stop.
    pub message: String,
    /// The place.
    pub span: Span,
    /// What stands at the caret; may be empty.
    pub label: String,
    /// Other places that belong to it.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// The text that would mend it, for editors.
    pub suggestion: Option<Suggestion>,
}

/// A text that would mend something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The lock is wrong: the severity of a verdict's diagnostic.
    Fail,
    /// The file can be used, and something in it looks like a mistake.
    Warning,
    /// Worth knowing.
    Note,
}

impl Diagnostic {
    /// An error.
    pub fn error(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, span, message)
    }

    /// A warning.
    pub fn warning(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, span, message)
    }

    /// A diagnostic of any kind.
    pub fn new(
        rule: impl Into<Cow<'static, str>>,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    /// Says something at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Shows another place too.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers the word that was probably meant in place of the one at the caret.
    #[must_use]
    pub(crate) fn meant(mut self, word: Option<&str>) -> Self {
        if let Some(word) = word {
            self.help = Some(format!("did you mean `{word}`?"));
            self.suggestion = Some(Suggestion {
                span: self.span,
                text: word.to_owned(),
            });
        }
        self
    }

    /// Says something else where no word was near enough.
    #[must_use]
    pub(crate) fn or_help(mut self, help: impl FnOnce() -> String) -> Self {
        if self.help.is_none() {
            self.help = Some(help());
        }
        self
    }

    /// Whether the file cannot be used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
