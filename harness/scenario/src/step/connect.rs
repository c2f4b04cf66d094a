//! `connect`.

use super::Judging;
use crate::ast::{Duration, Pattern, Place};
use crate::check::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, rule};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;

shape! {
    /// `connect: b`: opens a connection and subscribes.
    pub struct Connect {
        /// The client's name. An open connection of that name is closed first.
        pub connect: At<String>,
        /// The ATT_MTU; the file's when left out.
        pub mtu: Option<At<u16>>,
        /// Which characteristics are subscribed to; all three when left out.
        pub subscribe: Option<Vec<At<Place>>>,
        /// `refused` where a refusal is expected or allowed.
        pub expect: Vec<At<Pattern>> => Alternatives,
        /// Within which time; 30 s when left out. A connection that does not come is tried twice.
        pub within: Option<At<Duration>>,
    } and Judging
}

impl Meaning for Connect {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.client_name(&self.connect);
        if let Some(mtu) = &self.mtu {
            scope.need(Capability::ChooseMtu);
            scope.mtu(mtu);
        }
        for pattern in &self.expect {
            if pattern.value != Pattern::Refused {
                let said = Diagnostic::error(
                    rule::IMPOSSIBLE,
                    pattern.span,
                    "only `refused` can be expected of `connect`",
                )
                .help("what comes on the connection is for an `expect:` step");
                scope.note(said);
            }
        }
        scope.open(&self.connect);
    }
}
