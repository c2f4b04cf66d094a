//! `services`.

use super::Judging;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `services: {a92ee100: {a92ee101: [write, indicate]}}`: these services and characteristics are
    /// there with at least these properties.
    pub struct Services {
        /// First eight digits of the service's UUID, then of the characteristic's, then properties.
        pub services: Vec<(At<String>, Vec<(At<String>, Vec<At<String>>)>)>,
        /// Services that have exactly the characteristics named, if they are there at all.
        pub exactly: Vec<At<String>>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    } and Judging
}
