//! `write`.

use crate::ast::{Place, Value};
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::WriteKind;

shape! {
    /// `write: BYTES`, `on: usdio`: writes bytes as they are.
    pub struct Write {
        /// The bytes.
        pub write: At<Value> => ByteString,
        /// The characteristic.
        pub on: At<Place>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
        /// How; by Write Request where it fits, else by a long write.
        pub kind: Option<At<WriteKind>>,
        /// Several Write Requests of these sizes; the last takes the rest.
        pub pieces: Vec<At<u32>>,
        /// Names the instant at which the write was handed over.
        pub mark: Option<At<String>>,
    }
}

impl Meaning for Write {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.connected(self.by.as_ref());
        scope.bytes(&self.write);
        scope.written(self.kind.as_ref(), &self.pieces);
        scope.mark(self.mark.as_ref());
    }
}
