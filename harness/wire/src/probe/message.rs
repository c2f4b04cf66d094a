//! The table of messages. Its order is the wire's: rows are only ever added at the end.

use serde::{Deserialize, Serialize};

/// Makes a message type and the list of its names from its rows.
macro_rules! messages {
    ($(#[$doc:meta])* $type:ident: $($(#[$row:meta])* $name:ident $text:literal $({ $($(#[$fdoc:meta])* $field:ident: $kind:ty),* $(,)? })? $(($inner:ty))?;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $type<'a> {
            $($(#[$row])* $name $({ $($(#[$fdoc])* $field: $kind),* })? $((#[serde(borrow)] $inner))?,)*
        }

        impl $type<'_> {
            /// Every name, in the order of the wire.
            pub const NAMES: &'static [&'static str] = &[$($text,)*];

            /// The name in logs.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$name { .. } => $text,)* }
            }
        }
    };
}

messages! {
    /// What the harness asks of a probe.
    ToProbe:
    /// Begins a session: whatever was before is over, and every line is safe.
    Hello "hello" (HelloTo<'a>);
    /// Asks for the time.
    Time "time";
    /// Gives a pin a role under a number of the harness's choice.
    Configure "configure" { /// The number.
        line: u8, /// The pin and how it is used.
        config: LineConfig };
    /// Switches an output.
    Drive "drive" { /// The output.
        line: u8, /// Pressed, powered, on.
        on: bool };
    /// Switches an output for a while, and then back.
    Pulse "pulse" { /// The output.
        line: u8, /// Pressed, powered, on.
        on: bool, /// Milliseconds.
        ms: u32 };
    /// Measures an analogue line again and again; 0 stops it.
    Sample "sample" { /// The analogue line.
        line: u8, /// Microseconds between two samples.
        every_us: u32 };
    /// Listens to advertising, or stops.
    Observe "observe" { /// Listens.
        on: bool };
    /// Opens a link as central.
    Connect "connect" { /// A number of the harness's choice.
        conn: u8, /// Whom to.
        peer: Peer, /// On what terms.
        parameters: LinkParameters };
    /// Gives up a link, or the attempt at one.
    Disconnect "disconnect" { /// The link.
        conn: u8 };
    /// Sends an ATT PDU, whatever it holds.
    Att "att" { /// The link.
        conn: u8, /// The PDU.
        pdu: &'a [u8] };
    /// Changes a link's parameters.
    Parameters "parameters" { /// The link.
        conn: u8, /// The new ones.
        parameters: LinkParameters };
    /// A setting of the lock that the probe is to be: a defect, a variant, any row of its table.
    Setting "setting" { /// Its name.
        name: &'a str, /// Its value.
        value: &'a str };
    /// Becomes a lock, with the settings given before; another `serve` begins with a fresh lock.
    Serve "serve" { /// What its randomness follows from.
        seed: u64 };
    /// Is a lock no more.
    Unserve "unserve";
    /// What a person does to the lock that the probe is.
    Act "act" (Hand<'a>);
    /// Passes a packet to the radio as it is (transparent HCI).
    Hci "hci" { /// The packet with its kind.
        packet: &'a [u8] };
    /// Lets time pass on a given clock: to the next event, at most to `to_us`. None passes while
    /// there is an event beyond number `heard`.
    Advance "advance" { /// Microseconds.
        to_us: u64, /// The latest frame number that the harness has taken in.
        heard: u16 };
    /// Puts a new lock on the bench (emulation only).
    Renew "renew";
    /// Starts anew, as after power-up.
    Reboot "reboot";
}

messages! {
    /// What a probe says.
    FromProbe:
    /// The answer to `hello`: who it is.
    Hello "hello" (HelloFrom<'a>);
    /// It is done, or has begun where it takes time.
    Done "done";
    /// It can't be done.
    Refused "refused" { /// Why.
        why: Refusal };
    /// The end of an `advance`; the frame's time is what was reached.
    Advanced "advanced";
    /// An event.
    Event "event" (Event<'a>);
}

messages! {
    /// What happens by itself.
    Event:
    /// The probe has started; it says so until it is greeted.
    Booted "booted" { /// Why.
        cause: BootCause };
    /// Frames of the harness are missing; nothing is taken before the next `hello`.
    Lost "lost" { /// What did not come.
        gap: Gap };
    /// The harness was silent for too long: every line is safe, every link closed.
    Watchdog "watchdog";
    /// So many events had no room and are gone.
    Overflow "overflow" { /// How many.
        events: u32 };
    /// A watched input has changed; stamped in the interrupt.
    Edge "edge" { /// The input.
        line: u8, /// Active.
        on: bool };
    /// A pulse has ended.
    Released "released" { /// The output.
        line: u8 };
    /// A sample of an analogue line.
    Sampled "sampled" { /// The line.
        line: u8, /// Millivolts at the pin.
        mv: u16 };
    /// An advertisement or a scan response.
    Heard "heard" { /// From whom.
        peer: Peer, /// A scan response.
        response: bool, /// dBm.
        rssi: i8, /// AD structures.
        data: &'a [u8] };
    /// A link is open; as peripheral when the probe is a lock.
    Connected "connected" { /// The link.
        conn: u8, /// The other end.
        peer: Peer };
    /// A link did not come about.
    ConnectFailed "connect_failed" { /// The link.
        conn: u8, /// The HCI error code.
        code: u8 };
    /// A link has ended.
    Disconnected "disconnected" { /// The link.
        conn: u8, /// The HCI error code; [`Host::BY_POWER`] where the lock lost its power.
        code: u8 };
    /// An ATT PDU from the other end.
    Att "att" { /// The link.
        conn: u8, /// The PDU.
        pdu: &'a [u8] };
    /// A packet of the radio in transparent mode.
    Hci "hci" { /// The packet with its kind.
        packet: &'a [u8] };
}

/// A frame's content: the number that ties an answer to its request, 0 for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame<'a> {
    /// The request's number.
    pub id: u32,
    /// The request.
    #[serde(borrow)]
    pub what: ToProbe<'a>,
}

/// The same from the probe, with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report<'a> {
    /// Microseconds on the probe's clock, which counts from its start.
    pub at_us: u64,
    /// The request that this answers; 0 for an event.
    pub id: u32,
    /// What is said.
    #[serde(borrow)]
    pub what: FromProbe<'a>,
}

/// Names for what a radio says about the end of a link.
#[derive(Debug)]
pub struct Host;

impl Host {
    /// The other end closed it (Vol 1, Part F, 1.3: 0x13).
    pub const BY_PEER: u8 = 0x13;
    /// This end closed it.
    pub const BY_US: u8 = 0x16;
    /// Nothing was heard from the other end any more.
    pub const TIMEOUT: u8 = 0x08;
    /// The other end shuts down for want of power: 0x15.
    pub const BY_POWER: u8 = 0x15;
    /// The other end takes no connection.
    pub const NOT_ESTABLISHED: u8 = 0x3E;
}

/// The begin of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloTo<'a> {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// A number that no earlier session had.
    pub session: u32,
    /// The name of the harness, for logs.
    pub harness: &'a str,
    /// After so long a silence of the harness every line is made safe; 0 never.
    pub watchdog_ms: u32,
    /// Whose clock.
    pub clock: ClockKind,
}

/// Who a probe is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloFrom<'a> {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// The session's number.
    pub session: u32,
    /// `esp32s3`, `esp32c3`, `emulated`.
    pub board: &'a str,
    /// The firmware's version.
    pub firmware: &'a str,
    /// What no other board has: its factory address.
    pub serial: [u8; 6],
    /// What it can do.
    pub features: Features,
    /// The clock that it runs on.
    pub clock: ClockKind,
}

/// The clock of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockKind {
    /// The probe's own.
    Own,
    /// The harness gives the time with `advance`, where the probe has [`Features::GIVEN_TIME`].
    Given,
}

/// What a probe can do: a set of bits, of which unknown ones are ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features(pub u32);

impl Features {
    /// Digital lines, out and in.
    pub const LINES: Self = Self(1);
    /// Analogue lines.
    pub const ANALOGUE: Self = Self(1 << 1);
    /// A radio: observer and central.
    pub const RADIO: Self = Self(1 << 2);
    /// It can be a lock.
    pub const LOCK: Self = Self(1 << 3);
    /// Transparent HCI.
    pub const HCI: Self = Self(1 << 4);
    /// It can be given its time (emulation).
    pub const GIVEN_TIME: Self = Self(1 << 5);
    /// It can put a new lock on the bench (emulation).
    pub const RENEW: Self = Self(1 << 6);

    /// Every bit with its name.
    pub const NAMES: &'static [(Self, &'static str)] = &[
        (Self::LINES, "lines"),
        (Self::ANALOGUE, "analogue"),
        (Self::RADIO, "radio"),
        (Self::LOCK, "lock"),
        (Self::HCI, "hci"),
        (Self::GIVEN_TIME, "given-time"),
        (Self::RENEW, "renew"),
    ];

    /// Whether all bits of `other` are in this set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A pin and how it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineConfig {
    /// The number of the GPIO.
    pub pin: u8,
    /// Its direction and kind.
    pub mode: LineMode,
    /// The level that counts as on.
    pub active: Active,
    /// For outputs: on or off at boot, after a watchdog and when the session ends.
    pub safe: bool,
}

/// A pin's direction and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineMode {
    /// Pulls low or lets go: for a button between a pulled-up input and ground.
    OpenDrain,
    /// Drives both levels: for a relay's or a transistor's input.
    PushPull,
    /// Watched, without a pull.
    Floating,
    /// Watched, with a pull-up.
    PullUp,
    /// Watched, with a pull-down.
    PullDown,
    /// Measured.
    Analogue,
}

impl LineMode {
    /// Whether it drives.
    #[must_use]
    pub const fn is_output(self) -> bool {
        matches!(self, Self::OpenDrain | Self::PushPull)
    }

    /// Whether its edges are stamped.
    #[must_use]
    pub const fn is_input(self) -> bool {
        matches!(self, Self::Floating | Self::PullUp | Self::PullDown)
    }
}

/// The level that counts as on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Active {
    /// 3.3 V.
    High,
    /// 0 V.
    Low,
}

/// A device on the air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Peer {
    /// A random address; else a public one.
    pub random: bool,
    /// The address, in the order in which it is printed.
    pub address: [u8; 6],
}

