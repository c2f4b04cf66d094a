//! Chapters of use that together touch everything the lock does. A test compares what two locks say in them.

mod boxes;
mod links;
mod memory;
mod motor;
mod pairing;
mod settings;
mod upkeep;
mod users;

use crate::client::{Bench, User};
use crate::pairing_client::Data;
use boundary::{FromLock, Instant};
use sim::Setup;
use wire::command::Command;

/// A chapter: uses a lock in some way.
pub(crate) type Chapter = fn(&mut Bench);

/// Every chapter; those that tell the most for their time come first.
pub(crate) const CHAPTERS: &[Chapter] = &[
    links::surface,
    pairing::button,
    pairing::plain_nonsense,
    links::subscriptions,
    settings::set_config,
    upkeep::upkeep,
    users::user_list,
    boxes::crypto,
    motor::auto_unlock,
    boxes::challenges,
    boxes::worn_out,
    upkeep::time_control,
    upkeep::log,
    users::limits,
    links::confirmations,
    pairing::low_order_keys,
    motor::requests,
    settings::advanced_config,
    boxes::pins,
    motor::lock_n_go,
    motor::jam,
    users::bridge,
    users::full_lists,
    motor::power,
    users::removal,
    links::long_writes,
    upkeep::clock,
    pairing::pairing_order,
    pairing::wrong_pairings,
    first_use,
    motor::actions,
    pairing::names,
    pairing::second_pairings,
    links::several_links,
    settings::fob_actions,
    pairing::not_pairing,
    memory::people,
    memory::secrets,
    memory::settings,
    memory::schedule_and_log,
    memory::unconfirmed,
    memory::relocking,
    links::silence,
    settings::many_changes,
];

/// Everything a lock says, and when.
pub(crate) type Tape = Vec<(Instant, FromLock)>;
/// What a lock of that setup says in a chapter.
pub(crate) fn tape(setup: &Setup, chapter: Chapter) -> Tape {
    let mut bench = Bench::new(setup.clone());
    chapter(&mut bench);
    bench.tape
}

/// Bytes of a date and time.
fn date(text: &str) -> [u8; 7] {
    text.parse::<wire::field::DateTime>().unwrap().to_bytes()
}

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair_anyhow(conn, Data::app(b"Owner"))
}

fn first_use(bench: &mut Bench) {
    let conn = bench.connect(23);
    let user = bench.pair_anyhow(conn, Data::app(b"Marc (Test)"));
    bench.states(&user);
    bench.lock_action(&user, 1, 0);
    bench.lock_action(&user, 2, 0);
    for wanted in [
        Command::BatteryReport,
        Command::MostRecentCommand,
        Command::OpeningsClosingsSummary,
    ] {
        bench.request(&user, wanted);
    }
}
