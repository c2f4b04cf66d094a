"""The attribute table that a lock's services make, and what discovery reads from it."""

import struct
import uuid

PRIMARY_SERVICE, CHARACTERISTIC, CCCD = 0x2800, 0x2803, 0x2902
PROPERTIES = {"read": 0x02, "write-without-response": 0x04, "write": 0x08, "notify": 0x10, "indicate": 0x20}


def wire(text):
    """A UUID, lowest byte first; 2 bytes where the base UUID allows."""
    whole = uuid.UUID(text)
    if whole.bytes[:2] == b"\0\0" and whole.bytes[4:] == bytes.fromhex("00001000800000805f9b34fb"):
        return whole.bytes[2:4][::-1]
    return whole.bytes[::-1]


def short(number):
    """A 16-bit UUID."""
    return struct.pack("<H", number)


class Attribute:
    """One row: its type, its value for discovery, and what it is of."""

    def __init__(self, handle, kind, value=b"", char=None, end=None):
        self.handle, self.kind, self.value, self.char, self.end = handle, kind, value, char, end

    @property
    def is_cccd(self):
        """Whether it is a client configuration."""
        return self.kind == short(CCCD)

    @property
    def is_value(self):
        """Whether it is a characteristic's value."""
        return self.char is not None and not self.is_cccd


class Table:
    """All attributes of a lock, from handle 1 on."""

    def __init__(self, services):
        self.rows = []
        for service in services:
            head = self._add(short(PRIMARY_SERVICE), wire(service["uuid"]))
            for characteristic in service["characteristics"]:
                self._characteristic(characteristic)
            head.end = len(self.rows)
        self.values = {row.char: row.handle for row in self.rows if row.is_value}

    def at(self, handle):
        """The attribute of that handle, or None."""
        return self.rows[handle - 1] if 1 <= handle <= len(self.rows) else None

    def between(self, first, last, kind=None):
        """Attributes of a range, of one type if given."""
        return [row for row in self.rows if first <= row.handle <= last and kind in (None, row.kind)]

    def _characteristic(self, told):
        bits = sum(PROPERTIES.get(name, 0) for name in told["properties"])
        kind, char = wire(told["uuid"]), told["uuid"][:8].lower()
        declaration = self._add(short(CHARACTERISTIC))
        declaration.value = struct.pack("<BH", bits, declaration.handle + 1) + kind
        self._add(kind, char=char)
        if bits & 0x30:
            self._add(short(CCCD), char=char)

    def _add(self, kind, value=b"", char=None):
        row = Attribute(len(self.rows) + 1, kind, value, char)
        self.rows.append(row)
        return row
