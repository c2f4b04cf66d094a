//! Who connects, and who is gone: bluetoothd tells it only as changes of its devices.

use super::order::Order;
use crate::ble::bench::{Radio, within};
use bluer::{AdapterEvent, Address, DeviceEvent, DeviceProperty};
use boundary::RigFault;
use futures::StreamExt;
use std::collections::BTreeSet;
use tokio::sync::mpsc::UnboundedSender;

/// Watches an adapter's devices, present and future, from tasks of its own.
pub(crate) async fn watch(radio: &Radio, orders: UnboundedSender<Order>) -> Result<(), RigFault> {
    let mut events = Box::pin(within("watch the adapter", radio.adapter.events()).await?);
    let known = within("list known devices", radio.adapter.device_addresses()).await?;
    let radio = radio.clone();
    tokio::spawn(async move {
        let mut watched = BTreeSet::new();
        for address in known {
            watched.insert(address);
            tokio::spawn(follow(radio.clone(), address, orders.clone()));
        }
        while let Some(event) = events.next().await {
            match event {
                AdapterEvent::DeviceAdded(address) if watched.insert(address) => {
                    tokio::spawn(follow(radio.clone(), address, orders.clone()));
                }
                AdapterEvent::DeviceRemoved(address) => {
                    watched.remove(&address);
                    // A driver that has ended wants no orders.
                    let _ = orders.send(Order::Gone(address));
                }
                _ => {}
            }
        }
    });
    Ok(())
}

async fn follow(radio: Radio, address: Address, orders: UnboundedSender<Order>) -> Option<()> {
    let device = radio.adapter.device(address).ok()?;
    let mut events = Box::pin(device.events().await.ok()?);
    if device.is_connected().await.unwrap_or(false) {
        orders.send(Order::Came(address)).ok()?;
    }
    while let Some(DeviceEvent::PropertyChanged(change)) = events.next().await {
        if let DeviceProperty::Connected(now) = change {
            let order = if now {
                Order::Came(address)
            } else {
                Order::Gone(address)
            };
            orders.send(order).ok()?;
        }
    }
    None
}
