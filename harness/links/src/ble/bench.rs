//! This machine's side of the air: D-Bus, bluetoothd, adapters. Every call has a deadline.

use super::fault;
use super::guard::Guard;
use bluer::{Adapter, Address, Device, Session};
use boundary::RigFault;
use std::future::Future;
use std::time::Duration;
use tokio::time::timeout;

/// What a link needs of this machine.
#[derive(Clone, Debug)]
pub(crate) struct Bench {
    pub(crate) adapters: Vec<Radio>,
}

/// One adapter.
#[derive(Clone, Debug)]
pub(crate) struct Radio {
    pub(crate) adapter: Adapter,
    pub(crate) address: Address,
    guard: Guard,
}

impl Bench {
    /// Opens the adapters of those names, or the default one, and switches them on.
    pub(crate) async fn open(names: &[String]) -> Result<Self, RigFault> {
        let guard = Guard::post();
        let session = within("reach bluetoothd over D-Bus", Session::new()).await?;
        let there = within("list the adapters", session.adapter_names()).await?;
        let mut wanted = names.to_vec();
        if wanted.is_empty() {
            let default = within("ask for the default adapter", session.default_adapter()).await;
            wanted.push(default.map(|adapter| adapter.name().to_owned())?);
        }
        let mut adapters = Vec::new();
        for name in wanted {
            if !there.contains(&name) {
                return Err(fault::no_adapter(&name, &there));
            }
            let open = session.adapter(&name);
            let adapter = open.map_err(|error| fault::bluez("open the adapter", &error))?;
            let address = within("read the adapter's address", adapter.address()).await?;
            let guard = guard.clone();
            let radio = Radio {
                adapter,
                address,
                guard,
            };
            radio.switch_on().await?;
            adapters.push(radio);
        }
        Ok(Self { adapters })
    }
}

impl Radio {
    /// The adapter's name, `hci0`.
    pub(crate) fn name(&self) -> &str {
        self.adapter.name()
    }

    /// The number in its name, by which the kernel knows it.
    pub(crate) fn number(&self) -> Option<u16> {
        self.name().strip_prefix("hci")?.parse().ok()
    }

    /// Whether the adapter is there and on, and bluetoothd has not ended meanwhile; the fault if not.
    pub(crate) async fn check(&self) -> Result<(), RigFault> {
        if let Some(fault) = self.guard.fault() {
            return Err(fault);
        }
        match within("ask the adapter", self.adapter.is_powered()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(fault::powered_off(self.name(), None)),
            Err(fault) => Err(fault),
        }
    }

    /// Whether a link that ended fell to this machine: an adapter that is switched off or taken away
    /// ends its links first, and bluetoothd tells of the rest only later.
    pub(crate) async fn aftermath(&self, within: Duration) -> Result<(), RigFault> {
        let give_up = tokio::time::Instant::now() + within;
        loop {
            self.check().await?;
            if tokio::time::Instant::now() >= give_up {
                return Ok(());
            }
            tokio::time::sleep(APART_POLL).await;
        }
    }

    async fn switch_on(&self) -> Result<(), RigFault> {
        if self.check().await.is_ok() {
            return Ok(());
        }
        match timeout(PATIENCE, self.adapter.set_powered(true)).await {
            Ok(Ok(())) => self.check().await,
            Ok(Err(error)) => Err(fault::powered_off(self.name(), Some(&error))),
            Err(_) => Err(fault::silent("switch the adapter on")),
        }
    }

    /// What bluetoothd knows of a lock; none when nothing.
    pub(crate) async fn device(&self, address: Address) -> Result<Option<Device>, RigFault> {
        let known = within("list known devices", self.adapter.device_addresses()).await?;
        if !known.contains(&address) {
            return Ok(None);
        }
        Ok(self.adapter.device(address).ok())
    }

    /// Waits until this machine holds no connection to a lock; whether that came to pass.
    pub(crate) async fn is_apart(&self, address: Address) -> Result<bool, RigFault> {
        for _ in 0..APART_TRIES {
            let Some(device) = self.device(address).await? else {
                return Ok(true);
            };
            match timeout(PATIENCE, device.is_connected()).await {
                Ok(Ok(true)) => {}
                // A device that bluetoothd drops in between is not connected either.
                Ok(_) => return Ok(true),
                Err(_) => return Err(fault::silent("look at the lock")),
            }
            tokio::time::sleep(APART_POLL).await;
        }
        Ok(false)
    }
}

/// A call to BlueZ with a deadline, and its fault in words.
pub(crate) async fn within<T>(
    what: &str,
    call: impl Future<Output = bluer::Result<T>>,
) -> Result<T, RigFault> {
    match timeout(PATIENCE, call).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(fault::bluez(what, &error)),
        Err(_) => Err(fault::silent(what)),
    }
}

/// How long bluetoothd may take for anything that needs no lock.
const PATIENCE: Duration = Duration::from_secs(10);
/// The kernel keeps an unused link for two seconds; twice that, and some more.
const APART_TRIES: u32 = 120;
const APART_POLL: Duration = Duration::from_millis(50);
