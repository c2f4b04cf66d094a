//! The steps: one row here and one file each.
//!
//! In YAML a step is a map whose verb is its first key (`send: lock_action`) and whose other keys
//! say more (`with:`, `as:`, `within:`). A verb without members may stand alone (`- power_cycle`).

mod act;
mod advertises;
mod alive;
mod check;
mod collect;
mod confirmations;
mod connect;
mod disconnect;
mod distinct;
mod drain;
mod edge;
mod execute;
mod expect;
mod for_each;
mod gap;
mod hand;
mod invite;
mod judging;
mod looks_random;
mod mtu;
mod observe;
mod pair;
mod poll;
mod prepare;
mod read;
mod repeat;
mod send;
mod services;
mod sorted;
mod still;
mod subscribe;
mod wait;
mod write;

pub use act::Act;
pub use advertises::Advertises;
pub use alive::Alive;
pub use check::Check;
pub use collect::Collect;
pub use confirmations::{ConfirmPolicy, Confirmations};
pub use connect::Connect;
pub use disconnect::Disconnect;
pub use distinct::Distinct;
pub use drain::Drain;
pub use edge::Edge;
pub use execute::ExecuteStep;
pub use expect::Expect;
pub use for_each::ForEach;
pub use gap::Gap;
pub use hand::Hand;
pub use invite::Invite;
pub use judging::Judging;
pub use looks_random::LooksRandom;
pub use mtu::Mtu;
pub use observe::Observe;
pub use pair::Pair;
pub use poll::Poll;
pub use prepare::Prepare;
pub use read::Read;
pub use repeat::Repeat;
pub use send::Send;
pub use services::Services;
pub use sorted::Sorted;
pub use still::Still;
pub use subscribe::Subscribe;
pub use wait::Wait;
pub use write::Write;

use crate::check::Meaning;
use crate::load::{Key, Keyed, Members, Problems, Property, Schemas};
use crate::span::At;
use std::sync::Arc;

/// Makes the steps from their rows.
macro_rules! steps {
    ($( $(#[doc = $doc:literal])* $variant:ident($type:ty): $($verb:literal $($alone:ident)?),+; )*) => {
        /// One step.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Step { $( $(#[doc = $doc])* $variant($type), )* }

        impl Step {
            /// What it means to the rest of the scenario.
            pub(crate) fn meaning(&self) -> &dyn Meaning {
                match self { $( Self::$variant(step) => step, )* }
            }
        }

        /// Every verb, in the order of the rows.
        pub(crate) const VERBS: &[Verb] = &[$($( Verb {
            name: $verb,
            alone: alone!($($alone)?),
            doc: <$type as Keyed>::doc,
            read: |members, to| <$type as Keyed>::take(members, to).map(Step::$variant),
            keys: <$type as Keyed>::keys,
            properties: <$type as Keyed>::properties,
        }, )+)*];
    };
}

/// Whether a verb may stand without anything behind it.
macro_rules! alone {
    () => {
        false
    };
    (alone) => {
        true
    };
}

steps! {
    /// Sends a command; see [`Send`].
    Send(Send): "send";
    /// Writes bytes; see [`Write`].
    Write(Write): "write";
    /// Waits for one of several things; see [`Expect`].
    Expect(Expect): "expect";
    /// Records what comes, without judging; see [`Observe`].
    Observe(Observe): "observe";
    /// Asks for something and tests the answer; see [`Read`].
    Read(Read): "read";
    /// Asks again and again until the answer fits; see [`Poll`].
    Poll(Poll): "poll";
    /// Does a whole lock action; see [`Act`].
    Act(Act): "act";
    /// Nothing moves; see [`Still`].
    Still(Still): "still";
    /// Makes an authorization by pairing; see [`Pair`].
    Pair(Pair): "pair";
    /// Makes an authorization by invitation; see [`Invite`].
    Invite(Invite): "invite";
    /// Opens a connection; see [`Connect`].
    Connect(Connect): "connect";
    /// Closes a connection.
    Disconnect(Disconnect): "disconnect";
    /// Writes a CCCD; see [`Subscribe`].
    Subscribe(Subscribe): "subscribe";
    /// Discovers the services and tests them; see [`Services`].
    Services(Services): "services";
    /// Exchanges the MTU on an open connection.
    Mtu(Mtu): "mtu";
    /// Sends a Prepare Write Request.
    Prepare(Prepare): "prepare";
    /// Sends an Execute Write Request.
    Execute(ExecuteStep): "execute";
    /// Says when indications are confirmed; see [`Confirmations`].
    Confirmations(Confirmations): "confirmations";
    /// Tests what the lock advertises; see [`Advertises`].
    Advertises(Advertises): "advertises";
    /// Lets time pass: `wait: 10s`.
    Wait(Wait): "wait";
    /// Takes and forgets whatever comes for a while: `drain: 100ms`.
    Drain(Drain): "drain";
    /// Asks the lock for its states and requires an answer: `alive`.
    Alive(Alive): "alive" alone;
    /// A hand: `press: 5s`, `power_cycle`, `factory_reset`, `set_clock: T`, `limit_users: n`,
    /// `jam: true`, `turn_key: locked`, `power: false`.
    Hand(Hand): "press", "power_cycle" alone, "factory_reset" alone, "set_clock", "limit_users", "jam", "turn_key", "power";
    /// Waits for a change at a wire; see [`Edge`].
    Edge(Edge): "edge";
    /// Tests a captured value: `check: $a`, `is: {not: $b}`.
    Check(Check): "check";
    /// Adds captured values to a list: `collect: {nonces: $n}`.
    Collect(Collect): "collect";
    /// Tests that all values of a list differ: `distinct: nonces`.
    Distinct(Distinct): "distinct";
    /// Tests that a list is in order: `sorted: indices`, `descending: true`.
    Sorted(Sorted): "sorted";
    /// Tests that a list of byte strings looks random: `looks_random: nonces`.
    LooksRandom(LooksRandom): "looks_random";
    /// Tests the time between two marks; see [`Gap`].
    Gap(Gap): "gap";
    /// Does steps several times: `repeat: 5`, `steps: [...]`; `$index` counts from 0.
    Repeat(Repeat): "repeat";
    /// Does steps for each of several values; see [`ForEach`].
    ForEach(ForEach): "for_each";
}

/// Steps in order. Whoever runs the same step in many scenarios need not copy it.
pub type Steps = Vec<At<Arc<Step>>>;

/// A verb: how its step is read.
pub(crate) struct Verb {
    /// As it is written.
    pub(crate) name: &'static str,
    /// Whether it may stand without anything behind it.
    pub(crate) alone: bool,
    /// What it does.
    pub(crate) doc: fn(&str) -> &'static str,
    /// Takes its members.
    pub(crate) read: fn(&mut Members<'_>, &mut Problems) -> Option<Step>,
    /// Its keys.
    pub(crate) keys: fn(&str) -> Vec<Key>,
    /// Its keys for the schema.
    pub(crate) properties: fn(&str, &mut Schemas) -> Vec<Property>,
}
