//! What a scenario file says, each part with its place.
//!
//! These types are the language: the loader, the checker, the formatter's key order and the JSON
//! Schema all follow from them. A doc comment here is what an editor shows on hover.

mod kept;
mod pattern;
mod scenario;
mod show;
mod spoil;
mod value;

pub use kept::{Holds, KEPT, KEPT_OF_USER, Kept};
pub use pattern::{Fields, Matcher, Pattern, Test};
pub use scenario::{Given, Level, Otherwise, Row, Scenario};
pub use spoil::{Crc, Edit, KeyChoice, LengthChoice, Spoil, TagChoice};
pub use value::{CommandName, Duration, Place, Value};
