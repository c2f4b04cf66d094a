//! The checksum of both message forms: CRC-16/IBM-3740 (polynomial 0x1021, initial 0xFFFF, nothing reflected, no final
//! exclusive-or), sent low byte first ("CRC calculation").

use ::crc::{CRC_16_IBM_3740, Crc};

/// The checksum of some bytes.
#[must_use]
pub fn of(bytes: &[u8]) -> u16 {
    TABLE.checksum(bytes)
}

static TABLE: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);
