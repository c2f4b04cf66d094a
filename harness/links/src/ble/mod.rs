//! A lock on the air, through BlueZ.
//!
//! Each connection is a task with a socket; what it hears comes to the link's thread over one
//! channel, stamped in the task. Hands are an attached-lock stream beside the radio, where the
//! bench has one.
//!
//! ```text
//!   run --send--> BleLink --orders--> task per connection ==ATT==> lock
//!       <--next--   ^   <--heard--                                  |
//!                   +----------- hands (attached-lock) -------------+
//! ```
//!
//! Traps of BlueZ are named where they are handled: `find.rs` (scans, stale devices), `att.rs`
//! (connect returns early, many tries), `hangup.rs` (links that outlive their sockets), `bench.rs`
//! (calls that do not return), `guard.rs` (a daemon that is started anew unseen), `fault.rs` (whose
//! fault an error is).

mod air;
mod att;
mod bench;
mod choice;
mod doctor;
mod fault;
mod find;
mod gatt;
mod guard;
mod hands;
mod hangup;
mod peripheral;

pub use doctor::{Finding, Health, examine};
pub use peripheral::{OnAirOptions, serve_on_air};

use crate::attached::AttachedOptions;
use crate::clock::{Stopwatch, duration};
use crate::waiting::refuse_endless;
use air::{Air, Heard};
use att::Line;
use bench::Bench;
use boundary::{
    Capabilities, Capability, Clock, Conn, Event, FromLock, Identity, Instant, Link, RigFault,
    Span, Stamped, ToLock,
};
use choice::{Bearer, BleChoice};
use find::Target;
use hands::Hands;
use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A [`Link`] to a lock on the air.
pub struct BleLink {
    runtime: Runtime,
    bench: Bench,
    /// The adapters' names, to open them anew.
    adapters: Vec<String>,
    /// How long a broken bench is waited for; not twice for the same trouble.
    patience: Span,
    bearer: Bearer,
    target: Target,
    watch: Stopwatch,
    air: Air,
    heard: Receiver<Heard>,
    ready: VecDeque<Stamped<Event>>,
    open: BTreeMap<Conn, Open>,
    hands: Option<Hands>,
    identity: Identity,
    capabilities: Capabilities,
}

/// A connection under way or open: which adapter carries it, and the way to its task.
struct Open {
    radio: usize,
    orders: UnboundedSender<ToLock>,
    task: JoinHandle<()>,
}

impl BleLink {
    /// Opens the adapters, finds the lock, and greets its hands. `text` stands behind `ble:`.
    ///
    /// # Errors
    /// The bench is not ready, the lock is not in range, or its hands do not greet.
    pub fn open(text: &str, options: AttachedOptions) -> Result<Self, RigFault> {
        let choice: BleChoice = text
            .parse()
            .map_err(|error| RigFault::new(format!("cannot open `ble:{text}`: {error}"), ""))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| RigFault::new(format!("no threads: {error}"), ""))?;
        let hands = choice.hands.clone().map(|at| Hands::open(at, options));
        let hands = hands.transpose()?;
        let bench = runtime.block_on(Bench::open(&choice.adapters))?;
        let target = runtime.block_on(find::find(first(&bench)?, &choice.lock))?;
        let watch = Stopwatch::start();
        let (tell, heard) = channel();
        let mut link = Self {
            air: Air::new(watch, tell),
            identity: identity(text, &target, hands.as_ref()),
            capabilities: capabilities(choice.bearer, bench.adapters.len(), hands.as_ref()),
            bearer: choice.bearer,
            adapters: choice.adapters,
            patience: MENDED_WITHIN,
            runtime,
            bench,
            target,
            watch,
            heard,
            ready: VecDeque::new(),
            open: BTreeMap::new(),
            hands,
        };
        link.purge()?;
        Ok(link)
    }

    fn connect(&mut self, conn: Conn, mtu: u16) -> Result<(), RigFault> {
        let busy = |radio: &usize| self.open.values().any(|open| open.radio == *radio);
        let free = (0..self.bench.adapters.len()).find(|radio| !busy(radio));
        let Some((radio, adapter)) = free.and_then(|at| Some((at, self.bench.adapters.get(at)?)))
        else {
            return Err(RigFault::new(
                "every adapter has a connection to the lock already, and each can have one",
                "name more of them: `adapter=hci0+hci1`",
            ));
        };
        let (orders, taken) = unbounded_channel();
        let line = Line {
            conn,
            mtu,
            radio: adapter.clone(),
            target: self.target.clone(),
            air: self.air.clone(),
        };
        let task = match self.bearer {
            Bearer::Att => self.runtime.spawn(line.run(taken)),
            Bearer::Gatt => self.runtime.spawn(gatt::run(line, taken)),
        };
        let open = Open {
            radio,
            orders,
            task,
        };
        self.open.insert(conn, open);
        Ok(())
    }

    /// Takes what has been heard, if it comes before `deadline`.
    fn hear(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        let wait = self.watch.until(deadline);
        match self.heard.recv_timeout(duration(wait)) {
            Ok(Ok(told)) => {
                self.note_end(&told.what);
                Ok(Some(told))
            }
            Ok(Err(fault)) => {
                // Nobody can say what the open connections are worth now.
                self.open.clear();
                Err(fault)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                // Silence is the lock's only while the bench stands.
                if wait >= LONG_SILENCE && !self.open.is_empty() {
                    self.runtime.block_on(stands(&self.bench))?;
                }
                Ok(None)
            }
        }
    }

    fn note_end(&mut self, what: &Event) {
        if let Event::Lock(FromLock::Disconnected { conn, .. } | FromLock::Refused { conn, .. }) =
            what
        {
            self.open.remove(conn);
        }
    }

    /// Waits until the bench stands again, and opens its adapters anew where that mends it: a daemon
    /// that is restarted, or an adapter that is plugged in again, costs one case and not all that follow.
    fn mend(&mut self) -> Result<(), RigFault> {
        let give_up = self.watch.now() + self.patience;
        loop {
            let Err(fault) = self.runtime.block_on(stands(&self.bench)) else {
                self.patience = MENDED_WITHIN;
                return Ok(());
            };
            if self.watch.now() >= give_up {
                self.patience = Span::ZERO;
                return Err(fault);
            }
            let opened = self.runtime.block_on(async {
                tokio::time::sleep(duration(BETWEEN_LOOKS)).await;
                Bench::open(&self.adapters).await
            });
            if let Ok(bench) = opened {
                self.bench = bench;
            }
        }
    }

    /// Ends every connection, forgets what was heard, and makes sure that this machine holds no
    /// link and no memory of the lock.
    fn purge(&mut self) -> Result<(), RigFault> {
        for open in std::mem::take(&mut self.open).into_values() {
            // A task that has ended needs no order. One that has not would end the next link.
            let _ = open.orders.send(ToLock::Disconnect { conn: Conn(0) });
            let ended = async { timeout(duration(LAST_WORDS), open.task).await };
            // One that is stuck in bluetoothd ends with the runtime.
            let _ = self.runtime.block_on(ended);
        }
        self.air.remember(None);
        for radio in &self.bench.adapters {
            let target = &self.target;
            self.runtime.block_on(async {
                radio.check().await?;
                hangup::hang_up(radio, target.address, target.kind).await
            })?;
        }
        while self.heard.try_recv().is_ok() {}
        self.ready.clear();
        Ok(())
    }
}

