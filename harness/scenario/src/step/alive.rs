//! `alive`.

use super::Judging;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `alive`: the lock answers a request for its states, on a new connection if it has to.
    #[derive(Default)]
    pub struct Alive {
        /// The user; `owner` when left out.
        pub user: Option<At<String>> as "as",
    } and Judging
}
