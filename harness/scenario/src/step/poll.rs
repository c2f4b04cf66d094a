//! `poll`.

use super::Judging;
use crate::ast::{Duration, Fields};
use crate::check::{Meaning, Scope};
use crate::diagnostic::rule;
use crate::load::shape;
use crate::span::At;
use wire::Command;

shape! {
    /// `poll: MESSAGE`, `with: {...}`: reads until the answer fits.
    pub struct Poll {
        /// The message wanted.
        pub poll: At<Command>,
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
        /// The client.
        pub by: Option<At<String>>,
        /// Tests on its fields.
        pub with: Fields => Tested(poll),
        /// The pause between two requests; 1 s when left out.
        pub every: Option<At<Duration>>,
        /// How long altogether.
        pub within: At<Duration>,
        /// Captures from the answer that fits.
        pub save: Vec<(At<String>, At<String>)>,
        /// Names the instant of the answer that fits.
        pub mark: Option<At<String>>,
    } and Judging
}

impl Meaning for Poll {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.connected(self.by.as_ref());
        scope.user(self.user.as_ref());
        scope.from_lock(self.poll.value, self.poll.span);
        scope.tests(Some(self.poll.value), &self.with);
        if let Some(every) = &self.every
            && every.value > self.within.value
        {
            let message = format!(
                "asking every {} for {} asks once",
                every.value.0, self.within.value.0
            );
            scope.error(rule::IMPOSSIBLE, every.span, message);
        }
        scope.save(&self.save, &[self.poll.value]);
        scope.mark(self.mark.as_ref());
    }
}
