//! The probe's serial protocol, byte by byte. The bytes were made with another program, from the
//! descriptions of postcard, COBS and CRC-32; a change of a row or its order breaks them.

use std::string::String;
use wire::probe::{
    Active, ClockKind, Deframer, Event, Features, Frame, FromProbe, HelloFrom, HelloTo, LineConfig,
    LineMode, LinkParameters, PIECE_AT_MOST, Peer, Piece, Refusal, Report, ToProbe, encode,
};

#[cfg_attr(test, test)]
pub(crate) fn requests_are_these_bytes() {
    for (number, id, what, hex) in requests() {
        holds(number, &Message::To(Frame { id, what }), hex);
    }
}

#[cfg_attr(test, test)]
pub(crate) fn reports_are_these_bytes() {
    for (number, at_us, id, what, hex) in reports() {
        holds(number, &Message::From(Report { at_us, id, what }), hex);
    }
}

const LOCK: Peer = Peer {
    random: true,
    address: [0x54, 0xD2, 0x72, 0x00, 0x11, 0x22],
};

#[expect(clippy::too_many_lines, reason = "a table")]
fn requests() -> [(u16, u32, ToProbe<'static>, &'static str); 8] {
    let hello = HelloTo {
        protocol: 1,
        session: 0xDEAD_BEEF,
        harness: "sp",
        watchdog_ms: 3_000,
        clock: ClockKind::Given,
    };
    let config = LineConfig {
        pin: 4,
        mode: LineMode::OpenDrain,
        active: Active::Low,
        safe: false,
    };
    let connect = ToProbe::Connect {
        conn: 1,
        peer: LOCK,
        parameters: LinkParameters::default(),
    };
    let pdu = &[0x12, 0x05, 0x00, 0x09, 0x00];
    [
        (
            0,
            1,
            ToProbe::Hello(hello),
            "00010102010F01EFFDB6F50D027370B81701DDF4027700",
        ),
        (1, 2, ToProbe::Time, "0002010702016DEAC9DC00"),
        (
            2,
            3,
            ToProbe::Configure { line: 0, config },
            "0002020303020204020105A821A62200",
        ),
        (
            3,
            4,
            ToProbe::Pulse {
                line: 0,
                on: true,
                ms: 5_000,
            },
            "0002030304040801882743F12ED200",
        ),
        (
            0x1234,
            300,
            connect,
            "000B3412AC0207010154D27204112218079003798006CD00",
        ),
        (
            4,
            5,
            ToProbe::Att { conn: 1, pdu },
            "000204070509010512050209039489028400",
        ),
        (
            5,
            6,
            ToProbe::Advance {
                to_us: 5_000_000,
                heard: 9,
            },
            "0002050C0610C096B10209E27ED03200",
        ),
        (
            0xFFFF,
            u32::MAX,
            ToProbe::Reboot,
            "000DFFFFFFFFFFFF0F1264A043EB00",
        ),
    ]
}

type ReportRow = (u16, u64, u32, FromProbe<'static>, &'static str);

fn reports() -> [ReportRow; 5] {
    let hello = HelloFrom {
        protocol: 1,
        session: 0xDEAD_BEEF,
        board: "esp32s3",
        firmware: "0.1.0",
        serial: [0xA0, 0xB1, 0xC2, 0xD3, 0xE4, 0xF5],
        features: Features(0x1F),
        clock: ClockKind::Own,
        image: Some(core::array::from_fn(|at| u8::try_from(at).unwrap())),
    };
    let edge = Event::Edge { line: 3, on: true };
    let heard = Event::Heard {
        peer: LOCK,
        response: false,
        rssi: -60,
        data: &[0x02, 0x01, 0x06],
    };
    let att = Event::Att {
        conn: 1,
        pdu: &[0x13],
    };
    [
        (
            0,
            7,
            1,
            FromProbe::Hello(hello),
            "0001010307011C01EFFDB6F50D076573703332733305302E312E30A0B1C2D3E4F51F0201240102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1FCC6A354F00",
        ),
        (
            1,
            1 << 40,
            2,
            FromProbe::Refused { why: Refusal::Pin },
            "0002010E808080808020020204CA78CA2E00",
        ),
        (
            2,
            1_700_123_456,
            0,
            FromProbe::Event(edge),
            "00020206C0A6D7AA060904040301D1E1F49500",
        ),
        (
            3,
            9,
            0,
            FromProbe::Event(heard),
            "00020302090704070154D27203112207C4030201067E03D2A500",
        ),
        (
            4,
            10,
            0,
            FromProbe::Event(att),
            "000204020A0A040B010113852173A100",
        ),
    ]
}

fn holds(number: u16, message: &Message<'_>, hex: &str) {
    let mut out = [0; PIECE_AT_MOST];
    let length = match message {
        Message::To(frame) => encode(number, frame, &mut out),
        Message::From(report) => encode(number, report, &mut out),
    };
    let written = &out[..length.unwrap()];
    let digits: String = written.iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(digits, hex, "{message:?}");
    let mut deframer = Deframer::default();
    for byte in written {
        if let Some(Piece::Frame { number: got, body }) = deframer.push(*byte) {
            assert_eq!(got, number);
            match message {
                Message::To(frame) => {
                    assert_eq!(Piece::message::<Frame>(got, body).unwrap(), *frame)
                }
                Message::From(report) => {
                    assert_eq!(Piece::message::<Report>(got, body).unwrap(), *report);
                }
            }
            return;
        }
    }
    panic!("no frame in {hex}");
}

#[derive(Debug)]
enum Message<'a> {
    To(Frame<'a>),
    From(Report<'a>),
}
