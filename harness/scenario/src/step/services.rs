//! `services`.

use super::Judging;
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
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

impl Meaning for Services {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.connected(self.by.as_ref());
        for (service, characteristics) in &self.services {
            uuid(service, scope);
            for (characteristic, properties) in characteristics {
                uuid(characteristic, scope);
                for property in properties {
                    scope.word(property, "property", PROPERTIES);
                }
            }
        }
        for service in &self.exactly {
            uuid(service, scope);
        }
    }
}

/// The first eight digits of a UUID.
fn uuid(text: &At<String>, scope: &mut Scope<'_>) {
    if text.value.len() != 8 || !text.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let said = Diagnostic::error(
            rule::WRONG_VALUE,
            text.span,
            format!("`{}` is no UUID's begin", text.value),
        )
        .help("write its first eight hex digits, such as `a92ee100`");
        scope.note(said);
    }
}

const PROPERTIES: &[&str] = &[
    "read",
    "write",
    "write-without-response",
    "notify",
    "indicate",
];
