//! `confirmations`.

use crate::ast::Duration;
use crate::check::{Meaning, Scope};
use crate::load::{Problems, Schemas, Shape, of, shape};
use crate::span::At;
use crate::syntax::Node;
use boundary::Capability;
use schemars::{Schema, json_schema};

shape! {
    /// `confirmations: automatic`, `withheld`, or a delay such as `1s`; holds from here on.
    pub struct Confirmations {
        /// Automatic: no delay. Withheld: none at all. Else the delay.
        pub confirmations: At<ConfirmPolicy>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    }
}

/// When an indication is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfirmPolicy {
    /// At once.
    #[default]
    Automatic,
    /// Never.
    Withheld,
    /// That much later.
    After(Duration),
}

impl Shape for ConfirmPolicy {
    const NAME: Option<&'static str> = Some("confirmation");

    fn read(node: &Node, to: &mut Problems) -> Option<Self> {
        match node.scalar().map(|scalar| &*scalar.text) {
            Some("automatic") => Some(Self::Automatic),
            Some("withheld") => Some(Self::Withheld),
            Some(text) if text.starts_with(|first: char| first.is_ascii_digit()) => {
                Duration::read(node, to).map(Self::After)
            }
            _ => crate::load::word(
                node,
                "confirmation",
                &[("automatic", Self::Automatic), ("withheld", Self::Withheld)],
                to,
            ),
        }
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        let delay = of::<Duration>(schemas);
        json_schema!({"anyOf": [
            {"const": "automatic", "description": "At once."},
            {"const": "withheld", "description": "Never."},
            delay,
        ]})
    }
}

impl Meaning for Confirmations {
    fn check(&self, scope: &mut Scope<'_>) {
        scope.client(self.by.as_ref());
        if self.confirmations.value != ConfirmPolicy::Automatic {
            scope.need(Capability::HoldConfirmation);
        }
    }
}
