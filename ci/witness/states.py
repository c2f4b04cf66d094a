"""Nuki States (0x000C): the payload, and sending it unasked while something moves."""

import struct

from request import send

COMMAND = 0x000C
UNLOCKED, LOCK_N_GO = 3, 6
UNINITIALIZED, PAIRING_MODE, DOOR_MODE = range(3)
SIZES = (13, 15, 19, 21, 26, 27)
# V2.x: door sensor, nightmode, accessories, remote access, three radios, MQTT, Thread.
TAIL = bytes([0, 0, 0, 0, 1, 1, 0, 0, 0])


def payload(device, lock_state=None):
    """The 18 bytes of V1.10, or another version's size."""
    motor = device.motor
    lock_state = _lock_state(device) if lock_state is None else lock_state
    body = struct.pack("<BBB", _mode(device), lock_state, motor.trigger) + _time(device)
    body += bytes([0, _update_count(device), motor.timer()]) + bytes(_last_action(device)) + TAIL
    size = next((size for size in SIZES if device.chosen(f"states-{size}")), 18)
    if device.broken("states-of-17-bytes"):
        size = 17
    return body[:size]


def announce(device, request, lock_state=None):
    """Sends the states to whoever asked for the action, and in some locks to everyone (A-41)."""
    told = set()
    if request:
        request.answer(COMMAND, payload(device, lock_state))
        told.add(request.link.conn)
    if device.chosen("unasked-states"):
        _tell_others(device, told)


def _tell_others(device, told):
    for link in device.links.values():
        if link.conn not in told and link.users:
            send(device, link, link.users[-1], COMMAND, payload(device), device.random.bytes(24))


def _lock_state(device):
    state = device.motor.state
    return UNLOCKED if state == LOCK_N_GO and device.chosen("no-lock-n-go-state") else state


def _mode(device):
    if device.pairing_mode.shown():
        return PAIRING_MODE
    return DOOR_MODE if device.memory.initialized else UNINITIALIZED


def _time(device):
    stamp = device.wall.stamp()
    if device.broken("year-big-endian"):
        stamp = stamp[1::-1] + stamp[2:]
    offset = 0 if device.chosen("utc-times") else device.memory.config.timezone
    return stamp + struct.pack("<h", offset)


def _update_count(device):
    return 0 if device.broken("update-count-frozen") else device.memory.updates & 0xFF


def _last_action(device):
    action, trigger, completion = device.memory.last_action
    if device.broken("last-action-not-updated"):
        return 0, 0, 0
    if device.broken("last-trigger-and-completion-swapped"):
        return action, completion, trigger
    if device.broken("last-action-shows-state"):
        return device.motor.state, trigger, completion
    return action, trigger, completion
