//! The serial line: the chip's own USB port, or with the feature `uart` the bridge on the board.
//! Writing never waits: a host that reads nothing loses what was said, and sees the gap.

use alloc::collections::VecDeque;
use esp_hal::Blocking;

#[cfg(feature = "uart")]
type Port = esp_hal::uart::Uart<'static, Blocking>;
#[cfg(not(feature = "uart"))]
type Port = esp_hal::usb::usb_serial_jtag::UsbSerialJtag<'static, Blocking>;

/// The line, and what waits for it.
pub(crate) struct SerialLine {
    port: Port,
    heard: [u8; READ_AT_ONCE],
    waiting: VecDeque<u8>,
}

impl SerialLine {
    /// The chip's USB port.
    #[cfg(not(feature = "uart"))]
    pub(crate) fn new(device: esp_hal::peripherals::USB_DEVICE<'static>) -> Self {
        Self::with(Port::new(device))
    }

    /// The pins that lead to the bridge on every development board of the chip.
    #[cfg(feature = "uart")]
    pub(crate) fn new(device: esp_hal::peripherals::UART0<'static>) -> Self {
        let config = esp_hal::uart::Config::default().with_baudrate(BAUD);
        let port = Port::new(device, config).expect("the baud rate is within the clock's range");
        // SAFETY: `chip::is_free` keeps these two pins from every line.
        #[cfg(feature = "esp32s3")]
        let (rx, tx) = unsafe {
            use esp_hal::peripherals::{GPIO43, GPIO44};
            (GPIO44::steal(), GPIO43::steal())
        };
        // SAFETY: as above.
        #[cfg(feature = "esp32c3")]
        let (rx, tx) = unsafe {
            use esp_hal::peripherals::{GPIO20, GPIO21};
            (GPIO20::steal(), GPIO21::steal())
        };
        Self::with(port.with_rx(rx).with_tx(tx))
    }

    const fn with(port: Port) -> Self {
        Self {
            port,
            heard: [0; READ_AT_ONCE],
            waiting: VecDeque::new(),
        }
    }

    /// What has come.
    pub(crate) fn read(&mut self) -> &[u8] {
        let length = self.fill();
        self.heard.get(..length).unwrap_or_default()
    }

    #[cfg(not(feature = "uart"))]
    fn fill(&mut self) -> usize {
        let mut length = 0;
        for place in &mut self.heard {
            let Ok(byte) = self.port.read_byte() else {
                break;
            };
            *place = byte;
            length += 1;
        }
        length
    }

    #[cfg(feature = "uart")]
    fn fill(&mut self) -> usize {
        // An overrun shows as a frame that is no frame; the harness begins anew.
        self.port.read_buffered(&mut self.heard).unwrap_or(0)
    }

    /// Queues bytes, and sends as many as there is room for.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        if self.waiting.len() + bytes.len() > WAITING_AT_MOST {
            self.waiting.clear();
        }
        self.waiting.extend(bytes);
        self.send();
    }

    /// Sends what waits, for as long as a host reads it.
    pub(crate) fn drain(&mut self) {
        let begin = crate::now();
        while !self.waiting.is_empty() && crate::now().since(begin) < DRAINED_WITHIN {
            self.send();
        }
    }

    #[cfg(not(feature = "uart"))]
    fn send(&mut self) {
        let before = self.waiting.len();
        while let Some(byte) = self.waiting.front() {
            if self.port.write_byte_nb(*byte).is_err() {
                break;
            }
            self.waiting.pop_front();
        }
        if self.waiting.len() < before {
            // A packet that is not full goes too.
            let _ = self.port.flush_tx_nb();
        }
    }

    #[cfg(feature = "uart")]
    fn send(&mut self) {
        while self.port.write_ready() {
            let (first, _) = self.waiting.as_slices();
            let Some(byte) = first.get(..1) else {
                break;
            };
            match self.port.write(byte) {
                Ok(written) => drop(self.waiting.drain(..written)),
                Err(_) => break,
            }
        }
    }
}

const READ_AT_ONCE: usize = 512;
const WAITING_AT_MOST: usize = 16_384;
const DRAINED_WITHIN: boundary::Span = boundary::Span::millis(100);
#[cfg(feature = "uart")]
const BAUD: u32 = 921_600;
