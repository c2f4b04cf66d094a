//! The probe on the emulated bench, through its bytes.

use super::*;
use crate::Probe;
use alloc::string::String;
use sim::Setup;
use wire::probe::{
    BootCause, ClockKind, Deframer, Frame, FromProbe, HelloTo, LinkParameters, PIECE_AT_MOST,
    Piece, Report, ToProbe, encode,
};

/// The harness's end of the line.
struct Bench {
    probe: Probe<Emulated>,
    number: u16,
    id: u32,
    now: Instant,
}

impl Bench {
    fn new() -> Self {
        let make: MakePeer = Box::new(|| Box::new(sim::Lock::new(Setup::default())));
        Self {
            probe: Probe::new(Emulated::new(make), BootCause::PowerOn),
            number: 0,
            id: 0,
            now: Instant::ZERO,
        }
    }

    /// Sends a request; what comes, as text.
    fn ask(&mut self, what: ToProbe<'_>) -> Vec<String> {
        self.id += 1;
        let mut bytes = [0; PIECE_AT_MOST];
        let frame = Frame { id: self.id, what };
        let length = encode(self.number, &frame, &mut bytes).unwrap();
        self.number += 1;
        self.probe.hear(self.now, &bytes[..length]);
        self.said()
    }

    fn said(&mut self) -> Vec<String> {
        let mut deframer = Deframer::default();
        let mut all = Vec::new();
        for byte in self.probe.said() {
            if let Some(Piece::Frame { number, body }) = deframer.push(byte) {
                let report: Report = Piece::message(number, body).unwrap();
                all.push(match report.what {
                    FromProbe::Event(event) => alloc::format!("{} {event:?}", report.at_us),
                    other => alloc::format!("{} {}", report.at_us, other.name()),
                });
            }
        }
        all
    }

    fn greet(&mut self, clock: ClockKind) -> Vec<String> {
        self.number = 0;
        let hello = HelloTo {
            protocol: 1,
            session: 100 + self.id,
            harness: "test",
            watchdog_ms: 3_000,
            clock,
        };
        self.ask(ToProbe::Hello(hello))
    }

    fn wire(&mut self, line: u8, pin: u8, mode: LineMode, active: Active, safe: bool) {
        let config = LineConfig {
            pin,
            mode,
            active,
            safe,
        };
        let said = self.ask(ToProbe::Configure { line, config });
        assert!(said.iter().any(|one| one.ends_with("done")), "{said:?}");
    }

    fn wait(&mut self, us: u64) -> Vec<String> {
        self.now = self.now + Span(us);
        self.probe.run(self.now);
        self.said()
    }
}

#[test]
fn a_probe_says_that_it_is_there_until_it_is_greeted() {
    let mut bench = Bench::new();
    assert_eq!(bench.said(), ["0 Booted { cause: PowerOn }"]);
    assert_eq!(bench.wait(1_000_000), ["1000000 Booted { cause: PowerOn }"]);
    assert_eq!(bench.ask(ToProbe::Time), ["1000000 refused"]);
    assert_eq!(bench.greet(ClockKind::Own), ["1000000 hello"]);
    assert!(bench.wait(1_500_000).is_empty());
}

#[test]
fn a_press_of_five_seconds_lights_the_led_and_is_released() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Given);
    bench.wire(0, pin::BUTTON, LineMode::OpenDrain, Active::Low, false);
    bench.wire(1, pin::LED, LineMode::Floating, Active::Low, false);
    let ms = 5_200;
    assert_eq!(
        bench.ask(ToProbe::Pulse {
            line: 0,
            on: true,
            ms
        }),
        ["0 done"]
    );
    let to_us = 60_000_000;
    let advance = |bench: &mut Bench| {
        let heard = bench.probe_number();
        bench.ask(ToProbe::Advance { to_us, heard })
    };
    assert_eq!(
        advance(&mut bench),
        ["5000000 Edge { line: 1, on: true }", "5000000 advanced"]
    );
    assert_eq!(
        advance(&mut bench),
        ["5200000 Released { line: 0 }", "5200000 advanced"]
    );
}

