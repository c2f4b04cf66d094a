#!/usr/bin/env python3
"""Puts processes that speak the attached-lock protocol on the emulated air, outside the VM.

Each gets a controller, an ATT server and a TCP port for its hands, on which the same protocol
carries only `control`."""

import argparse
import asyncio
import itertools
import json

from process import Process
from radio import Air, Radio, guest_controller
from server import Server


class Lock:
    """A process with a radio in front of it."""

    def __init__(self, air, number, command, console, trace):
        self._trace = open(f"{trace}{number + 1}", "w", encoding="ascii") if trace else None
        self.process = Process(command, console)
        self.process.on_message, self.process.on_end = self._heard, self._ended
        self.radio = Radio(air, f"54:D2:72:00:00:{0x10 + number:02X}")
        self.radio.on_connection = self._connected
        self._conns = itertools.count(1)
        self._open = {}
        self._hands = None

    async def start(self):
        """Starts process and radio."""
        await self.process.start()
        await self.radio.start()

    async def serve_hands(self):
        """Listens for hands; the port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 17)
        return server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        self._hands = writer
        while line := await reader.readline():
            ((name, members),) = json.loads(line).items()
            if name == "hello":
                if not self.process.alive:
                    await self.process.start()
                self._tell_hands("hello", self.process.hello | {"clock": "real"})
            elif name == "control":
                self._note("hand", json.dumps({name: members}))
                self.process.say(name, **members)
            else:
                self._tell_hands("unsupported", {"id": members.get("id")})
        if self._hands is writer:
            self._hands = None
        writer.close()

    def _tell_hands(self, name, members):
        if self._hands:
            self._hands.write(json.dumps({name: members}).encode() + b"\n")

    def _connected(self, link_handle):
        conn = next(self._conns)

        def send(pdu):
            self._note("<", pdu.hex())
            self.radio.send(link_handle, pdu)

        server = Server(self.process, conn, send)
        task = asyncio.create_task(self._run(server, link_handle))
        self._open[conn] = (server, link_handle)
        self._note("link", "up")

        def gone():
            task.cancel()
            self._note("link", "down")
            if self._open.pop(conn, None):
                self.process.say("disconnect", conn=conn)

        def hear(pdu):
            self._note(">", pdu.hex())
            server.hear(pdu)

        return hear, gone

    def _note(self, what, text):
        """Writes down what crosses the air, for those who replay it."""
        if self._trace:
            print(what, text, file=self._trace, flush=True)

    async def _run(self, server, link_handle):
        if await server.run() is False:
            await self.radio.hang_up(link_handle)

    def _heard(self, name, members):
        server, link_handle = self._open.get(members.get("conn"), (None, None))
        if name == "advertising":
            self.radio.advertise(bytes.fromhex(members["data"]), bytes.fromhex(members.get("scan_response", "")))
        elif name in ("done", "unsupported"):
            self._tell_hands(name, members)
        elif server is None:
            return
        elif name in ("connected", "refused"):
            server.ready.set_result(name == "connected")
        elif name in ("indicate", "notify"):
            opcode = 0x1D if name == "indicate" else 0x1B
            server.value(opcode, members["char"].lower(), bytes.fromhex(members["value"]))
        elif name == "disconnected":
            del self._open[members["conn"]]
            asyncio.create_task(self.radio.hang_up(link_handle))

    def _ended(self):
        for _, link_handle in list(self._open.values()):
            asyncio.create_task(self.radio.hang_up(link_handle))
        self._open.clear()
        # A lock that is no more is not on the air either; one that is started again says what it advertises.
        self.radio.advertise(b"", b"")
        if self._hands:
            self._hands.close()


async def main():
    """Runs until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hci", required=True, help="the guest's serial port, a Unix-domain socket")
    parser.add_argument("--console", required=True, help="a file for what the locks print")
    parser.add_argument("--hands", required=True, help="a file that gets the hands' ports, a line each")
    parser.add_argument("--lock", action="append", required=True, help="a lock's command line")
    parser.add_argument("--trace", help="begins the names of files that get every ATT PDU and when links begin and end, one for each lock")
    options = parser.parse_args()
    air = Air()
    with open(options.console, "ab") as console:
        locks = [Lock(air, number, command, console, options.trace) for number, command in enumerate(options.lock)]
        ports = [await lock.serve_hands() for lock in locks]
        for lock in locks:
            await lock.start()
        with open(options.hands, "w", encoding="ascii") as file:
            file.writelines(f"{port}\n" for port in ports)
        print("ready", flush=True)
        transport = await guest_controller(air, options.hci)
        try:
            await transport.source.wait_for_termination()
        finally:
            for lock in locks:
                await lock.process.stop()


asyncio.run(main())
