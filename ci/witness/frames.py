"""The two transfer formats: plain messages, and boxes with their additional data (2.1 to 2.3)."""

import struct
from binascii import crc_hqx

import crypto

HEAD = struct.Struct("<24sIH")
SMALLEST = HEAD.size + 16 + 8


def crc(body):
    """CRC-CCITT with the initial remainder 0xFFFF, in wire order."""
    return crc_hqx(body, 0xFFFF).to_bytes(2, "little")


def plain(device, command, payload):
    """An unencrypted message."""
    order = "big" if device.broken("command-id-big-endian") else "little"
    body = command.to_bytes(2, order) + payload
    return body + _sent_crc(device, body)


def plain_crc_holds(device, message):
    """Whether a received plain message ends with its CRC."""
    if device.broken("plain-crc-unchecked"):
        return True
    if device.broken("plain-crc-zero-accepted") and message[-2:] == bytes(2):
        return True
    if device.broken("plain-crc-big-endian-accepted") and message[-2:] == crc(message[:-2])[::-1]:
        return True
    return message[-2:] == crc(message[:-2])


def sealed(device, key, auth_id, command, payload, nonce):
    """An encrypted message to the user `auth_id`."""
    inner = 0 if device.broken("inner-auth-id-zero") else auth_id
    body = struct.pack("<IH", inner, command) + payload
    covered = body[4:] if device.broken("inner-crc-skips-auth-id") else body
    box = crypto.seal(key, nonce, body + _sent_crc(device, covered))
    if device.broken("tag-behind-ciphertext"):
        box = box[16:] + box[:16]
    return nonce + _auth_id(device, auth_id) + _length(device, box) + box


def inner_crc_holds(device, pdata):
    """Whether an opened PDATA ends with its CRC, which covers the authorization id too."""
    if device.broken("inner-crc-unchecked"):
        return True
    if device.broken("inner-crc-without-auth-id-accepted") and pdata[-2:] == crc(pdata[4:-2]):
        return True
    return pdata[-2:] == crc(pdata[:-2])


def head(message):
    """Box nonce, authorization id and length field of an encrypted message."""
    return HEAD.unpack_from(message)


def _sent_crc(device, body):
    value = crc_hqx(body, 0 if device.broken("crc-starts-at-zero") else 0xFFFF)
    return value.to_bytes(2, "big" if device.broken("crc-big-endian") else "little")


def _auth_id(device, auth_id):
    if device.broken("replies-name-first-user"):
        auth_id = min(device.memory.users.ids(), default=auth_id)
    return struct.pack("<I", auth_id)


def _length(device, box):
    length = len(box)
    if device.broken("length-counts-head"):
        length += HEAD.size
    if device.broken("length-without-tag"):
        length -= 16
    return length.to_bytes(2, "big" if device.broken("length-big-endian") else "little")
