//! The scenario language and the run: what is to be done with a lock, and what that came to.
//!
//! ```text
//!   text --syntax--> nodes with spans --load--> ast --check--> Suite --run--> verdict, journal
//! ```
//!
//! Nothing here has a clock, a socket or a random source: a run is given a [`boundary::Link`] and
//! a seed.

pub mod ast;
pub mod diagnostic;
mod flat;
mod load;
pub mod run;
pub mod span;
pub mod step;
mod syntax;

pub use diagnostic::{Colour, Diagnostic, render};
pub use flat::{Leaf, flat};
pub use load::load;
