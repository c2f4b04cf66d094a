//! Variables, marks and lists: what is defined, and what is used.

use super::scope::{Name, Scope, Variable};
use crate::ast::{Holds, KEPT, KEPT_OF_USER, Value};
use crate::diagnostic::{Diagnostic, nearest, rule};
use crate::span::{At, Span};

/// Variables.
impl Scope<'_> {
    /// Defines a variable; the last definition counts.
    pub(crate) fn define(&mut self, name: &At<String>, holds: Holds, values: &[At<Value>]) {
        self.name(name, "variable");
        let name = &At::new(name.value.trim_start_matches('$').to_owned(), name.span);
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
    pub(super) fn name(&mut self, name: &At<String>, what: &str) {
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
