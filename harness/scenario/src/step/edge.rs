//! `edge`.

use super::Judging;
use crate::ast::Duration;
use crate::check::{Meaning, Scope};
use crate::load::shape;
use crate::span::At;
use boundary::Capability;

shape! {
    /// `edge: motor`, `on: true`, `within: 5s`: a wire at one of the lock's parts changes, as the
    /// probe sees it.
    pub struct Edge {
        /// The part: `motor`, `led`, `buzzer`.
        pub edge: At<String>,
        /// Which change: it begins to turn, to be lit, to sound, or it ends. Any when left out.
        pub on: Option<At<bool>>,
        /// How long it may take; 10 s when left out.
        pub within: Option<At<Duration>>,
        /// A mark at its time, which the probe's interrupt took.
        pub mark: Option<At<String>>,
    } and Judging
}

impl Edge {
    /// What a bench needs to see it.
    #[must_use]
    pub fn needed(&self) -> Capability {
        match &*self.edge.value {
            "led" => Capability::LedEdges,
            "buzzer" => Capability::BuzzerEdges,
            _ => Capability::MotorEdges,
        }
    }
}

impl Meaning for Edge {
    fn judging(&self) -> Option<&Judging> {
        Some(&self.judging)
    }

    fn check(&self, scope: &mut Scope<'_>) {
        scope.word(&self.edge, "part", &["motor", "led", "buzzer"]);
        scope.need(self.needed());
        scope.mark(self.mark.as_ref());
    }
}
