"""What ATT does with a write before the lock reads it: handles, lengths, kinds, and CCCDs."""

import gatt
import usdio
from gatt import GDIO, PAIRING, THIRD, USDIO

INVALID_HANDLE, NOT_PERMITTED, NOT_SUPPORTED = 0x01, 0x03, 0x06
INVALID_LENGTH, INSUFFICIENT_ENCRYPTION, CCCD_IMPROPER = 0x0D, 0x0F, 0xFD


def subscribe(device, link, ident, char, value):
    """Writes a CCCD."""
    code = None
    if char not in gatt.DATA:
        code = INVALID_HANDLE
    elif device.broken("cccd-of-gdio-refused") and char == GDIO:
        code = NOT_PERMITTED
    elif value == 1 and device.chosen("cccd-1-refused"):
        code = CCCD_IMPROPER
    if code:
        device.say("att_error", conn=link.conn, id=ident, code=code)
        return
    device.say("written", conn=link.conn, id=ident)
    link.subscribe(char, value)


def write(device, link, ident, char, value, kind):
    """Writes a value, and lets the lock read it."""
    link.touch()
    if kind == "command":
        _command(device, link, ident, char, value)
        return
    code = _refusal(device, link, char, value, kind)
    if code:
        device.say("att_error", conn=link.conn, id=ident, code=code)
        return
    if device.chosen("indication-before-written"):
        deliver(device, link, char, value)
    if link.alive:
        device.say("written", conn=link.conn, id=ident)
    if not device.chosen("indication-before-written"):
        deliver(device, link, char, _received(device, value, kind))


def _command(device, link, ident, char, value):
    """Write Command: only where the property is declared."""
    if char == THIRD and device.chosen("extra-characteristics"):
        return
    if device.chosen("write-command-gets-error"):
        device.say("att_error", conn=link.conn, id=ident, code=NOT_PERMITTED)
    elif char in gatt.DATA and device.chosen("write-without-response") and len(value) <= link.mtu - 3:
        deliver(device, link, char, value)


def _refusal(device, link, char, value, kind):
    if char == THIRD and device.chosen("extra-characteristics"):
        return NOT_PERMITTED
    if char not in gatt.DATA:
        return INVALID_HANDLE
    if device.broken("encryption-demanded"):
        return INSUFFICIENT_ENCRYPTION
    if kind == "long" and device.broken("long-write-refused"):
        return NOT_SUPPORTED
    if device.broken("write-request-of-20-bytes-at-most") and kind == "request" and len(value) > 20:
        return INVALID_LENGTH
    if len(value) > (gatt.LONGEST_VALUE if kind == "long" else link.mtu - 3):
        return INVALID_LENGTH
    if device.chosen("write-refused-before-subscription") and not link.subscribed(char):
        return CCCD_IMPROPER
    return None


def _received(device, value, kind):
    return value[:64] if kind == "long" and device.broken("long-write-cut-at-64-bytes") else value


def deliver(device, link, char, value):
    """Hands a written value to what reads it."""
    device.writes += 1
    if not value:
        device.crash_if("crash-on-empty-write")
    if len(value) == 1:
        device.crash_if("crash-on-1-byte-write")
    if link.conn in device.deaf or (device.broken("dead-after-100-writes") and device.writes > 100):
        return
    if device.chosen("not-executed-before-subscription") and not link.subscribed(char):
        return
    if char == USDIO:
        usdio.receive(device, link, value)
    elif char == GDIO:
        usdio.receive_on_gdio(device, link, value)
    elif char == PAIRING:
        _pair(device, link, value)


def _pair(device, link, value):
    if device.broken("encrypted-command-on-pairing-executed") and usdio.receive_on_pairing(device, link, value):
        return
    link.pairing.receive(value)
