//! Captures: one case as a pcapng file that Wireshark opens.
//!
//! ```text
//!   records of a case --+-- messages --> ATT PDUs in HCI frames      interface 0, `att`
//!                       +-- meanings --> messages in the clear       interface 1, `messages`
//!                       +-- steps, hands, console, verdict --> comments of the next packet
//! ```
//!
//! A capture is made from the journal's records, so every link has one. The journal speaks of
//! characteristics and not of handles: the handles are the capture's own, and its first packets of a
//! connection, marked as such, tell Wireshark which is which. Secrets never enter: the journal's
//! clear bytes have zeros in their place, and no key is in a record.

mod att;
mod dissector;
mod frame;
mod handles;
mod pdu;

pub use dissector::dissector;

use att::{Att, Packet};
use boundary::Instant;
use boundary::journal::{CaseEnd, CaseHead, Record, RunHead};
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::opt_common::CommonOption;
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::{DataLink, Endianness};
use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

/// Which way a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// To the lock.
    Out,
    /// From the lock.
    In,
}

/// Writes the capture of one case.
pub struct Capture<W: Write> {
    file: PcapNgWriter<W>,
    att: Att,
    /// Civil time of the session's begin, since 1970.
    epoch: Duration,
    /// Comments for the next packet.
    waiting: Vec<String>,
}

impl<W: Write> Capture<W> {
    /// Begins the capture of a case of a run.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(to: W, run: &RunHead, case: &CaseHead) -> io::Result<Self> {
        let section = SectionHeaderBlock {
            endianness: Endianness::Little,
            options: vec![
                SectionHeaderOption::UserApplication(format!("strikeplate {}", run.suite).into()),
                SectionHeaderOption::Common(comment(about(run, case))),
            ],
            ..SectionHeaderBlock::default()
        };
        let mut file = PcapNgWriter::with_section_header(to, section).map_err(broken)?;
        for (name, linktype, about) in INTERFACES {
            let described = format!("{about}; clock: {}", run.clock);
            let interface = InterfaceDescriptionBlock {
                linktype,
                snaplen: 0,
                options: vec![
                    InterfaceDescriptionOption::IfName(name.into()),
                    InterfaceDescriptionOption::IfDescription(described.into()),
                ],
            };
            file.write_pcapng_block(interface).map_err(broken)?;
        }
        let waiting = vec![format!("case {}: {}", case.id, case.title)];
        Ok(Self {
            file,
            att: Att::default(),
            epoch: epoch(&run.started),
            waiting,
        })
    }

    /// Takes the next record of the case.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn take(&mut self, record: &Record) -> io::Result<()> {
        match record {
            Record::Step {
                line, text, index, ..
            } => {
                self.waiting
                    .push(format!("step {index}: {text} (line {line})"));
                Ok(())
            }
            Record::To { at, message } => {
                self.waiting.extend(att::remark_to(message));
                let packets = self.att.to(message);
                self.packets(*at, packets)
            }
            Record::From { at, message } => {
                self.waiting.extend(att::remark_from(message));
                let packets = self.att.from(message);
                self.packets(*at, packets)
            }
            Record::Decoded {
                at,
                direction,
                text,
                clear,
            } => {
                let way = if direction.starts_with('<') {
                    Way::In
                } else {
                    Way::Out
                };
                self.message(*at, way, text, clear)
            }
            Record::Console { line, .. } => {
                self.waiting.push(format!("console: {line}"));
                Ok(())
            }
            Record::Edge { input, on, .. } => {
                let level = if *on { "on" } else { "off" };
                self.waiting.push(format!("edge: {input} {level}"));
                Ok(())
            }
            Record::Observation { about, seen, .. } => {
                self.waiting.push(format!("observed {about}: {seen}"));
                Ok(())
            }
            Record::Verdict(end) => self.end(end),
            Record::Run(_) | Record::Case(_) | Record::Latency { .. } | Record::End { .. } => {
                Ok(())
            }
        }
    }

    /// What it was written to.
    pub fn into_inner(self) -> W {
        self.file.into_inner()
    }

    /// The last packet carries the verdict, and every comment that no packet came for.
    fn end(&mut self, end: &CaseEnd) -> io::Result<()> {
        let mut text = format!("verdict: {}", end.verdict.kind);
        if !end.verdict.reason.is_empty() {
            text.push_str(": ");
            text.push_str(&end.verdict.reason);
        }
        self.waiting.push(text.clone());
        self.message(end.at, Way::Out, &text, &[])
    }

    fn packets(&mut self, at: Instant, packets: Vec<Packet>) -> io::Result<()> {
        for packet in packets {
            self.waiting.extend(packet.remark.map(str::to_owned));
            let data = frame::hci(packet.way, &packet.bytes);
            self.packet(0, at, packet.way, data)?;
        }
        Ok(())
    }

    fn message(&mut self, at: Instant, way: Way, text: &str, clear: &[u8]) -> io::Result<()> {
        self.packet(1, at, way, frame::upper_pdu(way, text, clear))
    }

    fn packet(&mut self, interface: u32, at: Instant, way: Way, data: Vec<u8>) -> io::Result<()> {
        let mut options = vec![EnhancedPacketOption::Flags(match way {
            Way::In => 1,
            Way::Out => 2,
        })];
        let comments = std::mem::take(&mut self.waiting);
        options.extend(comments.into_iter().map(|text| {
            let text = comment(text);
            EnhancedPacketOption::Common(text)
        }));
        let packet = EnhancedPacketBlock {
            interface_id: interface,
            timestamp: self.epoch + Duration::from_micros(at.0),
            original_len: u32::try_from(data.len()).unwrap_or(u32::MAX),
            data: Cow::Owned(data),
            options,
        };
        self.file.write_pcapng_block(packet).map_err(broken)?;
        Ok(())
    }
}