/// The terms of a link, in the units of the HCI command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkParameters {
    /// Connection interval in 1.25 ms.
    pub interval: u16,
    /// Peripheral latency in intervals.
    pub latency: u16,
    /// Supervision timeout in 10 ms.
    pub supervision: u16,
}

impl Default for LinkParameters {
    fn default() -> Self {
        Self {
            interval: 24,
            latency: 0,
            supervision: 400,
        }
    }
}

/// What a person does to the lock that the probe is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hand<'a> {
    /// Presses its button that long, in milliseconds.
    Button(u32),
    /// Removes and restores its power.
    PowerCycle,
    /// Makes it forget everything.
    FactoryReset,
    /// Blocks its motor.
    Jam(bool),
    /// Turns its key; true locks.
    TurnKey(bool),
    /// Builds a defect in; an empty name takes it out.
    Defect(&'a str),
}

/// Why a probe has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BootCause {
    /// It got power, or a reset by its pin.
    PowerOn,
    /// The harness asked for it.
    Asked,
    /// Its firmware failed.
    Panic,
    /// Anything else.
    Other,
}

/// Frames that did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The number that was due.
    pub expected: u16,
    /// The number that came.
    pub got: u16,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// This version of the protocol is not spoken.
    Version,
    /// No session has begun, or it is spoilt: say `hello`.
    NoSession,
    /// No such feature on this board.
    Unsupported,
    /// No such line, or not of that kind.
    Line,
    /// No such pin, or it can't be used like that.
    Pin,
    /// No such link, or it exists already.
    Conn,
    /// No such name or value.
    Value,
    /// The radio refused it.
    Radio,
    /// The request could not be read.
    Unreadable,
}

