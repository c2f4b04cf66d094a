//! Drives a lock on the host's clock between bluetoothd and its hands.

use super::adverts::Adverts;
use super::app::application;
use super::order::{Order, Written, refusal};
use super::visitors;
use crate::ble::bench::{Radio, within};
use crate::ble::hangup::hang_up;
use crate::clock::{Stopwatch, duration};
use crate::step::Stepped;
use bluer::gatt::local::{ApplicationHandle, CharacteristicNotifier, ReqError};
use bluer::{Address, AddressType};
use boundary::{Cccd, Char, Conn, FromLock, Id, Instant, Peer, RigFault, Service, ToLock};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

/// A lock on the air.
pub(crate) struct Driver {
    lock: Stepped,
    watch: Stopwatch,
    radio: Radio,
    orders: UnboundedSender<Order>,
    taken: UnboundedReceiver<Order>,
    adverts: Adverts,
    /// What it wants to advertise and does not yet.
    changed: Option<(Vec<u8>, Vec<u8>)>,
    application: Option<ApplicationHandle>,
    central: Option<Central>,
    conns: u32,
    ids: u64,
    /// Writes that wait for the lock's answer.
    writes: BTreeMap<Id, oneshot::Sender<Result<(), ReqError>>>,
    /// What the central has subscribed to, and where the values go.
    notifiers: BTreeMap<Char, Notifier>,
    services: Option<Vec<Service>>,
}

/// A subscription.
struct Notifier {
    number: Id,
    cccd: Cccd,
    values: UnboundedSender<(Conn, Vec<u8>)>,
}

/// The central that is connected.
#[derive(Clone, Copy)]
struct Central {
    conn: Conn,
    address: Option<Address>,
    mtu: u16,
}

impl Driver {
    pub(crate) fn new(
        peer: Box<dyn Peer>,
        radio: Radio,
        orders: UnboundedSender<Order>,
        taken: UnboundedReceiver<Order>,
    ) -> Self {
        Self {
            lock: Stepped::new(peer),
            watch: Stopwatch::start(),
            radio,
            orders,
            taken,
            adverts: Adverts::default(),
            changed: None,
            application: None,
            central: None,
            conns: 0,
            ids: FIRST_ID,
            writes: BTreeMap::new(),
            notifiers: BTreeMap::new(),
            services: None,
        }
    }

    /// Registers the lock's services and advertises.
    pub(crate) async fn go_on_air(&mut self) -> Result<(), RigFault> {
        // Only the lock knows its services, and tells them to whoever is connected.
        let central = self.connect(None);
        let (conn, id) = (central.conn, self.id());
        self.lock.take(ToLock::Discover { conn, id });
        self.settle().await?;
        self.lock.take(ToLock::Disconnect { conn });
        self.central = None;
        let services = self.services.take().unwrap_or_default();
        let app = application(&services, &self.orders);
        let serving = self.radio.adapter.serve_gatt_application(app);
        self.application = Some(within("register the lock's services", serving).await?);
        visitors::watch(&self.radio, self.orders.clone()).await?;
        self.settle().await
    }

    /// Lives until the bench breaks.
    pub(crate) async fn run(&mut self) -> Result<(), RigFault> {
        loop {
            self.settle().await?;
            let wake = self.lock.deadline().unwrap_or(Instant::NEVER);
            let wait = duration(self.watch.until(wake).min(LOOK_AFTER)).min(self.stale_in());
            tokio::select! {
                order = self.taken.recv() => match order {
                    Some(order) => self.obey(order).await?,
                    None => return Ok(()),
                },
                () = tokio::time::sleep(wait) => {
                    if wake > self.watch.now() {
                        self.radio.check().await?;
                    }
                }
            }
        }
    }

    /// Lets the lock say everything it has to say by now.
    async fn settle(&mut self) -> Result<(), RigFault> {
        while let Some(said) = self.lock.next(self.watch.now())? {
            self.pass_on(said).await?;
        }
        self.announce().await
    }

    /// Advertises what has changed, once nobody is connected: the kernel takes up the advertising of
    /// before the connection when it ends, and none at all when that has been replaced meanwhile.
    async fn announce(&mut self) -> Result<(), RigFault> {
        if self.central.is_some() {
            return Ok(());
        }
        if self.changed.is_none() && self.stale_in().is_zero() {
            self.changed = self.adverts.renewed();
        }
        match self.changed.take() {
            Some((data, scan_response)) => {
                self.adverts.show(&self.radio, data, scan_response).await
            }
            None => Ok(()),
        }
    }

