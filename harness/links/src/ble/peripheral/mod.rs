//! A lock as a real peripheral, through BlueZ's GATT server and advertising.
//!
//! One task drives the lock on the host's clock; bluetoothd's callbacks come to it as [`Order`]s.
//!
//! ```text
//!   central ==ATT==> bluetoothd --callbacks--> orders --ToLock--> Peer
//!           <==ATT==            <--notifiers--        <-FromLock-
//!   harness -- attached-lock, controls only --> hands --^
//! ```
//!
//! What bluetoothd's server does not give: it confirms nothing by hand and tells a subscription
//! neither from which central it came nor which bits it wrote, so the lock serves one central at a
//! time; and of ATT errors it passes on only those that D-Bus has names for.

mod adverts;
mod app;
mod driver;
mod hands;
mod order;
mod visitors;

use super::bench::Bench;
use crate::serve::{ListenAddress, Listener};
use crate::sim_link::MakePeer;
use boundary::RigFault;
use driver::Driver;
use hands::HandsPeer;
use tokio::sync::mpsc::unbounded_channel;

/// How a lock is put on the air.
#[derive(Clone, Debug, Default)]
pub struct OnAirOptions {
    /// The adapter's name; the default one when none.
    pub adapter: Option<String>,
    /// Where its hands listen, on the attached-lock protocol.
    pub hands: Option<ListenAddress>,
}

/// Serves a lock on the air until the bench breaks; `ready` is told how to reach it.
///
/// # Errors
/// The bench is not ready, or not any more.
pub fn serve_on_air(
    mut make: MakePeer,
    options: &OnAirOptions,
    ready: impl FnOnce(&str),
) -> Result<(), RigFault> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| RigFault::new(format!("no threads: {error}"), ""))?;
    let peer = make();
    let (orders, taken) = unbounded_channel();
    let names: Vec<String> = options.adapter.iter().cloned().collect();
    let bench = runtime.block_on(Bench::open(&names))?;
    let Some(radio) = bench.adapters.into_iter().next() else {
        return Err(super::fault::no_adapter("at all", &[]));
    };
    let mut told = format!("on the air: --lock ble:{}", radio.address);
    if let Some(address) = &options.hands {
        let listener = Listener::bind(address)?;
        told = format!("{told},hands={}", listener.address());
        let hands = HandsPeer::maker(&*peer, orders.clone());
        std::thread::spawn(move || listener.serve(hands));
    }
    runtime.block_on(async {
        let mut driver = Driver::new(peer, radio, orders, taken);
        driver.go_on_air().await?;
        ready(&told);
        driver.run().await
    })
}
