//! The lock as a client sees it: every test drives it through `Peer`, in virtual time.
#![allow(clippy::unwrap_used, reason = "a test may end that way")]

mod client;
mod difference;
mod first_steps;
mod pairing_client;
mod probe;
