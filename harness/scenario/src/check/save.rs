//! Captures: `save: {variable: field}`.

use super::Scope;
use super::holds::of_kind;
use crate::ast::Holds;
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::At;
use wire::command::Command;

type Save = [(At<String>, At<String>)];

impl Scope<'_> {
    /// Captures from one of these messages; any message where there is none.
    pub(crate) fn save(&mut self, save: &Save, messages: &[Command]) {
        for (variable, field) in save {
            let holds = match &*field.value {
                "bytes" | "payload" => Some(Holds::Bytes(None)),
                "size" => Some(Holds::Number),
                name => messages.iter().find_map(|command| holds(*command, name)),
            };
            if holds.is_none() && !messages.is_empty() {
                self.no_field(field, messages, &["bytes", "payload", "size"]);
            }
            self.define(variable, holds.unwrap_or(Holds::Unknown), &[]);
        }
    }

    /// Captures from a list of entries.
    pub(crate) fn save_list(&mut self, save: &Save, entry: Command) {
        for (variable, field) in save {
            match (&*field.value, field.value.strip_prefix("entries.")) {
                ("total" | "entries", _) => self.define(variable, Holds::Number, &[]),
                (_, Some(name)) if holds(entry, name).is_some() => self.fill(variable),
                (name, None) if holds(entry, name).is_some() => {
                    self.define(variable, holds(entry, name).unwrap_or(Holds::Unknown), &[]);
                }
                _ => {
                    self.no_field(field, &[entry], &["total", "entries"]);
                    self.define(variable, Holds::Unknown, &[]);
                }
            }
        }
    }

    fn no_field(&mut self, field: &At<String>, messages: &[Command], more: &[&str]) {
        let names = || {
            let fields = messages.iter().flat_map(|command| command.spec().fields);
            fields.map(|field| field.name).chain(more.iter().copied())
        };
        let messages = one_of(messages.iter().map(|command| command.name()));
        let said = Diagnostic::error(
            rule::UNKNOWN_FIELD,
            field.span,
            format!("{messages} has no field `{}`", field.value),
        )
        .meant(nearest(field, names()))
        .or_help(|| format!("it has {}", one_of(names())));
        self.note(said);
    }
}

fn holds(command: Command, field: &str) -> Option<Holds> {
    command.spec().field(field).map(|field| of_kind(field.kind))
}
