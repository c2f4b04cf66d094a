//! Why a case stops before its end.

use crate::ast::Level;
use crate::span::Span;
use boundary::journal::FieldDifference;
use boundary::{End, RigFault};

/// What every step gives back.
pub(super) type Flow<T = ()> = Result<T, Stop>;

/// The reasons to stop.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The lock did something that a clause forbids, or did not do what one demands.
    Wrong(Box<Wrong>),
    /// The lock is gone.
    Ended(End),
    /// The bench is broken.
    Rig(RigFault),
    /// This lock or bench cannot do what the case needs.
    NotApplicable(String),
    /// It cannot be told.
    Unclear(String),
}

impl From<RigFault> for Stop {
    fn from(fault: RigFault) -> Self {
        Self::Rig(fault)
    }
}

/// An expectation that did not hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrong {
    /// Requirements, the most direct first; those of the scenario when empty.
    pub(super) requirements: Vec<String>,
    /// Requirements that what came violates by itself, beside those of the expectation.
    pub(super) also: Vec<String>,
    /// How binding the expectation was.
    pub(super) level: Level,
    /// What was expected.
    pub(super) expected: String,
    /// What came.
    pub(super) actual: String,
    /// Why it was expected.
    pub(super) because: Option<String>,
    /// Field by field.
    pub(super) fields: Vec<FieldDifference>,
    /// Whether no right lock does this in any case, so that even a precondition fails for it.
    pub(super) always: bool,
    /// Where the scenario says so; the running step's place when none.
    pub(super) span: Option<Span>,
}

impl Wrong {
    /// An expectation and what came instead.
    pub(super) fn new(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            actual: actual.into(),
            ..Self::default()
        }
    }

    /// Names the requirements that it violates.
    pub(super) fn against(mut self, requirements: &[&str]) -> Self {
        self.requirements = requirements.iter().map(|&id| id.to_owned()).collect();
        self
    }

    /// Names the requirements that it violates, whatever the case is about.
    pub(super) fn always(self, requirements: &[&str]) -> Self {
        Self {
            always: true,
            ..self.against(requirements)
        }
    }

    /// Names requirements that what came violates by itself; a step that names its own keeps them.
    pub(super) fn also(mut self, requirements: &[&str]) -> Self {
        self.also = requirements.iter().map(|&id| id.to_owned()).collect();
        self
    }

    /// Points at a place of the scenario.
    pub(super) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Shows the fields that differ.
    pub(super) fn differing(mut self, fields: Vec<FieldDifference>) -> Self {
        self.fields = fields;
        self
    }

    /// One sentence.
    pub(super) fn sentence(&self) -> String {
        format!("expected {}, got {}", self.expected, self.actual)
    }

    /// As a reason to stop.
    pub(super) fn stop<T>(self) -> Flow<T> {
        Err(Stop::Wrong(Box::new(self)))
    }
}
