"""PIN, clock, reboot and disconnect: 0x0019, 0x001D, 0x0020, 0x0021, 0x0030."""

import dates
from clock import SECOND

BAD_PARAMETER, UNKNOWN = 0x23, 0xFF
LAST_WORDS = SECOND // 2


def set_pin(device, request, fields):
    """Changes the Security-PIN."""
    pin = int.from_bytes(fields, "little")
    if pin > 9999 and device.chosen("pin-at-most-9999"):
        request.fail(BAD_PARAMETER)
        return
    device.pins.change(pin)
    request.complete()


def verify_pin(_device, request, _fields):
    """The PIN was right, else nobody would be here."""
    request.complete()


def update_time(device, request, fields):
    """Puts the clock."""
    moment = dates.parse_received(device, fields)
    if moment is None or not 1970 <= moment.year < 2200:
        request.fail(BAD_PARAMETER)
        return
    if not device.broken("update-time-only-reported"):
        device.wall.set_shown(moment)
        device.schedule.arm()
    request.complete()


def reboot(device, request, _fields):
    """Starts the lock anew, half a second after the answer (A-39)."""
    if device.chosen("reboot-says-accepted"):
        request.accepted()
    elif not device.chosen("reboot-says-nothing"):
        request.complete()
    device.clock.after(LAST_WORDS, device.reboot)


def disconnect(device, request, _fields):
    """Ends the link (A-36)."""
    if device.chosen("disconnect-unknown"):
        request.fail(UNKNOWN)
        return
    if device.chosen("disconnect-says-complete"):
        request.complete()
        device.clock.after(LAST_WORDS, request.link.drop)
        return
    request.link.drop()
