//! The catalogue of requirements: what the suite decides on.

use crate::ast::Level;
use crate::diagnostic::{Diagnostic, nearest, rule};
use crate::load::{Key, Members, Problems, Shape, words};
use crate::span::Span;
use crate::syntax::{Entry, Kind, Node, parse};
use std::collections::BTreeMap;

/// All requirements, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    requirements: Vec<Requirement>,
    places: BTreeMap<String, usize>,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Its id, such as `NONCE-02`; never renamed, never given again.
    pub id: String,
    /// Where it stands in the catalogue's file.
    pub span: Span,
    /// What must hold.
    pub text: String,
    /// The section of the API document that it rests on.
    pub clause: String,
    /// What it rests on.
    pub kind: Evidence,
    /// Who must do it.
    pub dut: Dut,
    /// How binding it is.
    pub level: Level,
    /// Why no scenario decides on it.
    pub untestable: Option<String>,
    /// What of it no scenario can see.
    pub partly: Option<String>,
}

words! {
/// What a requirement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence ("kind of evidence") {
    /// `spec`: printed in the document.
    Spec = "spec",
    /// `observed`: seen on real locks.
    Observed = "observed",
    /// `inferred`: follows for robustness or security.
    Inferred = "inferred",
}
}

words! {
/// The device under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dut ("device under test") {
    /// `lock`: the lock.
    Lock = "lock",
    /// `client`: a fob, an app, a bridge.
    Client = "client",
}
}

impl Catalogue {
    /// Reads the catalogue's file.
    #[must_use]
    pub fn load(source: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let node = match parse(source) {
            Ok(node) => node,
            Err(problems) => return (None, problems),
        };
        let mut problems = Problems::default();
        let requirements = read(&node, &mut problems).unwrap_or_default();
        let places = requirements
            .iter()
            .enumerate()
            .map(|(at, one)| (one.id.clone(), at))
            .collect();
        let mut problems = problems.into_list();
        problems.sort_by_key(|one| one.span);
        let catalogue = problems.is_empty().then_some(Self {
            requirements,
            places,
        });
        (catalogue, problems)
    }

    /// The requirement of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.requirements.get(*self.places.get(id)?)
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> + '_ {
        self.requirements.iter()
    }

    /// The id that was probably meant.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.requirements.iter().map(|one| one.id.as_str()))
    }
}

fn read(node: &Node, to: &mut Problems) -> Option<Vec<Requirement>> {
    let mut members = Members::of(node, "the catalogue", to)?;
    let entry = members.remove("requirements");
    members.finish(&Key::all(&["requirements"]), to);
    match entry.map(|entry| &entry.value.kind) {
        Some(Kind::Map(entries)) => Some(
            entries
                .iter()
                .filter_map(|entry| requirement(entry, to))
                .collect(),
        ),
        _ => to.note(
            Diagnostic::error(
                rule::MISSING_KEY,
                node.head(),
                "the catalogue needs `requirements`",
            )
            .help("a map from each requirement's id to its members"),
        ),
    }
}

fn requirement(entry: &Entry, to: &mut Problems) -> Option<Requirement> {
    let id = entry.key.value.clone();
    if !is_id(&id) {
        to.note::<()>(
            Diagnostic::error(
                rule::WRONG_NAME,
                entry.key.span,
                format!("`{id}` is no requirement's id"),
            )
            .help("an id is like `NONCE-02`: capital letters, a dash, a number"),
        );
    }
    let mut members = Members::of(&entry.value, format!("`{id}`"), to)?;
    let text: Option<String> = take(&mut members, "text", to);
    let clause = take(&mut members, "clause", to);
    let kind = take(&mut members, "kind", to);
    let dut = take(&mut members, "dut", to);
    let level = take(&mut members, "level", to);
    let untestable: Option<Option<String>> = take(&mut members, "untestable", to);
    let partly: Option<Option<String>> = take(&mut members, "partly", to);
    members.finish(
        &Key::all(&[
            "text",
            "clause",
            "kind",
            "dut",
            "level",
            "untestable",
            "partly",
        ]),
        to,
    );
    if matches!((&untestable, &partly), (Some(Some(_)), Some(Some(_)))) {
        let message = format!("`{id}` is either untestable or testable in part");
        to.note::<()>(Diagnostic::error(
            rule::WRONG_VALUE,
            entry.key.span,
            message,
        ));
    }
    Some(Requirement {
        id,
        span: entry.key.span,
        text: text?,
        clause: clause?,
        kind: kind?,
        dut: dut?,
        level: level?,
        untestable: untestable?,
        partly: partly?,
    })
}

fn take<T: Shape>(members: &mut Members<'_>, key: &'static str, to: &mut Problems) -> Option<T> {
    members.take(key, T::absent(), T::read, to)
}

/// Capital letters, a dash, digits.
fn is_id(id: &str) -> bool {
    id.split_once('-').is_some_and(|(chapter, number)| {
        !chapter.is_empty()
            && chapter.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "requirements:\n  NONCE-02:\n    text: A nonce works once.\n    clause: Error codes\n    kind: spec\n    dut: lock\n    level: must\n";

    #[test]
    fn a_requirement_is_found_by_its_id() {
        let (catalogue, problems) = Catalogue::load(ONE);
        assert_eq!(problems, []);
        let catalogue = catalogue.unwrap();
        assert_eq!(
            catalogue.get("NONCE-02").unwrap().text,
            "A nonce works once."
        );
        assert_eq!(catalogue.nearest("NONCE-2"), Some("NONCE-02"));
        assert_eq!(catalogue.get("NONCE-03"), None);
    }

    #[test]
    fn every_mistake_is_told() {
        let wrong = ONE
            .replace("kind: spec", "kind: speck")
            .replace("level: must", "levle: must")
            .replace("NONCE-02", "nonce2");
        let (catalogue, problems) = Catalogue::load(&wrong);
        assert_eq!(catalogue, None);
        let rules: Vec<&str> = problems.iter().map(|one| &*one.rule).collect();
        assert_eq!(
            rules,
            [rule::WRONG_NAME, rule::UNKNOWN_WORD, rule::UNKNOWN_KEY]
        );
    }
}
