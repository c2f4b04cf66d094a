"""The Security-PIN and what happens after too many wrong ones (0x21, 0x28; A-09, A-10)."""

from clock import SECOND

BAD_PIN, TOO_MANY = 0x21, 0x28
PATIENCE = 10
PAUSE = 60 * SECOND


class PinGate:
    """Counts wrong PINs, for the whole lock, and closes for a while."""

    def __init__(self, device):
        self._device = device
        self._failures = {}
        self._closed_until = {}
        self._previous = None

    def check(self, request, pin):
        """None for the right PIN, else the error code."""
        device, key = self._device, self._key(request)
        closed = device.clock.now() < self._closed_until.get(key, 0)
        right = self._right(pin)
        if closed and not (right and device.broken("lockout-admits-right-pin")):
            return TOO_MANY
        if right:
            self._failures.pop(key, None)
            return None
        return self._count(key)

    def change(self, pin):
        """Stores a new PIN."""
        if self._device.broken("new-pin-not-stored"):
            return
        self._previous = self._device.memory.pin
        self._device.memory.pin = pin

    def link_ended(self):
        """A link has gone; the count stays."""
        if self._device.broken("lockout-ends-with-link"):
            self._failures.clear()
            self._closed_until.clear()

    def power_lost(self):
        """The count and the pause survive a loss of power, for whoever can cut it."""
        if self._device.chosen("lockout-ends-with-power"):
            self._failures.clear()
            self._closed_until.clear()

    def forget(self):
        """Back to the factory state."""
        self._failures.clear()
        self._closed_until.clear()

    def _key(self, request):
        return request.user.auth_id if self._device.chosen("pin-lockout-per-user") else 0

    def _right(self, pin):
        device, stored = self._device, self._device.memory.pin
        if device.broken("pin-big-endian"):
            pin = (pin & 0xFF) << 8 | pin >> 8
        if device.broken("pin-compared-in-one-byte"):
            return pin & 0xFF == stored & 0xFF
        if device.broken("old-pin-still-good") and pin == self._previous:
            return True
        if device.broken("factory-pin-always-good") and pin == device.options.pin:
            return True
        return pin == stored

    def _count(self, key):
        failures = self._failures.get(key, 0) + 1
        self._failures[key] = failures
        if failures >= self._patience() and not self._device.broken("no-pin-lockout"):
            self._closed_until[key] = self._device.clock.now() + self._pause()
            self._failures[key] = 0
        return BAD_PIN

    def _patience(self):
        if self._device.chosen("pin-lockout-after-3"):
            return 3
        return 50 if self._device.chosen("pin-lockout-after-50") else PATIENCE

    def _pause(self):
        if self._device.broken("lockout-never-ends"):
            return 1 << 60
        return 10 * PAUSE if self._device.chosen("pin-lockout-10-min") else PAUSE
