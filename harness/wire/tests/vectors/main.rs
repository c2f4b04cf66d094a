//! Every vector of `vectors/vectors.json`, every layout of `vectors/layouts.json` and every name of `vectors/codes.json` holds.
//!
//! The files were worked out from the document and from real locks, with other implementations; nothing in them comes
//! from this crate. That makes them the oracle that the crate, its reference lock and its harness cannot share a
//! mistake with.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod codes;
mod forms;
mod layouts;
mod negative;
mod probe;
mod store;
mod transcript;
mod whole;
