"""Where the lock's random bytes come from: the system, or a seed for runs that repeat."""

import hashlib
import os


class Randomness:
    """Random bytes; with a seed the same ones in every run."""

    def __init__(self, seed=None):
        self._seed = seed
        self._blocks = 0

    def bytes(self, count):
        """Returns `count` bytes that were never returned before."""
        if self._seed is None:
            return os.urandom(count)
        out = b""
        while len(out) < count:
            out += hashlib.sha256(f"{self._seed}/{self._blocks}".encode()).digest()
            self._blocks += 1
        return out[:count]
