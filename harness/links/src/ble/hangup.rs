//! Ending a link at once.
//!
//! The kernel keeps a link for two seconds after its last socket has closed, and bluetoothd's
//! `Disconnect` waits as long. A connection made in between would be the old one, subscriptions
//! and all. The kernel's management interface ends it at once; without the permission for that, or
//! when it answers oddly, the two seconds are waited for.

use super::bench::Radio;
use bluer::{Address, AddressType};
use boundary::RigFault;
use btmgmt::Client;
use btmgmt::command::Disconnect;
use btmgmt::packet;
use std::time::Duration;
use tokio::time::timeout;

/// Ends the link to a lock and waits until it is gone.
pub(crate) async fn hang_up(
    radio: &Radio,
    lock: Address,
    kind: AddressType,
) -> Result<(), RigFault> {
    if at_once(radio, lock, kind).await.is_some() || radio.is_apart(lock).await? {
        return Ok(());
    }
    Err(RigFault::new(
        format!("the link to {lock} stays open although the harness has closed it"),
        "another program holds it: look at `bluetoothctl info`, and stop desktop applets",
    ))
}

/// By the management interface; none when that did not work.
async fn at_once(radio: &Radio, lock: Address, kind: AddressType) -> Option<()> {
    let client = Client::open().ok()?;
    let address = lock.to_string().parse().ok()?;
    let kind = match kind {
        AddressType::LeRandom => packet::AddressType::LeRandom,
        _ => packet::AddressType::LePublic,
    };
    let call = client.call(radio.number()?, Disconnect::new(address, kind));
    match timeout(PATIENCE, call).await.ok()? {
        Ok(_) => Some(()),
        // The lock was faster.
        Err(btmgmt::client::Error::Reply(packet::ErrorCode::NotConnected)) => Some(()),
        Err(_) => None,
    }
}

const PATIENCE: Duration = Duration::from_secs(3);
