"""The log: what it keeps, and reading it (0x0031 to 0x0034)."""

import struct

from authorizations import end_list, flags_valid
from users import shown_name

BAD_PARAMETER = 0x23
ENTRY, COUNT = 0x0032, 0x0033
LOGGING, LOCK_ACTION = 1, 2
ROOM = 300


class Entry:
    """One line of the log."""

    __slots__ = ("auth_id", "data", "index", "name", "time", "type")

    def __init__(self, index, time, user, kind, data):
        self.index = index
        self.time = time
        self.auth_id = user.auth_id if user else 0
        self.name = user.name if user else bytes(32)
        self.type = kind
        self.data = data

    def payload(self, device):
        """The payload of Log Entry (0x0032)."""
        data = self.data
        if device.broken("log-action-data-of-1-byte"):
            data = data[:1]
        if device.chosen("log-data-padded"):
            data = data.ljust(5, b"\0")
        index = 0 if device.broken("log-index-zero") else self.index
        auth_id = 0 if device.broken("log-names-no-user") else self.auth_id
        return struct.pack("<I7sI32sB", index, self.time, auth_id, shown_name(device, self.name), self.type) + data


class Log:
    """The entries, the oldest first."""

    def __init__(self, device):
        self._device = device
        self.enabled = 1
        self.entries = []
        self._last = 0

    def add_action(self, user, action, trigger, auto, completion):
        """A lock action has ended."""
        if self._device.broken("log-action-wrong"):
            action = LOCK_ACTION
        self._add(user, LOCK_ACTION, bytes([action, trigger, auto, completion]))

    def switch(self, user, enabled):
        """Logging is turned on or off, which is itself logged."""
        unchanged = self.enabled == enabled and self._device.chosen("unchanged-logging-not-logged")
        before, self.enabled = self.enabled, 1
        if not unchanged and not self._device.broken("logging-switch-not-logged"):
            self._add(user, LOGGING, bytes([enabled]))
        self.enabled = before if self._device.broken("logging-switch-only-reported") else enabled

    def since(self, start, descending):
        """The entries from that index on, in that order; 0 stands for either end."""
        after = self._device.chosen("log-start-exclusive")
        if start and descending:
            chosen = [one for one in self.entries if one.index < start + (not after)]
        else:
            chosen = [one for one in self.entries if one.index >= start + (after and start > 0)]
        return chosen[::-1] if descending else chosen

    def _add(self, user, kind, data):
        if not self.enabled:
            return
        self._last += 1
        self.entries.append(Entry(self._last, self._device.wall.stamp(), user, kind, data))
        room = 20 if self._device.chosen("log-of-20") else ROOM
        del self.entries[:-room]


def listed(device, request, fields):
    """Sends the count when wanted, the entries, and Status COMPLETE."""
    start, count, order, total = struct.unpack("<IHBB", fields)
    if not (order <= 1 or device.broken("log-order-unchecked")) or not flags_valid(device, total):
        request.fail(BAD_PARAMETER)
        return
    if device.broken("log-start-ignored"):
        start = 0
    entries = device.log.since(start, order == 1)
    if bool(total) != device.broken("log-total-flag-inverted"):
        request.answer(COUNT, _count(device, entries, count))
    for entry in _chosen(device, entries, count):
        request.answer(ENTRY, entry.payload(device))
    end_list(device, request)


def _count(device, entries, wanted):
    count = min(wanted, len(entries)) if device.broken("log-count-is-what-follows") else len(entries)
    if device.broken("log-count-one-too-few"):
        count = max(0, count - 1)
    tail = bytes(2) if device.chosen("log-count-5") else b""
    return struct.pack("<BH", device.log.enabled, count) + tail


def _chosen(device, entries, count):
    if device.broken("log-order-ignored"):
        entries = sorted(entries, key=lambda entry: entry.index)
    if device.broken("log-order-reversed"):
        entries = entries[::-1]
    if device.broken("log-count-ignored") or (count == 0 and device.chosen("count-zero-means-all")):
        return entries
    if device.broken("log-sends-one-too-many"):
        count += 1
    return entries[:count]


def enable(device, request, fields):
    """Turns logging on or off."""
    if not flags_valid(device, fields[0]):
        request.fail(BAD_PARAMETER)
        return
    device.log.switch(request.user, min(fields[0], 1))
    request.complete()
