//! Small YAML files that are no scenarios, as a list of leaves: rig files, profiles, the catalogue.

use crate::diagnostic::Diagnostic;
use crate::span::{At, Span};
use crate::syntax::{Kind, Node, parse};

/// A single value in a file, with the keys that lead to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The keys from the outermost; an item of a list has its number from 0 as its key.
    pub keys: Vec<At<String>>,
    /// The value as it is written, without quotes; empty where nothing is.
    pub value: At<String>,
}

impl Leaf {
    /// The keys joined by points.
    #[must_use]
    pub fn path(&self) -> String {
        let keys: Vec<&str> = self.keys.iter().map(|key| &*key.value).collect();
        keys.join(".")
    }

    /// Where the key of that depth stands.
    #[must_use]
    pub fn key_span(&self, depth: usize) -> Span {
        self.keys.get(depth).map_or(self.value.span, |key| key.span)
    }
}

/// Reads a file as its leaves, in the order written.
///
/// # Errors
/// All that is wrong with the file's form.
pub fn flat(source: &str) -> Result<Vec<Leaf>, Vec<Diagnostic>> {
    let mut leaves = Vec::new();
    gather(&parse(source)?, &mut Vec::new(), &mut leaves);
    Ok(leaves)
}

fn gather(node: &Node, keys: &mut Vec<At<String>>, into: &mut Vec<Leaf>) {
    match &node.kind {
        Kind::Scalar(scalar) => {
            let text = if node.is_empty() { "" } else { &*scalar.text };
            into.push(Leaf {
                keys: keys.clone(),
                value: At::new(text.to_owned(), node.span),
            });
        }
        Kind::List(items) => {
            for (number, item) in items.iter().enumerate() {
                below(At::new(number.to_string(), item.span), item, keys, into);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                below(entry.key.clone(), &entry.value, keys, into);
            }
        }
    }
}

fn below(key: At<String>, node: &Node, keys: &mut Vec<At<String>>, into: &mut Vec<Leaf>) {
    keys.push(key);
    gather(node, keys, into);
    keys.pop();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_know_their_keys_and_places() {
        let leaves = flat("lock: sim\nprofile:\n  pin: '0042'\n  list: [a, b]\n  none:\n").unwrap();
        let seen: Vec<(String, &str, u32)> = leaves
            .iter()
            .map(|leaf| (leaf.path(), &*leaf.value.value, leaf.value.span.line))
            .collect();
        assert_eq!(seen[0], ("lock".into(), "sim", 1));
        assert_eq!(seen[1], ("profile.pin".into(), "0042", 3));
        assert_eq!(seen[3], ("profile.list.1".into(), "b", 4));
        assert_eq!(seen[4].1, "");
    }

    #[test]
    fn a_file_that_is_no_yaml_is_told() {
        assert!(flat("a: [").is_err());
    }
}
