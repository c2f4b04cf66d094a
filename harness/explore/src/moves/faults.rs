//! What can be wrong with a command: a row for each fault.

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// Nothing: the user may have no right to it.
    None,
    /// The box: it must not open.
    Box(&'static str, &'static str),
    /// Something that must be refused in whatever way.
    Loose(&'static str, &'static str),
    /// The payload's size.
    Length(&'static str),
    Nonce(Nonce),
    Pin(&'static str),
    /// The same bytes once more.
    Replay,
}

impl Fault {
    /// Whether the lock has the whole message, so that its answer is the end of it.
    pub(super) fn is_told(self) -> bool {
        match self {
            Self::Loose(how, _) => !how.contains("message") && !how.contains("length"),
            Self::None | Self::Replay => false,
            Self::Box(..) | Self::Length(_) | Self::Nonce(_) | Self::Pin(_) => true,
        }
    }
}

/// Where the nonce is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nonce {
    Noise,
    Zeros,
    Flipped(u8),
    Used,
    /// Used by the command itself, and then for another one.
    Spent,
    Older,
    Foreign,
}

/// The key of dh1 alone.
pub(super) const DH_KEY: &str = "\n  spoil: {key: dh}";
/// Another user's key.
pub(super) const GUESTS_KEY: &str = "\n  spoil: {key: guest}";
/// Another user's identifier inside the box.
pub(super) const GUEST_INSIDE: &str = "\n  spoil: {inner_auth_id: guest}";

/// Every fault, the simplest of its kind first.
pub(super) const FAULTS: &[Fault] = &[
    Fault::Box("\n  spoil: {tag: {flip: 0}}", "ENC-07"),
    Fault::Box("\n  spoil: {tag: {flip: 15}}", "ENC-07"),
    Fault::Box("\n  spoil: {tag: {flip: 8}}", "ENC-07"),
    // Both ends of the tag, so that its sum is the same.
    Fault::Box(
        "\n  spoil: {tag: {flip: 0, mask: 0x80}, message: {flip: 45, mask: 0x80}}",
        "ENC-07",
    ),
    Fault::Box("\n  spoil: {tag: last}", "ENC-02"),
    Fault::Box("\n  spoil: {ciphertext: {flip: 0}}", "ENC-07"),
    Fault::Box("\n  spoil: {ciphertext: {flip: 7}}", "ENC-07"),
    Fault::Box("\n  spoil: {ciphertext: {flip: -1}}", "ENC-07"),
    Fault::Box("\n  spoil: {message: {flip: 3}}", "ENC-07"),
    Fault::Box("\n  spoil: {message: {flip: 20}}", "ENC-07"),
    Fault::Box(GUESTS_KEY, "ENC-09"),
    Fault::Box(DH_KEY, "ENC-14"),
    Fault::Box("\n  spoil: {key: {repeat: '00', times: 32}}", "ENC-07"),
    Fault::Box("\n  spoil: {auth_id: 0x7FFFFFFE}", "ENC-08"),
    Fault::Box(
        "\n  spoil: {auth_id: 0x7FFFFFFE, inner_auth_id: 0x7FFFFFFE}",
        "ENC-08",
    ),
    Fault::Loose("\n  spoil: {crc: flip}", "CRC-06"),
    Fault::Loose("\n  spoil: {crc: 0}", "CRC-05"),
    Fault::Loose("\n  spoil: {crc: start_zero}", "CRC-06"),
    Fault::Loose("\n  spoil: {crc: without_auth_id}", "CRC-07"),
    Fault::Loose("\n  spoil: {inner_auth_id: 0}", "ENC-10"),
    Fault::Loose(GUEST_INSIDE, "ENC-10"),
    Fault::Loose("\n  spoil: {length: {add: 1}}", "ENC-13"),
    Fault::Loose("\n  spoil: {length: {add: -1}}", "ENC-13"),
    Fault::Loose("\n  spoil: {length: 0}", "ENC-13"),
    Fault::Loose("\n  spoil: {length: big_endian}", "ENC-13"),
    Fault::Loose("\n  spoil: {message: {cut: 1}}", "ROBUST-02"),
    Fault::Loose("\n  spoil: {message: {keep: 40}}", "FRAME-10"),
    Fault::Loose("\n  on: pairing_gdio\n  form: encrypted", "ENC-12"),
    Fault::Loose("\n  on: usdio\n  form: plain", "ENC-11"),
    Fault::Loose("\n  on: keyturner_gdio\n  form: plain", "ENC-11"),
    Fault::Length("\n  spoil: {payload: {cut: 1}}"),
    Fault::Length("\n  spoil: {payload: {append: '00'}}"),
    Fault::Length("\n  spoil: {payload: {keep: 0}}"),
    Fault::Length("\n  spoil: {payload: {append: {repeat: '00', times: 150}}}"),
    Fault::Nonce(Nonce::Noise),
    Fault::Nonce(Nonce::Zeros),
    Fault::Nonce(Nonce::Flipped(0)),
    Fault::Nonce(Nonce::Flipped(8)),
    Fault::Nonce(Nonce::Flipped(31)),
    Fault::Nonce(Nonce::Used),
    Fault::Nonce(Nonce::Spent),
    Fault::Nonce(Nonce::Older),
    Fault::Nonce(Nonce::Foreign),
    Fault::Pin("{add: [$pin, 1]}"),
    Fault::Pin("{add: [$pin, 256]}"),
    Fault::Pin("{add: [$pin, 10000]}"),
    Fault::Replay,
];
