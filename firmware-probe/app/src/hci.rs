//! A Bluetooth host as small as a probe needs: HCI and L2CAP below, raw ATT above.
//!
//! ```text
//!   RadioOrder --order--> Hci --said--> controller
//!   Happening  <--poll---     <--hear--
//! ```
//!
//! Nothing is interpreted above L2CAP, so that a harness can send whatever it wants. Bonding is
//! refused: these locks need none. After [`Hci::order`] of a raw packet the host steps aside
//! (transparent mode) until the next reset. It has no clock and no hardware; opcodes and events are
//! those of the Core Specification, Vol 4, Part E, 7.

mod events;
mod links;
mod packet;

use crate::board::{Advertised, Happening, RadioOrder};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use boundary::{Instant, Span, Stamped};
use links::Links;
use packet::{Fields, opcode};
use wire::probe::{Host, LinkParameters, Peer, Refusal};

/// The host's state: what was asked of the controller, and what it has said.
#[derive(Debug)]
pub struct Hci {
    mode: Mode,
    address: [u8; 6],
    /// Packets for the controller that wait for nothing.
    ready: VecDeque<Vec<u8>>,
    /// Commands that wait for the one before.
    commands: VecDeque<Vec<u8>>,
    /// The command that the controller has not answered.
    asked: Option<u16>,
    links: Links,
    creating: Option<Creating>,
    observes: bool,
    scans: bool,
    shown: Option<Advertised>,
    visitors: u8,
    out: VecDeque<Stamped<Happening>>,
    missed: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// The controller is being reset and asked for its sizes.
    Starting,
    Ready,
    /// The harness is the host.
    Transparent,
}

/// A link that is being opened.
#[derive(Clone, Copy, Debug)]
struct Creating {
    conn: u8,
    give_up: Option<Instant>,
    /// The session that wanted it is over: nobody waits for the outcome.
    unwanted: bool,
}

impl Default for Hci {
    fn default() -> Self {
        let mut host = Self {
            mode: Mode::Starting,
            address: [0; 6],
            ready: VecDeque::new(),
            commands: VecDeque::new(),
            asked: None,
            links: Links::default(),
            creating: None,
            observes: false,
            scans: false,
            shown: None,
            visitors: 0,
            out: VecDeque::new(),
            missed: 0,
        };
        host.command(opcode::RESET, &[]);
        host.command(opcode::SET_EVENT_MASK, &EVENT_MASK.to_le_bytes());
        host.command(opcode::LE_SET_EVENT_MASK, &LE_EVENT_MASK.to_le_bytes());
        host.command(opcode::LE_READ_BUFFER_SIZE, &[]);
        host.command(opcode::READ_BD_ADDR, &[]);
        host
    }
}

impl Hci {
    /// Its public address, as it is printed; zeros until the controller has told.
    #[must_use]
    pub const fn address(&self) -> [u8; 6] {
        self.address
    }

    /// Asks something of the radio.
    ///
    /// # Errors
    /// There is no such link, or the radio is in another mode.
    pub fn order(&mut self, now: Instant, order: RadioOrder<'_>) -> Result<(), Refusal> {
        match (self.mode, order) {
            (_, RadioOrder::Reset) => self.reset(),
            (_, RadioOrder::Hci(packet)) => self.transparent(packet),
            // A session ends like that in every mode.
            (Mode::Transparent, RadioOrder::Advertise(None) | RadioOrder::Observe(false)) => {}
            (Mode::Transparent, _) => return Err(Refusal::Radio),
            (_, RadioOrder::Observe(on)) => self.observes = on,
            (_, RadioOrder::Connect(conn, peer, terms)) => self.connect(now, conn, peer, terms)?,
            (_, RadioOrder::Disconnect(conn)) => self.disconnect(conn)?,
            (_, RadioOrder::Att(conn, pdu)) => {
                let (handle, _) = self.links.open(conn)?;
                self.links.send(handle, ATT, pdu);
            }
            (_, RadioOrder::Parameters(conn, terms)) => self.update(conn, terms)?,
            (_, RadioOrder::Advertise(shown)) => self.advertise(shown.cloned())?,
        }
        self.settle();
        Ok(())
    }