impl Refusal {
    /// For people, completing "the probe refused it: ...".
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Version => "it speaks another version of the protocol",
            Self::NoSession => "no session is open",
            Self::Unsupported => "this board can't do it",
            Self::Line => "no such line, or not of that kind",
            Self::Pin => "no such pin on this board, or it can't be used like that",
            Self::Conn => "no such link, or it exists already",
            Self::Value => "no such name or value",
            Self::Radio => "its radio refused it",
            Self::Unreadable => "it could not read the request",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rows() {
        assert_eq!(ToProbe::Time.name(), "time");
        assert_eq!(ToProbe::NAMES[1], "time");
        assert_eq!(Event::NAMES.len(), 13);
        let unique = |names: &[&str]| {
            names
                .iter()
                .enumerate()
                .all(|(at, name)| !names[..at].contains(name))
        };
        assert!(unique(ToProbe::NAMES) && unique(FromProbe::NAMES) && unique(Event::NAMES));
    }

    #[test]
    fn features_are_told_apart() {
        let both = Features::LINES.with(Features::RADIO);
        assert!(both.has(Features::RADIO) && !both.has(Features::LOCK));
        let all = Features::NAMES.iter().fold(0, |all, (bit, _)| {
            assert_eq!(all & bit.0, 0, "a bit of its own");
            all | bit.0
        });
        assert_eq!(all, 0x7F);
    }
}
