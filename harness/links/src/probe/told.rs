//! What a probe says, owned.

use wire::probe::{BootCause, Event, FromProbe, Gap, Peer, Refusal};

/// A report that outlives the buffer it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Done,
    Refused(Refusal),
    Advanced,
    Hello(Board),
    Booted(BootCause),
    Lost(Gap),
    Watchdog,
    Overflow(u32),
    Edge(u8, bool),
    Released(u8),
    Sampled(u8, u16),
    Heard {
        peer: Peer,
        response: bool,
        rssi: i8,
        data: Vec<u8>,
    },
    Connected(u8, Peer),
    ConnectFailed(u8, u8),
    Disconnected(u8, u8),
    Att(u8, Vec<u8>),
    Hci(Vec<u8>),
}

/// Who answered `hello`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// `esp32s3`, `esp32c3`, `emulated`.
    pub name: String,
    /// The firmware's version.
    pub firmware: String,
    /// Its factory address, in hex digits.
    pub serial: String,
    /// What it can do.
    pub features: wire::probe::Features,
    /// The version of the protocol.
    pub protocol: u16,
    /// The SHA-256 of the program that it runs, in hex digits; empty where its image does not say.
    pub image: String,
    pub(super) session: u32,
    pub(super) given: bool,
}

impl Board {
    /// Who it is in a journal: board, firmware, serial number, image.
    pub(crate) fn identity(&self) -> String {
        let image = match &*self.image {
            "" => "of an unknown image".to_owned(),
            digest => format!("image sha256:{digest}"),
        };
        format!("{} {} {}, {image}", self.name, self.firmware, self.serial)
    }
}

impl From<FromProbe<'_>> for Told {
    fn from(said: FromProbe<'_>) -> Self {
        match said {
            FromProbe::Done => Self::Done,
            FromProbe::Refused { why } => Self::Refused(why),
            FromProbe::Advanced => Self::Advanced,
            FromProbe::Hello(hello) => Self::Hello(Board {
                name: hello.board.to_owned(),
                firmware: hello.firmware.to_owned(),
                serial: hello
                    .serial
                    .iter()
                    .map(|byte| format!("{byte:02X}"))
                    .collect(),
                features: hello.features,
                protocol: hello.protocol,
                image: hello
                    .image
                    .iter()
                    .flatten()
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
                session: hello.session,
                given: hello.clock == wire::probe::ClockKind::Given,
            }),
            FromProbe::Event(event) => Self::from(event),
        }
    }
}

impl From<Event<'_>> for Told {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Booted { cause } => Self::Booted(cause),
            Event::Lost { gap } => Self::Lost(gap),
            Event::Watchdog => Self::Watchdog,
            Event::Overflow { events } => Self::Overflow(events),
            Event::Edge { line, on } => Self::Edge(line, on),
            Event::Released { line } => Self::Released(line),
            Event::Sampled { line, mv } => Self::Sampled(line, mv),
            Event::Heard {
                peer,
                response,
                rssi,
                data,
            } => Self::Heard {
                peer,
                response,
                rssi,
                data: data.to_vec(),
            },
            Event::Connected { conn, peer } => Self::Connected(conn, peer),
            Event::ConnectFailed { conn, code } => Self::ConnectFailed(conn, code),
            Event::Disconnected { conn, code } => Self::Disconnected(conn, code),
            Event::Att { conn, pdu } => Self::Att(conn, pdu.to_vec()),
            Event::Hci { packet } => Self::Hci(packet.to_vec()),
        }
    }
}
