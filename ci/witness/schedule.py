"""Time control: actions that the lock carries out by itself at a time of the week (0x0039 to 0x003F)."""

from datetime import datetime, timedelta

import actions
import motor
from authorizations import end_list, flags_valid

BAD_PARAMETER, UNKNOWN = 0x23, 0xFF
ENTRY_ID, COUNT, ENTRY = 0x003A, 0x003D, 0x003E
ROOM = 64


class Entry:
    """One time control entry."""

    def __init__(self, entry_id, enabled, fields):
        self.entry_id = entry_id
        self.enabled = enabled
        self.weekdays, self.hour, self.minute, self.action = fields

    def payload(self, device):
        """The payload of Time Control Entry (0x003E)."""
        hour, minute = self.hour, self.minute
        if device.broken("time-control-time-swapped"):
            hour, minute = minute, hour
        return bytes([self.entry_id, self.enabled, self.weekdays, hour, minute, self.action])

    def next(self, after):
        """The next local time at which it is due, later than `after`."""
        for days in range(8):
            day = after + timedelta(days=days)
            due = datetime(day.year, day.month, day.day, min(self.hour, 23), min(self.minute, 59))
            if due > after and (not self.weekdays & 0x7F or self.weekdays >> (6 - due.weekday()) & 1):
                return due
        return None


class Schedule:
    """All entries, and the timer of the next one."""

    def __init__(self, device):
        self._device = device
        self.entries = {}
        self._timer = None

    def new_id(self):
        """A free entry id, or None."""
        if self._device.broken("time-control-id-always-1"):
            return 1
        return next((n for n in range(1, ROOM + 1) if n not in self.entries), None)

    def arm(self):
        """Sets the timer anew, after any change of the entries or of the clock."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        now = self._device.wall.now()
        times = [(entry.next(now), entry) for entry in self.entries.values() if entry.enabled]
        first = min((time for time, _ in times if time), default=None)
        if first:
            due = [entry for time, entry in times if time == first]
            delay = (first - now) / timedelta(microseconds=1)
            self._timer = self._device.clock.after(delay, lambda: self._run(due))

    def _run(self, entries):
        for entry in entries:
            actions.by_hand(self._device, entry.action, motor.SYSTEM)
        self.arm()


def add(device, request, fields):
    """Stores an entry and answers its id."""
    schedule = device.schedule
    if not _valid(device, fields):
        request.fail(BAD_PARAMETER)
        return
    entry_id = schedule.new_id()
    if entry_id is None:
        request.fail(UNKNOWN)
        return
    if not device.broken("time-control-only-reported"):
        schedule.entries[entry_id] = Entry(entry_id, 1, fields)
        schedule.arm()
    request.answer(ENTRY_ID, bytes([0 if device.broken("time-control-id-zero") else entry_id]))
    if device.chosen("status-after-entry-id"):
        request.complete()


def update(device, request, fields):
    """Changes an entry."""
    entry_id, enabled, rest = fields[0], fields[1], fields[2:]
    if entry_id not in device.schedule.entries or not flags_valid(device, enabled) or not _valid(device, rest):
        request.fail(BAD_PARAMETER)
        return
    if not device.broken("time-control-update-only-reported"):
        device.schedule.entries[entry_id] = Entry(entry_id, enabled, rest)
        device.schedule.arm()
    request.complete()


def remove(device, request, fields):
    """Removes an entry."""
    entry_id = fields[0]
    if entry_id not in device.schedule.entries:
        request.fail(BAD_PARAMETER)
        return
    if not device.broken("time-control-remove-only-reported"):
        del device.schedule.entries[entry_id]
        device.schedule.arm()
    request.complete()


def listed(device, request, _fields):
    """Sends the count, all entries, and Status COMPLETE."""
    entries = list(device.schedule.entries.values())
    request.answer(COUNT, bytes([len(entries) + device.broken("time-control-count-one-too-many")]))
    for entry in entries:
        request.answer(ENTRY, entry.payload(device))
    end_list(device, request)


def _valid(device, fields):
    _, hour, minute, action = fields
    if device.broken("time-control-unchecked"):
        return True
    return hour < 24 and minute < 60 and (1 <= action <= 5 or action in actions.FOB_ACTIONS)
