//! How the typed structs take their fields from bytes and put them back.

use super::{Command, CommandId};
use crate::{
    Api,
    field::{DateTime, TimeOfDay},
    frame::Full,
    payload::expected_sizes,
};
use core::fmt;

/// A payload that is longer or shorter than V1.10 allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLength {
    /// The command whose payload it is.
    pub command: Command,
    /// Its length in bytes.
    pub has: usize,
}

impl fmt::Display for BadLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes = expected_sizes(self.command.spec(), Api::V1_10);
        let Self { command, has } = self;
        write!(
            f,
            "expected {sizes} bytes of payload for {command}, got {has}"
        )
    }
}

impl core::error::Error for BadLength {}

/// Bytes yet to be read.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Source<'a> {
    pub(super) fn take<P: Part<'a>>(&mut self) -> Option<P> {
        P::take(self)
    }

    fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (array, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(array)
    }
}

/// Room yet to be written.
#[derive(Debug)]
pub(super) struct Sink<'a> {
    out: &'a mut [u8],
    at: usize,
}

impl<'a> Sink<'a> {
    pub(super) const fn new(out: &'a mut [u8]) -> Self {
        Self { out, at: 0 }
    }

    pub(super) fn put<'p>(mut self, part: &impl Part<'p>) -> Self {
        part.put(&mut self);
        self
    }

    /// Goes on past the room, so that the error can say how much is needed.
    fn bytes(&mut self, bytes: &[u8]) {
        let end = self.at.saturating_add(bytes.len());
        if let Some(place) = self.out.get_mut(self.at..end) {
            place.copy_from_slice(bytes);
        }
        self.at = end;
    }

    pub(super) const fn finish(self) -> Result<usize, Full> {
        let (needs, has) = (self.at, self.out.len());
        if needs <= has {
            Ok(needs)
        } else {
            Err(Full { needs, has })
        }
    }
}

/// What a field of a typed struct can be.
pub(super) trait Part<'a>: Sized {
    /// Takes it; none when the bytes have run out.
    fn take(source: &mut Source<'a>) -> Option<Self>;
    /// Puts it.
    fn put(&self, sink: &mut Sink<'_>);
}

macro_rules! number {
    ($($type:ty),*) => { $(
        impl<'a> Part<'a> for $type {
            fn take(source: &mut Source<'a>) -> Option<Self> {
                source.array().map(|bytes| Self::from_le_bytes(*bytes))
            }

            fn put(&self, sink: &mut Sink<'_>) {
                sink.bytes(&self.to_le_bytes());
            }
        }
    )* };
}
number!(u8, u16, u32, i16, f32);

impl<'a> Part<'a> for CommandId {
    fn take(source: &mut Source<'a>) -> Option<Self> {
        source.take().map(Self)
    }

    fn put(&self, sink: &mut Sink<'_>) {
        self.0.put(sink);
    }
}

impl<'a, const N: usize> Part<'a> for &'a [u8; N] {
    fn take(source: &mut Source<'a>) -> Option<Self> {
        source.array()
    }

    fn put(&self, sink: &mut Sink<'_>) {
        sink.bytes(*self);
    }
}

impl<'a> Part<'a> for &'a [u8] {
    fn take(source: &mut Source<'a>) -> Option<Self> {
        Some(core::mem::take(&mut source.rest))
    }

    fn put(&self, sink: &mut Sink<'_>) {
        sink.bytes(self);
    }
}

impl<'a> Part<'a> for DateTime {
    fn take(source: &mut Source<'a>) -> Option<Self> {
        source.array().map(|bytes| Self::from_bytes(*bytes))
    }

    fn put(&self, sink: &mut Sink<'_>) {
        sink.bytes(&self.to_bytes());
    }
}

impl<'a> Part<'a> for TimeOfDay {
    fn take(source: &mut Source<'a>) -> Option<Self> {
        source.array().map(|&[hour, minute]| Self { hour, minute })
    }

    fn put(&self, sink: &mut Sink<'_>) {
        sink.bytes(&[self.hour, self.minute]);
    }
}

/// A field that is there or not, as an earlier flag says; reading it is left to the struct.
impl<'a, P: Part<'a>> Part<'a> for Option<P> {
    fn take(source: &mut Source<'a>) -> Option<Self> {
        P::take(source).map(Some)
    }

    fn put(&self, sink: &mut Sink<'_>) {
        if let Some(part) = self {
            part.put(sink);
        }
    }
}
