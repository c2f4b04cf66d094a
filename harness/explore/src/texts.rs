//! Steps that have been read before: walks are made of a few thousand different ones.

use rustc_hash::FxHashMap;
use scenario::step::Steps;

/// Texts of steps and what they mean.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    known: FxHashMap<String, Steps>,
}

impl Texts {
    /// The steps that a text stands for.
    ///
    /// # Errors
    /// The text is no step; that is a fault of the model, told with the text.
    pub(crate) fn read(&mut self, text: &str, to: &mut Steps) -> Result<(), String> {
        if let Some(steps) = self.known.get(text) {
            to.extend(steps.iter().cloned());
            return Ok(());
        }
        let steps = scenario::steps(text).map_err(|problems| {
            let said: Vec<_> = problems.iter().map(|one| one.message.as_str()).collect();
            format!(
                "the model wrote a step that is none: {}\n{text}",
                said.join("; ")
            )
        })?;
        if self.known.len() >= MOST {
            self.known.clear();
        }
        to.extend(steps.iter().cloned());
        self.known.insert(text.to_owned(), steps);
        Ok(())
    }
}

/// So many texts are kept: some twenty megabytes.
const MOST: usize = 20_000;
