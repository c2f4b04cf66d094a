//! The hands: `press`, `power_cycle`, `factory_reset`, `set_clock`, `limit_users`, `jam`, `turn_key`,
//! `power`.

use crate::ast::{Duration, Value};
use crate::check::For;
use crate::check::{Meaning, Scope};
use crate::diagnostic::rule;
use crate::load::{Key, Keyed, Members, Problems, Property, Schemas, Shape, of};
use crate::span::At;
use boundary::Bolt;
use boundary::Capability;
use wire::field::Kind;

/// A hand's action.
#[derive(Clone, Debug, PartialEq)]
pub enum Hand {
    /// `press: 5s`: the button, held that long; the step ends with the release.
    Press(At<Duration>),
    /// `power_cycle`.
    PowerCycle,
    /// `factory_reset`: every user of the run is forgotten.
    FactoryReset,
    /// `set_clock: 2026-11-21T10:00:00`.
    SetClock(At<Value>),
    /// `limit_users: 3`.
    LimitUsers(At<u32>),
    /// `jam: true`.
    Jam(At<bool>),
    /// `turn_key: locked`.
    TurnKey(At<Bolt>),
    /// `power: false`: off, until it is switched on again.
    Power(At<bool>),
}

macro_rules! hands {
    (
        alone { $($alone:literal $bare:ident $bare_doc:literal;)* }
        with { $($verb:literal $variant:ident $type:ty, $doc:literal;)* }
    ) => {
        impl Keyed for Hand {
            fn doc(verb: &str) -> &'static str {
                match verb {
                    $($alone => $bare_doc,)*
                    $($verb => $doc,)*
                    _ => "",
                }
            }

            fn keys(verb: &str) -> Vec<Key> {
                let known: &[&'static str] = &[$($verb,)*];
                let own = known.iter().filter(|known| **known == verb);
                own.map(|name| Key { name }).collect()
            }

            fn take(members: &mut Members<'_>, to: &mut Problems) -> Option<Self> {
                match members.verb {
                    $($alone => Some(Self::$bare),)*
                    $($verb => members.take($verb, None, At::<$type>::read, to).map(Self::$variant),)*
                    _ => None,
                }
            }

            fn properties(verb: &str, schemas: &mut Schemas) -> Vec<Property> {
                match verb {
                    $($verb => vec![Property {
                        key: $verb,
                        doc: $doc,
                        needed: true,
                        schema: of::<$type>(schemas),
                    }],)*
                    _ => Vec::new(),
                }
            }
        }
    };
}

hands! {
    alone {
        "power_cycle" PowerCycle "Removes and restores the lock's power.";
        "factory_reset" FactoryReset "Makes the lock forget users, configuration and log.";
    }
    with {
        "press" Press Duration, "The button, held that long; the step ends with the release.";
        "set_clock" SetClock Value, "Sets the lock's clock by hand.";
        "limit_users" LimitUsers u32, "Makes the user table that small.";
        "jam" Jam bool, "Blocks the motor, or frees it.";
        "turn_key" TurnKey Bolt, "Turns the bolt by hand.";
        "power" Power bool, "Switches the lock's power on or off; it stays so.";
    }
}

impl Meaning for Hand {
    fn check(&self, scope: &mut Scope<'_>) {
        match self {
            Self::Press(held) => {
                scope.need(Capability::Button);
                if held.value.0.0 > boundary::Span::secs(60).0 {
                    scope.error(
                        rule::IMPOSSIBLE,
                        held.span,
                        "a button is held for a minute at most",
                    );
                }
            }
            Self::PowerCycle => {
                scope.need(Capability::PowerCycle);
                scope.close_all();
            }
            Self::FactoryReset => {
                scope.need(Capability::FactoryReset);
                scope.close_all();
            }
            Self::SetClock(time) => {
                scope.need(Capability::SetClock);
                scope.value(
                    time,
                    Some(For {
                        name: "set_clock",
                        kind: Kind::DateTime,
                    }),
                );
            }
            Self::LimitUsers(_) => scope.need(Capability::LimitUsers),
            Self::Jam(_) => scope.need(Capability::Jam),
            Self::TurnKey(_) => scope.need(Capability::TurnKey),
            Self::Power(on) => {
                scope.need(Capability::Power);
                if !on.value {
                    scope.close_all();
                }
            }
        }
    }
}
