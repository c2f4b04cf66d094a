//! The formatter: one way to write a scenario.
//!
//! Keys stand in the order in which the language declares them, blocks are indented by two, braces and brackets that
//! were written stay where they fit on a line, quotes stay where they mean something, comments stay with what they
//! stand before or behind. What the file says is the same before and after: where that cannot be kept, the file is left
//! as it is.

mod comments;
mod emit;
mod order;
mod scalar;

use crate::diagnostic::Diagnostic;
use crate::syntax::{Kind, Node, parse};

/// The file as the formatter writes it.
///
/// # Errors
/// What is wrong with the file's form; a file that is no YAML is not formatted.
pub fn format(source: &str) -> Result<String, Vec<Diagnostic>> {
    let node = parse(source)?;
    let ordered = order::ordered(node.clone());
    let text = emit::write(&ordered, source);
    let same = parse(&text).is_ok_and(|again| said(&again) == said(&ordered));
    Ok(if same { text } else { source.to_owned() })
}

/// What a tree says, without places.
fn said(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.plain => format!("{:?}", scalar.text),
        Kind::Scalar(scalar) if scalar::means_the_same_plain(&scalar.text) => {
            format!("{:?}", scalar.text)
        }
        Kind::Scalar(scalar) => format!("'{:?}", scalar.text),
        Kind::List(items) => format!(
            "[{}]",
            items.iter().map(said).collect::<Vec<_>>().join(", ")
        ),
        Kind::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| format!("{:?}: {}", entry.key.value, said(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests;
