//! How fast the serial path is beside the bare pseudo-terminal: latency and throughput as ratios.
//!
//! `cargo test --release -p strikeplate emulated::speed -- --ignored --nocapture` prints figures that
//! can be compared; the test itself only holds the path to a wide bound, since machines are busy.

use super::{Order, wiring};
use boundary::Instant;
use links::clock::Stopwatch;
use links::{Desk, Device, Emulator};
use std::fs::File;
use std::io::{Read as _, Write as _};

/// Sends back what it hears, or a byte for so many.
struct Echo {
    heard: Vec<u8>,
    /// So many bytes are one answer.
    piece: usize,
    waiting: usize,
}

impl Device for Echo {
    fn hear(&mut self, _: Instant, bytes: &[u8]) {
        self.waiting += bytes.len();
        while self.waiting >= self.piece {
            self.waiting -= self.piece;
            self.heard.push(0x55);
        }
    }

    fn run(&mut self, _: Instant) {}

    fn said(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.heard)
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn reset(&mut self) {}
}

/// Microseconds for each of `count` exchanges of `piece` bytes against one, over a bare line.
fn bare(count: usize, piece: usize) -> f64 {
    let echo = Echo {
        heard: Vec::new(),
        piece,
        waiting: 0,
    };
    let emulator = Emulator::start(Box::new(echo), None).unwrap();
    let mut line = File::options()
        .read(true)
        .write(true)
        .open(emulator.path())
        .unwrap();
    let (bytes, mut answer) = (vec![0x55; piece], [0]);
    let watch = Stopwatch::start();
    for _ in 0..count {
        line.write_all(&bytes).unwrap();
        line.read_exact(&mut answer).unwrap();
    }
    each(&watch, count)
}

#[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
fn each(watch: &Stopwatch, count: usize) -> f64 {
    watch.now().0 as f64 / count as f64
}

#[test]
#[ignore = "a measurement"]
#[expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a measurement is read"
)]
fn the_serial_path_beside_a_bare_line() {
    let bench = Order::read("").unwrap().start(None).unwrap();
    let mut desk = Desk::open(&bench.path(), wiring()).unwrap();
    let watch = Stopwatch::start();
    desk.round_trips(EXCHANGES).unwrap();
    let ours = each(&watch, EXCHANGES);
    // A request for the time is some 16 bytes on the line.
    let theirs = bare(EXCHANGES, 16);
    println!(
        "a request and its answer: {ours:.1} us, bare {theirs:.1} us, ratio {:.2}",
        ours / theirs
    );
    assert!(
        ours < theirs * 20.0 + 1_000.0,
        "{ours} us beside {theirs} us"
    );
    // As many bytes for each answer that is waited for.
    let took = desk.flood(PDUS, PDU).unwrap().0 as f64;
    let bare = bare(PDUS / 16, 16 * (PDU + 24)) * (PDUS / 16) as f64;
    let rate = |us: f64| (PDUS * PDU) as f64 / us;
    println!(
        "PDUs of {PDU} bytes: {:.2} MB/s, bare {:.2} MB/s, ratio {:.2}",
        rate(took),
        rate(bare),
        bare / took
    );
}

const EXCHANGES: usize = 2_000;
const PDUS: usize = 4_000;
const PDU: usize = 500;
