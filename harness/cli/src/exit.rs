//! Exit codes: what a script learns from a run.

use reports::Conclusion;
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: all passed, or there was nothing to judge.
    Passed,
    /// 1: the lock failed.
    LockFailed,
    /// 2: the command line or a scenario file is wrong.
    Usage,
    /// 3: the rig is broken.
    RigError,
    /// 4: interrupted, or something could not be told.
    Incomplete,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::LockFailed => 1,
            Self::Usage => 2,
            Self::RigError => 3,
            Self::Incomplete => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<Conclusion> for Exit {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Passed => Self::Passed,
            Conclusion::LockFailed => Self::LockFailed,
            Conclusion::RigError => Self::RigError,
            Conclusion::Incomplete => Self::Incomplete,
        }
    }
}
