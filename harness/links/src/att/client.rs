//! One connection's ATT client, sans I/O: messages and PDUs in, PDUs and messages out.
//!
//! After each input take everything from [`Client::poll`]. One request is under way at a time
//! (Vol 3, Part F, 3.3.2); confirmations and commands do not wait.
//!
//! ```text
//!   ToLock --take-->  queue of jobs  --Send-->  PDUs
//!   FromLock <--Say--      |         <--hear--
//! ```

use super::discovery::{Discovery, Stuck};
use super::job::{Job, Move, Part};
use super::pdu::{
    CONFIRMATION, DEFAULT_MTU, Handle, Pdu, code, error_response, mtu_response, word,
};
use super::table::Table;
use boundary::{Conn, Execute, FromLock, Id, ToLock, WriteKind};
use std::collections::VecDeque;

/// An ATT client on one connection.
#[derive(Debug)]
pub(crate) struct Client {
    conn: Conn,
    /// What this side offers, and ...
    offered: u16,
    /// ... what is in force.
    mtu: u16,
    table: Option<Table>,
    queue: VecDeque<Job>,
    /// The job whose request is under way, and that request's opcode.
    current: Option<(Job, u8)>,
    /// Values that came before their handles were known.
    early: Vec<(Handle, Vec<u8>, Value)>,
    out: VecDeque<Out>,
}

/// What a client wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Out {
    /// Send this PDU.
    Send(Vec<u8>),
    /// Tell the run.
    Say(FromLock),
    /// Something odd that is worth a line in the journal.
    Note(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Indicated,
    Notified,
}

impl Client {
    /// A client on a link that has just come up; `table` is what is known of the lock already.
    pub(crate) fn new(conn: Conn, mtu: u16, table: Option<Table>) -> Self {
        let mut client = Self {
            conn,
            offered: mtu.max(DEFAULT_MTU),
            mtu: DEFAULT_MTU,
            table,
            queue: VecDeque::new(),
            current: None,
            early: Vec::new(),
            out: VecDeque::new(),
        };
        if mtu > DEFAULT_MTU {
            client.queue.push_back(Job::Greet { mtu });
            client.go_on();
        } else {
            client.connected();
        }
        client
    }

    /// The next thing to be done.
    pub(crate) fn poll(&mut self) -> Option<Out> {
        self.out.pop_front()
    }

    /// What is known of the lock.
    pub(crate) const fn table(&self) -> Option<&Table> {
        self.table.as_ref()
    }

    /// Takes a message of the run.
    pub(crate) fn take(&mut self, message: ToLock) {
        let job = match message {
            ToLock::Confirm { .. } => {
                self.out.push_back(Out::Send(CONFIRMATION.to_vec()));
                return;
            }
            // Hands, and what opens or closes a link, are not ATT.
            ToLock::Connect { .. } | ToLock::Disconnect { .. } | ToLock::Control { .. } => return,
            ToLock::Discover { id, .. } => Job::Discover {
                id: Some(id),
                discovery: Discovery::new(),
            },
            ToLock::Mtu { id, mtu, .. } => Job::Mtu { id, mtu },
            ToLock::Subscribe { id, char, cccd, .. } => Job::Subscribe { id, char, cccd },
            ToLock::Write {
                id,
                char,
                value,
                kind,
                ..
            } => match kind {
                WriteKind::Request => Job::Write { id, char, value },
                WriteKind::Command => Job::Command { char, value },
                WriteKind::Long => {
                    let part = Part::From(0);
                    Job::Long {
                        id,
                        char,
                        value,
                        part,
                    }
                }
            },
            ToLock::Prepare {
                id,
                char,
                offset,
                value,
                ..
            } => Job::Prepare {
                id,
                char,
                offset,
                value,
            },
            ToLock::Execute { id, flag, .. } => {
                let write = flag == Execute::Write;
                Job::Execute { id, write }
            }
        };
        self.queue.push_back(job);
        self.go_on();
    }

