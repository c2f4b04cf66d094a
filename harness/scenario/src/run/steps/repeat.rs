//! Loops: `repeat` and `for_each`.

use super::super::datum::Datum;
use super::super::{Flow, Run};
use crate::step::{ForEach, Repeat};

impl Run<'_> {
    pub(super) fn do_repeat(&mut self, step: &Repeat) -> Flow {
        for index in 0..step.repeat.value {
            self.round("index", Datum::Int(index.into()), &step.steps)?;
        }
        Ok(())
    }

    pub(super) fn do_for_each(&mut self, step: &ForEach) -> Flow {
        for value in &step.values {
            let datum = self.eval(value)?;
            self.round(&step.variable.value, datum, &step.steps)?;
        }
        Ok(())
    }

    /// One round; a failure in it says which.
    fn round(
        &mut self,
        variable: &str,
        value: Datum,
        steps: &[crate::span::At<crate::step::Step>],
    ) -> Flow {
        self.within.push(format!("{variable} = {}", value.show()));
        self.vars.insert(variable.to_owned(), value);
        self.steps(steps)?;
        self.within.pop();
        Ok(())
    }
}
