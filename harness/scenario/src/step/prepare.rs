//! `prepare`.

use crate::ast::{Place, Value};
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;

shape! {
    /// `prepare: BYTES`, `on: usdio`, `offset: 0`: one part of a long write.
    pub struct Prepare {
        /// The bytes.
        pub prepare: At<Value> => ByteString,
        /// The characteristic.
        pub on: At<Place>,
        /// Where in the value; 0 when left out.
        pub offset: Option<At<u16>>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    }
}

impl Meaning for Prepare {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.need(Capability::PrepareWrite);
        scope.connected(self.by.as_ref());
        scope.bytes(&self.prepare);
    }
}