    /// Takes a PDU of the lock.
    pub(crate) fn hear(&mut self, bytes: &[u8]) {
        match Pdu::read(bytes) {
            Pdu::Indication(handle, value) => self.value(handle, value, Value::Indicated),
            Pdu::Notification(handle, value) => self.value(handle, value, Value::Notified),
            Pdu::Asked(opcode) => self.asked(opcode, bytes),
            Pdu::Ignored => {}
            Pdu::Malformed => self.note(&format!("the lock sent no ATT PDU: {bytes:02X?}")),
            Pdu::Error(opcode, code) => match self.current.take() {
                Some((job, asked)) if asked == opcode => {
                    self.failed(job, code);
                    self.go_on();
                }
                other => self.unasked(other, bytes),
            },
            Pdu::Response(opcode, body) => match self.current.take() {
                Some((job, asked)) if asked + 1 == opcode => {
                    self.answered(job, opcode, body);
                    self.go_on();
                }
                other => self.unasked(other, bytes),
            },
        }
    }

    fn connected(&mut self) {
        let (conn, mtu) = (self.conn, self.mtu);
        self.say(FromLock::Connected { conn, mtu });
    }

    /// Begins the next job when none is under way.
    fn go_on(&mut self) {
        while self.current.is_none() {
            let Some(job) = self.queue.pop_front() else {
                return;
            };
            if job.needs_table() && self.table.is_none() {
                self.queue.push_front(job);
                let discovery = Discovery::new();
                let id = None;
                self.queue.push_front(Job::Discover { id, discovery });
                continue;
            }
            self.advance(job);
        }
    }

    /// Makes a job's next move.
    fn advance(&mut self, job: Job) {
        let nothing = Table::default();
        match job.next(self.table.as_ref().unwrap_or(&nothing), self.mtu) {
            Move::Ask(request) => {
                self.out.push_back(Out::Send(request.bytes()));
                self.current = Some((job, request.opcode()));
            }
            Move::Tell(bytes) => self.out.push_back(Out::Send(bytes)),
            Move::Fail(code) => self.refuse(job.id(), code),
            Move::End => {
                if let Job::Discover { id, discovery } = job {
                    self.discovered(id, discovery);
                }
            }
        }
    }

    fn answered(&mut self, job: Job, opcode: u8, body: Vec<u8>) {
        let conn = self.conn;
        match job {
            Job::Greet { mtu } => {
                self.exchanged(mtu, &body);
                self.connected();
            }
            Job::Mtu { id, mtu } => {
                self.exchanged(mtu, &body);
                let mtu = self.mtu;
                self.say(FromLock::Mtu { conn, id, mtu });
            }
            Job::Discover { id, discovery } => {
                self.discovering(id, discovery, &Pdu::Response(opcode, body));
            }
            Job::Long {
                id,
                part: Part::Cancel(code),
                ..
            } => self.refuse(Some(id), code),
            Job::Long {
                id,
                char,
                value,
                part: part @ Part::From(_),
            } => {
                let part = part.after(value.len(), self.mtu);
                self.advance(Job::Long {
                    id,
                    char,
                    value,
                    part,
                });
            }
            Job::Long { id, .. }
            | Job::Subscribe { id, .. }
            | Job::Write { id, .. }
            | Job::Prepare { id, .. }
            | Job::Execute { id, .. } => self.say(FromLock::Written { conn, id }),
            Job::Command { .. } => {}
        }
    }

    fn failed(&mut self, job: Job, code: u8) {
        match job {
            // The lock has no larger MTU.
            Job::Greet { .. } => self.connected(),
            Job::Mtu { id, .. } if code == code::REQUEST_NOT_SUPPORTED => {
                self.say(FromLock::Unsupported { id: Some(id) });
            }
            Job::Discover { id, discovery } => {
                // Only the code matters to a discovery.
                self.discovering(id, discovery, &Pdu::Error(0, code));
            }
            Job::Long {
                id,
                char,
                value,
                part: Part::From(_),
            } => {
                let part = Part::Cancel(code);
                self.advance(Job::Long {
                    id,
                    char,
                    value,
                    part,
                });
            }
            Job::Long {
                id,
                part: Part::Cancel(first),
                ..
            } => self.refuse(Some(id), first),
            other => self.refuse(other.id(), code),
        }
    }

