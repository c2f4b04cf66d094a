//! `disconnect`.

use crate::load::shape;
use crate::span::At;

shape! {
    /// `disconnect: a`.
    pub struct Disconnect {
        /// The client.
        pub disconnect: At<String>,
    }
}
