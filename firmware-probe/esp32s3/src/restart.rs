//! Starting and starting anew: why, and what is done to the outputs before.

use crate::outputs;
use wire::probe::BootCause;

/// What the last program left behind: it outlives a reset, and is zero after power-up.
#[esp_hal::ram(unstable(rtc_fast, persistent))]
static mut LEFT: u32 = 0;

/// Why the program has started.
pub(crate) fn cause() -> BootCause {
    use esp_hal::rtc_cntl::SocResetReason as Reason;
    match (esp_hal::system::reset_reason(), take()) {
        (Some(Reason::CoreSw), PANICKED) => BootCause::Panic,
        (Some(Reason::CoreSw), ASKED) => BootCause::Asked,
        (Some(Reason::ChipPowerOn), _) => BootCause::PowerOn,
        _ => BootCause::Other,
    }
}

/// Starts anew, because the harness asked for it.
pub(crate) fn restart() -> ! {
    leave(ASKED);
    esp_hal::system::software_reset()
}

/// A fault of the firmware: the bench is made safe, and told after the restart.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    outputs::make_safe();
    leave(PANICKED);
    esp_hal::system::software_reset()
}

fn leave(why: u32) {
    // SAFETY: nothing else runs that uses it: this is the end of the program.
    unsafe { (&raw mut LEFT).write_volatile(why) };
}

fn take() -> u32 {
    // SAFETY: this is the begin of the program, before any interrupt is on.
    unsafe {
        let left = (&raw const LEFT).read_volatile();
        (&raw mut LEFT).write_volatile(0);
        left
    }
}

const ASKED: u32 = 0x41_53_4B_44;
const PANICKED: u32 = 0x50_41_4E_43;

/// Where code ends that cannot go on: some compilers of the Xtensa call it for a trap.
#[cfg(feature = "esp32s3")]
#[unsafe(no_mangle)]
extern "C" fn abort() -> ! {
    panic!("abort")
}
