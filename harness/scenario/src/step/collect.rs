//! `collect`.

use crate::ast::Value;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `collect: {nonces: $n}`.
    pub struct Collect {
        /// List name to value.
        pub collect: Vec<(At<String>, At<Value>)>,
    }
}

impl Meaning for Collect {
    fn check(&self, scope: &mut Scope<'_>) {
        for (list, value) in &self.collect {
            scope.value(value, None);
            scope.fill(list);
        }
    }
}
