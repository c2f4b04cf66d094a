//! `read`.

use super::Judging;
use crate::ast::{CommandName, Duration, Fields, Matcher, Value};
use crate::check::For;
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
use crate::load::request_for;
use crate::load::shape;
use crate::span::At;
use wire::Command;
use wire::field::Kind;

shape! {
    /// `read: MESSAGE`: sends the request that the message answers (challenge and PIN where needed)
    /// and tests the answer. For lists (`authorization_entry`, `log_entry`, `time_control_entry`) all
    /// entries are read up to the closing Status and `count` and `entries` test them.
    pub struct Read {
        /// The message wanted.
        pub read: At<CommandName>,
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
        /// Fields of the request: `offset`, `count`, `start_index`, `sort_order`, `total_count`, `pin`.
        pub asking: Vec<(At<String>, At<Value>)> => Asked(read),
        /// For lists: a test on the number of entries that came.
        pub count: Option<At<Matcher>>,
        /// Tests on its fields (of the first entry, for lists).
        pub with: Fields => Tested(read),
        /// For lists: some entry must fit each of these.
        pub having: Vec<At<Fields>> => TestedEach(read),
        /// For lists: no entry may fit any of these.
        pub lacking: Vec<At<Fields>> => TestedEach(read),
        /// How long it may take; 10 s when left out.
        pub within: Option<At<Duration>>,
        /// Captures: variable name to field name; `entries.NAME` for a list of that field over all
        /// entries, `total` for the count message's count.
        pub save: Vec<(At<String>, At<String>)>,
    } and Judging
}

impl Meaning for Read {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.connected(self.by.as_ref());
        scope.user(self.user.as_ref());
        let wanted = scope.command(&self.read);
        if let Some(wanted) = wanted {
            scope.from_lock(wanted, self.read.span);
            self.lists_only(wanted, scope);
        }
        scope.tests(wanted, &self.with);
        scope.values(wanted.map(request_for), &self.asking);
        for fields in self.having.iter().chain(&self.lacking) {
            scope.tests(wanted, &fields.value);
        }
        if let Some(count) = &self.count {
            scope.matcher(
                count,
                Some(For {
                    name: "count",
                    kind: Kind::U16,
                }),
            );
        }
        match wanted {
            Some(entry) if is_list(entry) => scope.save_list(&self.save, entry),
            Some(message) => scope.save(&self.save, &[message]),
            None => scope.save(&self.save, &[]),
        }
    }
}

impl Read {
    /// `count`, `having` and `lacking` are about lists.
    fn lists_only(&self, wanted: Command, scope: &mut Scope<'_>) {
        if is_list(wanted) {
            return;
        }
        let places = [
            self.count.as_ref().map(|count| count.span),
            self.having.first().map(|fields| fields.span),
            self.lacking.first().map(|fields| fields.span),
        ];
        if let Some(span) = places.into_iter().flatten().next() {
            let said = Diagnostic::error(rule::IMPOSSIBLE, span, format!("`{wanted}` comes once; only lists are counted and searched"))
                .help("lists are `authorization_entry`, `log_entry` and `time_control_entry`; `with:` tests one message");
            scope.note(said);
        }
    }
}

/// Messages that come several at a time, with a closing Status.
const fn is_list(command: Command) -> bool {
    matches!(
        command,
        Command::AuthorizationEntry | Command::LogEntry | Command::TimeControlEntry
    )
}
