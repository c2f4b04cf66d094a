"""One connection: its MTU, its CCCDs and the indications that wait for their turn."""

from collections import deque

import gatt
from clock import SECOND

CONFIRMATION = 30 * SECOND
INDICATIONS = 2


class Message:
    """A message on its way out, and how much of it has been sent."""

    __slots__ = ("char", "data", "sent", "values")

    def __init__(self, char, data):
        self.char = char
        self.data = data
        self.sent = 0
        self.values = 0


class Link:
    """A connected client."""

    def __init__(self, device, conn, mtu):
        self.device = device
        self.conn = conn
        self.mtu = mtu
        self.alive = True
        self.cccd = dict(device.kept_cccd) if device.broken("cccd-survives-reconnect") else {}
        self.users = []
        self.bridged = False
        self.partial = b""
        self.pairing = None
        self._queue = deque()
        self._waiting = None
        self._idle = None
        self.touch()

    def touch(self):
        """Starts the idle time anew, in the locks that have one (A-11)."""
        limit = 3 if self.device.broken("idle-link-dropped-after-3-s") else 20
        if limit == 20 and not self.device.chosen("idle-disconnect-20s"):
            return
        if self._idle:
            self._idle.cancel()
        self._idle = self.device.clock.after(limit * SECOND, self.drop)

    def subscribe(self, char, value):
        """Takes a client configuration."""
        self.cccd[char] = value
        if self.device.broken("cccds-shared"):
            self.cccd = dict.fromkeys(gatt.DATA, value)
        self.device.kept_cccd.update(self.cccd)
        self._pump()

    def subscribed(self, char):
        """Whether the client wants indications of this characteristic."""
        value = self.cccd.get(char, 0)
        wanted = 3 if self.device.chosen("cccd-any-starts") else INDICATIONS
        return bool(value & wanted)

    def send(self, char, data):
        """Hands a message to the client, at once or after what waits before it."""
        if self.device.chosen("slow-answers"):
            self.device.clock.after(2 * SECOND, lambda: self._enqueue(char, data))
        elif self.device.broken("answers-after-12-s"):
            self.device.clock.after(12 * SECOND, lambda: self._enqueue(char, data))
        else:
            self._enqueue(char, data)

    def confirm(self):
        """The client has confirmed the last indication."""
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
            self.touch()
            self._pump()

    def unconfirmed(self):
        """Whether an indication waits for its confirmation."""
        return self._waiting is not None

    def drop(self, reason="local"):
        """Ends the link."""
        self.device.end_link(self, reason)

    def end(self):
        """Forgets what belonged to the link."""
        self.alive = False
        self._queue.clear()
        if self._idle:
            self._idle.cancel()
        if self._waiting and not self.device.broken("confirmation-timer-outlives-link"):
            self._waiting.cancel()

    def _enqueue(self, char, data):
        kept = self.device.chosen("reply-kept-until-subscription")
        if not self.alive or not (kept or self.subscribed(char)):
            return
        if self.device.broken("notifies"):
            self._notify(char, data)
            return
        self._queue.append(Message(char, data))
        self._pump()

    def _notify(self, char, data):
        size = self._value_size()
        for at in range(0, len(data), size):
            self.device.say("notify", conn=self.conn, char=char, value=data[at:at + size].hex())

    def _pump(self):
        while self.alive and self._queue and self._may_send():
            message = self._queue[0]
            if not self.subscribed(message.char):
                if self.device.chosen("reply-kept-until-subscription"):
                    return
                self._queue.popleft()
                continue
            self._indicate(message)

    def _may_send(self):
        return self._waiting is None or self.device.broken("next-value-before-confirmation")

    def _indicate(self, message):
        value = self._next_value(message)
        if self._waiting:
            self._waiting.cancel()
        self._waiting = self.device.clock.after(self._patience(), self._unconfirmed_too_long)
        self.device.say("indicate", conn=self.conn, char=message.char, value=value.hex())

    def _next_value(self, message):
        size = self._value_size()
        start = message.values * size if self.device.broken("mtu-change-spoils-message") else message.sent
        value = message.data[start:start + size]
        if self.device.broken("last-value-padded"):
            value = value.ljust(size, b"\0")
        message.sent = start + size
        message.values += 1
        if not self._more(message, size):
            self._queue.popleft()
        return value

    def _more(self, message, size):
        if self.device.broken("empty-value-after-full-one") and len(message.data) % size == 0:
            return message.sent <= len(message.data)
        return message.sent < len(message.data)

    def _value_size(self):
        if self.device.broken("values-of-21-bytes"):
            return max(21, self.mtu - 3)
        if self.device.chosen("always-20-bytes"):
            return 20
        return self.mtu - 3

    def _patience(self):
        return 5 * SECOND if self.device.chosen("confirm-timeout-5s") else CONFIRMATION

    def _unconfirmed_too_long(self):
        if self.device.broken("confirmation-never-times-out"):
            return
        if self.alive:
            self.drop()
        elif self.device.links:
            self.device.newest_link().drop()