/// The file name of a case's capture: the id without slashes, and the attempt where it is a later one.
#[must_use]
pub fn file_name(case: &CaseHead) -> String {
    let plain = |letter: char| match letter {
        letter if letter.is_ascii_alphanumeric() || "-_.#".contains(letter) => letter,
        _ => '_',
    };
    let mut name: String = case.id.replace('/', "__").chars().map(plain).collect();
    // No file system takes more than 255 bytes.
    name.truncate(200);
    match case.attempt {
        0 | 1 => format!("{name}.pcapng"),
        later => format!("{name}.{later}.pcapng"),
    }
}

fn about(run: &RunHead, case: &CaseHead) -> String {
    format!(
        "case {} ({}); requirements {}; lock {} at {}; seed {}; ATT handles are this file's own; PINs are zeros",
        case.id,
        case.title,
        case.requirements.join(" "),
        run.lock,
        run.link,
        case.seed
    )
}

/// A comment that a reader's one line can take.
fn comment(text: String) -> CommonOption<'static> {
    let mut text = text;
    if text.len() > LONGEST_COMMENT {
        let cut = (0..=LONGEST_COMMENT).rev();
        let cut = cut.into_iter().find(|at| text.is_char_boundary(*at));
        text.truncate(cut.unwrap_or_default());
        text.push_str("...");
    }
    CommonOption::Comment(text.into())
}

fn epoch(started: &str) -> Duration {
    let time = chrono::DateTime::parse_from_rfc3339(started).ok();
    let micros = time.and_then(|time| u64::try_from(time.timestamp_micros()).ok());
    Duration::from_micros(micros.unwrap_or_default())
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

const INTERFACES: [(&str, DataLink, &str); 2] = [
    (
        "att",
        DataLink::BLUETOOTH_HCI_H4_WITH_PHDR,
        "ATT as it crossed the link, one HCI handle for each connection",
    ),
    (
        "messages",
        DataLink::WIRESHARK_UPPER_PDU,
        "messages in the clear, for the dissector of `strikeplate schema --dissector`",
    ),
];
const LONGEST_COMMENT: usize = 2000;

#[cfg(test)]
mod tests;
