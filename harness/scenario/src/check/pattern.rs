//! Patterns: whether they can come, and whether each can decide anything.

use super::Scope;
use super::fit::For;
use crate::ast::{Fields, Pattern};
use crate::diagnostic::{Diagnostic, rule};
use crate::span::At;
use wire::command::Command;
use wire::field::Kind;

impl Scope<'_> {
    /// Alternatives that may come.
    pub(crate) fn patterns(&mut self, patterns: &[At<Pattern>]) {
        for (at, pattern) in patterns.iter().enumerate() {
            self.pattern(pattern);
            let earlier = &patterns[..at];
            if let Some(broader) = earlier.iter().find(|earlier| covers(earlier, pattern)) {
                let same = covers(pattern, broader);
                let message = if same {
                    "this alternative stands here twice"
                } else {
                    "an earlier alternative already allows all that this one does"
                };
                let said = Diagnostic::error(rule::UNREACHABLE, pattern.span, message)
                    .related(
                        broader.span,
                        if same {
                            "first here"
                        } else {
                            "the broader one"
                        },
                    )
                    .help("remove the one or the other");
                self.note(said);
            }
        }
    }

    fn pattern(&mut self, pattern: &At<Pattern>) {
        match &pattern.value {
            Pattern::Message {
                command,
                fields,
                sealed_for,
                size,
                ..
            } => {
                if command.spec().from_lock.is_empty() {
                    let said = Diagnostic::error(
                        rule::WRONG_DIRECTION,
                        pattern.span,
                        format!("`{command}` goes to the lock and never comes from it"),
                    );
                    self.note(match answer(*command) {
                        Some(answer) => said.help(format!("the lock answers it with `{answer}`")),
                        None => said,
                    });
                }
                self.tests(Some(*command), fields);
                if let Some(size) = size {
                    self.matcher(
                        size,
                        Some(For {
                            name: "size",
                            kind: Kind::U16,
                        }),
                    );
                }
                if let Some(user) = sealed_for
                    && user.value != "plain"
                {
                    self.opened_by(user);
                }
            }
            Pattern::AttError { code: Some(code) } => {
                self.matcher(
                    code,
                    Some(For {
                        name: "code",
                        kind: Kind::Code(wire::code::AttError::SET),
                    }),
                );
            }
            Pattern::AnyMessage
            | Pattern::Silence
            | Pattern::Disconnect
            | Pattern::AttError { code: None }
            | Pattern::Refused => {}
        }
    }

    fn opened_by(&mut self, user: &At<String>) {
        if self.has_user(user) {
            return;
        }
        let names = self.user_names();
        let said = Diagnostic::error(
            rule::UNKNOWN_USER,
            user.span,
            format!("nothing before this made a user `{}`", user.value),
        )
        .help(format!(
            "there is {names}; `plain` is for an unencrypted message"
        ));
        self.note(said);
    }
}

/// Whether all that the second allows is allowed by the first.
fn covers(broad: &Pattern, narrow: &Pattern) -> bool {
    match (broad, narrow) {
        (Pattern::AnyMessage, Pattern::Message { .. } | Pattern::AnyMessage)
        | (Pattern::Silence, Pattern::Silence)
        | (Pattern::Disconnect, Pattern::Disconnect)
        | (Pattern::Refused, Pattern::Refused)
        | (Pattern::AttError { code: None }, Pattern::AttError { .. }) => true,
        (Pattern::AttError { code: Some(broad) }, Pattern::AttError { code: Some(narrow) }) => {
            broad.value.to_string() == narrow.value.to_string()
        }
        (
            Pattern::Message {
                command,
                fields,
                on,
                sealed_for,
                size,
            },
            Pattern::Message {
                command: command2,
                fields: fields2,
                on: on2,
                sealed_for: sealed2,
                size: size2,
            },
        ) => {
            let text = |matcher: &Option<At<crate::ast::Matcher>>| {
                matcher.as_ref().map(|one| one.value.to_string())
            };
            command == command2
                && all_in(fields, fields2)
                && (on.is_none()
                    || on.as_ref().map(|at| at.value) == on2.as_ref().map(|at| at.value))
                && (sealed_for.is_none()
                    || sealed_for.as_ref().map(|at| &at.value)
                        == sealed2.as_ref().map(|at| &at.value))
                && (size.is_none() || text(size) == text(size2))
        }
        _ => false,
    }
}

/// Whether each of the first tests is among the second.
fn all_in(some: &Fields, all: &Fields) -> bool {
    some.iter().all(|(name, matcher)| {
        let text = matcher.value.to_string();
        all.iter()
            .any(|(other, test)| other.value == name.value && test.value.to_string() == text)
    })
}

/// What a lock answers a request with.
const fn answer(command: Command) -> Option<&'static str> {
    Some(match command {
        Command::RequestConfig => "config",
        Command::RequestAdvancedConfig => "advanced_config",
        Command::RequestAuthorizationEntries => "authorization_entry",
        Command::RequestLogEntries => "log_entry",
        Command::RequestTimeControlEntries => "time_control_entry",
        Command::AuthorizationData => "authorization_id",
        Command::AuthorizationDataInvite => "authorization_id_invite",
        Command::AddTimeControlEntry => "time_control_entry_id",
        Command::AuthorizationAuthenticator => "challenge",
        Command::LockAction | Command::SetConfig | Command::AuthorizationIdConfirmation => "status",
        _ => return None,
    })
}

/// The messages among the alternatives.
pub(crate) fn messages(patterns: &[At<Pattern>]) -> Vec<Command> {
    let message = |pattern: &At<Pattern>| match &pattern.value {
        Pattern::Message { command, .. } => Some(*command),
        Pattern::AnyMessage
        | Pattern::Silence
        | Pattern::Disconnect
        | Pattern::AttError { .. }
        | Pattern::Refused => None,
    };
    patterns.iter().filter_map(message).collect()
}
