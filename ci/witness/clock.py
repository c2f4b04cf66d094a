"""Time in microseconds and the timers that hang on it, for both clocks of the line protocol."""

import heapq
import time

SECOND = 1_000_000


class Timer:
    """One thing to do at one instant."""

    __slots__ = ("action", "when")

    def __init__(self, when, action):
        self.when = when
        self.action = action

    def cancel(self):
        """Makes sure that the timer never runs (again)."""
        self.action = None


class Clock:
    """Timers in the order of their instants; those of one instant in the order they were set."""

    def __init__(self):
        self._heap = []
        self._set = 0

    def now(self):
        """The time since the start, in microseconds."""
        raise NotImplementedError

    def after(self, delay, action):
        """Runs `action` when `delay` microseconds have passed."""
        timer = Timer(self.now() + int(delay), action)
        self._set += 1
        heapq.heappush(self._heap, (timer.when, self._set, timer))
        return timer

    def next(self):
        """The instant of the next timer, or None."""
        while self._heap and self._heap[0][2].action is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run_due(self):
        """Runs every timer whose instant has come."""
        while (when := self.next()) is not None and when <= self.now():
            timer = heapq.heappop(self._heap)[2]
            action, timer.action = timer.action, None
            action()


class RealClock(Clock):
    """The machine's own time."""

    name = "real"

    def __init__(self):
        super().__init__()
        self._start = time.monotonic_ns()

    def now(self):
        return (time.monotonic_ns() - self._start) // 1000


class VirtualClock(Clock):
    """A time that moves only by `advance`."""

    name = "virtual"

    def __init__(self):
        super().__init__()
        self._time = 0

    def now(self):
        return self._time

    def advance(self, to, has_spoken):
        """Moves to `to`, or to the first instant before it at which the lock says something."""
        while (when := self.next()) is not None and when <= to:
            self._time = max(self._time, when)
            self.run_due()
            if has_spoken():
                return
        self._time = max(self._time, to)
