//! The requirement catalogue, as the program needs it.

use crate::suite::shipped_text;
use std::collections::BTreeMap;

/// Every requirement, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    rows: Vec<Row>,
}

/// A requirement.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// `NONCE-02`.
    pub(crate) id: String,
    /// What must hold, its clause, and so on, as the file's head describes them.
    pub(crate) words: reports::Requirement,
    /// `lock` or `client`.
    pub(crate) dut: String,
    /// What of it no scenario can see.
    pub(crate) partly: Option<String>,
    /// Why no scenario decides on it.
    pub(crate) untestable: Option<String>,
}

impl Catalogue {
    /// The shipped one. A test holds that it is right.
    pub(crate) fn shipped() -> Self {
        Self::read(shipped_text("requirements.yaml").unwrap_or_default()).unwrap_or_default()
    }

    fn read(text: &str) -> Result<Self, String> {
        let told = |all: Vec<scenario::Diagnostic>| {
            scenario::render(
                "scenarios/requirements.yaml",
                text,
                &all,
                scenario::Colour::Plain,
            )
        };
        let mut rows: Vec<Row> = Vec::new();
        for leaf in scenario::flat(text).map_err(told)? {
            let [_, id, key] = &leaf.keys[..] else {
                return Err(format!("`{}` is no row of the catalogue", leaf.path()));
            };
            if rows.last().is_none_or(|row| row.id != id.value) {
                rows.push(Row {
                    id: id.value.clone(),
                    ..Row::default()
                });
            }
            if let Some(row) = rows.last_mut() {
                row.put(&key.value, leaf.value.value)?;
            }
        }
        Ok(Self { rows })
    }

    /// Every row.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Every id.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| &*row.id)
    }

    /// The row of that id, in either case of letters.
    pub(crate) fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id.eq_ignore_ascii_case(id))
    }

    /// The level of a requirement.
    pub(crate) fn level(&self, id: &str) -> Option<&str> {
        self.row(id).map(|row| &*row.words.level)
    }

    /// The rows as reports say them.
    pub(crate) fn in_words(&self) -> BTreeMap<String, reports::Requirement> {
        let rows = self.rows.iter();
        rows.map(|row| (row.id.clone(), row.words.clone()))
            .collect()
    }
}

impl Row {
    fn put(&mut self, key: &str, value: String) -> Result<(), String> {
        match key {
            "text" => self.words.text = value,
            "clause" => self.words.clause = value,
            "kind" => self.words.kind = value,
            "level" => self.words.level = value,
            "dut" => self.dut = value,
            "partly" => self.partly = Some(value),
            "untestable" => self.untestable = Some(value),
            other => {
                return Err(format!(
                    "{}: `{other}` is no part of a requirement",
                    self.id
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalogue_is_whole() {
        let text = shipped_text("requirements.yaml").expect("it ships");
        let catalogue = Catalogue::read(text).unwrap();
        assert!(catalogue.rows().len() > 150, "{}", catalogue.rows().len());
        for row in catalogue.rows() {
            let words = &row.words;
            assert!(
                !words.text.is_empty() && !words.clause.is_empty(),
                "{}",
                row.id
            );
            assert!(
                ["spec", "observed", "inferred"].contains(&&*words.kind),
                "{}",
                row.id
            );
            assert!(
                ["must", "should", "may"].contains(&&*words.level),
                "{}",
                row.id
            );
            assert!(["lock", "client"].contains(&&*row.dut), "{}", row.id);
        }
    }
}
