//! What is different from chip to chip: pins that lead elsewhere, and pins that can be measured.

/// The board's name in the handshake.
#[cfg(feature = "esp32s3")]
pub(crate) const NAME: &str = "esp32s3";
/// The board's name in the handshake.
#[cfg(feature = "esp32c3")]
pub(crate) const NAME: &str = "esp32c3";

/// Whether a pin is free: there is one, and neither flash memory nor the serial line is on it.
#[cfg(feature = "esp32s3")]
pub(crate) const fn is_free(pin: u8) -> bool {
    let serial = if cfg!(feature = "uart") {
        matches!(pin, 43 | 44)
    } else {
        matches!(pin, 19 | 20)
    };
    matches!(pin, 0..=21 | 33..=48) && !serial
}

/// Whether a pin is free: there is one, and neither flash memory nor the serial line is on it.
#[cfg(feature = "esp32c3")]
pub(crate) const fn is_free(pin: u8) -> bool {
    let serial = if cfg!(feature = "uart") {
        matches!(pin, 20 | 21)
    } else {
        matches!(pin, 18 | 19)
    };
    matches!(pin, 0..=10 | 18..=21) && !serial
}

/// Runs `$read` with the peripheral of a pin that can be measured; none for another pin.
macro_rules! with_analogue_pin {
    ($pin:expr, $read:expr) => {{
        #[cfg(feature = "esp32s3")]
        let read = crate::chip::match_pin!($pin, $read, 1 GPIO1, 2 GPIO2, 3 GPIO3, 4 GPIO4, 5 GPIO5, 6 GPIO6, 7 GPIO7, 8 GPIO8, 9 GPIO9, 10 GPIO10);
        #[cfg(feature = "esp32c3")]
        let read = crate::chip::match_pin!($pin, $read, 0 GPIO0, 1 GPIO1, 2 GPIO2, 3 GPIO3, 4 GPIO4);
        read
    }};
}

/// One arm for each pin.
macro_rules! match_pin {
    ($pin:expr, $read:expr, $($number:literal $name:ident),*) => {
        match $pin {
            $(
                // SAFETY: a pin has one role at a time (`app` sees to that), so nobody else uses it.
                $number => $read(unsafe { esp_hal::peripherals::$name::steal() }),
            )*
            _ => None,
        }
    };
}

pub(crate) use {match_pin, with_analogue_pin};

/// Whether a pin can be measured: one of the first converter, since the radio uses the second.
#[cfg(feature = "esp32s3")]
pub(crate) const fn is_analogue(pin: u8) -> bool {
    matches!(pin, 1..=10)
}

/// Whether a pin can be measured: one of the first converter, since the radio uses the second.
#[cfg(feature = "esp32c3")]
pub(crate) const fn is_analogue(pin: u8) -> bool {
    matches!(pin, 0..=4)
}
