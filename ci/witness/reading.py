"""Request Data (0x0001) on a92ee202: what may be read without a challenge."""

import struct

import states
from users import BRIDGE

UNKNOWN = 0xFF
CHALLENGE, STATES, MOST_RECENT, SUMMARY, BATTERY = 0x0004, 0x000C, 0x000F, 0x0010, 0x0011


def request_data(device, request, fields):
    """Answers with the wanted message."""
    target, = struct.unpack_from("<H", fields)
    answer = ANSWERS.get(target)
    if answer:
        answer(device, request)
    elif device.broken("unknown-data-silent"):
        return
    else:
        device.crash_if("crash-on-unknown-data")
        request.fail(UNKNOWN)


def _challenge(device, request):
    request.answer(CHALLENGE, device.challenges.issue(request.user, request.link))


def _states(device, request):
    request.answer(STATES, states.payload(device))
    if request.user.id_type == BRIDGE or device.broken("change-cleared-by-any-user"):
        device.changed = 0
        device.advertising.refresh()


def _most_recent(device, request):
    request.answer(MOST_RECENT, struct.pack("<H", request.before))


def _summary(device, request):
    memory = device.memory
    request.answer(SUMMARY, struct.pack("<4H", memory.openings, memory.closings, *device.since_boot))


def _battery(device, request):
    drain, voltage, critical = 120, 5240, 0
    order = ">" if device.broken("battery-big-endian") else "<"
    payload = struct.pack(order + "HHB", drain, voltage, critical)
    if device.broken("battery-without-state"):
        payload = payload[:4]
    if device.broken("battery-voltage-in-one-byte"):
        payload = struct.pack("<HBB", drain, voltage // 100, critical)
    if device.chosen("battery-17"):
        payload += struct.pack("<BHHHbHH", device.memory.last_action[0], 5240, 5010, 720, 21, 900, 150)
    request.answer(BATTERY, payload)


ANSWERS = {CHALLENGE: _challenge, STATES: _states, MOST_RECENT: _most_recent, SUMMARY: _summary, BATTERY: _battery}