    /// How long until what is advertised is to be renewed.
    fn stale_in(&self) -> Duration {
        let stale_in = self.adverts.stale_in().filter(|_| self.central.is_none());
        stale_in.unwrap_or(Duration::MAX)
    }

    async fn obey(&mut self, order: Order) -> Result<(), RigFault> {
        // The lock's time is now.
        self.settle().await?;
        match order {
            Order::Came(address) => match self.central {
                Some(_) => self.recognise(address),
                None => _ = self.connect(Some(address)),
            },
            Order::Gone(address) => self.gone(address).await,
            Order::Write(written) => self.write(written),
            Order::Subscribed(char, notifier) => self.subscribed(char, notifier),
            Order::Unsubscribed(char, number) => self.unsubscribed(char, number),
            Order::Confirmed(conn) => self.lock.take(ToLock::Confirm { conn }),
            Order::Hand(message, tell) => {
                self.lock.take(message);
                let mut told = Vec::new();
                while let Some(said) = self.lock.poll() {
                    match said {
                        FromLock::Done { .. } | FromLock::Unsupported { .. } => told.push(said),
                        other => self.pass_on(other).await?,
                    }
                }
                // Hands that have been taken away wait for nothing.
                let _ = tell.send(told);
            }
        }
        Ok(())
    }

    async fn pass_on(&mut self, said: FromLock) -> Result<(), RigFault> {
        match said {
            FromLock::Written { id, .. } => self.answer(id, Ok(())),
            FromLock::AttError { id, code, .. } => self.answer(id, Err(refusal(code))),
            FromLock::Services { services, .. } => self.services = Some(services),
            FromLock::Indicate { conn, char, value } | FromLock::Notify { conn, char, value } => {
                if let Some(notifier) = self.notifiers.get(&char) {
                    // One whose central is gone drops the value, as the air would.
                    let _ = notifier.values.send((conn, value));
                }
            }
            FromLock::Disconnected { conn, .. } | FromLock::Refused { conn, .. } => {
                self.hang_up(conn).await?;
            }
            FromLock::Advertising {
                data,
                scan_response,
                ..
            } => {
                self.changed = Some((data, scan_response));
            }
            FromLock::Connected { .. }
            | FromLock::Mtu { .. }
            | FromLock::Done { .. }
            | FromLock::Unsupported { .. } => {}
        }
        Ok(())
    }

    fn connect(&mut self, address: Option<Address>) -> Central {
        self.conns += 1;
        let conn = Conn(self.conns);
        let mtu = DEFAULT_MTU;
        self.lock.take(ToLock::Connect { conn, mtu });
        if let Some(said) = self.adverts.doubtful() {
            self.changed.get_or_insert(said);
        }
        *self.central.insert(Central { conn, address, mtu })
    }

    /// A subscription may be told before its connection, and without an address.
    fn recognise(&mut self, address: Address) {
        if let Some(central) = &mut self.central {
            central.address.get_or_insert(address);
        }
    }

    async fn gone(&mut self, address: Address) {
        let Some(central) = self.central else { return };
        if central.address.is_some_and(|known| known != address) {
            return;
        }
        if self.is_here(address).await {
            self.came_back(central);
        } else {
            self.free();
            let conn = central.conn;
            self.lock.take(ToLock::Disconnect { conn });
        }
    }

    /// Whether a central is connected now: the word that it is gone may come behind its next connection.
    async fn is_here(&self, address: Address) -> bool {
        match self.radio.adapter.device(address) {
            Ok(device) => within("look at a central", device.is_connected())
                .await
                .unwrap_or(false),
            Err(_) => false,
        }
    }

    fn free(&mut self) {
        self.central = None;
        self.notifiers.clear();
        self.adverts.left();
    }

    async fn hang_up(&mut self, conn: Conn) -> Result<(), RigFault> {
        let Some(central) = self.central.filter(|central| central.conn == conn) else {
            return Ok(());
        };
        self.free();
        match central.address {
            Some(address) => hang_up(&self.radio, address, AddressType::LePublic).await,
            None => Ok(()),
        }
    }

