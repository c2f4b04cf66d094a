"""A lock in trouble: stands before a lock's process on the attached-lock protocol, and at every
Nth indication floods, freezes or vanishes.

usage: trouble.py flood|freeze|vanish N COMMAND...
"""

import json
import os
import subprocess
import sys
import threading
import time

FLOOD = 2000
FROZEN = 40.0


def main():
    trouble, every, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    lock = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    frozen_until = [0.0]

    def wait():
        while (left := frozen_until[0] - time.monotonic()) > 0:
            time.sleep(left)

    def inward():
        for line in sys.stdin.buffer:
            wait()
            lock.stdin.write(line)
            lock.stdin.flush()
        lock.kill()

    threading.Thread(target=inward, daemon=True).start()
    indications = 0
    for line in lock.stdout:
        wait()
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        message = json.loads(line)
        if "indicate" not in message:
            continue
        indications += 1
        if indications % every:
            continue
        print(f"trouble: {trouble}", file=sys.stderr, flush=True)
        if trouble == "flood":
            notify = json.dumps({"notify": message["indicate"]}).encode() + b"\n"
            sys.stdout.buffer.write(notify * FLOOD)
            sys.stdout.buffer.flush()
        elif trouble == "freeze":
            frozen_until[0] = time.monotonic() + FROZEN
        else:
            lock.kill()
            os._exit(3)


main()
