//! Outputs: a level from the first moment on, and a list of safe levels that a panic can use.

use app::Level;
use core::sync::atomic::{AtomicU32, Ordering};
use esp_hal::gpio::{AnyPin, DriveMode, Flex, OutputConfig};
use wire::probe::{LINES, LineMode};

/// The outputs by their line.
#[derive(Debug)]
pub(crate) struct Outputs {
    all: [Option<Output>; LINES as usize],
}

#[derive(Debug)]
struct Output {
    number: u8,
    mode: LineMode,
    pin: Flex<'static>,
}

impl Outputs {
    pub(crate) const fn new() -> Self {
        Self {
            all: [const { None }; LINES as usize],
        }
    }

    /// Makes a pin an output that is at its safe level before it drives anything. One that is an
    /// output of this kind already is never let go in between.
    pub(crate) fn put(&mut self, line: u8, number: u8, mode: LineMode, safe: Level) {
        let Some(place) = self.all.get_mut(usize::from(line)) else {
            return;
        };
        remember(number, safe);
        if let Some(output) = place
            && (output.number, output.mode) == (number, mode)
        {
            output.pin.set_level(level(safe));
            return;
        }
        // SAFETY: a pin has one role at a time (`app` sees to that); what had it before is dropped.
        let mut pin = Flex::new(unsafe { AnyPin::steal(number) });
        pin.set_level(level(safe));
        let drive = match mode {
            LineMode::OpenDrain => DriveMode::OpenDrain,
            _ => DriveMode::PushPull,
        };
        pin.apply_output_config(&OutputConfig::default().with_drive_mode(drive));
        pin.set_output_enable(true);
        *place = Some(Output { number, mode, pin });
    }

    /// Lets a line's pin go.
    pub(crate) fn forget(&mut self, line: u8) {
        let place = self.all.get_mut(usize::from(line));
        if let Some(mut output) = place.and_then(Option::take) {
            output.pin.set_output_enable(false);
            forget(output.number);
        }
    }

    /// Sets a level; false when the line is no output.
    pub(crate) fn drive(&mut self, line: u8, to: Level) -> bool {
        let place = self.all.get_mut(usize::from(line));
        let Some(output) = place.and_then(Option::as_mut) else {
            return false;
        };
        output.pin.set_level(level(to));
        true
    }
}

/// The pins whose safe level is high, and those whose is low: two words for 64 pins each.
static HIGH: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];
static LOW: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];

fn remember(number: u8, safe: Level) {
    forget(number);
    let all = if safe == Level::High { &HIGH } else { &LOW };
    if let Some(word) = all.get(usize::from(number / 32)) {
        // Only the main loop writes, so that no read-modify-write is needed (the C3 has none).
        let before = word.load(Ordering::Relaxed);
        word.store(before | 1 << (number % 32), Ordering::Relaxed);
    }
}

fn forget(number: u8) {
    for all in [&HIGH, &LOW] {
        if let Some(word) = all.get(usize::from(number / 32)) {
            let before = word.load(Ordering::Relaxed);
            word.store(before & !(1 << (number % 32)), Ordering::Relaxed);
        }
    }
}

/// Puts every output at its safe level, whatever state the program is in: registers only.
pub(crate) fn make_safe() {
    let word =
        |all: &[AtomicU32; 2], at: usize| all.get(at).map_or(0, |one| one.load(Ordering::Relaxed));
    let gpio = esp_hal::peripherals::GPIO::regs();
    // SAFETY: these registers set and clear the pins whose bits are given, and no others.
    unsafe {
        gpio.out_w1ts().write(|w| w.bits(word(&HIGH, 0)));
        gpio.out_w1tc().write(|w| w.bits(word(&LOW, 0)));
        #[cfg(feature = "esp32s3")]
        {
            gpio.out1_w1ts().write(|w| w.bits(word(&HIGH, 1)));
            gpio.out1_w1tc().write(|w| w.bits(word(&LOW, 1)));
        }
    }
}

const fn level(level: Level) -> esp_hal::gpio::Level {
    match level {
        Level::High => esp_hal::gpio::Level::High,
        Level::Low => esp_hal::gpio::Level::Low,
    }
}
