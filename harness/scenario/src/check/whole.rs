//! The file as a whole: its head, its table, its steps.

use super::Scope;
use crate::ast::{Given, Holds, Row, Scenario};
use crate::diagnostic::{Diagnostic, nearest, rule};
use crate::needs::Need;
use crate::span::{At, Span};
use boundary::Capability;

pub(super) fn check(scenario: &Scenario, scope: &mut Scope<'_>) {
    head(scenario, scope);
    table(scenario, scope);
    for need in &scenario.needs {
        if let Err(said) = Need::parse(need) {
            scope.note(said);
        }
    }
    for given in &scenario.given {
        scope.here = given.span;
        bring_about(given.value, scope);
    }
    scope.walk(&scenario.steps, 1);
    decides(scenario, scope);
    if !scenario.finally.is_empty() {
        // Whatever the steps left, cleaning up begins with a working connection.
        scope.open("a");
        scope.walk(&scenario.finally, 1);
    }
}

fn head(scenario: &Scenario, scope: &mut Scope<'_>) {
    for (text, key) in [(&scenario.title, "title"), (&scenario.about, "about")] {
        if text.value.trim().is_empty() && text.span != Span::default() {
            scope.error(
                rule::MISSING_KEY,
                text.span,
                format!("`{key}` says nothing"),
            );
        }
    }
    if scenario.title.value.contains('\n') {
        scope.error(
            rule::WRONG_VALUE,
            scenario.title.span,
            "a title is one line",
        );
    }
    scope.requirements(&scenario.requirements);
    if scenario.requirements.is_empty() && !scope.is_lost("requirements") {
        let said = Diagnostic::error(
            rule::NO_REQUIREMENT,
            scenario.title.span,
            "the scenario decides on no requirement",
        )
        .help("name at least one: `requirements: [NONCE-02]`");
        scope.note(said);
    }
    twice(&scenario.requirements, "requirement", scope);
    if let Some(mtu) = &scenario.mtu {
        scope.here = mtu.span;
        scope.need(Capability::ChooseMtu);
        scope.mtu(mtu);
    }
}

fn twice(ids: &[At<String>], what: &str, scope: &mut Scope<'_>) {
    for (at, id) in ids.iter().enumerate() {
        if let Some(first) = ids[..at].iter().find(|first| first.value == id.value) {
            let said = Diagnostic::error(
                rule::DUPLICATE_ID,
                id.span,
                format!("the {what} `{}` stands here twice", id.value),
            )
            .related(first.span, "first here");
            scope.note(said);
        }
    }
}

fn table(scenario: &Scenario, scope: &mut Scope<'_>) {
    let rows: &[Row] = match &scenario.table {
        Some(rows) if rows.is_empty() => {
            scope.error(
                rule::WRONG_SHAPE,
                scenario.title.span,
                "the table has no row",
            );
            return;
        }
        Some(rows) => rows,
        None => &[],
    };
    for row in rows {
        key(row, scope);
        same_variables(&rows[0], row, scope);
    }
    if let Some(first) = rows.first() {
        for (name, value) in &first.values {
            let of_row = |row: &Row| {
                row.values
                    .iter()
                    .find(|(other, _)| other.value == name.value)
                    .map(|(_, value)| value.clone())
            };
            let values: Vec<_> = rows.iter().filter_map(of_row).collect();
            let all = if values.is_empty() {
                vec![value.clone()]
            } else {
                values
            };
            scope.define(name, Holds::Unknown, &all);
        }
    }
    title(scenario, scope);
}

fn key(row: &Row, scope: &mut Scope<'_>) {
    let fine = row
        .key
        .value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !fine || row.key.value.is_empty() {
        let said = Diagnostic::error(
            rule::WRONG_NAME,
            row.key.span,
            format!("`{}` cannot be the end of a case's id", row.key.value),
        )
        .help("a row's key has letters, digits and dashes");
        scope.note(said);
    }
}

fn same_variables(first: &Row, row: &Row, scope: &mut Scope<'_>) {
    let has = |row: &Row, name: &str| row.values.iter().any(|(other, _)| other.value == name);
    for (name, _) in first.values.iter().filter(|(name, _)| !has(row, name)) {
        if scope.is_lost(name) {
            continue;
        }
        let said = Diagnostic::error(
            rule::MISSING_KEY,
            row.key.span,
            format!("the row `{}` has no `{}`", row.key.value, name.value),
        )
        .related(name.span, "the first row has it");
        scope.note(said);
    }
    for (name, _) in row.values.iter().filter(|(name, _)| !has(first, name)) {
        if scope.is_lost(name) {
            continue;
        }
        let said = Diagnostic::error(
            rule::UNKNOWN_KEY,
            name.span,
            format!(
                "only this row has `{}`; all rows have the same variables",
                name.value
            ),
        )
        .meant(nearest(
            name,
            first.values.iter().map(|(name, _)| name.value.as_str()),
        ));
        scope.note(said);
    }
}

/// Variables in the title are those of the table.
fn title(scenario: &Scenario, scope: &mut Scope<'_>) {
    for name in crate::suite::variables_in(&scenario.title) {
        let of_table = scope
            .variables
            .get_mut(name)
            .map(|variable| variable.used = true);
        if of_table.is_none() {
            let said = Diagnostic::error(
                rule::UNKNOWN_VARIABLE,
                scenario.title.span,
                format!("`${name}` in the title is no variable of the table"),
            );
            scope.note(said);
        }
    }
}

fn bring_about(given: Given, scope: &mut Scope<'_>) {
    match given {
        Given::Connected => scope.open("a"),
        Given::PairingMode => {
            scope.need(Capability::Button);
            scope.open("a");
        }
        Given::Paired => {
            scope.open("a");
            scope.enrol("owner");
        }
        Given::FreshPairing => {
            scope.need(Capability::Button);
            scope.open("a");
            scope.enrol("owner");
        }
        Given::SecondUser => {
            scope.user(None);
            scope.enrol("guest");
        }
        Given::SecondClient => {
            scope.user(None);
            scope.enrol("guest");
            scope.open("b");
            scope.need(Capability::SeveralConnections);
        }
        Given::Locked | Given::Unlocked | Given::Logging => scope.user(None),
    }
}

fn decides(scenario: &Scenario, scope: &mut Scope<'_>) {
    if scope.decides || scope.is_lost("steps") {
        return;
    }
    let said = if scenario.steps.is_empty() {
        Diagnostic::error(
            rule::NO_JUDGEMENT,
            scenario.title.span,
            "the scenario has no steps",
        )
    } else {
        Diagnostic::error(
            rule::NO_JUDGEMENT,
            scenario.title.span,
            "nothing in this scenario can fail",
        )
        .help("add an `expect:`, or say with `observe:` that it only looks")
    };
    scope.note(said);
}
