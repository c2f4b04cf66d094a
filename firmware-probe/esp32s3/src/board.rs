//! The board as `app` sees it.

use crate::radio::Radio;
use crate::{chip, inputs, outputs::Outputs};
use app::{Board, Happening, Info, Level, RadioOrder};
use boundary::{Instant, Span, Stamped};
use esp_hal::analog::adc::{Adc, AdcCalCurve, AdcChannel, AdcConfig, Attenuation};
use esp_hal::efuse::{InterfaceMacAddress, interface_mac_address};
use esp_hal::gpio::{AnalogPin, AnyPin};
use esp_hal::peripherals::{ADC1, BT};
use wire::probe::{Active, Features, LINES, LineConfig, LineMode, Refusal};

/// An ESP32 with a radio.
pub(crate) struct Esp {
    radio: Radio,
    adc: ADC1<'static>,
    outputs: Outputs,
    /// The pins that are measured, by their line.
    analogue: [Option<u8>; LINES as usize],
    /// An edge that waits behind the news that others were lost.
    edge: Option<inputs::Stamp>,
    leaving: bool,
}

impl Esp {
    pub(crate) fn new(radio: BT<'static>, adc: ADC1<'static>) -> Self {
        Self {
            radio: Radio::new(radio),
            adc,
            outputs: Outputs::new(),
            analogue: [None; LINES as usize],
            edge: None,
            leaving: false,
        }
    }

    /// Whether the harness has asked for a restart.
    pub(crate) const fn is_leaving(&self) -> bool {
        self.leaving
    }
}

impl Board for Esp {
    fn info(&self) -> Info {
        let address = interface_mac_address(InterfaceMacAddress::Bluetooth);
        let mut serial = [0; 6];
        for (to, from) in serial.iter_mut().zip(address.as_bytes()) {
            *to = *from;
        }
        let mut features = Features::LINES.with(Features::ANALOGUE);
        if self.radio.is_there() {
            let radio = Features::RADIO.with(Features::LOCK).with(Features::HCI);
            features = features.with(radio);
        }
        Info {
            board: chip::NAME,
            serial,
            features,
            image: image(),
        }
    }

    fn configure(&mut self, _: Instant, line: u8, config: LineConfig) -> Result<(), Refusal> {
        let measured = config.mode == LineMode::Analogue;
        if !chip::is_free(config.pin) || (measured && !chip::is_analogue(config.pin)) {
            return Err(Refusal::Pin);
        }
        let place = self.analogue.get_mut(usize::from(line));
        *place.ok_or(Refusal::Line)? = measured.then_some(config.pin);
        inputs::forget(line);
        if config.mode.is_output() {
            let high = (config.active == Active::High) == config.safe;
            let safe = if high { Level::High } else { Level::Low };
            self.outputs.put(line, config.pin, config.mode, safe);
            return Ok(());
        }
        self.outputs.forget(line);
        if config.mode.is_input() {
            // SAFETY: a pin has one role at a time (`app` sees to that), and its old one is over.
            inputs::watch(line, unsafe { AnyPin::steal(config.pin) }, config.mode);
        }
        Ok(())
    }

    fn drive(
        &mut self,
        _: Instant,
        line: u8,
        level: Level,
        _: Option<Span>,
    ) -> Result<(), Refusal> {
        if self.outputs.drive(line, level) {
            Ok(())
        } else {
            Err(Refusal::Line)
        }
    }

    fn measure(&mut self, line: u8) -> Option<u16> {
        let pin = (*self.analogue.get(usize::from(line))?)?;
        let adc = self.adc.reborrow();
        chip::with_analogue_pin!(pin, |pin| millivolts(adc, pin))
    }

    fn radio(&mut self, now: Instant, order: RadioOrder<'_>) -> Result<(), Refusal> {
        if !self.radio.is_there() {
            return match order {
                RadioOrder::Reset | RadioOrder::Advertise(None) => Ok(()),
                _ => Err(Refusal::Unsupported),
            };
        }
        self.radio.host.order(now, order)
    }

    fn run(&mut self, now: Instant) {
        self.radio.turn(now);
    }

    fn poll(&mut self) -> Option<Stamped<Happening>> {
        let (edge, missed) = match self.edge.take() {
            Some(edge) => (Some(edge), 0),
            None => inputs::next(),
        };
        if missed > 0 {
            self.edge = edge;
            return Some(Stamped {
                at: Instant::ZERO,
                what: Happening::Missed(missed),
            });
        }
        if let Some(stamp) = edge {
            return Some(Stamped {
                at: Instant(stamp.at_us),
                what: Happening::Edge {
                    line: stamp.line,
                    level: stamp.level,
                },
            });
        }
        self.radio.poll()
    }

    fn deadline(&self) -> Option<Instant> {
        self.radio.host.deadline()
    }

    fn reboot(&mut self) {
        self.leaving = true;
    }
}

/// The digest of the program, which `espflash` writes into the image's descriptor.
fn image() -> Option<[u8; 32]> {
    let place: *const [u8; 32] = crate::ESP_APP_DESC.app_elf_sha256();
    // SAFETY: it points to a static that nobody writes; only the compiler does not know what the image holds there.
    let digest = unsafe { place.read_volatile() };
    (digest != [0; 32]).then_some(digest)
}

/// One conversion, with the calibration that the factory has burnt in.
fn millivolts<PIN: AnalogPin + AdcChannel>(adc: ADC1<'_>, pin: PIN) -> Option<u16> {
    let mut config = AdcConfig::new();
    let mut pin = config.enable_pin_with_cal::<_, AdcCalCurve<ADC1<'_>>>(pin, Attenuation::_11dB);
    let mut converter = Adc::new(adc, config);
    // A conversion takes some 30 us; one that never ends is no sample.
    (0..CONVERSION_LOOKS).find_map(|_| converter.read_oneshot(&mut pin).ok())
}

const CONVERSION_LOOKS: u32 = 100_000;
