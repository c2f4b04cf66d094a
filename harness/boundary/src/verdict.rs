//! What a case comes to.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::{Deserialize, Serialize};

/// The six verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// Every expectation held.
    Pass,
    /// The lock is wrong.
    Fail,
    /// It could not be told whether the lock is wrong.
    Inconclusive,
    /// The rig is broken.
    Error,
    /// A claim or a capability that the case needs is missing.
    NotApplicable,
    /// A known failure with a reason and an expiry.
    Waived,
}

impl VerdictKind {
    /// Every verdict, in the order that summaries use.
    pub const ALL: [Self; 6] = [
        Self::Pass,
        Self::Fail,
        Self::Inconclusive,
        Self::Error,
        Self::NotApplicable,
        Self::Waived,
    ];

    /// The verdict's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Error => "error",
            Self::NotApplicable => "not-applicable",
            Self::Waived => "waived",
        }
    }
}

impl fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A verdict with what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which of the six.
    pub kind: VerdictKind,
    /// One sentence: expected and seen, or the reason why there is no judgement. Empty for a pass.
    pub reason: String,
    /// The requirements that a failure violates, the most direct first.
    pub requirements: Vec<String>,
}

impl Verdict {
    /// Every expectation held.
    #[must_use]
    pub const fn pass() -> Self {
        Self {
            kind: VerdictKind::Pass,
            reason: String::new(),
            requirements: Vec::new(),
        }
    }

    /// A verdict other than pass, which always has a reason.
    #[must_use]
    pub fn of(kind: VerdictKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.into(),
            requirements: Vec::new(),
        }
    }

    /// Names the requirements that stand behind it.
    #[must_use]
    pub fn against(mut self, requirements: impl IntoIterator<Item = String>) -> Self {
        self.requirements.extend(requirements);
        self
    }
}
