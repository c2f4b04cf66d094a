//! `prepare`.

use crate::ast::{Place, Value};
use crate::load::shape;
use crate::span::At;

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
