//! `probe`: the ESP32-S3 on the bench, by hand.

mod selftest;

use crate::emulated::Order;
use crate::rig::Rig;
use crate::{Exit, Surroundings, emulated};
use boundary::Span;
use links::{Board, Desk, DeskEvent, Wiring, candidates, flash};
use std::path::PathBuf;
use wire::probe::Features;

/// The probe: flash it, look at it, press, switch, watch, emulate
#[derive(clap::Args)]
#[command(
    after_help = "The first look at a probe:\n  strikeplate probe info\n  \
strikeplate probe selftest --port usb\nWithout hardware:\n  strikeplate run --lock probe:emulated"
)]
pub(crate) struct Probe {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Show the ports that could be a probe's, and who answers at one
    #[command(
        after_help = "Exit code 3 when nothing answers; the message says what to do.\n  \
strikeplate probe info\n  strikeplate probe info --port /dev/ttyACM1"
    )]
    Info(At),
    /// Write the firmware with the program espflash; says its digest, which `info` and every journal show later
    Flash(Flash),
    /// Show everything that the probe tells: edges, advertising
    #[command(
        after_help = "One line for each: the time on the probe's clock, and what came.\n  \
strikeplate probe monitor --rig my-bench.yaml --seconds 10"
    )]
    Monitor(Watch),
    /// Press the lock's button
    Press(Press),
    /// Switch the lock's power: `cycle`, or `off` while this program runs
    Power(Power),
    /// Show the edges of the watched inputs
    #[command(after_help = "Stamped by the probe's interrupt, in microseconds.\n  \
strikeplate probe edges --pin motor=6 --pin 'led=7 floating low'")]
    Edges(Watch),
    /// Try everything that needs no lock, and say what to mend
    #[command(
        after_help = "The serial line, the clock, what is measured, spare outputs, the radio. Button and power are not\n\
touched: `probe press` and `probe power` do that while you look at the lock.\n  \
strikeplate probe selftest --rig my-bench.yaml"
    )]
    Selftest(At),
    /// Be a probe without hardware: a pseudo-terminal, and a bench with the reference lock
    Emulate(Emulate),
}

/// Which probe, and how it is wired.
#[derive(clap::Args)]
struct At {
    /// The port: a path, `usb`, or usb:SERIAL
    #[arg(long, value_name = "PORT", default_value = "usb")]
    port: String,
    /// A rig file, for its `pins:`
    #[arg(long, value_name = "FILE")]
    rig: Option<PathBuf>,
    /// A pin with its role, as in a rig file: button=4, 'power=5 low'
    #[arg(long = "pin", value_name = "ROLE=GPIO")]
    pins: Vec<String>,
}

#[derive(clap::Args)]
#[command(
    after_help = "The firmware is built as firmware-probe/README.md says. espflash finds the board; \
if it does not, hold BOOT while you plug it in.\n  \
strikeplate probe flash\n  strikeplate probe flash --chip esp32c3 target/riscv32imc-unknown-none-elf/release/strikeplate-probe"
)]
struct Flash {
    /// The port
    #[arg(long, value_name = "PORT", default_value = "usb")]
    port: String,
    /// The firmware that cargo built
    #[arg(
        value_name = "ELF",
        default_value = "firmware-probe/esp32s3/target/xtensa-esp32s3-none-elf/release/strikeplate-probe"
    )]
    image: PathBuf,
    /// The chip
    #[arg(long, default_value = "esp32s3", value_parser = ["esp32s3", "esp32c3"])]
    chip: String,
}

#[derive(clap::Args)]
struct Watch {
    #[command(flatten)]
    at: At,
    /// End after so many seconds
    #[arg(long, value_name = "S", default_value_t = 3_600)]
    seconds: u64,
}

