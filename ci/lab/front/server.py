"""An ATT server on one connection (Core, Vol 3, Part F), in front of a lock's process."""

import asyncio
import struct

from attributes import CHARACTERISTIC, PRIMARY_SERVICE, Table, short

INVALID_HANDLE, READ_NOT_PERMITTED, INVALID_PDU, NOT_SUPPORTED = 0x01, 0x02, 0x04, 0x06
INVALID_OFFSET, QUEUE_FULL, NOT_FOUND, INVALID_LENGTH, UNLIKELY = 0x07, 0x09, 0x0A, 0x0D, 0x0E
LONGEST_VALUE = 512
UNANSWERED = object()


class Refused(Exception):
    """An ATT error: its handle and code."""

    def __init__(self, code, handle=0):
        super().__init__(code)
        self.code, self.handle = code, handle


class Server:
    """One connection: requests in order, confirmations at once."""

    def __init__(self, process, conn, send):
        self.conn, self.mtu, self.table = conn, 23, None
        self._process, self._send = process, send
        self._subscribed, self._prepared = {}, []
        self._requests = asyncio.Queue()
        self.ready = asyncio.get_running_loop().create_future()

    async def run(self):
        """Opens the connection in the process, then answers; false when the lock refuses it."""
        self._process.say("connect", conn=self.conn, mtu=self.mtu)
        if not await self.ready:
            return False
        _, told = await self._process.ask("discover", conn=self.conn)
        self.table = Table(told.get("services", []))
        while True:
            pdu = await self._requests.get()
            try:
                answer = await self._answer(pdu[0], pdu[1:])
            except Refused as refused:
                answer = struct.pack("<BBHB", 0x01, pdu[0], refused.handle, refused.code)
            except struct.error:
                answer = struct.pack("<BBHB", 0x01, pdu[0], 0, INVALID_PDU)
            if answer is not UNANSWERED:
                self._send(answer)

    def hear(self, pdu):
        """A PDU of the client."""
        if pdu[:1] == b"\x1e":
            self._process.say("confirm", conn=self.conn)
        elif pdu and not pdu[0] & 1:
            self._requests.put_nowait(pdu)

    def value(self, opcode, char, value):
        """An indication or a notification of the lock."""
        handle = self.table.values.get(char) if self.table else None
        if handle:
            self._send(struct.pack("<BH", opcode, handle) + value)

    async def _answer(self, opcode, body):
        action = {
            0x02: self._exchange, 0x04: self._information, 0x06: self._by_value, 0x08: self._by_type,
            0x0A: self._read, 0x10: self._by_group, 0x12: self._write, 0x16: self._prepare, 0x18: self._execute,
        }.get(opcode)
        if action:
            return await action(body)
        if opcode == 0x52:
            await self._command(body)
        elif not opcode & 0x40:
            raise Refused(NOT_SUPPORTED)
        return UNANSWERED

    async def _exchange(self, body):
        (theirs,) = struct.unpack("<H", body)
        name, told = await self._process.ask("mtu", conn=self.conn, mtu=max(23, min(theirs, 517)))
        if name != "mtu":
            raise Refused(NOT_SUPPORTED)
        self.mtu = told["mtu"]
        return struct.pack("<BH", 0x03, self.mtu)

    async def _information(self, body):
        rows = self._found(*struct.unpack("<HH", body))
        rows = [row for row in rows if len(row.kind) == len(rows[0].kind)]
        listed = self._fill(rows, lambda row: short(row.handle) + row.kind)
        return bytes([0x05, 1 if len(rows[0].kind) == 2 else 2]) + listed

    async def _by_value(self, body):
        first, last, kind = struct.unpack("<HHH", body[:6])
        rows = [row for row in self._found(first, last, short(kind)) if row.value == body[6:]]
        if kind != PRIMARY_SERVICE or not rows:
            raise Refused(NOT_FOUND, first)
        return b"\x07" + self._fill(rows, lambda row: struct.pack("<HH", row.handle, row.end))

    async def _by_type(self, body):
        first, last = struct.unpack("<HH", body[:4])
        if body[4:] != short(CHARACTERISTIC):
            raise Refused(NOT_FOUND, first)
        return self._list(0x09, self._found(first, last, body[4:]), lambda row: short(row.handle) + row.value)

    async def _by_group(self, body):
        first, last = struct.unpack("<HH", body[:4])
        if body[4:] != short(PRIMARY_SERVICE):
            raise Refused(0x10, first)
        rows = self._found(first, last, body[4:])
        return self._list(0x11, rows, lambda row: struct.pack("<HH", row.handle, row.end) + row.value)

    async def _read(self, body):
        row = self._row(*struct.unpack("<H", body))
        if row.is_cccd:
            return b"\x0b" + self._subscribed.get(row.char, b"\0\0")
        if row.char:
            raise Refused(READ_NOT_PERMITTED, row.handle)
        return b"\x0b" + row.value

    async def _write(self, body):
        row, value = self._row(*struct.unpack("<H", body[:2])), body[2:]
        if row.is_cccd:
            if len(value) != 2:
                raise Refused(INVALID_LENGTH, row.handle)
            number = struct.unpack("<H", value)[0]
            self._check(row, await self._process.ask("subscribe", conn=self.conn, char=row.char, cccd=number))
            self._subscribed[row.char] = value
        elif row.is_value:
            self._check(row, await self._write_value(row, value, "request"))
        else:
            raise Refused(0x03, row.handle)
        return b"\x13"

    async def _command(self, body):
        row = self.table.at(struct.unpack("<H", body[:2])[0]) if len(body) >= 2 else None
        if row and row.is_value:
            self._process.say(
                "write", id=0, conn=self.conn, char=row.char, value=body[2:].hex(), kind="command")

    async def _prepare(self, body):
        handle, offset = struct.unpack("<HH", body[:4])
        row = self._row(handle)
        if not row.is_value:
            raise Refused(0x03, handle)
        if len(self._prepared) >= 64:
            raise Refused(QUEUE_FULL, handle)
        self._prepared.append((row, offset, body[4:]))
        return b"\x17" + body

    async def _execute(self, body):
        (write,) = struct.unpack("<B", body)
        parts, self._prepared = self._prepared, []
        values = {}
        for row, offset, part in parts if write == 1 else []:
            value = values.setdefault(row, bytearray())
            if offset > len(value):
                raise Refused(INVALID_OFFSET, row.handle)
            value[offset:] = part
            if len(value) > LONGEST_VALUE:
                raise Refused(INVALID_LENGTH, row.handle)
        for row, value in values.items():
            self._check(row, await self._write_value(row, bytes(value), "long"))
        return b"\x19"

    async def _write_value(self, row, value, kind):
        return await self._process.ask("write", conn=self.conn, char=row.char, value=value.hex(), kind=kind)

    @staticmethod
    def _check(row, answer):
        name, told = answer
        if name != "written":
            raise Refused(told.get("code", UNLIKELY), row.handle)

    def _row(self, handle):
        row = self.table.at(handle)
        if row is None:
            raise Refused(INVALID_HANDLE, handle)
        return row

    def _found(self, first, last, kind=None):
        if not 1 <= first <= last:
            raise Refused(INVALID_HANDLE, first)
        rows = self.table.between(first, last, kind)
        if not rows:
            raise Refused(NOT_FOUND, first)
        return rows

    def _list(self, opcode, rows, entry):
        size = len(entry(rows[0]))
        alike = []
        for row in rows:
            if len(entry(row)) != size:
                break
            alike.append(row)
        return bytes([opcode, size]) + self._fill(alike, entry)

    def _fill(self, rows, entry):
        room, listed = self.mtu - 2, b""
        for row in rows:
            if len(listed) + len(entry(row)) > room:
                break
            listed += entry(row)
        return listed