    fn discovering(&mut self, id: Option<Id>, mut discovery: Discovery, answer: &Pdu) {
        match discovery.answer(answer) {
            Ok(()) => self.advance(Job::Discover { id, discovery }),
            Err(Stuck::Error(code)) if id.is_some() => self.refuse(id, code),
            Err(stuck) => {
                self.note(&format!("discovery ends early: {stuck:?}"));
                self.discovered(id, discovery);
            }
        }
    }

    fn discovered(&mut self, id: Option<Id>, discovery: Discovery) {
        let table = discovery.finish();
        if let Some(id) = id {
            let services = table.told();
            let conn = self.conn;
            self.say(FromLock::Services { conn, id, services });
        }
        self.table = Some(table);
        for (handle, value, how) in std::mem::take(&mut self.early) {
            self.value(handle, value, how);
        }
    }

    fn exchanged(&mut self, asked: u16, body: &[u8]) {
        if let [low, high] = body {
            self.offered = asked;
            self.mtu = asked.min(word(*low, *high)).max(DEFAULT_MTU);
        } else {
            self.note("the lock's Exchange MTU Response has no MTU");
        }
    }

    fn value(&mut self, handle: Handle, value: Vec<u8>, how: Value) {
        let conn = self.conn;
        let Some(table) = &self.table else {
            self.early.push((handle, value, how));
            return;
        };
        match (table.char_at(handle), how) {
            (Some(char), Value::Indicated) => self.say(FromLock::Indicate { conn, char, value }),
            (Some(char), Value::Notified) => self.say(FromLock::Notify { conn, char, value }),
            (None, _) => {
                self.note(&format!(
                    "the lock sent a value of handle 0x{handle:04X}, which is none of its own characteristics: {value:02X?}"
                ));
                if how == Value::Indicated {
                    self.out.push_back(Out::Send(CONFIRMATION.to_vec()));
                }
            }
        }
    }

    /// A lock that runs a GATT client, as a lock on BlueZ does, asks too; it finds nothing here.
    fn asked(&mut self, opcode: u8, bytes: &[u8]) {
        let answer = match (opcode, bytes) {
            // Never more than what this connection is meant to have.
            (0x02, [_, low, high]) => {
                let theirs = word(*low, *high).max(DEFAULT_MTU);
                if self.mtu > DEFAULT_MTU {
                    self.mtu = self.mtu.min(theirs);
                }
                mtu_response(self.offered)
            }
            (0x04..=0x10, _) => error_response(opcode, code::ATTRIBUTE_NOT_FOUND),
            _ => error_response(opcode, code::REQUEST_NOT_SUPPORTED),
        };
        self.out.push_back(Out::Send(answer));
    }

    fn unasked(&mut self, current: Option<(Job, u8)>, bytes: &[u8]) {
        self.current = current;
        self.note(&format!(
            "the lock sent a response that nobody asked for: {bytes:02X?}"
        ));
    }

    fn refuse(&mut self, id: Option<Id>, code: u8) {
        let conn = self.conn;
        if let Some(id) = id {
            self.say(FromLock::AttError { conn, id, code });
        }
    }

    fn say(&mut self, message: FromLock) {
        self.out.push_back(Out::Say(message));
    }

