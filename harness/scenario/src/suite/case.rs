//! Cases: ids, titles, needs.

use crate::ast::{Level, Row, Scenario};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, rule};
use crate::needs::{Need, applicable};
use crate::span::Span;
use boundary::{Capabilities, Capability};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One case: a scenario, or a scenario with one row of its table.
#[derive(Clone, Debug)]
pub struct Case {
    /// `nonce/replay-is-refused`, with `#key` for a row.
    pub id: String,
    /// The title with the row's variables filled in.
    pub title: String,
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// The row, where there is a table.
    pub row: Option<Row>,
    /// The file, as it was named.
    pub path: Arc<str>,
    /// The file's text, for diagnostics.
    pub source: Arc<str>,
    /// How binding the case is: its most direct requirement's level.
    pub level: Level,
    needs: Arc<BTreeSet<Need>>,
}

impl Case {
    /// What it needs: what its steps imply, and what its file asks for.
    #[must_use]
    pub fn needs(&self) -> &BTreeSet<Need> {
        &self.needs
    }

    /// Whether it can be run on a link with these capabilities against a lock with these claims.
    ///
    /// # Errors
    /// What is missing, in words.
    pub fn applicable(
        &self,
        capabilities: &Capabilities,
        claims: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        applicable(&self.needs, capabilities, claims)
    }

    /// The ids of the requirements that it decides on.
    pub fn requirements(&self) -> impl Iterator<Item = &str> + '_ {
        self.scenario
            .requirements
            .iter()
            .map(|id| id.value.as_str())
    }
}

/// The id of a file: its path below `scenarios/`, without the ending.
#[must_use]
pub fn id_of(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.trim_start_matches("./");
    let below = match path.rfind("scenarios/") {
        Some(at) if at == 0 || path.as_bytes()[at - 1] == b'/' => &path[at + "scenarios/".len()..],
        _ => path,
    };
    let stem = below
        .strip_suffix(".yaml")
        .or_else(|| below.strip_suffix(".yml"))
        .unwrap_or(below);
    stem.trim_start_matches('/').to_owned()
}

/// What is wrong with a file's name.
pub(super) fn name_of(path: &str) -> Option<Diagnostic> {
    let id = id_of(path);
    let file = id.rsplit('/').next().unwrap_or_default();
    let fine = !file.is_empty()
        && file
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let message = format!("the file's name `{file}` cannot be an id");
    (!fine).then(|| {
        Diagnostic::error(rule::WRONG_NAME, Span::default(), message)
            .help("a name has small letters, digits and dashes")
    })
}

/// The cases of a file.
pub(super) fn cases(
    path: &str,
    source: &str,
    scenario: Scenario,
    implied: BTreeMap<Capability, u32>,
    catalogue: Option<&Catalogue>,
) -> Vec<Case> {
    let implied = implied.into_keys().map(Need::Capability);
    let named = scenario
        .needs
        .iter()
        .filter_map(|need| Need::parse(need).ok());
    let needs = Arc::new(implied.chain(named).collect());
    let level = level(&scenario, catalogue);
    let scenario = Arc::new(scenario);
    let (path, source) = (Arc::<str>::from(path), Arc::<str>::from(source));
    let id = id_of(&path);
    let case = |id, title, row| Case {
        id,
        title,
        scenario: Arc::clone(&scenario),
        row,
        path: Arc::clone(&path),
        source: Arc::clone(&source),
        level,
        needs: Arc::clone(&needs),
    };
    match &scenario.table {
        None => vec![case(id, scenario.title.value.clone(), None)],
        Some(rows) => rows
            .iter()
            .map(|row| {
                case(
                    format!("{id}#{}", row.key.value),
                    filled(&scenario.title, row),
                    Some(row.clone()),
                )
            })
            .collect(),
    }
}

/// The most direct requirement's level; `must` where nobody says otherwise.
fn level(scenario: &Scenario, catalogue: Option<&Catalogue>) -> Level {
    let first = scenario.requirements.first();
    let requirement = first.and_then(|id| catalogue?.get(id));
    requirement.map_or(Level::Must, |one| one.level)
}

/// A title with the row's variables filled in.
fn filled(title: &str, row: &Row) -> String {
    let mut text = String::new();
    let mut rest = title;
    while let Some(at) = rest.find('$') {
        text += &rest[..at];
        let name = name_at(&rest[at + 1..]);
        match row.values.iter().find(|(known, _)| known.value == name) {
            Some((_, value)) => text += &value.value.to_string(),
            None => text += &rest[at..=at + name.len()],
        }
        rest = &rest[at + 1 + name.len()..];
    }
    text + rest
}

/// The variables that a text names.
pub(crate) fn variables_in(text: &str) -> Vec<&str> {
    let names = text
        .match_indices('$')
        .map(|(at, _)| name_at(&text[at + 1..]));
    names.filter(|name| !name.is_empty()).collect()
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}
