"""Cryptography for the tests in plain Python, so that no line of it is shared with the lock.

X25519 (RFC 7748), Salsa20, HSalsa20 and Poly1305 as NaCl's secretbox combines them, and the CRC bit by bit.
"""

import struct

PRIME = 2**255 - 19
MASK = 0xFFFFFFFF
SIGMA = struct.unpack("<4I", b"expand 32-byte k")
ROUNDS = tuple(
    tuple(4 * (row % 4) + column % 4 for row, column in cells)
    for cells in (
        ((0, 0), (1, 0), (2, 0), (3, 0)), ((1, 1), (2, 1), (3, 1), (0, 1)),
        ((2, 2), (3, 2), (0, 2), (1, 2)), ((3, 3), (0, 3), (1, 3), (2, 3)),
        ((0, 0), (0, 1), (0, 2), (0, 3)), ((1, 1), (1, 2), (1, 3), (1, 0)),
        ((2, 2), (2, 3), (2, 0), (2, 1)), ((3, 3), (3, 0), (3, 1), (3, 2)),
    )
)


def crc(data):
    """CRC-16 with polynomial 0x1021 and initial value 0xFFFF, in wire order."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
    return (value & 0xFFFF).to_bytes(2, "little")


def x25519(scalar, point):
    """The Montgomery ladder."""
    k = int.from_bytes(scalar, "little") & ~7 & ~(1 << 255) | 1 << 254
    x1 = int.from_bytes(point, "little") & ((1 << 255) - 1)
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % PRIME, b * b % PRIME, d * a % PRIME, c * b % PRIME
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % PRIME, x1 * (da - cb) ** 2 % PRIME
        x2, z2 = aa * bb % PRIME, e * (aa + 121665 * e) % PRIME
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")


def public_key(private):
    """The public key of a private one."""
    return x25519(private, (9).to_bytes(32, "little"))


def _double_rounds(x):
    for _ in range(10):
        for a, b, c, d in ROUNDS:
            s = x[a] + x[d] & MASK
            x[b] ^= (s << 7 | s >> 25) & MASK
            s = x[b] + x[a] & MASK
            x[c] ^= (s << 9 | s >> 23) & MASK
            s = x[c] + x[b] & MASK
            x[d] ^= (s << 13 | s >> 19) & MASK
            s = x[d] + x[c] & MASK
            x[a] ^= (s << 18 | s >> 14) & MASK
    return x


def _state(key, block):
    k, n = struct.unpack("<8I", key), struct.unpack("<4I", block)
    return [SIGMA[0], *k[:4], SIGMA[1], *n, SIGMA[2], *k[4:], SIGMA[3]]


def hsalsa20(key, block):
    """The key derivation of the document, kdf1, when `block` is zero."""
    x = _double_rounds(_state(key, block))
    return struct.pack("<8I", x[0], x[5], x[10], x[15], *x[6:10])


def _xsalsa20(key, nonce, length):
    subkey = hsalsa20(key, nonce[:16])
    out = b""
    for counter in range((length + 63) // 64):
        start = _state(subkey, nonce[16:] + struct.pack("<Q", counter))
        mixed = _double_rounds(start[:])
        out += struct.pack("<16I", *((a + b) & MASK for a, b in zip(start, mixed)))
    return out[:length]


def _poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(data), 16):
        total = (total + int.from_bytes(data[at:at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def seal(key, nonce, text):
    """crypto_secretbox: the tag, then the ciphertext."""
    stream = _xsalsa20(key, nonce, 32 + len(text))
    body = bytes(a ^ b for a, b in zip(text, stream[32:]))
    return _poly1305(stream[:32], body) + body


def open_box(key, nonce, box):
    """crypto_secretbox_open, or None when the tag is wrong."""
    stream = _xsalsa20(key, nonce, 16 + len(box))
    if len(box) < 16 or _poly1305(stream[:32], box[16:]) != box[:16]:
        return None
    return bytes(a ^ b for a, b in zip(box[16:], stream[32:]))
