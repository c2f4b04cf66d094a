//! Every way to a lock, and the only place with a clock, sockets, processes and chance.

mod address;
mod attached;
pub mod clock;
mod interrupt;
mod lines;
mod open;
mod protocol;
pub mod serve;
mod sim_link;
mod step;
#[cfg(test)]
mod test_peer;
mod waiting;

pub use address::{AddressError, CommandLine, KINDS, LinkKind, LockAddress, SimChoice};
pub use attached::{AttachedLink, AttachedOptions, ClockChoice, is_secret_claim};
pub use interrupt::Interrupt;
pub use open::open;
pub use sim_link::{MakePeer, SimLink};
pub use waiting::{Interruptible, SLICE};
