//! The journal: the append-only record of a run, one JSON object per line.
//!
//! It holds bytes and times as they crossed the seam, and verdicts; every report is a fold over
//! it. Line 1 is [`Record::Run`]; a journal that does not end with [`Record::End`] is incomplete.
//! Keys never enter it unless the user asked for that; bytes on the wire are evidence and do.

use crate::{FromLock, Instant, ToLock, Verdict};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The version of the format that this program writes.
pub const VERSION: u32 = 1;

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The begin of a run.
    Run(RunHead),
    /// The begin of a case.
    Case(CaseHead),
    /// A step begins: its place in the scenario file.
    Step {
        /// When.
        at: Instant,
        /// The step's number in the case, from 0, as run (loops count on).
        index: u32,
        /// 1-based line of the scenario file.
        line: u32,
        /// 1-based column.
        column: u32,
        /// The step in a few words.
        text: String,
    },
    /// A message to the lock.
    To {
        /// When it was handed to the link.
        at: Instant,
        /// The message.
        message: ToLock,
    },
    /// A message from the lock.
    From {
        /// When the link stamped it.
        at: Instant,
        /// The message.
        message: FromLock,
    },
    /// A wire at one of the lock's parts has changed, as the probe saw it.
    Edge {
        /// When the probe stamped it, on the link's clock.
        at: Instant,
        /// The part: `motor`, `led`, `buzzer`.
        input: String,
        /// It turns, is lit, sounds; else it has ceased to.
        on: bool,
    },
    /// A line of the lock's console.
    Console {
        /// When the link stamped it.
        at: Instant,
        /// The line.
        line: String,
    },
    /// What a message means, in words, with its secrets left out: written right after the bytes.
    Decoded {
        /// The time of the bytes.
        at: Instant,
        /// `<-` from the lock, `->` to it.
        direction: String,
        /// `nuki_states {lock_state: locked, ...} as owner`.
        text: String,
        /// Command identifier and payload in the clear, the bytes of secrets made zero; empty
        /// where what was sent is no such message.
        #[serde(
            default,
            with = "crate::message::hex",
            skip_serializing_if = "Vec::is_empty"
        )]
        clear: Vec<u8>,
    },
    /// Something worth showing that is no failure.
    Observation {
        /// When.
        at: Instant,
        /// What was looked at.
        about: String,
        /// What was seen.
        seen: String,
        /// The requirement it belongs to, where there is one.
        #[serde(default)]
        requirements: Vec<String>,
    },
    /// A measured latency.
    Latency {
        /// What was measured: `connect`, `discover`, `first_indication` (behind a write), a
        /// message by its name, `status` (the first one of an action), `action` (a whole one).
        name: String,
        /// Microseconds.
        us: u64,
    },
    /// The end of a case.
    Verdict(CaseEnd),
    /// The end of a run.
    End {
        /// Microseconds of the lock's time that the run took.
        lock_us: u64,
        /// Microseconds of wall time.
        wall_us: u64,
        /// Whether it was stopped before its last case.
        interrupted: bool,
    },
}

/// What a run was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunHead {
    /// [`VERSION`].
    pub journal: u32,
    /// The suite's version.
    pub suite: String,
    /// Digest of the scenario set.
    pub scenarios: String,
    /// The API version that the lock was judged by.
    pub api: String,
    /// The link as it was named.
    pub link: String,
    /// The lock's own name and version.
    pub lock: String,
    /// The clock that times come from: `virtual`, or `real ±1 ms`.
    pub clock: String,
    /// The run's seed.
    pub seed: u64,
    /// Civil time of the begin, RFC 3339.
    pub started: String,
    /// The rig file, where there was one.
    #[serde(default)]
    pub rig: String,
    /// The probe on the bench, where there was one: board, firmware, serial number, digest of its image.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub probe: String,
    /// Claims of the lock's profile, secrets left out.
    #[serde(default)]
    pub profile: BTreeMap<String, String>,
}

/// What a case is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseHead {
    /// The case's id, `nonce/replay-is-refused` or with `#key`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The scenario file, relative to the project.
    pub file: String,
    /// 1-based line of the case in that file.
    pub line: u32,
    /// The requirements it is about.
    pub requirements: Vec<String>,
    /// The strictest level of its expectations: `must`, `should`, `may`.
    pub level: String,
    /// The seed of the case, derived from the run's.
    pub seed: u64,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// How often this attempt was made before and ended in a rig error.
    #[serde(default, skip_serializing_if = "is_none")]
    pub retry: u32,
    /// When it began.
    pub at: Instant,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEnd {
    /// The case's id.
    pub id: String,
    /// When, on the lock's clock.
    pub at: Instant,
    /// Wall time of the case in microseconds.
    pub wall_us: u64,
    /// The verdict.
    pub verdict: Verdict,
    /// Everything a report needs to show a failure on one screen; none for a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Findings that do not fail the case: a `should` that does not hold, a tolerated oddity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// How many expectations were checked.
    pub assertions: u32,
}

/// A failure, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// 1-based line of the step in the scenario file.
    pub line: u32,
    /// 1-based column of the part that did not hold.
    pub column: u32,
    /// How many characters the caret covers.
    pub width: u32,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words.
    pub actual: String,
    /// Why it was expected, where the step says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Field by field where a message came but differed.
    #[serde(default)]
    pub fields: Vec<FieldDifference>,
    /// The call chain of fixtures and fragments, outermost first.
    #[serde(default)]
    pub within: Vec<String>,
}

/// The text of the step that stands in the journal between a failure and the cleaning up after it.
pub const CLEANING_UP: &str = "cleaning up after the failure";

/// One field that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// The field's name.
    pub field: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// Something found that does not fail a case by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The requirements it is about.
    pub requirements: Vec<String>,
    /// `should`, `may` or `observed`.
    pub level: String,
    /// One sentence.
    pub text: String,
    /// 1-based line of the scenario file, 0 where it has none.
    pub line: u32,
}
