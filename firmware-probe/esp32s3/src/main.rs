//! The probe's firmware: the hardware under [`app::Probe`], and the loop that turns it.
//!
//! ```text
//!   SerialLine ==bytes==> Probe --> Esp --> pins (Outputs, Inputs, analogue)
//!              <==bytes==                --> Hci <==packets==> BLE controller
//! ```
//!
//! Nothing waits here: each turn of the loop looks at everything once. Input edges are stamped by an
//! interrupt. A turn that takes too long ends in the hardware watchdog's reset, and a reset pin
//! drives nothing.
#![no_std]
#![no_main]

extern crate alloc;

mod board;
mod chip;
mod inputs;
mod outputs;
mod radio;
mod restart;
mod serial;

use app::Probe;
use board::Esp;
use boundary::Instant;
use esp_hal::gpio::Io;
use esp_hal::rtc_cntl::{Rtc, RwdtStage};
use esp_hal::timer::timg::TimerGroup;
use serial::SerialLine;

#[cfg(not(any(feature = "esp32s3", feature = "esp32c3")))]
compile_error!("choose a chip: feature `esp32s3` or `esp32c3`");
#[cfg(all(feature = "esp32s3", feature = "esp32c3"))]
compile_error!("choose one chip: `--no-default-features --features esp32c3`");

esp_bootloader_esp_idf::esp_app_desc!();

#[esp_hal::main]
fn main() -> ! {
    let cause = restart::cause();
    let peripherals = esp_hal::init(esp_hal::Config::default());
    esp_alloc::heap_allocator!(#[esp_hal::ram(reclaimed)] size: RECLAIMED);
    esp_alloc::heap_allocator!(size: OWN);
    // The radio's controller runs in tasks of its own; this loop is the least of them.
    esp_rtos::start(
        TimerGroup::new(peripherals.TIMG0).timer0,
        peripherals.FROM_CPU_INTR0,
    );
    let mut watchdog = Rtc::new(peripherals.RTC_TIMER).rwdt;
    watchdog.set_timeout(RwdtStage::Stage0, LONGEST_TURN);
    watchdog.enable();
    let mut io = Io::new(peripherals.IO_MUX);
    io.set_interrupt_handler(inputs::on_edge);
    #[cfg(not(feature = "uart"))]
    let mut line = SerialLine::new(peripherals.USB_DEVICE);
    #[cfg(feature = "uart")]
    let mut line = SerialLine::new(peripherals.UART0);
    let mut probe = Probe::new(Esp::new(peripherals.BT, peripherals.ADC1), cause);
    loop {
        watchdog.feed();
        let heard = line.read();
        if heard.is_empty() {
            probe.run(now());
        } else {
            probe.hear(now(), heard);
        }
        let said = probe.said();
        line.write(&said);
        if probe.board().is_leaving() {
            line.drain();
            restart::restart();
        }
    }
}

/// Microseconds since the start; stamps of edges are read from the same counter.
fn now() -> Instant {
    Instant(
        esp_hal::time::Instant::now()
            .duration_since_epoch()
            .as_micros(),
    )
}

/// Memory that the boot loader leaves.
const RECLAIMED: usize = 48 * 1024;
const OWN: usize = 96 * 1024;
const LONGEST_TURN: esp_hal::time::Duration = esp_hal::time::Duration::from_secs(2);
