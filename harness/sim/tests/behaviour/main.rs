//! The lock as a client sees it: every test drives it through `Peer`, in virtual time.
#![allow(clippy::unwrap_used, reason = "a test may end that way")]

mod any_input;
mod bolt;
mod chapters;
mod client;
mod difference;
mod error_codes;
mod first_steps;
mod housekeeping;
mod link_layer;
mod pairing_client;
mod pairing_mode;
mod users;
