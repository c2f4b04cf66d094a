//! What a report may say that is not in the journal: the catalogue's words, the scenarios' text.

use std::collections::BTreeMap;

/// A requirement in the catalogue's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// One sentence.
    pub text: String,
    /// Where the specification says so.
    pub clause: String,
    /// `spec`, `observed` or `inferred`.
    pub kind: String,
    /// `must`, `should` or `may`.
    pub level: String,
}

/// Words for a report. What is missing from it is left out of the report; nothing fails.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Requirements by id.
    pub requirements: BTreeMap<String, Requirement>,
    /// The text of scenario files, by the name that the journal uses.
    pub sources: BTreeMap<String, String>,
    /// Arguments that `strikeplate run ID --seed N` needs to meet the same lock again.
    pub lock_arguments: String,
    /// Whether terminal colours are wanted.
    pub colour: bool,
    /// Whether observations are shown on the console.
    pub observations: bool,
    /// Paths of files that belong to the run (journal, captures), relative to the project.
    pub attachments: Vec<String>,
}

impl Context {
    /// The line `NONCE-02 (0x22, must): A nonce works once.` for a requirement.
    #[must_use]
    pub fn in_words(&self, id: &str) -> String {
        let Some(found) = self.requirements.get(id) else {
            return id.to_owned();
        };
        let notes: Vec<&str> = [&*found.clause, &*found.level]
            .into_iter()
            .filter(|note| !note.is_empty())
            .collect();
        if notes.is_empty() {
            format!("{id}: {}", found.text)
        } else {
            format!("{id} ({}): {}", notes.join("; "), found.text)
        }
    }
}
