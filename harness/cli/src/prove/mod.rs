//! The proof: the suite against locks that are wrong in a known way, and against locks that are right.
//!
//! ```text
//!   subjects --work, in threads--> rows --> Matrix --> console, JSON, HTML, check
//! ```
//!
//! On the embedded lock each case meets a lock of its own, in virtual time, so the matrix depends on nothing but suite,
//! lock and seed. Any other lock must take the name of a defect (the capability `defect`).

mod attached;
#[cfg(test)]
mod blame;
mod faulty;
#[cfg(test)]
mod hostile;
mod reasons;
mod row;
mod subject;
mod work;

pub(crate) use reasons::read as reasons;
pub(crate) use subject::{defects_in, embedded, right_locks};
pub(crate) use work::{Broken, Proof};
