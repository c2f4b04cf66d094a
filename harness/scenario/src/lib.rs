//! The scenario language and the run: what is to be done with a lock, and what that came to.
//!
//! ```text
//!   text --syntax--> nodes with spans --load--> ast --check--> Suite --run--> verdict, journal
//! ```
//!
//! Nothing here has a clock, a socket or a random source: a run is given a [`boundary::Link`] and
//! a seed.

pub mod ast;
mod catalogue;
mod check;
pub mod diagnostic;
mod flat;
mod format;
mod load;
mod needs;
pub mod run;
mod schema;
pub mod span;
pub mod step;
mod suite;
mod syntax;

pub use catalogue::{Catalogue, Dut, Evidence, Requirement};
pub use check::check_for;
pub use diagnostic::{Colour, Diagnostic, render};
pub use flat::{Leaf, flat};
pub use format::format;
pub use load::{load, steps};
pub use needs::{Compare, Need, applicable};
pub use schema::schema;
pub use suite::{Case, NoSuchCase, Report, Selection, Suite, id_of};
