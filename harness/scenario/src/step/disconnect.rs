//! `disconnect`.

use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `disconnect: a`.
    pub struct Disconnect {
        /// The client.
        pub disconnect: At<String>,
    }
}

impl Meaning for Disconnect {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.connected(Some(&self.disconnect));
        scope.close(&self.disconnect);
    }
}
