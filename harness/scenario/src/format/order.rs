//! The order of keys.

use crate::ast::{Edit, Scenario, Spoil};
use crate::load::{Key, Keyed};
use crate::step::VERBS;
use crate::syntax::{Entry, Kind, Node};

/// The file with every map of the language in its declared order; maps of the author's own keys stay as they are.
pub(super) fn ordered(mut node: Node) -> Node {
    let Kind::Map(entries) = &mut node.kind else {
        return node;
    };
    let is_scenario = entries.iter().any(|entry| entry.key.value == "steps");
    if is_scenario {
        sort(entries, &Scenario::keys(""));
        for entry in entries
            .iter_mut()
            .filter(|entry| matches!(&*entry.key.value, "steps" | "finally"))
        {
            steps(&mut entry.value);
        }
    }
    node
}

fn steps(list: &mut Node) {
    let Kind::List(items) = &mut list.kind else {
        return;
    };
    for item in items {
        let Kind::Map(entries) = &mut item.kind else {
            continue;
        };
        let verb = entries
            .first()
            .and_then(|first| VERBS.iter().find(|verb| verb.name == first.key.value));
        let Some(verb) = verb else { continue };
        let mut keys = (verb.keys)(verb.name);
        keys.insert(0, Key { name: verb.name });
        sort(entries, &keys);
        for entry in entries.iter_mut() {
            match &*entry.key.value {
                "steps" => steps(&mut entry.value),
                "spoil" => spoil(&mut entry.value),
                _ => {}
            }
        }
    }
}

fn spoil(node: &mut Node) {
    let Kind::Map(entries) = &mut node.kind else {
        return;
    };
    sort(entries, &Spoil::keys(""));
    for entry in entries.iter_mut().filter(|entry| {
        matches!(
            &*entry.key.value,
            "payload" | "tag" | "ciphertext" | "message"
        )
    }) {
        if let Kind::Map(entries) = &mut entry.value.kind {
            sort(entries, &Edit::keys(""));
        }
    }
}

/// Known keys in their order; unknown ones keep their place behind them.
fn sort(entries: &mut [Entry], keys: &[Key]) {
    let place = |entry: &Entry| {
        keys.iter()
            .position(|key| key.name == entry.key.value)
            .unwrap_or(keys.len())
    };
    entries.sort_by_key(place);
}
