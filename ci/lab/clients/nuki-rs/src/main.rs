//! Pairs, reads the state, locks, unlocks and sees an error, through the crate nuki-rs.
//!
//! For each of these it takes whichever adapter its library names first, which changes; the lock's own cannot
//! scan while it advertises, and then it waits for ever. So each is tried a few times.
use nuki_rs::{LockAction, NukiSmartLock};
use std::future::Future;
use std::time::{Duration, Instant};

async fn step<T, E: std::fmt::Display, F: Future<Output = Result<T, E>>>(
    name: &str,
    mut work: impl FnMut() -> F,
) -> Option<T> {
    for _ in 0..5 {
        if let Some(done) = once(name, work()).await {
            return Some(done);
        }
    }
    None
}

async fn once<T, E: std::fmt::Display>(name: &str, work: impl Future<Output = Result<T, E>>) -> Option<T> {
    let begin = Instant::now();
    let done = tokio::time::timeout(Duration::from_secs(45), work).await;
    let ms = begin.elapsed().as_millis();
    match done {
        Ok(Ok(value)) => {
            println!("ok   {name} ({ms} ms)");
            Some(value)
        }
        Ok(Err(error)) => {
            println!("FAIL {name} ({ms} ms): {error}");
            None
        }
        Err(_) => {
            println!("FAIL {name} ({ms} ms): no end");
            None
        }
    }
}

#[tokio::main]
async fn main() {
    let Some(mut lock) = step("discover", NukiSmartLock::discover_pairable).await else {
        std::process::exit(1)
    };
    once("pair", lock.pair("nuki-rs")).await;
    let state = step("state", || lock.get_status()).await;
    step("lock", || lock.perform_lock_action(LockAction::Lock, "nuki-rs")).await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    step("unlock", || lock.perform_lock_action(LockAction::Unlock, "nuki-rs")).await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    step("battery report", || lock.get_battery_report()).await;
    std::process::exit(i32::from(state.is_none()));
}
