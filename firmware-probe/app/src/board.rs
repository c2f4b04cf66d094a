//! What the probe needs of hardware.

use alloc::vec::Vec;
use boundary::{Instant, Span, Stamped};
use wire::probe::{Features, LineConfig, LinkParameters, Peer, Refusal};

/// A board: pins, a radio, and a name. Every method returns at once.
pub trait Board {
    /// Who it is.
    fn info(&self) -> Info;

    /// Makes a pin ready for its role. An output is at its safe level when this returns, and was
    /// at no other before.
    ///
    /// # Errors
    /// There is no such pin, or it can't be used like that.
    fn configure(&mut self, now: Instant, line: u8, config: LineConfig) -> Result<(), Refusal>;

    /// Sets an output; `lasts` says for how long, where that is known. An open drain lets go at
    /// [`Level::High`].
    ///
    /// # Errors
    /// The board can't.
    fn drive(
        &mut self,
        now: Instant,
        line: u8,
        level: Level,
        lasts: Option<Span>,
    ) -> Result<(), Refusal>;

    /// Measures an analogue line, in millivolts.
    fn measure(&mut self, line: u8) -> Option<u16>;

    /// Asks something of the radio.
    ///
    /// # Errors
    /// The radio can't.
    fn radio(&mut self, now: Instant, order: RadioOrder<'_>) -> Result<(), Refusal>;

    /// Does what is due at `now`.
    fn run(&mut self, now: Instant);

    /// The next thing that has happened, with the time of its interrupt.
    fn poll(&mut self) -> Option<Stamped<Happening>>;

    /// When something is due; none while the board only waits.
    fn deadline(&self) -> Option<Instant>;

    /// Puts a new lock on the bench, where the bench is an emulation.
    ///
    /// # Errors
    /// It is a real one.
    fn renew(&mut self, now: Instant) -> Result<(), Refusal> {
        let _ = now;
        Err(Refusal::Unsupported)
    }

    /// Starts the board anew; the caller says so to the harness before.
    fn reboot(&mut self) {}
}

/// Who a board is.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// `esp32s3`, `esp32c3`, `emulated`.
    pub board: &'static str,
    /// Its factory address.
    pub serial: [u8; 6],
    /// What it can do.
    pub features: Features,
    /// The SHA-256 of the program that it runs, where its image says it.
    pub image: Option<[u8; 32]>,
}

/// The level of a pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 0 V.
    Low,
    /// 3.3 V, or let go.
    High,
}

/// What is asked of a radio.
#[derive(Clone, Copy, Debug)]
pub enum RadioOrder<'a> {
    /// Forget every link and be silent.
    Reset,
    /// Listen to advertising, or stop.
    Observe(bool),
    /// Open a link as central.
    Connect(u8, Peer, LinkParameters),
    /// End a link or the attempt at one.
    Disconnect(u8),
    /// Send an ATT PDU.
    Att(u8, &'a [u8]),
    /// Change a link's parameters.
    Parameters(u8, LinkParameters),
    /// Be seen as a lock, or no more.
    Advertise(Option<&'a Advertised>),
    /// Pass a packet on as it is.
    Hci(&'a [u8]),
}

/// What a lock shows on the air.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advertised {
    /// AD structures.
    pub data: Vec<u8>,
    /// The scan response's.
    pub response: Vec<u8>,
}

/// What happens on a board by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the protocol's table of events")]
pub enum Happening {
    /// An input has changed; the level, not its meaning.
    Edge { line: u8, level: Level },
    /// An advertisement or a scan response.
    Heard {
        peer: Peer,
        response: bool,
        rssi: i8,
        data: Vec<u8>,
    },
    /// A link that was asked for is open.
    Connected { conn: u8, peer: Peer },
    /// A central has connected to the lock that this probe is.
    Visited { conn: u8, peer: Peer },
    /// A link did not come about.
    ConnectFailed { conn: u8, code: u8 },
    /// A link has ended.
    Disconnected { conn: u8, code: u8 },
    /// An ATT PDU came.
    Att { conn: u8, pdu: Vec<u8> },
    /// A packet of the radio, in transparent mode.
    Hci(Vec<u8>),
    /// The board had no room for so many happenings.
    Missed(u32),
}
