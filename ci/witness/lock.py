#!/usr/bin/env python3
"""A complete V1.10 lock as a process: the attached-lock protocol on its standard input and output."""

import json
import os
import select
import sys

import options
from session import LONGEST_LINE, Session


class Lines:
    """The lines to the harness."""

    def __init__(self, descriptor):
        self.count = 0
        self._descriptor = descriptor
        self._pending = []

    def say(self, message, /, **members):
        """Puts one message behind the others."""
        self.count += 1
        self._pending.append(json.dumps({message: members}, separators=(",", ":")) + "\n")

    def flush(self):
        """Sends what was said."""
        data = "".join(self._pending).encode()
        self._pending.clear()
        while data:
            data = data[os.write(self._descriptor, data):]


class Input:
    """The bytes from the harness, cut into lines."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._rest = b""

    def wait(self, seconds):
        """Waits for bytes; returns whole lines, or None at the end of the stream."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return []
        chunk = os.read(self._descriptor, LONGEST_LINE)
        if not chunk:
            return None
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self._rest = self._rest[:LONGEST_LINE + 1]
        return [line if len(line) <= LONGEST_LINE else b"too long" for line in lines]


def serve(session, lines, source):
    """Runs until the harness closes the stream."""
    while True:
        received = source.wait(session.waiting_time())
        if received is None:
            return
        session.run_due()
        for line in received:
            if line.strip():
                session.receive(line)
            lines.flush()
        lines.flush()


def main():
    """Reads the options and serves."""
    chosen = options.parse(sys.argv[1:])
    if chosen is None:
        return
    lines = Lines(sys.stdout.fileno())
    try:
        serve(Session(chosen, lines), lines, Input(sys.stdin.fileno()))
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        sys.stderr.flush()


if __name__ == "__main__":
    main()
