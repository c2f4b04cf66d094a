use super::*;
use crate::load::load;
use crate::syntax::{Kind, Node, parse};
use std::fs;
use std::path::{Path, PathBuf};

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");

/// What an editor makes of the file: YAML's core types.
fn json_of(node: &Node) -> Value {
    match &node.kind {
        Kind::Scalar(_) if node.is_empty() => Value::Null,
        Kind::Scalar(scalar) if scalar.plain => {
            number(&scalar.text).unwrap_or(match &*scalar.text {
                "true" => json!(true),
                "false" => json!(false),
                text => json!(text),
            })
        }
        Kind::Scalar(scalar) => json!(scalar.text),
        Kind::List(items) => items.iter().map(json_of).collect(),
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.value.clone(), json_of(&entry.value)))
            .collect(),
    }
}

fn number(text: &str) -> Option<Value> {
    if let Some(hex) = text.strip_prefix("0x") {
        return Some(json!(u64::from_str_radix(hex, 16).ok()?));
    }
    let numeric = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    (numeric && digits)
        .then(|| text.parse::<f64>().ok().map(|number| json!(number)))
        .flatten()
}

pub(crate) fn shipped() -> Vec<PathBuf> {
    fn gather(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                gather(&path, into);
            } else if path.extension().is_some_and(|end| end == "yaml")
                && !path.ends_with("requirements.yaml")
            {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    gather(Path::new(SHIPPED), &mut files);
    files.sort();
    files
}

fn complaints(validator: &jsonschema::Validator, source: &str) -> Vec<String> {
    let value = json_of(&parse(source).unwrap());
    validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_shipped_schema_is_fresh() {
    let path = format!("{SHIPPED}/scenario.schema.json");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, schema()).unwrap();
    }
    let shipped = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        shipped == schema(),
        "scenarios/scenario.schema.json is stale; repair it with\n    BLESS=1 cargo test -p strikeplate-scenario schema"
    );
}

#[test]
fn every_shipped_scenario_validates() {
    let validator = jsonschema::draft202012::new(&value()).unwrap();
    for path in shipped() {
        let source = fs::read_to_string(&path).unwrap();
        let wrong = complaints(&validator, &source);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
    }
}

#[test]
fn every_shipped_scenario_loads_and_names_the_schema() {
    for path in shipped() {
        let source = fs::read_to_string(&path).unwrap();
        let (scenario, said) = load(&path.to_string_lossy(), &source);
        let text = crate::render(
            &path.to_string_lossy(),
            &source,
            &said,
            crate::Colour::Plain,
        );
        assert!(scenario.is_some(), "{text}");
        assert!(
            !said
                .iter()
                .any(|one| one.rule == crate::diagnostic::rule::SCHEMA_LINE),
            "{text}"
        );
    }
}

#[test]
fn what_the_loader_refuses_by_its_words_the_schema_refuses_too() {
    let validator = jsonschema::draft202012::new(&value()).unwrap();
    let good = "title: t\nabout: a\nrequirements: [A-01]\nsteps:\n  - send: lock_action\n    with: {action: lock}\n  - expect: {status: {status: accepted}}\n";
    assert_eq!(complaints(&validator, good), Vec::<String>::new());
    for (from, to) in [
        ("title", "titel"),
        ("send: lock_action", "send: lock_acton"),
        ("action: lock", "acton: lock"),
        ("{status: accepted}", "{statu: accepted}"),
        ("- send", "- sent"),
        ("requirements: [A-01]\n", ""),
    ] {
        let wrong = good.replacen(from, to, 1);
        assert!(!complaints(&validator, &wrong).is_empty(), "{wrong}");
        assert!(load("a.yaml", &wrong).0.is_none(), "{wrong}");
    }
}

#[test]
fn every_verb_key_and_field_says_what_it_is_for() {
    fn walk(path: &str, value: &Value, bare: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties")
                    && !path.contains("allOf")
                {
                    for (key, schema) in properties {
                        let said = schema
                            .get("description")
                            .and_then(Value::as_str)
                            .unwrap_or_default();
                        if said.is_empty() {
                            bare.push(format!("{path}/{key}"));
                        }
                    }
                }
                for (key, member) in members {
                    walk(&format!("{path}/{key}"), member, bare);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(path, item, bare)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut bare = Vec::new();
    walk("", &value(), &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}
