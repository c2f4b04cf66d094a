//! From the tree to the language's types: words become meanings, and every mistake is collected.
//!
//! A type's members are listed once, in [`shape!`]: the list gives the struct, its reader, its keys for the formatter
//! and its part of the JSON Schema.

mod fields;
mod function;
mod general;

pub(crate) mod macros;
mod matcher;
mod members;
mod pattern;
mod scenario;
mod schemas;
mod shape;
mod spoil;
mod step;
mod value;
mod words;

pub(crate) use fields::{
    Advertised, Asked, ByteString, Invited, LockActionName, LockStateName, Paired, Sent, Tested,
    TestedEach, request_for,
};
pub(crate) use function::FUNCTIONS;
pub(crate) use general::word;
pub(crate) use macros::{shape, words};
pub(crate) use members::Members;
pub(crate) use pattern::Alternatives;
pub(crate) use schemas::{Property, Schemas, described, object, of, words_schema};
pub(crate) use shape::{Key, Keyed, Reading, Shape};

use crate::ast::Scenario;
use crate::catalogue::Catalogue;
use crate::check::check;
use crate::diagnostic::{Diagnostic, rule};
use crate::span::Span;
use crate::step::Steps;
use crate::syntax::{Node, parse};
use boundary::Capability;
use std::collections::{BTreeMap, BTreeSet};

/// Reads steps that stand alone, without asking whether they make sense together.
///
/// # Errors
/// All that is wrong with their form and their words.
pub fn steps(source: &str) -> Result<Steps, Vec<Diagnostic>> {
    let node = parse(source)?;
    let mut problems = Problems::default();
    match Shape::read(&node, &mut problems) {
        Some(steps) if problems.list.is_empty() => Ok(steps),
        _ => Err(problems.list),
    }
}

/// A file as far as it could be read.
pub(crate) struct Loaded {
    /// The scenario, without the steps that make no sense.
    pub(crate) scenario: Option<Scenario>,
    /// All words in parts that make no sense: what they might have defined is not reported as missing.
    pub(crate) lost: BTreeSet<String>,
    /// What is wrong.
    pub(crate) problems: Vec<Diagnostic>,
}

/// A file with all that is to be said about it.
pub(crate) struct Judged {
    /// The scenario, as far as it could be read.
    pub(crate) scenario: Option<Scenario>,
    /// What is wrong.
    pub(crate) problems: Vec<Diagnostic>,
    /// What its steps need.
    pub(crate) needs: BTreeMap<Capability, u32>,
}

/// Reads a scenario file and says all that is wrong with it: its form, its words, and whether it makes sense.
///
/// There is a scenario only when nothing is an error; warnings may come with one. The path is for what depends on it:
/// where the schema is.
#[must_use]
pub fn load(path: &str, source: &str) -> (Option<Scenario>, Vec<Diagnostic>) {
    let _ = path;
    let Judged {
        scenario, problems, ..
    } = judge(source, None);
    let usable = !problems.iter().any(Diagnostic::is_error);
    (scenario.filter(|_| usable), problems)
}

/// Reads a file and asks whether it makes sense.
pub(crate) fn judge(source: &str, catalogue: Option<&Catalogue>) -> Judged {
    let Loaded {
        scenario,
        lost,
        mut problems,
    } = read(source);
    let mut needs = BTreeMap::new();
    if let Some(scenario) = &scenario {
        let checked = check(scenario, &lost, catalogue);
        let whole = problems.is_empty();
        problems.extend(
            checked
                .problems
                .into_iter()
                .filter(|one| whole || !is_hollow(one)),
        );
        needs = checked.needs;
        problems.extend(schema_line(source));
    }
    if problems.iter().any(Diagnostic::is_error) {
        problems.retain(|one| one.rule != rule::UNUSED_VARIABLE);
    }
    problems.sort_by_key(|one| one.span);
    problems.truncate(MOST_PROBLEMS);
    Judged {
        scenario,
        problems,
        needs,
    }
}

/// Whether it says that something is empty: it may be so only because a part of it made no sense.
fn is_hollow(one: &Diagnostic) -> bool {
    one.rule == rule::NO_JUDGEMENT || one.rule == rule::NO_REQUIREMENT
}

/// Editors find the schema by the first line.
fn schema_line(source: &str) -> Option<Diagnostic> {
    let first = source.lines().next().unwrap_or_default();
    if first.starts_with("# yaml-language-server: $schema=") {
        return None;
    }
    let span = Span {
        start: 0,
        end: first.len(),
        line: 1,
        column: 1,
    };
    Some(
        Diagnostic::warning(rule::SCHEMA_LINE, span, "the first line does not name the schema")
            .help("begin with `# yaml-language-server: $schema=../scenario.schema.json`; editors then complete and explain"),
    )
}

/// Reads a file, without asking whether it makes sense as a whole.
pub(crate) fn read(source: &str) -> Loaded {
    let node = match parse(source) {
        Ok(node) => node,
        Err(problems) => {
            return Loaded {
                scenario: None,
                lost: BTreeSet::new(),
                problems,
            };
        }
    };
    let mut problems = Problems::default();
    let scenario = Scenario::read(&node, &mut problems);
    Loaded {
        scenario,
        lost: problems.lost,
        problems: problems.list,
    }
}

/// What is wrong so far.
#[derive(Default)]
pub(crate) struct Problems {
    list: Vec<Diagnostic>,
    lost: BTreeSet<String>,
}

impl Problems {
    /// Notes a mistake; gives nothing, so that a reader can end with it.
    pub(crate) fn note<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.list.push(diagnostic);
        None
    }

    /// Remembers the words of a part that could not be read.
    pub(crate) fn lose(&mut self, node: &Node) {
        let mut words = Vec::new();
        node.words(&mut words);
        self.lost.extend(
            words
                .into_iter()
                .map(|word| word.trim_start_matches('$').to_owned()),
        );
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> usize {
        self.list.len()
    }

    /// Remembers the key of a part that is not there.
    pub(crate) fn lose_word(&mut self, key: &str) {
        self.lost.insert(key.to_owned());
    }

    /// What is wrong.
    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}

/// So many mistakes of one file are told.
const MOST_PROBLEMS: usize = 200;