#[derive(clap::Args)]
#[command(
    after_help = "The pin comes from `pins:` of a rig file or from --pin. What watched inputs did is shown after it.\n  \
strikeplate probe press 300 --pin button=4 --pin 'led=7 floating low'\n  \
strikeplate probe press --pin button=4          opens the pairing\n  \
strikeplate probe press 300 --rig my-bench.yaml  a short press"
)]
struct Press {
    #[command(flatten)]
    at: At,
    /// For how long, in milliseconds; 5200 enters pairing mode
    #[arg(value_name = "MS", default_value_t = 5_200, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    ms: u32,
}

#[derive(clap::Args)]
#[command(
    after_help = "The lock has power again when the session ends, whatever happened.\n  \
strikeplate probe power cycle --pin power=5\n  strikeplate probe power off --rig my-bench.yaml"
)]
struct Power {
    #[command(flatten)]
    at: At,
    /// What to do
    #[arg(value_parser = ["cycle", "off"], default_value = "cycle")]
    what: String,
    /// For how long it is off, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=600_000))]
    ms: u32,
}

#[derive(clap::Args)]
#[command(after_help = "It ends with Ctrl-C. In a second terminal:\n  \
strikeplate probe info --port /tmp/probe\n  strikeplate run --lock probe:/tmp/probe 'pairing/*'\n\
A run alone needs no second terminal: strikeplate run --lock probe:emulated")]
struct Emulate {
    /// Where a symbolic link to the pseudo-terminal shall be
    #[arg(long, value_name = "PATH")]
    port: Option<PathBuf>,
    /// Settings of the lock on the bench, as behind `sim:`
    #[arg(long, value_name = "NAME=VALUE,...")]
    settings: Option<String>,
}

impl Probe {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        match self.what {
            What::Info(at) => info(&at, around),
            What::Flash(flash) => flash.run(around),
            What::Monitor(watch) => watch.run(around, true),
            What::Edges(watch) => watch.run(around, false),
            What::Press(press) => {
                let wiring = match press.at.wiring() {
                    Ok(wiring) => wiring,
                    Err(why) => return around.usage(why),
                };
                let mut desk = Desk::open(&press.at.port, wiring)?;
                let seen = desk.pulse("button", true, press.ms)?;
                writeln!(around.out, "pressed for {} ms", press.ms)?;
                told(&mut desk, seen, around)?;
                Ok(Exit::Passed)
            }
            What::Power(power) => power.run(around),
            What::Selftest(at) => match at.wiring() {
                Ok(wiring) => selftest::run(&at.port, wiring, around),
                Err(why) => around.usage(why),
            },
            What::Emulate(emulate) => emulate.run(around),
        }
    }
}

impl At {
    fn wiring(&self) -> Result<Wiring, String> {
        let mut wiring = match &self.rig {
            Some(path) => Rig::read(path)?.wiring,
            None => Wiring::default(),
        };
        for text in &self.pins {
            let (role, pin) = text
                .split_once('=')
                .ok_or_else(|| format!("expected ROLE=GPIO, got `{text}`"))?;
            wiring.put(role, pin)?;
        }
        Ok(wiring)
    }
}

fn info(at: &At, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let found = candidates();
    for one in &found {
        writeln!(
            around.out,
            "port {} usb {} serial {} {}",
            one.path, one.usb, one.serial, one.product
        )?;
    }
    if found.is_empty() && at.port == "usb" {
        writeln!(
            around.out,
            "no port has the USB identity of a probe's board"
        )?;
        return Ok(Exit::RigError);
    }
    let wiring = match at.wiring() {
        Ok(wiring) => wiring,
        Err(why) => return around.usage(why),
    };
    let desk = Desk::open(&at.port, wiring)?;
    writeln!(around.out, "{}", described(desk.board()))?;
    writeln!(around.out, "at        {}", desk.path())?;
    writeln!(around.out, "clock     known within {}", desk.uncertainty())?;
    Ok(Exit::Passed)
}

