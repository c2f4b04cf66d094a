"""Date-times of 7 bytes, and the lock's own clock, which counts its local time."""

import struct
from datetime import datetime, timedelta

STAMP = struct.Struct("<HBBBBB")
FACTORY_TIME = datetime(2017, 11, 20, 12, 0, 0)
NEVER = bytes(7)


def pack(moment):
    """Year uint16, then month, day, hour, minute, second."""
    return STAMP.pack(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def parse(raw):
    """The moment that 7 bytes stand for, or None when there is no such date or time."""
    try:
        return datetime(*STAMP.unpack(raw))
    except ValueError:
        return None


def parse_received(device, raw):
    """As `parse`, for a date that a client sent to the clock."""
    year, month, day, *time = STAMP.unpack(raw)
    if device.broken("leap-day-refused") and (month, day) == (2, 29):
        return None
    if device.broken("day-of-month-unchecked") and 28 < day <= 31 and parse(raw) is None:
        return parse(STAMP.pack(year, month, 28, *time))
    if device.broken("hour-24-accepted") and time[0] == 24:
        return parse(STAMP.pack(year, month, day, 0, *time[1:]))
    if device.broken("month-unchecked") and not 1 <= month <= 12:
        return parse(STAMP.pack(year, 1, day, *time))
    return parse(raw)


class WallClock:
    """Shows local time; survives loss of power."""

    def __init__(self, device):
        self._device = device
        self._set_at = device.clock.now()
        self._base = FACTORY_TIME

    def now(self):
        """The local time, in whole seconds."""
        passed = self._device.clock.now() - self._set_at
        if self._device.broken("clock-stands-still"):
            passed = 0
        if self._device.broken("clock-runs-fast"):
            passed += passed // 20
        try:
            return self._base + timedelta(seconds=passed // 1_000_000)
        except OverflowError:
            return self._base

    def set(self, moment):
        """Puts the clock to a local time."""
        self._base = moment
        self._set_at = self._device.clock.now()

    def shown(self):
        """The time as messages carry it: local, or UTC in the variant that counts so (A-27)."""
        return self.now() - self._shift()

    def set_shown(self, moment):
        """Puts the clock to a time that a message carried."""
        self.set(moment + self._shift())

    def stamp(self):
        """The time as messages carry it, in 7 bytes."""
        return pack(self.shown())

    def _shift(self):
        minutes = self._device.memory.config.timezone if self._device.chosen("utc-times") else 0
        return timedelta(minutes=minutes)
