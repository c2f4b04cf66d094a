//! Frames on the line: number, body, check sum, in COBS between two zero bytes.

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use serde::Serialize;
use serde::de::Deserialize;

/// The longest content of a frame: number, body and check sum.
pub const FRAME_AT_MOST: usize = 700;
/// The longest frame on the line: one more byte for each 254, and the zeros.
pub const PIECE_AT_MOST: usize = FRAME_AT_MOST + FRAME_AT_MOST / 254 + 3;

const CHECK: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);
const NUMBER: usize = 2;
const SUM: usize = 4;

/// A message that does not fit into a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message does not fit into a frame of {FRAME_AT_MOST} bytes")]
pub struct Unfit;

/// Writes a frame with that number, and says how many bytes it takes on the line.
///
/// # Errors
/// The message is too long.
pub fn encode(
    number: u16,
    message: &impl Serialize,
    out: &mut [u8; PIECE_AT_MOST],
) -> Result<usize, Unfit> {
    let mut plain = [0; FRAME_AT_MOST];
    let [low, high] = number.to_le_bytes();
    plain[0] = low;
    plain[1] = high;
    let room = plain.get_mut(NUMBER..FRAME_AT_MOST - SUM).ok_or(Unfit)?;
    let body = postcard::to_slice(message, room).map_err(|_| Unfit)?.len();
    let end = NUMBER + body;
    let sum = CHECK.checksum(plain.get(..end).ok_or(Unfit)?);
    let place = plain.get_mut(end..end + SUM).ok_or(Unfit)?;
    place.copy_from_slice(&sum.to_le_bytes());
    // The zero in front ends whatever garbage came before.
    out[0] = 0;
    let coded = out.get_mut(1..PIECE_AT_MOST - 1).ok_or(Unfit)?;
    let plain = plain.get(..end + SUM).ok_or(Unfit)?;
    let length = cobs::try_encode(plain, coded).map_err(|_| Unfit)?;
    *out.get_mut(1 + length).ok_or(Unfit)? = 0;
    Ok(length + 2)
}

/// Why a frame has no message in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("frame {number} holds no message of this version of the protocol")]
pub struct Unreadable {
    /// Its number, which is right.
    pub number: u16,
}

/// What was between two zero bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A frame whose check sum is right.
    Frame {
        /// Its number.
        number: u16,
        /// Its body.
        body: &'a [u8],
    },
    /// So many bytes that are no frame.
    Garbage(usize),
}

impl<'a> Piece<'a> {
    /// Reads the message of a frame.
    ///
    /// # Errors
    /// Its bytes are no such message.
    pub fn message<T: Deserialize<'a>>(number: u16, body: &'a [u8]) -> Result<T, Unreadable> {
        match postcard::take_from_bytes(body) {
            // What a newer version adds at the end is not read.
            Ok((message, _)) => Ok(message),
            Err(_) => Err(Unreadable { number }),
        }
    }
}

/// Finds frames in a stream of bytes; never longer than one frame behind after garbage.
#[derive(Clone, Debug)]
pub struct Deframer {
    bytes: [u8; PIECE_AT_MOST],
    length: usize,
    /// How many bytes came since the last zero, also those that had no room.
    came: usize,
    /// What was handed out is still in the buffer.
    told: bool,
}

impl Default for Deframer {
    fn default() -> Self {
        Self {
            bytes: [0; PIECE_AT_MOST],
            length: 0,
            came: 0,
            told: false,
        }
    }
}

impl Deframer {
    /// Takes a byte; the piece that it ends, if it ends one.
    pub fn push(&mut self, byte: u8) -> Option<Piece<'_>> {
        if core::mem::take(&mut self.told) {
            self.length = 0;
            self.came = 0;
        }
        if byte != 0 {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = byte;
                self.length += 1;
            }
            self.came += 1;
            return None;
        }
        if self.came == 0 {
            return None;
        }
        self.told = true;
        Some(self.read())
    }

    fn read(&mut self) -> Piece<'_> {
        let garbage = Piece::Garbage(self.came);
        if self.came > self.length {
            return garbage;
        }
        let coded = self.bytes.get_mut(..self.length).unwrap_or_default();
        let Ok(length) = cobs::decode_in_place(coded) else {
            return garbage;
        };
        let Some((content, sum)) = coded
            .get(..length)
            .and_then(<[u8]>::split_last_chunk::<SUM>)
        else {
            return garbage;
        };
        match content.split_first_chunk::<NUMBER>() {
            Some((number, body)) if CHECK.checksum(content) == u32::from_le_bytes(*sum) => {
                Piece::Frame {
                    number: u16::from_le_bytes(*number),
                    body,
                }
            }
            _ => garbage,
        }
    }
}

/// The order of frame numbers as one side expects them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    next: u16,
}

/// What a frame's number says.
impl Order {
    /// The number that comes next.
    #[must_use]
    pub const fn next(self) -> u16 {
        self.next
    }

