//! Edges at the lock's parts, as a probe sees them.

use super::super::stop::Wrong;
use super::super::{Flow, Run};
use crate::step::Edge;
use boundary::Span;

impl Run<'_> {
    pub(super) fn do_edge(&mut self, step: &Edge) -> Flow {
        self.needs(step.needed())?;
        let within = step.within.as_ref().map_or(WITHIN, |within| within.value.0);
        let deadline = self.now() + within;
        let part = &step.edge.value;
        let wanted = step.on.as_ref().map(|on| on.value);
        loop {
            while let Some((at, edge)) = self.edges.pop_front() {
                let fits = edge.input == *part && wanted.is_none_or(|on| on == edge.on);
                if !fits {
                    continue;
                }
                if at > deadline {
                    break;
                }
                if let Some(mark) = &step.mark {
                    self.marks.insert(mark.value.clone(), at);
                }
                return Ok(());
            }
            if !self.pump(deadline)? {
                let what = match wanted {
                    Some(true) => "go on",
                    Some(false) => "go off",
                    None => "change",
                };
                return Wrong::new(
                    format!("to see the {part} {what} within {within}"),
                    "no such edge",
                )
                .stop();
            }
        }
    }
}

const WITHIN: Span = Span::secs(10);