    /// Takes a packet of the controller, with its kind in front.
    pub fn hear(&mut self, now: Instant, packet: &[u8]) {
        if self.mode == Mode::Transparent {
            return self.happen(now, Happening::Hci(packet.to_vec()));
        }
        match packet {
            [ACL, rest @ ..] => self.acl(now, rest),
            [EVENT, code, _, parameters @ ..] => self.event(now, *code, &mut Fields(parameters)),
            _ => {}
        }
        self.settle();
    }

    /// The next packet for the controller, with its kind in front.
    pub fn said(&mut self) -> Option<Vec<u8>> {
        if let Some(packet) = self.ready.pop_front() {
            return Some(packet);
        }
        if self.asked.is_none()
            && let Some(command) = self.commands.pop_front()
        {
            self.asked = command.get(1..).and_then(|rest| Fields(rest).word());
            return Some(command);
        }
        self.links.said()
    }

    /// Gives up what takes too long.
    pub fn run(&mut self, now: Instant) {
        if let Some(creating) = &mut self.creating
            && creating.give_up.is_some_and(|at| at <= now)
        {
            creating.give_up = None;
            self.command(opcode::LE_CREATE_CONNECTION_CANCEL, &[]);
        }
    }

    /// The next thing that has happened.
    pub fn poll(&mut self) -> Option<Stamped<Happening>> {
        if self.out.is_empty() && self.missed > 0 {
            let missed = core::mem::take(&mut self.missed);
            return Some(Stamped {
                at: Instant::ZERO,
                what: Happening::Missed(missed),
            });
        }
        self.out.pop_front()
    }

