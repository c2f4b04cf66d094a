//! Scenarios that nobody wrote: walks through a model of the protocol, and what a lock answers otherwise.
//!
//! ```text
//!  seed --> moves --model--> steps with all answers that are allowed --scenario::run--> agreed
//!             ^                                                              |
//!             '------------------ shrink <---- disagreed <-------------------'
//!                                    |
//!                                    '--> a scenario file, the seed, "reproduced n of m"
//! ```
//!
//! A [`Move`](moves::Move) is one thing to do with a lock. The model turns it into steps of the scenario language, and
//! knows from all moves before it what a right lock may answer: where the specification leaves a choice, every choice
//! is allowed, and what depends on the choice is not asked for later. So a walk is a scenario, it is run as one, and
//! what is written about a disagreement is what was run.
//!
//! The crate has no clock and no chance: it is given a link and a seed.

mod document;
mod draw;
mod explorer;
mod model;
mod moves;
mod setting;
mod shrink;
mod texts;
mod walk;

pub use explorer::{Explorer, Finding, Order, Tally, Turn};
