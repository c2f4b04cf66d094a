"""Authorizations: who may use the lock, with which key, and when."""

import struct

import dates

APP, BRIDGE, FOB = 0, 1, 2
NO_LIMITS = bytes(19)


class Limits:
    """The time limits of an authorization: 19 bytes as messages carry them."""

    WEEKDAYS = 14

    def __init__(self, raw=NO_LIMITS):
        self.raw = raw

    def valid(self):
        """Whether both dates and both times exist."""
        times = self.raw[15:19]
        return bool(self._date(0) and self._date(7)) and all(
            hour < 24 and minute < 60 for hour, minute in (times[:2], times[2:])
        )

    def admit(self, device, moment):
        """Whether access is allowed at this local time."""
        return (
            self._admits_date(device, moment)
            and self._admits_weekday(device, moment.weekday())
            and self._admits_time(device, (moment.hour, moment.minute, moment.second))
        )

    def _date(self, at):
        return dates.parse(self.raw[at:at + 7])

    def _admits_date(self, device, moment):
        if device.broken("allowed-dates-ignored"):
            return True
        if moment > self._date(7) and not device.broken("until-date-ignored"):
            return False
        return moment >= self._date(0) or device.broken("from-date-ignored")

    def _admits_weekday(self, device, weekday):
        mask = self.raw[self.WEEKDAYS] & 0x7F
        if device.broken("weekdays-ignored"):
            return True
        if mask == 0:
            return not device.broken("no-weekday-means-never")
        if device.broken("weekday-bits-reversed"):
            return bool(mask >> weekday & 1)
        return bool(mask >> (6 - weekday) & 1)

    def _admits_time(self, device, now):
        start, end = (*self.raw[15:17], 0), (*self.raw[17:19], 0)
        if start == end or device.broken("time-of-day-ignored"):
            return True
        if start > end:
            return now >= start or now <= end
        return now >= start and (now <= end or device.broken("until-time-ignored"))


class User:
    """One authorization."""

    def __init__(self, auth_id, key, id_type, app_id, name, created):
        self.auth_id = auth_id
        self.key = key
        self.id_type = id_type
        self.app_id = app_id
        self.name = name
        self.created = created
        self.last_active = created
        self.enabled = 1
        self.remote = 1
        self.lock_count = 0
        self.limited = 0
        self.limits = Limits()
        self.confirmed = True
        self.raw_key = None

    def entry(self, device):
        """The payload of Authorization Entry (0x000A)."""
        limited = self.limited or device.broken("limit-fields-always-sent")
        fixed = struct.pack("<IB", self.auth_id, self.id_type) + shown_name(device, self.name)
        state = struct.pack("<BB7s7sHB", self.enabled, self.remote, self.created, self.last_active,
                            self.lock_count, self.limited)
        return fixed + state + (self.limits.raw if limited and not device.broken("limit-fields-never-sent") else b"")


class Users:
    """The user table."""

    def __init__(self, room):
        self.room = room
        self._table = {}
        self._last_id = 0

    def __len__(self):
        return len(self._table)

    def ids(self):
        """All authorization ids."""
        return self._table.keys()

    def all(self):
        """All authorizations, the oldest first."""
        return list(self._table.values())

    def find(self, auth_id):
        """The authorization of that id, or None."""
        return self._table.get(auth_id)

    def next_id(self, device):
        """An id that was never given away before."""
        if device.broken("auth-ids-reused"):
            return next(n for n in range(1, 1 << 32) if n not in self._table)
        if device.broken("auth-id-always-the-same"):
            return 1
        self._last_id += 1
        return self._last_id

    def store(self, user):
        """Puts a new user into the table."""
        self._table[user.auth_id] = user

    def remove(self, auth_id):
        """Takes a user out of the table."""
        self._table.pop(auth_id, None)

    def own_first(self, device, own):
        """The table as lists show it: the asking user first (0x000A)."""
        others = [user for user in self.all() if user.auth_id != own]
        mine = [user for user in self.all() if user.auth_id == own]
        return others + mine if device.broken("own-entry-not-first") else mine + others


def stored_name(device, name):
    """The name as the table keeps it."""
    if device.broken("name-cut-at-31-bytes"):
        return name[:31] + b"\0"
    if device.broken("name-multi-byte-spoiled"):
        return bytes(byte if byte < 0x80 else 0x3F for byte in name)
    return name


def shown_name(device, name):
    """The name as messages carry it; some locks leave garbage behind the zero (A-32)."""
    if device.chosen("name-tail-garbage") and 0 in name:
        return name[:name.index(0) + 1].ljust(32, b"\xa5")
    return name


def refusal(device, user):
    """Why this user may not do anything now: an error code, or None (0x25, 0x27)."""
    checks = [_disabled, _outside_window]
    if device.chosen("time-before-disabled"):
        checks.reverse()
    for check in checks:
        code = check(device, user)
        if code is not None:
            return code
    return None


def _disabled(device, user):
    return 0x25 if not user.enabled and not device.broken("disabled-user-served") else None


def _outside_window(device, user):
    if not user.limited or device.broken("time-limits-ignored"):
        return None
    return None if user.limits.admit(device, device.wall.now()) else 0x27