    fn write(&mut self, written: Written) {
        let central = match self.central {
            Some(central) => central,
            None => self.connect(Some(written.from)),
        };
        self.recognise(written.from);
        let stranger = self
            .central
            .is_some_and(|c| c.address != Some(written.from));
        if stranger {
            // bluetoothd would send this lock's answers to both.
            let _ = written.answer.send(Err(ReqError::NotAuthorized));
            return;
        }
        let conn = match written.mtu < central.mtu {
            true => self.came_back(central).conn,
            false => central.conn,
        };
        self.exchanged(written.mtu);
        let id = self.id();
        match written.kind {
            // Nothing will come of a command; bluetoothd waits for its callback all the same.
            boundary::WriteKind::Command => _ = written.answer.send(Ok(())),
            _ => _ = self.writes.insert(id, written.answer),
        }
        let (char, value, kind) = (written.char, written.value, written.kind);
        self.lock.take(ToLock::Write {
            conn,
            id,
            char,
            value,
            kind,
        });
    }

    /// bluetoothd gathers changes: a central that is gone and back at once never was away for it, and an
    /// MTU that shrinks is then the only sign, since within a connection it cannot. The subscriptions are the new
    /// connection's, which come before its first write.
    fn came_back(&mut self, before: Central) -> Central {
        self.lock.take(ToLock::Disconnect { conn: before.conn });
        let central = self.connect(before.address);
        let subscribed = self
            .notifiers
            .iter()
            .map(|(char, notifier)| (*char, notifier.cccd));
        for (char, cccd) in subscribed.collect::<Vec<_>>() {
            self.subscribe(char, cccd);
        }
        central
    }

    /// bluetoothd exchanges the MTU on its own and tells it only with a write.
    fn exchanged(&mut self, mtu: u16) {
        let id = self.id();
        if let Some(central) = &mut self.central
            && mtu > central.mtu
        {
            central.mtu = mtu;
            let conn = central.conn;
            self.lock.take(ToLock::Mtu { conn, id, mtu });
        }
    }

    fn subscribed(&mut self, char: Char, notifier: CharacteristicNotifier) {
        if self.central.is_none() {
            self.connect(None);
        }
        let cccd = if notifier.confirming() {
            Cccd::INDICATE
        } else {
            Cccd::NOTIFY
        };
        let (values, taken) = unbounded_channel();
        let number = self.id();
        let ended = Order::Unsubscribed(char, number);
        tokio::spawn(carry(ended, notifier, taken, self.orders.clone()));
        let notifier = Notifier {
            number,
            cccd,
            values,
        };
        self.notifiers.insert(char, notifier);
        self.subscribe(char, cccd);
    }

    /// The end of a subscription may be told behind the next one's begin, which it must not take along.
    fn unsubscribed(&mut self, char: Char, number: Id) {
        if self
            .notifiers
            .get(&char)
            .is_some_and(|notifier| notifier.number == number)
        {
            self.notifiers.remove(&char);
            self.subscribe(char, Cccd::OFF);
        }
    }

    fn subscribe(&mut self, char: Char, cccd: Cccd) {
        let id = self.id();
        if let Some(Central { conn, .. }) = self.central {
            self.lock.take(ToLock::Subscribe {
                conn,
                id,
                char,
                cccd,
            });
        }
    }

    fn answer(&mut self, id: Id, answer: Result<(), ReqError>) {
        if let Some(waiting) = self.writes.remove(&id) {
            // A central that is gone waits for nothing.
            let _ = waiting.send(answer);
        }
    }

    fn id(&mut self) -> Id {
        self.ids += 1;
        Id(self.ids)
    }
}

/// Sends a characteristic's values one after the other, each confirmed before the next; `ended` is told
/// when the central wants no more of them.
async fn carry(
    ended: Order,
    mut notifier: CharacteristicNotifier,
    mut values: UnboundedReceiver<(Conn, Vec<u8>)>,
    orders: UnboundedSender<Order>,
) {
    let stopped = notifier.stopped();
    tokio::pin!(stopped);
    loop {
        tokio::select! {
            () = &mut stopped => break,
            value = values.recv() => match value {
                Some((conn, value)) => match notifier.notify(value).await {
                    // A driver that has ended wants no orders.
                    Ok(()) => _ = orders.send(Order::Confirmed(conn)),
                    Err(_) => break,
                },
                None => return,
            },
        }
    }
    // As above.
    let _ = orders.send(ended);
}

/// ATT_MTU of a new connection.
const DEFAULT_MTU: u16 = 23;
/// How often an idle lock looks whether its adapter is still there.
const LOOK_AFTER: boundary::Span = boundary::Span::secs(5);
/// Far from the numbers that hands give.
const FIRST_ID: u64 = 1 << 40;
