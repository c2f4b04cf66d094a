//! What the tasks on the air report to the thread that drives the link.

use crate::att::table::Table;
use crate::clock::Stopwatch;
use boundary::{Conn, DisconnectReason, Event, FromLock, Instant, RigFault, Stamped};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

/// Something heard, or the bench's fault.
pub(crate) type Heard = Result<Stamped<Event>, RigFault>;

/// The way to the link, and what its connections share.
#[derive(Clone, Debug)]
pub(crate) struct Air {
    watch: Stopwatch,
    heard: Sender<Heard>,
    /// Handles, as long as the lock at the other end is the same: they are forgotten before a case.
    table: Arc<Mutex<Option<Table>>>,
}

impl Air {
    pub(crate) fn new(watch: Stopwatch, heard: Sender<Heard>) -> Self {
        let table = Arc::default();
        Self {
            watch,
            heard,
            table,
        }
    }

    /// Reports what the lock said, stamped now.
    pub(crate) fn say(&self, message: FromLock) {
        self.event(Event::Lock(message));
    }

    /// Reports an oddity.
    pub(crate) fn note(&self, text: String) {
        self.event(Event::Console(text));
    }

    /// Reports the bench's fault.
    pub(crate) fn fault(&self, fault: RigFault) {
        // A link that has been dropped wants to hear nothing.
        let _ = self.heard.send(Err(fault));
    }

    /// Reports the end of a connection, which was at that time.
    pub(crate) fn ended(&self, conn: Conn, reason: DisconnectReason, at: Instant) {
        let what = Event::Lock(FromLock::Disconnected { conn, reason });
        // As above.
        let _ = self.heard.send(Ok(Stamped { at, what }));
    }

    /// The time now.
    pub(crate) fn now(&self) -> Instant {
        self.watch.now()
    }

    /// Reports that there was no connection.
    pub(crate) fn refused(&self, conn: Conn, reason: String) {
        self.say(FromLock::Refused { conn, reason });
    }

    /// The handles that are known.
    pub(crate) fn table(&self) -> Option<Table> {
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.clone()
    }

    /// Remembers or forgets handles.
    pub(crate) fn remember(&self, table: Option<Table>) {
        *self.table.lock().unwrap_or_else(PoisonError::into_inner) = table;
    }

    fn event(&self, what: Event) {
        let at = self.watch.now();
        // As above.
        let _ = self.heard.send(Ok(Stamped { at, what }));
    }
}
