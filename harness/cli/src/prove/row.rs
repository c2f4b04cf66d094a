//! A row of the matrix while it is filled.

use super::subject::PLAIN;
use boundary::journal::CaseEnd;
use links::SimChoice;
use reports::matrix::{self, Pace};

/// A defect, or a right lock.
#[derive(Clone)]
pub(super) enum Row {
    Defect(matrix::Defect),
    Variant(matrix::Variant),
}

impl Row {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Defect(row) => &row.name,
            Self::Variant(row) => &row.name,
        }
    }

    /// The embedded lock of this row.
    pub(super) fn order(&self, base: &SimChoice) -> SimChoice {
        let mut choice = base.clone();
        let name = self.name().to_owned();
        match self {
            Self::Defect(_) => choice.settings.push(("defect".to_owned(), name)),
            Self::Variant(_) if name == PLAIN => {}
            Self::Variant(_) => choice.settings.push(("variant".to_owned(), name)),
        }
        choice
    }

    /// Takes a verdict; says whether the defect has been found as it should be.
    pub(super) fn take(&mut self, case: &str, end: &CaseEnd) -> bool {
        match self {
            Self::Defect(row) => {
                row.take(case, &end.verdict);
                row.note(case, &end.findings);
                !row.right.is_empty()
            }
            Self::Variant(row) => {
                row.take(case, &end.verdict);
                false
            }
        }
    }

    pub(super) fn conclude(&mut self, pace: Pace) {
        match self {
            Self::Defect(row) => row.conclude(pace),
            Self::Variant(_) => {}
        }
    }
}
