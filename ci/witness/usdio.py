"""From the bytes of a write to a92ee202 to the request of a known user (5.7, checks 1 to 4)."""

import struct

import crypto
import frames
import gate
import gatt
from clock import SECOND
from request import Request

BAD_CRC, BAD_LENGTH, UNKNOWN = 0xFD, 0xFE, 0xFF
PATIENCE = 1 * SECOND


def receive(device, link, value):
    """Handles one write to a92ee202."""
    value = _collected(device, link, value)
    if value is None:
        return
    if device.broken("crash-on-tiny-usdio-write") and len(value) < frames.HEAD.size:
        device.crash()
    if device.broken("plain-command-on-usdio-executed") and _execute_plain(device, link, value):
        return
    whole = _whole(value)
    if len(value) > whole >= frames.SMALLEST:
        _too_long(device, link, value, whole)
    elif len(value) >= frames.SMALLEST and (len(value) == whole or device.broken("length-field-unchecked")):
        _open(device, link, value)
    else:
        _malformed(device, link)


def receive_on_gdio(device, link, value):
    """Handles one write to a92ee201, for which no command is defined (A-25)."""
    if device.chosen("gdio-write-silent"):
        return
    if len(value) < 4:
        device.reports.plain(link, gatt.GDIO, BAD_LENGTH, 0x0000)
        return
    code = UNKNOWN if frames.plain_crc_holds(device, value) else BAD_CRC
    device.reports.plain(link, gatt.GDIO, code, struct.unpack_from("<H", value)[0])


def receive_on_pairing(device, link, value):
    """A fault: runs an encrypted command that came to a92ee101; whether it was one."""
    if len(value) < frames.SMALLEST or len(value) != _whole(value) or not _user(device, frames.head(value)[1]):
        return False
    _open(device, link, value)
    return True


def _whole(value):
    return 30 + frames.head(value)[2] if len(value) >= frames.HEAD.size else 30


def _too_long(device, link, value, whole):
    """Bytes beyond the length field's end (A-23)."""
    if device.broken("trailing-bytes-executed"):
        _open(device, link, value[:whole])
        tail = value[whole:]
        receive(device, link, tail if len(tail) >= frames.SMALLEST else value[:whole])
    elif device.chosen("trailing-bytes-ignored"):
        _open(device, link, value[:whole])
    elif device.broken("length-field-unchecked"):
        _open(device, link, value)
    else:
        _malformed(device, link)


def _malformed(device, link):
    if not device.chosen("silent-on-incomplete"):
        device.reports.not_authorized(link)


def _collected(device, link, value):
    """Puts a message together that comes in several writes, in the locks that do so (A-21, A-22)."""
    if device.broken("partial-write-survives-link"):
        link.partial, device.partial = device.partial, b""
    elif not device.chosen("collects-fragments"):
        return value
    link.partial += value
    if len(link.partial) < max(_whole(link.partial), frames.SMALLEST):
        _wait_for_rest(device, link)
        return None
    value, link.partial = link.partial, b""
    return value


def _wait_for_rest(device, link):
    if device.broken("partial-write-survives-link"):
        device.partial = link.partial
        return
    before = link.partial

    def forget():
        if link.partial == before:
            link.partial = b""

    device.clock.after(PATIENCE, forget)


def _execute_plain(device, link, value):
    """A fault: runs a plain command as the first user; whether it was one."""
    first = next(iter(device.memory.users.all()), None)
    if len(value) < 4 or first is None or value[-2:] != frames.crc(value[:-2]):
        return False
    command, = struct.unpack_from("<H", value)
    gate.execute(device, Request(device, link, first, command, value[2:-2], bytes(24)))
    return True


def _open(device, link, value):
    nonce, auth_id, _ = frames.head(value)
    user = _user(device, auth_id)
    if user is None:
        device.crash_if("crash-on-unknown-user")
        device.reports.not_authorized(link, known=False)
        return
    pdata = _opened(device, user, nonce, value[frames.HEAD.size:])
    if pdata is None:
        device.reports.not_authorized(link)
        return
    user = _speaker(device, user, pdata)
    if user is not None:
        _take(device, Request(device, link, user, *struct.unpack_from("<H", pdata, 4), pdata[6:-2], nonce), pdata)
    elif not device.chosen("inner-id-mismatch-silent"):
        device.reports.not_authorized(link)


def _take(device, request, pdata):
    if frames.inner_crc_holds(device, pdata):
        gate.execute(device, request)
        return
    if device.broken("deaf-after-bad-inner-crc"):
        device.deaf.add(request.link.conn)
    if device.broken("bad-inner-crc-executed-and-reported"):
        gate.execute(device, request)
    if device.chosen("bad-crc-plain-20"):
        device.reports.not_authorized(request.link)
    elif not device.chosen("bad-crc-silent"):
        request.fail(BAD_CRC)


def _user(device, auth_id):
    user = device.memory.users.find(auth_id)
    if user is None and device.broken("removed-user-served"):
        user = device.removed.get(auth_id)
    if user is None and device.broken("unknown-user-served-as-first"):
        user = next(iter(device.memory.users.all()), None)
    return user if user and user.confirmed else None


def _opened(device, user, nonce, box):
    pdata = crypto.open_box(user.key, nonce, box)
    if pdata is not None:
        return pdata
    if device.broken("raw-key-accepted") and user.raw_key:
        return crypto.open_box(user.raw_key, nonce, box)
    if device.broken("tag-accepted-behind"):
        return crypto.open_box(user.key, nonce, box[-16:] + box[:-16])
    if device.broken("key-of-any-user-accepted"):
        opened = (crypto.open_box(other.key, nonce, box) for other in device.memory.users.all())
        return next((text for text in opened if text), None)
    if device.broken("tag-compared-in-8-bytes"):
        text = crypto.open_unchecked(user.key, nonce, box)
        return text if crypto.seal(user.key, nonce, text)[:8] == box[:8] else None
    return crypto.open_unchecked(user.key, nonce, box) if device.broken("tag-unchecked") else None


def _speaker(device, user, pdata):
    """The user, when the authenticated id inside the box is the same (A-05)."""
    inner, = struct.unpack_from("<I", pdata)
    if inner == user.auth_id or device.broken("inner-auth-id-unchecked"):
        return user
    if device.broken("inner-auth-id-decides"):
        return device.memory.users.find(inner)
    wrongly_served = device.broken("unknown-user-served-as-first") or device.broken("key-of-any-user-accepted")
    return user if wrongly_served else None
