"""A lock in trouble: stands before a lock's process on the attached-lock protocol, and floods, freezes, pauses
(freezes for less than a write may wait), hangs up or vanishes at the Nth indication since the file ARMED was
made. That file is removed then, so that what follows the trouble meets a sound lock.

usage: trouble.py flood|freeze|pause|hang-up|vanish N ARMED COMMAND...
"""

import json
import os
import pathlib
import subprocess
import sys
import threading
import time

FLOOD = 2000
FROZEN = {"freeze": 40.0, "pause": 10.0}


class Lock:
    """The process and what becomes of its words."""

    def __init__(self, trouble, nth, armed, command):
        self.trouble, self.nth, self.armed = trouble, nth, pathlib.Path(armed)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.indications = 0
        self.frozen_until = 0.0

    def wait(self):
        """Lets a freeze pass."""
        while (left := self.frozen_until - time.monotonic()) > 0:
            time.sleep(left)

    def inward(self):
        """Carries what is said to the lock."""
        for line in sys.stdin.buffer:
            self.wait()
            self.process.stdin.write(line)
            self.process.stdin.flush()
        self.process.kill()

    def outward(self):
        """Carries what the lock says."""
        for line in self.process.stdout:
            self.wait()
            self.say(line)
            message = json.loads(line)
            if "indicate" in message and self.armed.exists():
                self.indications += 1
                if self.indications == self.nth:
                    self.indications = 0
                    self.armed.unlink()
                    self.strike(message["indicate"])

    def strike(self, indicated):
        """The trouble."""
        print(f"trouble: {self.trouble}", file=sys.stderr, flush=True)
        if self.trouble == "flood":
            self.say(b"".join(self.flood(indicated)))
        elif self.trouble in FROZEN:
            self.frozen_until = time.monotonic() + FROZEN[self.trouble]
        elif self.trouble == "hang-up":
            told = {"disconnected": {"conn": indicated["conn"], "reason": "local"}}
            self.say(json.dumps(told).encode() + b"\n")
        else:
            self.process.kill()
            os._exit(3)

    @staticmethod
    def flood(indicated):
        """The value again and again, each time with another last byte: bluetoothd may gather what comes at once, and
        equal values would then be one."""
        value = bytes.fromhex(indicated["value"])
        for number in range(FLOOD):
            other = value[:-1] + bytes([value[-1] ^ (number % 255 + 1)])
            yield json.dumps({"notify": indicated | {"value": other.hex().upper()}}).encode() + b"\n"

    @staticmethod
    def say(line):
        """Says it to the front."""
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def main():
    """Runs until the lock ends."""
    lock = Lock(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
    threading.Thread(target=lock.inward, daemon=True).start()
    lock.outward()


main()
