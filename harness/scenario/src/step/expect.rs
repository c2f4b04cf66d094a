//! `expect`.

use super::Judging;
use crate::ast::{Duration, Pattern};
use crate::check::{Link, messages};
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `expect: PATTERN` or `expect: [PATTERN, ...]`: the next thing from the lock is one of these.
    /// Unasked States are passed over unless `strict` is set.
    pub struct Expect {
        /// What may come.
        pub expect: Vec<At<Pattern>> => Alternatives,
        /// How long it may take, from the step's begin; 10 s when left out, and for `silence` how long
        /// it must last, 2 s when left out.
        pub within: Option<At<Duration>>,
        /// It must not come earlier than this.
        pub not_before: Option<At<Duration>>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
        /// Whether unasked messages fail the step.
        pub strict: bool,
        /// Captures: variable name to field name (or `bytes`: all as received; `payload`; `size`: of the payload).
        pub save: Vec<(At<String>, At<String>)>,
        /// Names the instant at which it came.
        pub mark: Option<At<String>>,
    } and Judging
}

impl Meaning for Expect {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.patterns(&self.expect);
        if self.expect.is_empty() {
            scope.error(
                rule::NO_JUDGEMENT,
                scope.here,
                "this step expects nothing in particular",
            );
        }
        self.on_open_connection(scope);
        self.timely(scope);
        self.capture(scope);
        scope.mark(self.mark.as_ref());
    }
}

impl Expect {
    /// On a closed connection nothing comes any more; its end may still be heard of.
    fn on_open_connection(&self, scope: &mut Scope<'_>) {
        let Some(Link::Closed { by, heard }) = scope.client(self.by.as_ref()) else {
            return self.closes(scope);
        };
        let ends = self
            .expect
            .iter()
            .any(|pattern| pattern.value == Pattern::Disconnect);
        if ends && !heard {
            return self.closes(scope);
        }
        let client = self.by.as_ref().map_or("a", |by| &*by.value);
        let said = Diagnostic::error(
            rule::UNREACHABLE,
            scope.here,
            format!("nothing can come: the connection of client `{client}` is closed here"),
        )
        .related(by, "closed here")
        .help(format!("`connect: {client}` opens a new one"));
        scope.note(said);
    }

    /// Where nothing but the end was expected, the connection is closed from here on.
    fn closes(&self, scope: &mut Scope<'_>) {
        if !self.expect.is_empty()
            && self
                .expect
                .iter()
                .all(|one| one.value == Pattern::Disconnect)
        {
            scope.ended(self.by.as_ref().map_or("a", |by| &*by.value));
        }
    }

    fn timely(&self, scope: &mut Scope<'_>) {
        let within = self
            .within
            .as_ref()
            .map_or(boundary::Span::secs(10), |within| within.value.0);
        let Some(not_before) = &self.not_before else {
            return;
        };
        if not_before.value.0 > within {
            let said = Diagnostic::error(
                rule::IMPOSSIBLE,
                not_before.span,
                format!(
                    "nothing comes after {} and within {within}",
                    not_before.value.0
                ),
            );
            scope.note(match &self.within {
                Some(other) => said.related(other.span, "at the latest"),
                None => said.help("without `within:` it is 10 s"),
            });
        }
        if let Some(silence) = self.expect.iter().find(|one| one.value == Pattern::Silence) {
            let said = Diagnostic::error(
                rule::IMPOSSIBLE,
                not_before.span,
                "silence is not late or early",
            )
            .related(silence.span, "allowed here")
            .help("say how long it lasts with `within:`");
            scope.note(said);
        }
    }

    fn capture(&self, scope: &mut Scope<'_>) {
        let messages = messages(&self.expect);
        let any = self
            .expect
            .iter()
            .any(|one| one.value == Pattern::AnyMessage);
        if let (Some((_, field)), true, false) = (self.save.first(), messages.is_empty(), any) {
            scope.error(
                rule::IMPOSSIBLE,
                field.span,
                "no message is expected here, so none can be captured",
            );
        }
        scope.save(&self.save, if any { &[] } else { &messages });
    }
}