    /// When [`Hci::run`] is wanted.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.creating.as_ref()?.give_up
    }

    fn reset(&mut self) {
        if self.mode == Mode::Transparent {
            // Whatever the harness has done to the controller is undone.
            *self = Self::default();
            return;
        }
        self.observes = false;
        if self.shown.take().is_some() {
            self.command(opcode::LE_SET_ADVERTISE_ENABLE, &[0]);
        }
        // A link that is only dropped would look open to the lock until its supervision ends.
        for handle in self.links.abandon() {
            self.end(handle);
        }
        if let Some(creating) = &mut self.creating
            && !core::mem::replace(&mut creating.unwanted, true)
        {
            creating.give_up = None;
            self.command(opcode::LE_CREATE_CONNECTION_CANCEL, &[]);
        }
        self.out.clear();
        self.missed = 0;
    }

    fn transparent(&mut self, packet: &[u8]) {
        self.mode = Mode::Transparent;
        self.ready.push_back(packet.to_vec());
    }

    fn connect(
        &mut self,
        now: Instant,
        conn: u8,
        peer: Peer,
        terms: LinkParameters,
    ) -> Result<(), Refusal> {
        if self.links.open(conn).is_ok() || self.creating.is_some() || conn >= VISITORS {
            return Err(Refusal::Conn);
        }
        self.creating = Some(Creating {
            conn,
            give_up: Some(now + CONNECTED_WITHIN),
            unwanted: false,
        });
        // Not every controller scans and connects at once.
        self.settle();
        let mut address = peer.address;
        address.reverse();
        let kind = u8::from(peer.random);
        let window = SCAN_INTERVAL.to_le_bytes();
        let head = [&window[..], &window, &[0, kind], &address, &[0]].concat();
        let command = [&head[..], &packet::terms(terms)].concat();
        self.command(opcode::LE_CREATE_CONNECTION, &command);
        Ok(())
    }

    fn disconnect(&mut self, conn: u8) -> Result<(), Refusal> {
        match &mut self.creating {
            Some(creating) if creating.conn == conn && !creating.unwanted => {
                creating.give_up = None;
                self.command(opcode::LE_CREATE_CONNECTION_CANCEL, &[]);
            }
            _ => {
                let (handle, _) = self.links.open(conn)?;
                self.end(handle);
            }
        }
        Ok(())
    }

    fn end(&mut self, handle: u16) {
        let [low, high] = handle.to_le_bytes();
        self.command(opcode::DISCONNECT, &[low, high, Host::BY_PEER]);
    }

    fn update(&mut self, conn: u8, terms: LinkParameters) -> Result<(), Refusal> {
        let (handle, link) = self.links.open(conn)?;
        if !link.central {
            return Err(Refusal::Unsupported);
        }
        self.change(handle, terms);
        Ok(())
    }

    fn change(&mut self, handle: u16, terms: LinkParameters) {
        let command = [&handle.to_le_bytes()[..], &packet::terms(terms)].concat();
        self.command(opcode::LE_CONNECTION_UPDATE, &command);
    }

    fn advertise(&mut self, shown: Option<Advertised>) -> Result<(), Refusal> {
        let fits = |shown: &Advertised| {
            shown.data.len() <= packet::ADVERTISED && shown.response.len() <= packet::ADVERTISED
        };
        if shown.as_ref().is_some_and(|shown| !fits(shown)) {
            return Err(Refusal::Value);
        }
        if self.shown.is_some() {
            self.command(opcode::LE_SET_ADVERTISE_ENABLE, &[0]);
        }
        if let Some(shown) = &shown {
            let (data, response) = (packet::advertised(&shown.data), &shown.response);
            let response = packet::advertised(response);
            self.command(opcode::LE_SET_ADVERTISING_PARAMETERS, &ADVERTISING);
            self.command(opcode::LE_SET_ADVERTISING_DATA, &data);
            self.command(opcode::LE_SET_SCAN_RESPONSE_DATA, &response);
            self.command(opcode::LE_SET_ADVERTISE_ENABLE, &[1]);
        }
        self.shown = shown;
        Ok(())
    }

    /// Scans when that is wanted and nothing is in its way.
    fn settle(&mut self) {
        let wanted = self.observes && self.creating.is_none();
        if self.mode == Mode::Transparent || wanted == self.scans {
            return;
        }
        self.scans = wanted;
        if wanted {
            let [low, high] = SCAN_INTERVAL.to_le_bytes();
            let active = [1, low, high, low, high, 0, 0];
            self.command(opcode::LE_SET_SCAN_PARAMETERS, &active);
        }
        self.command(opcode::LE_SET_SCAN_ENABLE, &[u8::from(wanted), 0]);
    }

    fn command(&mut self, which: u16, parameters: &[u8]) {
        self.commands.push_back(packet::command(which, parameters));
    }

    fn happen(&mut self, at: Instant, what: Happening) {
        if self.out.len() >= HAPPENINGS_AT_MOST && matches!(what, Happening::Heard { .. }) {
            self.missed = self.missed.saturating_add(1);
            return;
        }
        self.out.push_back(Stamped { at, what });
    }
}

/// Kinds of packets (Vol 4, Part A, 2).
const ACL: u8 = 0x02;
const EVENT: u8 = 0x04;
/// L2CAP channels of LE (Vol 3, Part A, 2.1).
const ATT: u16 = 0x0004;
const SIGNALLING: u16 = 0x0005;
const SECURITY: u16 = 0x0006;
/// The default, and LE Meta.
const EVENT_MASK: u64 = 0x2000_1FFF_FFFF_FFFF;
/// Connection Complete, Advertising Report, Connection Update Complete, Long Term Key Request: a
/// peripheral's request for parameters then comes through L2CAP, which is answered here.
const LE_EVENT_MASK: u64 = 0x17;
/// 60 ms in 0.625 ms: the whole time is listened.
const SCAN_INTERVAL: u16 = 0x0060;
/// Every 100 ms, connectable and undirected, from the public address, on all channels.
const ADVERTISING: [u8; 15] = [0xA0, 0, 0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0];
const CONNECTED_WITHIN: Span = Span::secs(10);
/// Links that others open to this radio have numbers from here.
const VISITORS: u8 = 0x80;
const HAPPENINGS_AT_MOST: usize = 256;

#[cfg(test)]
mod tests;
