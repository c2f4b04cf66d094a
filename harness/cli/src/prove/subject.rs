//! Who is examined: the defects and variants of the reference lock, or the defects that a file lists.

use crate::reference::near;
use crate::text::text_of;
use reports::matrix;
use scenario::{Colour, Leaf, flat, render};
use std::path::Path;

/// The reference lock's defects of these names; all of them when there are none.
///
/// # Errors
/// A name is not known.
pub(crate) fn embedded(names: &[String]) -> Result<Vec<matrix::Defect>, String> {
    let all: Vec<matrix::Defect> = sim::Defect::ALL.iter().copied().map(row).collect();
    chosen(all, names)
}

/// The locks that are right: the reference lock as it stands, and its variants.
pub(crate) fn right_locks() -> Vec<matrix::Variant> {
    let plain = matrix::Variant {
        name: PLAIN.to_owned(),
        about: "The reference lock as it stands.".to_owned(),
        ..matrix::Variant::default()
    };
    let named = sim::Variant::ALL.iter().map(|variant| matrix::Variant {
        name: variant.name.to_owned(),
        about: variant.about.to_owned(),
        ..matrix::Variant::default()
    });
    std::iter::once(plain).chain(named).collect()
}

/// The name of the lock without settings.
pub(super) const PLAIN: &str = "reference";

/// The defects that a file lists, of these names or all of them. The file is a map of names to lists of requirements,
/// or a list, itself or below `defects`, of `name`, `breaks` and `what` (or `sentence`).
///
/// # Errors
/// It cannot be read, or a name is not in it.
pub(crate) fn defects_in(path: &Path, names: &[String]) -> Result<Vec<matrix::Defect>, String> {
    chosen(listed(&path.display().to_string(), &text_of(path)?)?, names)
}

fn listed(path: &str, text: &str) -> Result<Vec<matrix::Defect>, String> {
    let leaves = flat(text).map_err(|said| render(path, text, &said, Colour::Plain))?;
    let mut rows: Vec<(String, matrix::Defect)> = Vec::new();
    for leaf in &leaves {
        let keys: Vec<&str> = leaf.keys.iter().map(|key| &*key.value).collect();
        let (listed, keys) = match &keys[..] {
            ["defects", rest @ ..] => (true, rest),
            all @ [number, ..] if is_number(number) => (true, all),
            all => (false, all),
        };
        match keys {
            [number, key @ ("name" | "what" | "sentence" | "breaks"), ..] if listed => {
                put(at(&mut rows, number), key, leaf);
            }
            [] | ["variants", ..] => {}
            [_, ..] if listed => {}
            [name, ..] => {
                let row = at(&mut rows, name);
                (*name).clone_into(&mut row.name);
                put(row, "breaks", leaf);
            }
        }
    }
    if rows.is_empty() {
        return Err(format!("`{path}` lists no defect"));
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Whether a key is a place in a list.
fn is_number(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

/// The row of that key, which is new when it is not the last one.
fn at<'r>(rows: &'r mut Vec<(String, matrix::Defect)>, key: &str) -> &'r mut matrix::Defect {
    if rows.last().is_none_or(|(last, _)| last != key) {
        rows.push((key.to_owned(), matrix::Defect::default()));
    }
    let last = rows.len() - 1;
    &mut rows[last].1
}

fn put(row: &mut matrix::Defect, key: &str, leaf: &Leaf) {
    let value = leaf.value.value.clone();
    match key {
        "name" => row.name = value,
        "what" | "sentence" => row.sentence = value,
        _ if value.is_empty() => {}
        _ => row.breaks.push(value),
    }
}

fn row(defect: sim::Defect) -> matrix::Defect {
    matrix::Defect {
        name: defect.name().to_owned(),
        breaks: defect.breaks().iter().map(|&id| id.to_owned()).collect(),
        sentence: defect.sentence().to_owned(),
        seen: defect.seen().to_owned(),
        ..matrix::Defect::default()
    }
}

fn chosen(all: Vec<matrix::Defect>, names: &[String]) -> Result<Vec<matrix::Defect>, String> {
    let known = |name: &String| all.iter().any(|row| row.name == *name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let hint = near(name, all.iter().map(|row| &*row.name));
        return Err(format!("no defect is named `{name}`{hint}"));
    }
    let wanted = |row: &matrix::Defect| names.is_empty() || names.contains(&row.name);
    Ok(all.into_iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_of_names_and_the_list_of_a_lock_are_read() {
        let map = "deaf: [ERR-05, ROBUST-01]\nmute: ERR-01\n";
        let list = r#"{"variants": [{"name": "x"}], "defects": [
            {"name": "deaf", "breaks": ["ERR-05", "ROBUST-01"], "what": "Hears nothing."},
            {"name": "mute", "breaks": ["ERR-01"], "what": "Says nothing."}]}"#;
        let bare = r#"[{"name": "deaf", "breaks": ["ERR-05", "ROBUST-01"], "sentence": "Hears nothing."},
            {"name": "mute", "breaks": ["ERR-01"], "seen": "Somewhere."}]"#;
        for text in [map, list, bare] {
            let rows = listed("d.yaml", text).unwrap();
            assert_eq!(rows.len(), 2, "{text}");
            assert_eq!(rows[0].name, "deaf");
            assert_eq!(rows[0].breaks, ["ERR-05", "ROBUST-01"]);
            assert_eq!(rows[1].breaks, ["ERR-01"]);
        }
    }

    #[test]
    fn a_defect_without_requirements_is_listed() {
        let rows = listed("d.yaml", "deaf: []\nmute:\n").unwrap();
        assert!(
            rows.iter()
                .any(|row| row.name == "mute" && row.breaks.is_empty())
        );
    }

    #[test]
    fn an_unknown_name_is_told_with_what_was_probably_meant() {
        let told = embedded(&["notifys".to_owned()]).unwrap_err();
        assert!(told.contains("did you mean `notifies`?"), "{told}");
        let one = embedded(&["notifies".to_owned()]).unwrap();
        assert_eq!(one.len(), 1);
        assert!(embedded(&[]).unwrap().len() >= 100);
    }
}