    fn note(&mut self, text: &str) {
        self.out.push_back(Out::Note(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::att::test_lock::TestLock;
    use boundary::{Cccd, Char};

    const CONN: Conn = Conn(3);

    /// A client and a lock, joined.
    struct Pair {
        client: Client,
        lock: TestLock,
        notes: Vec<String>,
    }

    impl Pair {
        fn new(mtu: u16) -> Self {
            Self::with(mtu, TestLock::default())
        }

        fn with(mtu: u16, lock: TestLock) -> Self {
            Self {
                client: Client::new(CONN, mtu, None),
                lock,
                notes: Vec::new(),
            }
        }

        /// Lets everything happen; what the run is told.
        fn settle(&mut self) -> Vec<FromLock> {
            let mut said = Vec::new();
            while let Some(out) = self.client.poll() {
                match out {
                    Out::Send(bytes) => {
                        for answer in self.lock.hear(&bytes) {
                            self.client.hear(&answer);
                        }
                    }
                    Out::Say(message) => said.push(message),
                    Out::Note(text) => self.notes.push(text),
                }
            }
            said
        }

        fn tell(&mut self, message: ToLock) -> Vec<FromLock> {
            self.client.take(message);
            self.settle()
        }
    }

    fn write(id: u64, length: usize, kind: WriteKind) -> ToLock {
        ToLock::Write {
            conn: CONN,
            id: Id(id),
            char: Char::USDIO,
            value: (0..=u8::MAX).cycle().take(length).collect(),
            kind,
        }
    }

    fn subscribe(id: u64) -> ToLock {
        ToLock::Subscribe {
            conn: CONN,
            id: Id(id),
            char: Char::USDIO,
            cccd: Cccd::INDICATE,
        }
    }

    #[test]
    fn the_default_mtu_is_not_exchanged() {
        let mut pair = Pair::new(23);
        let connected = FromLock::Connected {
            conn: CONN,
            mtu: 23,
        };
        assert_eq!(pair.settle(), [connected]);
        assert!(pair.lock.heard.is_empty());
    }

    #[test]
    fn a_larger_mtu_is_exchanged_before_the_connection_is_told() {
        let mut pair = Pair::new(517);
        let connected = FromLock::Connected {
            conn: CONN,
            mtu: 247,
        };
        assert_eq!(pair.settle(), [connected]);
        assert_eq!(pair.lock.heard, [[0x02, 0x05, 0x02]]);
    }

    #[test]
    fn a_write_discovers_first_and_comes_back_as_an_indication() {
        let mut pair = Pair::new(23);
        pair.settle();
        let written = |id| FromLock::Written {
            conn: CONN,
            id: Id(id),
        };
        assert_eq!(pair.tell(subscribe(1)), [written(1)]);
        let said = pair.tell(write(2, 20, WriteKind::Request));
        assert_eq!(said[0], written(2));
        assert!(
            matches!(&said[1], FromLock::Indicate { char: Char::USDIO, value, .. } if value.len() == 20)
        );
        let discoveries = pair.lock.heard.iter().filter(|pdu| pdu[0] == 0x10).count();
        assert!(discoveries <= 5, "it discovers once");
    }

    #[test]
    fn a_long_write_is_cut_by_the_mtu_and_joined_by_the_lock() {
        let mut pair = Pair::new(23);
        pair.settle();
        let said = pair.tell(write(1, 100, WriteKind::Long));
        assert_eq!(
            said,
            [FromLock::Written {
                conn: CONN,
                id: Id(1)
            }]
        );
        assert_eq!(pair.lock.written[&0].len(), 100);
        let parts = pair.lock.heard.iter().filter(|pdu| pdu[0] == 0x16);
        assert_eq!(parts.count(), 6);
    }

    #[test]
    fn a_refused_part_cancels_the_long_write() {
        let mut client = Client::new(CONN, 23, Some(table()));
        client.poll();
        client.take(write(1, 30, WriteKind::Long));
        assert!(matches!(client.poll(), Some(Out::Send(pdu)) if pdu[0] == 0x16));
        client.hear(&[0x01, 0x16, 2, 0, 0x09]);
        assert_eq!(client.poll(), Some(Out::Send(vec![0x18, 0])));
        client.hear(&[0x19]);
        let code = 0x09;
        let refused = FromLock::AttError {
            conn: CONN,
            id: Id(1),
            code,
        };
        assert_eq!(client.poll(), Some(Out::Say(refused)));
    }

    fn table() -> Table {
        let mut pair = Pair::new(23);
        pair.tell(subscribe(1));
        pair.client.table().unwrap().clone()
    }

    #[test]
    fn a_characteristic_that_is_not_there_is_an_att_error() {
        let mut client = Client::new(CONN, 23, Some(Table::default()));
        client.poll();
        client.take(subscribe(1));
        let code = 0x0A;
        let refused = FromLock::AttError {
            conn: CONN,
            id: Id(1),
            code,
        };
        assert_eq!(client.poll(), Some(Out::Say(refused)));
    }

    #[test]
    fn requests_wait_for_one_another_and_confirmations_do_not() {
        let mut client = Client::new(CONN, 23, Some(table()));
        client.poll();
        client.take(write(1, 3, WriteKind::Request));
        client.take(write(2, 3, WriteKind::Request));
        client.take(ToLock::Confirm { conn: CONN });
        assert!(matches!(client.poll(), Some(Out::Send(pdu)) if pdu[0] == 0x12));
        assert_eq!(client.poll(), Some(Out::Send(vec![0x1E])));
        assert_eq!(client.poll(), None);
        client.hear(&[0x13]);
        let written = FromLock::Written {
            conn: CONN,
            id: Id(1),
        };
        assert_eq!(client.poll(), Some(Out::Say(written)));
        assert!(matches!(client.poll(), Some(Out::Send(pdu)) if pdu[0] == 0x12));
    }

    #[test]
    fn a_value_before_discovery_is_told_after_it() {
        let mut pair = Pair::new(23);
        pair.settle();
        pair.client.hear(&[0x1D, 35, 0, 0xAB]);
        assert!(pair.settle().is_empty());
        let said = pair.tell(ToLock::Discover {
            conn: CONN,
            id: Id(1),
        });
        assert!(matches!(&said[0], FromLock::Services { services, .. } if services.len() == 4));
        assert!(
            matches!(&said[1], FromLock::Indicate { char: Char::USDIO, value, .. } if value == &[0xAB])
        );
    }

    #[test]
    fn what_nobody_asked_for_is_noted_and_the_request_still_waits() {
        let mut client = Client::new(CONN, 23, Some(table()));
        client.poll();
        client.take(write(1, 3, WriteKind::Request));
        client.poll();
        for odd in [&[0x19][..], &[0x01, 0x16, 0, 0, 1], &[]] {
            client.hear(odd);
            assert!(matches!(client.poll(), Some(Out::Note(_))), "{odd:?}");
        }
        client.hear(&[0x13]);
        assert!(matches!(
            client.poll(),
            Some(Out::Say(FromLock::Written { .. }))
        ));
    }

    #[test]
    fn a_lock_that_asks_finds_nothing_and_changes_no_mtu() {
        let mut client = Client::new(CONN, 23, None);
        client.poll();
        client.hear(&[0x02, 0x05, 0x02]);
        assert_eq!(client.poll(), Some(Out::Send(vec![0x03, 23, 0])));
        client.hear(&[0x10, 1, 0, 0xFF, 0xFF, 0x00, 0x28]);
        assert_eq!(client.poll(), Some(Out::Send(vec![0x01, 0x10, 0, 0, 0x0A])));
        client.take(ToLock::Disconnect { conn: CONN });
        assert_eq!(client.poll(), None);
    }

    #[test]
    fn a_lock_without_mtu_exchange_keeps_the_default() {
        let mut client = Client::new(CONN, 247, None);
        client.poll();
        client.hear(&[0x01, 0x02, 0, 0, 0x06]);
        let connected = FromLock::Connected {
            conn: CONN,
            mtu: 23,
        };
        assert_eq!(client.poll(), Some(Out::Say(connected)));
        client.take(ToLock::Mtu {
            conn: CONN,
            id: Id(4),
            mtu: 100,
        });
        client.poll();
        client.hear(&[0x01, 0x02, 0, 0, 0x06]);
        let told = FromLock::Unsupported { id: Some(Id(4)) };
        assert_eq!(client.poll(), Some(Out::Say(told)));
    }
}
