//! A capture of a case made by hand, read back with the crate's reader.

use super::*;
use boundary::{Cccd, Char, Conn, Control, FromLock, Id, ToLock, Verdict, WriteKind};
use pcap_file::pcapng::{Block, PcapNgReader};
use proptest::prelude::*;
use std::fmt::Write as _;

const CONN: Conn = Conn(1);

fn run() -> RunHead {
    RunHead {
        suite: "0.1.0".into(),
        lock: "reference 0.1.0".into(),
        link: "sim".into(),
        clock: "virtual".into(),
        started: "2026-01-02T03:04:05Z".into(),
        ..RunHead::default()
    }
}

fn head() -> CaseHead {
    CaseHead {
        id: "nonce/replay#one".into(),
        title: "A replay is refused".into(),
        requirements: vec!["NONCE-02".into()],
        attempt: 1,
        ..CaseHead::default()
    }
}

fn to(at: u64, message: ToLock) -> Record {
    let at = Instant(at);
    Record::To { at, message }
}

fn from(at: u64, message: FromLock) -> Record {
    let at = Instant(at);
    Record::From { at, message }
}

fn write(id: u64, length: usize, kind: WriteKind) -> ToLock {
    ToLock::Write {
        conn: CONN,
        id: Id(id),
        char: Char::USDIO,
        value: vec![0xAA; length],
        kind,
    }
}

fn written(at: u64, id: u64) -> Record {
    let (conn, id) = (CONN, Id(id));
    from(at, FromLock::Written { conn, id })
}

fn verdict(at: u64) -> Record {
    Record::Verdict(CaseEnd {
        id: head().id,
        at: Instant(at),
        wall_us: 0,
        verdict: Verdict::pass(),
        failure: None,
        findings: Vec::new(),
        assertions: 1,
    })
}

fn step(at: u64, index: u32, text: &str) -> Record {
    Record::Step {
        at: Instant(at),
        index,
        line: 12 + index,
        column: 5,
        text: text.into(),
    }
}

fn case() -> Vec<Record> {
    let button = Control::Button { press_ms: 5000 };
    let (id, char) = (Id(2), Char::USDIO);
    vec![
        to(
            0,
            ToLock::Control {
                id: Id(1),
                control: button,
            },
        ),
        to(
            1,
            ToLock::Connect {
                conn: CONN,
                mtu: 23,
            },
        ),
        from(
            2,
            FromLock::Connected {
                conn: CONN,
                mtu: 23,
            },
        ),
        step(3, 0, "subscribe"),
        to(
            3,
            ToLock::Subscribe {
                conn: CONN,
                id,
                char,
                cccd: Cccd::INDICATE,
            },
        ),
        written(4, 2),
        step(5, 1, "send"),
        Record::Decoded {
            at: Instant(5),
            direction: "->".into(),
            text: "request_data {command: nuki_states}, encrypted as owner".into(),
            clear: vec![0x01, 0x00, 0x0C, 0x00],
        },
        to(5, write(3, 25, WriteKind::Long)),
        written(6, 3),
        from(
            7,
            FromLock::Indicate {
                conn: CONN,
                char,
                value: vec![0xBB; 20],
            },
        ),
        to(7, ToLock::Confirm { conn: CONN }),
        verdict(8),
    ]
}

fn captured(records: &[Record]) -> Vec<u8> {
    let mut capture = Capture::begin(Vec::new(), &run(), &head()).unwrap();
    for record in records {
        capture.take(record).unwrap();
    }
    capture.into_inner()
}

/// What a reader finds: interface, time, data and comments of every packet.
fn read(bytes: &[u8]) -> String {
    let mut reader = PcapNgReader::new(bytes).unwrap();
    let mut text = String::new();
    while let Some(block) = reader.next_block() {
        let (Block::EnhancedPacket(packet), _) = block.unwrap() else {
            continue;
        };
        let micros = packet.timestamp.subsec_micros();
        let _ = write!(text, "{} {micros}us ", packet.interface_id);
        for byte in packet.data.iter() {
            let _ = write!(text, "{byte:02X}");
        }
        text.push('\n');
        for option in &packet.options {
            if let EnhancedPacketOption::Common(CommonOption::Comment(comment)) = option {
                let _ = writeln!(text, "    # {comment}");
            }
        }
    }
    text
}

#[test]
fn a_case_is_packets_with_its_steps_in_comments() {
    let text = read(&captured(&case()));
    // The legend is the same for every connection.
    let told: Vec<&str> = text.lines().collect();
    let legend = told.iter().filter(|line| line.contains("legend")).count();
    assert_eq!(legend, 18);
    let behind = told.iter().rposition(|line| line.contains("legend"));
    insta::assert_snapshot!(told[behind.unwrap() + 1..].join("\n"));
}

#[test]
fn every_step_is_named_even_without_a_packet_of_its_own() {
    let mut records = case();
    let last = records.pop().unwrap();
    records.push(step(8, 2, "check"));
    records.push(last);
    let text = read(&captured(&records));
    assert!(
        text.contains("# step 2: check (line 14)\n    # verdict: pass"),
        "{text}"
    );
}

#[test]
fn times_are_those_of_the_calendar() {
    let bytes = captured(&case());
    let mut reader = PcapNgReader::new(bytes.as_slice()).unwrap();
    let times = std::iter::from_fn(|| Some(reader.next_block()?.unwrap().0.into_owned()));
    let first = times
        .into_iter()
        .find_map(|block| match block {
            Block::EnhancedPacket(packet) => Some(packet.timestamp),
            _ => None,
        })
        .unwrap();
    let begin = chrono::DateTime::parse_from_rfc3339(&run().started).unwrap();
    assert_eq!(first.as_secs(), u64::try_from(begin.timestamp()).unwrap());
}

#[test]
fn names_of_files_hold_no_slash() {
    assert_eq!(file_name(&head()), "nonce__replay#one.pcapng");
    let odd = CaseHead {
        id: "a b/../ü".into(),
        attempt: 2,
        ..head()
    };
    assert_eq!(file_name(&odd), "a_b__..___.2.pcapng");
}

proptest! {
    #[test]
    fn any_order_of_records_gives_a_file_that_reads_back(places in proptest::collection::vec(0_usize..13, 0..40), long in 0_usize..3000) {
        let all = case();
        let mut records: Vec<Record> = places.iter().map(|place| all[*place].clone()).collect();
        records.push(Record::Console { at: Instant(9), line: "ü".repeat(long) });
        records.push(to(9, write(9, long.min(600), WriteKind::Long)));
        records.push(written(9, 9));
        records.push(verdict(10));
        prop_assert!(read(&captured(&records)).contains("verdict"));
    }
}