fn described(board: &Board) -> String {
    let has = |(bit, name): &(Features, &'static str)| board.features.has(*bit).then_some(*name);
    let features: Vec<_> = Features::NAMES.iter().filter_map(has).collect();
    format!(
        "board     {} (serial {})\nfirmware  {}, protocol {}\nsha256    {}\nfeatures  {}",
        board.name,
        board.serial,
        board.firmware,
        board.protocol,
        if board.image.is_empty() {
            "unknown: the image does not say"
        } else {
            &board.image
        },
        features.join(", ")
    )
}

/// Shows what the watched inputs did meanwhile, and shortly after: the port is this program's alone.
fn told(
    desk: &mut Desk,
    mut seen: Vec<DeskEvent>,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<()> {
    if desk.watches() {
        // A wire that never rests does not keep this program.
        while let Some(event) = desk.next(AFTERWARDS)?
            && seen.len() < SHOWN_AT_MOST
        {
            seen.push(event);
        }
        for event in seen {
            let at = boundary::Instant(event.at_us);
            writeln!(around.out, "{at} {}", event.text)?;
        }
    }
    Ok(())
}

/// How long inputs are quiet before nothing more is waited for.
const AFTERWARDS: Span = Span::secs(1);
const SHOWN_AT_MOST: usize = 1_000;

impl Flash {
    fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        use sha2::Digest as _;
        let path = self.image.display().to_string();
        let Ok(bytes) = std::fs::read(&self.image) else {
            return around.usage(format!(
                "there is no firmware at `{path}`: build it as firmware-probe/README.md says"
            ));
        };
        let digest = sha2::Sha256::digest(&bytes);
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(around.out, "image     {path}\nsha256    {digits}")?;
        around.out.flush()?;
        flash(&self.port, &self.image, &self.chip)?;
        writeln!(
            around.out,
            "written; `strikeplate probe info` shows the same sha256 once the board has started"
        )?;
        Ok(Exit::Passed)
    }
}

impl Watch {
    fn run(self, around: &mut Surroundings<'_>, radio: bool) -> anyhow::Result<Exit> {
        let wiring = match self.at.wiring() {
            Ok(wiring) => wiring,
            Err(why) => return around.usage(why),
        };
        let mut desk = Desk::open(&self.at.port, wiring)?;
        if radio {
            desk.observe(true)?;
        }
        let watch = links::clock::Stopwatch::start();
        let end = Span::secs(self.seconds);
        while watch.now().0 < end.0 {
            let left = Span(end.0 - watch.now().0.min(end.0));
            if let Some(event) = desk.next(left)? {
                let at = boundary::Instant(event.at_us);
                writeln!(around.out, "{at} {}", event.text)?;
                around.out.flush()?;
            }
        }
        Ok(Exit::Passed)
    }
}

impl Power {
    fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let wiring = match self.at.wiring() {
            Ok(wiring) => wiring,
            Err(why) => return around.usage(why),
        };
        let mut desk = Desk::open(&self.at.port, wiring)?;
        if self.what == "cycle" {
            let seen = desk.pulse("power", false, self.ms)?;
            writeln!(around.out, "the power was off for {} ms", self.ms)?;
            told(&mut desk, seen, around)?;
        } else {
            desk.drive("power", false)?;
            writeln!(around.out, "the power is off until this program ends")?;
            around.out.flush()?;
            while desk.next(Span::secs(1)).is_ok() {}
        }
        Ok(Exit::Passed)
    }
}

impl Emulate {
    fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        let settings = self
            .settings
            .map_or_else(String::new, |text| format!(":{text}"));
        let order = match Order::read(&settings) {
            Ok(order) => order,
            Err(why) => return around.usage(why),
        };
        let bench = order.start(self.port)?;
        writeln!(around.out, "emulated probe: --lock probe:{}", bench.path())?;
        for (role, config) in emulated::wiring().iter() {
            writeln!(around.out, "  {role:<8} GPIO {}", config.pin)?;
        }
        around.out.flush()?;
        bench.wait();
        Ok(Exit::Passed)
    }
}