impl Link for BleLink {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        Clock::Real {
            uncertainty: UNCERTAINTY,
        }
    }

    fn now(&self) -> Instant {
        self.watch.now()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        match (message, message.conn()) {
            (ToLock::Connect { conn, mtu }, _) => self.connect(*conn, *mtu),
            (_, Some(conn)) => {
                if let Some(open) = self.open.get(&conn) {
                    // A task that has ended has told so.
                    let _ = open.orders.send(message.clone());
                }
                Ok(())
            }
            (_, None) => match &mut self.hands {
                Some(hands) => {
                    let told = hands.act(message)?;
                    let at = self.watch.now();
                    self.ready
                        .extend(told.into_iter().map(|what| Stamped { at, what }));
                    Ok(())
                }
                None => Err(RigFault::new(
                    "this bench has no hands for the lock",
                    "name them: `hands=tcp:HOST:PORT`, a probe, or `--hands person`",
                )),
            },
        }
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        refuse_endless(deadline)?;
        if let Some(told) = self.ready.pop_front() {
            return Ok(Some(told));
        }
        self.hear(deadline)
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.mend()?;
        if self.purge().is_err() {
            // It broke in between.
            self.mend()?;
            self.purge()?;
        }
        match &mut self.hands {
            Some(hands) => {
                let revived = hands.revive(fresh)?;
                // A lock that restarts ends its links; that is over now.
                self.purge()?;
                Ok(revived)
            }
            None => Ok(!fresh),
        }
    }
}

impl Drop for BleLink {
    fn drop(&mut self) {
        // The next run must not find this one's links.
        let _ = self.purge();
    }
}

/// Whether every adapter is there and on.
async fn stands(bench: &Bench) -> Result<(), RigFault> {
    for radio in &bench.adapters {
        radio.check().await?;
    }
    Ok(())
}

fn first(bench: &Bench) -> Result<&bench::Radio, RigFault> {
    let none = || fault::no_adapter("at all", &[]);
    bench.adapters.first().ok_or_else(none)
}

fn identity(text: &str, target: &Target, hands: Option<&Hands>) -> Identity {
    let mut identity = hands.map_or_else(Identity::default, Hands::identity);
    identity.link = format!("ble:{text}");
    if identity.name.is_empty() {
        identity.name = match target.name.as_str() {
            "" => target.address.to_string(),
            name => format!("{name} ({})", target.address),
        };
    }
    identity
}

fn capabilities(bearer: Bearer, adapters: usize, hands: Option<&Hands>) -> Capabilities {
    let mut all = hands.map_or_else(Capabilities::default, Hands::capabilities);
    let own = match bearer {
        Bearer::Att => crate::att::RAW,
        Bearer::Gatt => THROUGH_BLUETOOTHD,
    };
    for one in own {
        all.insert(*one);
    }
    if adapters > 1 {
        all.insert(Capability::SeveralConnections);
    }
    all
}

/// What bluetoothd's GATT client can do: it does the rest by itself.
const THROUGH_BLUETOOTHD: &[Capability] = &[Capability::WriteCommand];
/// What restarts bluetoothd, or plugs an adapter in again, takes about so long.
const MENDED_WITHIN: Span = Span::secs(20);
const BETWEEN_LOOKS: Span = Span::millis(500);
/// Shorter waits are those of a run that looks whether anything has come.
const LONG_SILENCE: Span = Span::secs(1);
/// How long the task of a connection may take to end it.
const LAST_WORDS: Span = Span::secs(10);
/// A task has to be woken after the kernel has got a packet, and a radio's events are 7.5 ms apart
/// at best.
const UNCERTAINTY: Span = Span::millis(20);