    /// Takes a number: true for the one that was due, false for one that came before already.
    ///
    /// # Errors
    /// Frames in between did not come.
    pub fn take(&mut self, number: u16) -> Result<bool, super::Gap> {
        let ahead = number.wrapping_sub(self.next);
        if ahead == 0 {
            self.next = self.next.wrapping_add(1);
            return Ok(true);
        }
        // A number a little behind was seen before; anything else is a gap.
        if ahead > u16::MAX - SEEN {
            return Ok(false);
        }
        Err(super::Gap {
            expected: self.next,
            got: number,
        })
    }
}

/// How far back a number is taken for a duplicate.
const SEEN: u16 = 1_024;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::super::{Frame, ToProbe};
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn written(number: u16, id: u32, pdu: &[u8]) -> Vec<u8> {
        let mut out = [0; PIECE_AT_MOST];
        let what = ToProbe::Att { conn: 1, pdu };
        let length = encode(number, &Frame { id, what }, &mut out).unwrap();
        out[..length].to_vec()
    }

    /// The numbers of the frames in some bytes, and the bytes of garbage.
    fn numbers(bytes: &[u8]) -> (Vec<u16>, usize) {
        let mut deframer = Deframer::default();
        let (mut found, mut garbage) = (Vec::new(), 0);
        for byte in bytes {
            match deframer.push(*byte) {
                Some(Piece::Frame { number, .. }) => found.push(number),
                Some(Piece::Garbage(length)) => garbage += length,
                None => {}
            }
        }
        (found, garbage)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number: u16, id: u32, pdu in proptest::collection::vec(any::<u8>(), 0..=600)) {
            let bytes = written(number, id, &pdu);
            let mut deframer = Deframer::default();
            let mut read = 0;
            for byte in &bytes {
                let Some(piece) = deframer.push(*byte) else { continue };
                let Piece::Frame { number: got, body } = piece else {
                    return Err(TestCaseError::fail("garbage"));
                };
                let frame: Frame = Piece::message(got, body).unwrap();
                prop_assert_eq!(got, number);
                prop_assert_eq!(frame, Frame { id, what: ToProbe::Att { conn: 1, pdu: &pdu } });
                read += 1;
            }
            prop_assert_eq!(read, 1);
        }

        #[test]
        fn garbage_costs_no_more_than_itself(garbage in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let mut bytes = garbage;
            bytes.extend(written(7, 1, b"after"));
            bytes.extend(written(8, 2, b"again"));
            let (found, _) = numbers(&bytes);
            prop_assert!(found.ends_with(&[7, 8]), "{found:?}");
        }

        #[test]
        fn one_bit_wrong_is_noticed(at: proptest::sample::Index, bit in 0_u8..8, pdu in proptest::collection::vec(any::<u8>(), 0..300)) {
            let whole = written(3, 9, &pdu);
            let mut bytes = whole.clone();
            let at = 1 + at.index(bytes.len() - 2);
            bytes[at] ^= 1 << bit;
            let (found, _) = numbers(&bytes);
            prop_assert_eq!(found, Vec::<u16>::new());
        }

        #[test]
        fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let mut deframer = Deframer::default();
            for byte in bytes {
                if let Some(Piece::Frame { number, body }) = deframer.push(byte) {
                    let _ = Piece::message::<Frame>(number, body);
                }
            }
        }

        #[test]
        fn no_body_causes_a_panic(body in proptest::collection::vec(any::<u8>(), 0..700)) {
            let _ = Piece::message::<Frame>(0, &body);
            let _ = Piece::message::<super::super::Report>(0, &body);
        }
    }

    #[test]
    fn a_message_that_is_too_long_is_refused() {
        let mut out = [0; PIECE_AT_MOST];
        let pdu = [1; FRAME_AT_MOST];
        let what = ToProbe::Att { conn: 1, pdu: &pdu };
        assert_eq!(encode(0, &Frame { id: 1, what }, &mut out), Err(Unfit));
    }

    #[test]
    fn a_stream_without_an_end_is_garbage_and_bounded() {
        let mut bytes = std::vec![1; 5_000];
        bytes.push(0);
        assert_eq!(numbers(&bytes), (Vec::new(), 5_000));
    }

    #[test]
    fn duplicates_and_gaps_are_told_apart() {
        let mut order = Order::default();
        assert_eq!(order.take(0), Ok(true));
        assert_eq!(order.take(1), Ok(true));
        assert_eq!(order.take(1), Ok(false));
        assert_eq!(order.take(0), Ok(false));
        let gap = order.take(3).unwrap_err();
        assert_eq!((gap.expected, gap.got), (2, 3));
        let mut late = Order { next: u16::MAX };
        assert_eq!(late.take(u16::MAX), Ok(true));
        assert_eq!(late.take(0), Ok(true));
        assert_eq!(late.take(u16::MAX), Ok(false));
        assert_eq!(late.next(), 1);
        assert_eq!(late.take(1), Ok(true));
        assert_eq!(late.next(), 2);
        let mut far = Order { next: 2 * SEEN };
        assert_eq!(far.take(SEEN), Ok(false));
        assert!(far.take(SEEN - 1).is_err());
    }
}
