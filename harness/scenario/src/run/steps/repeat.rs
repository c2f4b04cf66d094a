//! Loops: `repeat` and `for_each`.

use super::super::datum::Datum;
use super::super::matching::Fit;
use super::super::stop::Wrong;
use super::super::{Flow, Run, describe};
use crate::ast::Pattern;
use crate::span::At;
use crate::step::{ForEach, Repeat, Step};
use std::sync::Arc;

impl Run<'_> {
    pub(super) fn do_repeat(&mut self, step: &Repeat) -> Flow {
        let here = self.here;
        for index in 0..step.repeat.value {
            self.newest = None;
            self.round("index", Datum::Int(index.into()), &step.steps)?;
            if self.has_come(&step.until)? {
                return Ok(());
            }
        }
        if step.until.is_empty() {
            return Ok(());
        }
        self.here = here;
        self.judged(&step.judging, |run| run.never_came(step))
    }

    /// Whether the newest expected message is one of these.
    fn has_come(&mut self, until: &[At<Pattern>]) -> Flow<bool> {
        let Some(came) = self.newest.clone() else {
            return Ok(false);
        };
        Ok(matches!(self.compare(until, &came)?, Fit::Fits))
    }

    fn never_came(&mut self, step: &Repeat) -> Flow {
        let expected = self.all_words(&step.until);
        let last = self.newest.as_ref().map(describe::incoming);
        Wrong::new(
            format!("{expected} within {} rounds", step.repeat.value),
            format!("in the last one {}", last.as_deref().unwrap_or("nothing")),
        )
        .stop()
    }

    pub(super) fn do_for_each(&mut self, step: &ForEach) -> Flow {
        for value in &step.values {
            let datum = self.eval(value)?;
            self.round(&step.variable.value, datum, &step.steps)?;
        }
        Ok(())
    }

    /// One round; a failure in it says which.
    fn round(&mut self, variable: &str, value: Datum, steps: &[At<Arc<Step>>]) -> Flow {
        self.within.push(format!("{variable} = {}", value.show()));
        self.vars.insert(variable.to_owned(), value);
        self.steps(steps)?;
        self.within.pop();
        Ok(())
    }
}
