//! The table of messages. Its order is the wire's: rows are only ever added at the end.

use super::air::{LinkParameters, Peer};
use super::greeting::{BootCause, HelloFrom, HelloTo};
use super::pin::LineConfig;
use super::refusal::{Gap, Refusal};
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
        conn: u8, /// The HCI error code; [`BY_POWER`](super::Host::BY_POWER) where the lock lost its power.
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
}