impl Bench {
    /// The number of the probe's latest frame: tests count what was said.
    fn probe_number(&mut self) -> u16 {
        self.probe.number().wrapping_sub(1)
    }
}

#[test]
fn time_stands_while_an_event_is_unheard() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Given);
    let heard = bench.probe_number();
    bench.ask(ToProbe::Observe { on: true });
    let said = bench.ask(ToProbe::Advance { to_us: 9, heard });
    assert_eq!(said, ["0 advanced"]);
}

#[test]
fn the_watchdog_restores_the_power_and_wants_a_new_session() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Own);
    bench.wire(1, pin::POWER, LineMode::PushPull, Active::High, true);
    bench.wire(2, pin::VOLTAGE, LineMode::Analogue, Active::High, false);
    bench.ask(ToProbe::Drive { line: 1, on: false });
    assert_eq!(bench.probe.board().measure(2), Some(0));
    assert_eq!(bench.wait(3_000_000), ["3000000 Watchdog"]);
    assert_eq!(bench.probe.board().measure(2), Some(3_000));
    assert_eq!(bench.ask(ToProbe::Time), ["3000000 refused"]);
}

#[test]
fn a_missing_frame_spoils_the_session_and_a_doubled_one_does_not() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Own);
    assert_eq!(bench.ask(ToProbe::Time), ["0 done"]);
    bench.number -= 1;
    assert!(bench.ask(ToProbe::Time).is_empty(), "a duplicate");
    bench.number += 1;
    assert_eq!(
        bench.ask(ToProbe::Time),
        ["0 Lost { gap: Gap { expected: 2, got: 3 } }"]
    );
    assert_eq!(bench.ask(ToProbe::Time), ["0 refused"]);
    assert_eq!(bench.greet(ClockKind::Own), ["0 hello"]);
}

#[test]
fn a_link_carries_att_and_ends_with_the_power() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Given);
    bench.wire(1, pin::POWER, LineMode::PushPull, Active::High, true);
    let heard = bench.ask(ToProbe::Observe { on: true });
    assert!(heard.iter().any(|one| one.contains("Heard")), "{heard:?}");
    let peer = bench.probe.board().shown.peer;
    let parameters = LinkParameters::default();
    let opened = bench.ask(ToProbe::Connect {
        conn: 3,
        peer,
        parameters,
    });
    assert!(
        opened.iter().any(|one| one.contains("Connected { conn: 3")),
        "{opened:?}"
    );
    let said = bench.ask(ToProbe::Att {
        conn: 3,
        pdu: &[0x02, 185, 0],
    });
    assert!(
        said.iter().any(|one| one.contains("pdu: [3, 185, 0]")),
        "{said:?}"
    );
    let cut = bench.ask(ToProbe::Drive { line: 1, on: false });
    assert!(
        cut.iter()
            .any(|one| one.contains("Disconnected { conn: 3, code: 21 }")),
        "{cut:?}"
    );
    let dead = bench.ask(ToProbe::Connect {
        conn: 4,
        peer,
        parameters,
    });
    assert!(
        dead.iter()
            .any(|one| one.contains("ConnectFailed { conn: 4")),
        "{dead:?}"
    );
}

#[test]
fn samples_come_as_far_apart_as_they_were_ordered() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Own);
    bench.wire(2, pin::CURRENT, LineMode::Analogue, Active::High, false);
    bench.ask(ToProbe::Sample {
        line: 2,
        every_us: 1_000,
    });
    assert_eq!(bench.wait(1_000), ["1000 Sampled { line: 2, mv: 12 }"]);
    assert_eq!(bench.probe.deadline(), Some(Instant(2_000)));
}

#[test]
fn a_wire_is_of_the_kind_that_its_pin_can_be() {
    let mut bench = Bench::new();
    bench.greet(ClockKind::Own);
    let config = LineConfig {
        pin: pin::MOTOR,
        mode: LineMode::PushPull,
        active: Active::High,
        safe: false,
    };
    assert_eq!(
        bench.ask(ToProbe::Configure { line: 0, config }),
        ["0 refused"]
    );
    assert_eq!(
        bench.ask(ToProbe::Drive { line: 0, on: true }),
        ["0 refused"]
    );
}
