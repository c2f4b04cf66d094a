//! Patterns: what may come from the lock.

use super::{Place, Value};
use crate::span::At;
use wire::Command;

/// One thing that may come. In YAML a bare word or a map with one key.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// `status` or `status: {status: accepted}`: a message, with tests on its fields. The
    /// pseudo-fields `on` (a characteristic) and `as` (whose key must open it; `plain` for an
    /// unencrypted one) narrow it further, `size` is the number of payload bytes.
    Message {
        /// Which message.
        command: Command,
        /// Tests on its fields.
        fields: Fields,
        /// On which characteristic, where it matters.
        on: Option<At<Place>>,
        /// Whose key must open it.
        sealed_for: Option<At<String>>,
        /// Test on the payload's size.
        size: Option<At<Matcher>>,
    },
    /// `any_message`: any well-formed message at all.
    AnyMessage,
    /// `silence`: nothing comes on this connection until the window ends.
    Silence,
    /// `disconnect`: the lock closes the connection.
    Disconnect,
    /// `att_error` or `att_error: {code: 0x03}`: an ATT Error Response to the last write.
    AttError {
        /// Test on the code.
        code: Option<At<Matcher>>,
    },
    /// `refused`: the lock does not take the connection.
    Refused,
}

/// Tests on fields by name, in the order written.
pub type Fields = Vec<(At<String>, At<Matcher>)>;

/// A test on one value. In YAML a plain value means equality.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// The value itself.
    Is(Value),
    /// One or more tests that must all hold.
    All(Vec<Test>),
}

/// One test of a matcher's map.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `not: v`.
    Not(At<Value>),
    /// `one_of: [a, b]`.
    OneOf(Vec<At<Value>>),
    /// `at_least: n`.
    AtLeast(At<Value>),
    /// `at_most: n`.
    AtMost(At<Value>),
    /// `near: v, within: n`: numbers, or times in seconds.
    Near {
        /// The middle.
        value: At<Value>,
        /// How far off it may be; for times in seconds.
        within: u32,
    },
    /// `bits: 0x01`: these bits are set.
    Bits(At<Value>),
    /// `starts: AABB`: byte strings and texts begin so.
    Starts(At<Value>),
    /// `present: true` or `present: false`: whether the message has the field at all.
    Present(bool),
    /// `valid: true`: a date and time that exists.
    Valid(bool),
    /// `named: true`: a code that the declared version prints.
    Named(bool),
}
