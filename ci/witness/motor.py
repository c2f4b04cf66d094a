"""The bolt and the motor: what moves, for how long, and how it ends."""

import states
from clock import SECOND

UNCALIBRATED, LOCKED, UNLOCKING, UNLOCKED, LOCKING, UNLATCHED, LOCK_N_GO, UNLATCHING = range(8)
BLOCKED, UNDEFINED, CALIBRATION = 0xFE, 0xFF, 0xFC
MOVING = {UNLOCKING, LOCKING, UNLATCHING, CALIBRATION}
SYSTEM, MANUAL, BUTTON = range(3)
SUCCESS, MOTOR_BLOCKED, CANCELED, TOO_RECENT, BUSY = range(5)


class Step:
    """A state that the lock shows for a while."""

    __slots__ = ("duration", "state")

    def __init__(self, state, duration):
        self.state = state
        self.duration = duration


class Motor:
    """Carries out one order at a time."""

    def __init__(self, device):
        self._device = device
        self.state = LOCKED
        self.trigger = SYSTEM
        self.jammed = False
        self.order = None
        self._step = None
        self._until = 0
        self._timer = None

    def busy(self):
        """Whether an order is being carried out."""
        return self.order is not None

    def waiting_to_lock(self):
        """Whether lock 'n' go waits for its time to lock again."""
        return self._step is not None and self._step.state == LOCK_N_GO

    def timer(self):
        """The lock 'n' go timer: seconds left, 0 when none is active."""
        if self._device.broken("lock-n-go-timer-stays-zero"):
            return 0
        if self._device.broken("lock-n-go-timer-never-cleared") and self._device.memory.last_action[0] in (4, 5):
            return self._device.memory.advanced.lock_n_go
        if not self.waiting_to_lock():
            return 0
        return min(255, -(-(self._until - self._device.clock.now()) // SECOND))

    def start(self, order):
        """Begins with the first step, or a while later in slow locks."""
        self._cancel()
        self.order, self.trigger = order, order.trigger
        if self._device.chosen("slow-motor") and order.steps:
            self._timer = self._device.clock.after(2 * SECOND, self._next)
        else:
            self._next()

    def power_lost(self):
        """Whatever moved stands still somewhere."""
        if self.order and self._step and self._step.state in MOVING:
            self.state = UNDEFINED
        elif self.order:
            self.state = UNLOCKED if self.state in (UNLATCHED, LOCK_N_GO) else self.state
        self._cancel()

    def turn_by_hand(self, state):
        """Somebody turns the key; against a running motor nobody can."""
        if not self.busy() and self.state != state:
            self.state, self.trigger = state, MANUAL
            self._device.count_motion(state == UNLOCKED, state == LOCKED)
            self._device.record(2 if state == LOCKED else 1, MANUAL, SUCCESS)
            self._device.note_change()

    def link_ended(self, link):
        """A link has gone; what moves goes on."""
        if self.order and self.order.is_from(link) and self._device.broken("disconnect-stops-motor"):
            self._timer.cancel()

    def _cancel(self):
        if self._timer:
            self._timer.cancel()
        self._timer = self._step = self.order = None

    def _next(self):
        if not self.order.steps:
            self._finish()
            return
        self._step = self.order.steps.pop(0)
        self.state = self._step.state
        self._until = self._device.clock.now() + self._step.duration
        self._timer = self._device.clock.after(self._step.duration, self._stepped)
        self._announce_step()

    def _announce_step(self):
        device, order = self._device, self.order
        device.note_change()
        if device.broken("moving-state-missing") and self.state in MOVING:
            return
        shown = None
        if device.broken("final-state-before-moving-state"):
            shown = order.rest
        if device.broken("moving-states-swapped") and self.state in (UNLOCKING, LOCKING):
            shown = UNLOCKING + LOCKING - self.state
        if device.broken("unlatch-shown-as-unlock") and self.state in (UNLATCHED, UNLATCHING):
            shown = UNLOCKED
        if order.announces:
            states.announce(device, order.request, shown)
        if self.waiting_to_lock() and device.chosen("lock-n-go-completes-early"):
            order.complete()
            order.request = None

    def _stepped(self):
        if self.jammed and self._step.state in MOVING:
            self._block()
        elif self.waiting_to_lock() and self._device.broken("lock-n-go-never-locks"):
            self.order.rest, self.order.steps = UNLOCKED, []
            self._next()
        else:
            self._next()

    def _finish(self):
        device, order = self._device, self.order
        if not device.broken("motor-does-nothing"):
            self.state = order.rest
        self._step = None
        order.ended(SUCCESS)
        if device.broken("complete-before-final-state"):
            order.complete()
        self._announce_end(order)
        if not device.broken("complete-before-final-state"):
            order.complete()
        if not device.broken("busy-for-ever"):
            self.order = None

    def _announce_end(self, order):
        device = self._device
        device.note_change()
        if device.broken("final-state-missing"):
            return
        shown = order.first_state if device.broken("final-state-before-moving-state") else None
        if order.announces:
            states.announce(device, order.request, shown)

    def _block(self):
        """The motor blocks (0x42)."""
        device, order = self._device, self.order
        if device.broken("jam-not-noticed"):
            self._finish()
            return
        if device.broken("jam-never-ends"):
            return
        self.state, self._step = BLOCKED, None
        order.ended(SUCCESS if device.broken("jam-recorded-as-success") else MOTOR_BLOCKED)
        if not device.broken("busy-after-jam"):
            self.order = None
        device.note_change()
        states.announce(device, order.request)
        if device.chosen("jam-completes"):
            order.complete()
        else:
            order.fail(0x42)
