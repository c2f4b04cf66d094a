//! `collect`.

use crate::ast::Value;
use crate::load::shape;
use crate::span::At;

shape! {
    /// `collect: {nonces: $n}`.
    pub struct Collect {
        /// List name to value.
        pub collect: Vec<(At<String>, At<Value>)>,
    }
}
