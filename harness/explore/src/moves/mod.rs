//! What can be done with a lock: a row for each chapter, and a file with its moves.

mod acting;
mod advertising;
mod attack;
mod by;
mod deeds;
mod faults;
mod linking;
mod log;
mod pairing;
mod people;
mod reading;
mod schedule;
mod settings;
mod timing;
mod wrong_values;

use crate::model::Model;
use proptest::prelude::{BoxedStrategy, Strategy};

/// Rows in; the type of moves and the list of chapters out. Each module has moves that can be
/// drawn, played and made simpler.
macro_rules! chapters {
    ($($name:ident = $module:ident, $weight:literal;)*) => {
        /// One thing to do.
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum Move {
            $($name($module::$name),)*
        }

        impl Move {
            /// Adds the steps of the move to a walk, with what may come.
            pub(crate) fn play(&self, model: &mut Model<'_>) {
                match self {
                    $(Self::$name(one) => one.play(model),)*
                }
            }

            /// The same with simpler fields, the simplest first.
            pub(crate) fn simpler(&self) -> Vec<Self> {
                match self {
                    $(Self::$name(one) => one.simpler().into_iter().map(Self::$name).collect(),)*
                }
            }
        }

        /// The moves of each chapter, and how often they are drawn.
        pub(crate) fn chapters() -> Vec<(u32, BoxedStrategy<Move>)> {
            vec![$(($weight, $module::$name::any().prop_map(Move::$name).boxed()),)*]
        }
    };
}

chapters! {
    Reading = reading, 5;
    Acting = acting, 3;
    Attack = attack, 6;
    WrongValue = wrong_values, 3;
    Setting = settings, 4;
    People = people, 4;
    Pairing = pairing, 3;
    Linking = linking, 4;
    Timing = timing, 3;
    Schedule = schedule, 3;
    Log = log, 3;
    Advertising = advertising, 2;
}
