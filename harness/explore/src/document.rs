//! A walk as a scenario: the text for people, and what the run takes.

use crate::setting::Setting;
use crate::texts::Texts;
use crate::walk::Walk;
use scenario::ast::{Given, Scenario};
use scenario::span::{At, Span};

/// The head of a file, beside its steps.
pub(crate) struct Head<'a> {
    pub(crate) title: &'a str,
    pub(crate) about: &'a str,
    pub(crate) requirements: &'a [String],
}

/// The whole text.
pub(crate) fn text(walk: &Walk, steps: &[String], fresh: bool, head: &Head<'_>) -> String {
    let mut text = format!(
        "# yaml-language-server: $schema=scenario.schema.json\ntitle: {}\nabout: >-\n",
        quoted(head.title)
    );
    for line in head.about.lines() {
        text += &format!("  {line}\n");
    }
    text += &format!("requirements: [{}]\n", head.requirements.join(", "));
    text += &format!("given: [{}]\nmtu: {}\n", walk.ground.given(), walk.mtu);
    if fresh {
        text += "isolate: true\n";
    }
    text += "steps:\n";
    for line in steps.iter().flat_map(|step| step.lines()) {
        text += &format!("  {line}\n");
    }
    text
}

/// The same for the run, without text and places.
///
/// # Errors
/// The model wrote what is no step.
pub(crate) fn compiled(
    walk: &Walk,
    steps: &[String],
    setting: &Setting,
    texts: &mut Texts,
) -> Result<Scenario, String> {
    let mut read = Vec::with_capacity(steps.len());
    for step in steps {
        texts.read(step, &mut read)?;
    }
    let here = Span::default();
    let given = |names: &[Given]| names.iter().map(|given| At::new(*given, here)).collect();
    Ok(Scenario {
        title: At::new(String::new(), here),
        about: At::new(String::new(), here),
        requirements: vec![At::new(WHATEVER.to_owned(), here)],
        purpose: None,
        needs: Vec::new(),
        given: given(walk.ground.preconditions()),
        mtu: Some(At::new(walk.mtu, here)),
        table: None,
        steps: read,
        finally: Vec::new(),
        isolate: setting.fresh,
        alive: true,
    })
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What a lock breaks that stops answering, where a step does not say more.
pub(crate) const WHATEVER: &str = "ERR-05";
