//! A scenario file.

use super::Value;
use crate::load::{shape, words};
use crate::span::At;
use crate::step::Steps;

shape! {
/// One scenario file: one case, or one for each row of its table.
pub struct Scenario {
    /// One line: what holds when the case passes. May contain `$variables` of the table.
    pub title: At<String>,
    /// Why it matters, and which mistake of a lock it catches.
    pub about: At<String>,
    /// The requirements that the case decides on, the most direct first.
    pub requirements: Vec<At<String>> where required,
    /// What the case is for when no known defect fails it.
    pub purpose: Option<At<String>>,
    /// Capabilities or claims that the case needs beyond those that its steps imply:
    /// a capability's name, or `api >= 2.0`, or a claim's name.
    pub needs: Vec<At<String>>,
    /// What must be so before the first step, by name; brought about in this order.
    pub given: Vec<At<Given>>,
    /// The ATT_MTU of the first connection; 23 when left out.
    pub mtu: Option<At<u16>>,
    /// One case for each row: the row's key becomes the suffix of the case's id, its members
    /// become variables.
    pub table: Option<Vec<Row>>,
    /// What is done and what must come, in order.
    pub steps: Steps where required,
    /// What is done afterwards in any case: after a failure, a time-out and an interrupt too.
    pub finally: Steps,
    /// Whether the lock must be made new afterwards, because the case leaves something behind
    /// that no step can undo (a PIN lockout, a full table).
    pub isolate: bool,
    /// Whether the lock is asked for its states after the last step; `false` needs a reason in
    /// `about`. Asked by default wherever the case has a paired user.
    pub alive: bool = true,
}
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The suffix of the case's id: letters, digits and dashes.
    pub key: At<String>,
    /// The row's variables.
    pub values: Vec<(At<String>, At<Value>)>,
}

words! {
/// A precondition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Given ("precondition") {
    /// `connected`: client `a` is connected and has subscribed to all three characteristics.
    Connected = "connected",
    /// `pairing_mode`: the button has been held for five seconds; client `a` is connected.
    PairingMode = "pairing_mode",
    /// `paired`: client `a` is connected, `owner` has an authorization that works (a reused one
    /// will do), and the lock has just answered a request for its states.
    Paired = "paired",
    /// `fresh_pairing`: like `paired`, with an authorization made in this case.
    FreshPairing = "fresh_pairing",
    /// `second_user`: `guest` has an authorization that works too (made by an invitation or by
    /// pairing); both users take turns on client `a`.
    SecondUser = "second_user",
    /// `second_client`: `guest` has an authorization and its own connection `b`; not applicable
    /// where the lock takes one connection only.
    SecondClient = "second_client",
    /// `locked`: the bolt is thrown.
    Locked = "locked",
    /// `unlocked`: the bolt is withdrawn.
    Unlocked = "unlocked",
    /// `logging`: logging is enabled.
    Logging = "logging",
}
}

words! {
/// What it means when an expectation does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise ("outcome") {
    /// `fail`: the lock is wrong.
    Fail = "fail",
    /// `inconclusive`: it cannot be told.
    Inconclusive = "inconclusive",
    /// `not_applicable`: the lock does not have what the case is about.
    NotApplicable = "not_applicable",
}
}

#[expect(
    clippy::derivable_impls,
    reason = "the table of words takes no default"
)]
impl Default for Otherwise {
    fn default() -> Self {
        Self::Fail
    }
}

words! {
/// How binding an expectation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level ("level") {
    /// `must`: the lock is wrong when it does not hold.
    Must = "must",
    /// `should`: a finding when it does not hold.
    Should = "should",
    /// `may`: worth showing when it does not hold.
    May = "may",
}
}

#[expect(
    clippy::derivable_impls,
    reason = "the table of words takes no default"
)]
impl Default for Level {
    fn default() -> Self {
        Self::Must
    }
}
