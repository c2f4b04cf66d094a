//! `mtu`.

use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;

shape! {
    /// `mtu: 247`.
    pub struct Mtu {
        /// The client's ATT_MTU.
        pub mtu: At<u16>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    }
}

impl Meaning for Mtu {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.need(Capability::Mtu);
        scope.connected(self.by.as_ref());
        scope.mtu(&self.mtu);
    }
}
