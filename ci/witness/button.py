"""The button: 5 s open pairing mode, short presses do what the advanced configuration says."""

import actions
import motor
from clock import SECOND

HOLD = 5 * SECOND
SHORT = 1 * SECOND
SECOND_PRESS = SECOND // 2
ACTIONS = {2: actions.UNLOCK, 3: actions.LOCK, 4: actions.UNLATCH, 5: actions.LOCK_N_GO}


class Button:
    """Waits for the end of a press, and for a second one."""

    def __init__(self, device):
        self._device = device
        self._pressed = None
        self._waiting = None

    def press(self, duration):
        """A press begins that will last `duration` microseconds."""
        self.release()
        device = self._device
        hold = HOLD
        if device.broken("pairing-after-1-s"):
            hold = SECOND
        if device.broken("pairing-needs-8-s"):
            hold = 8 * SECOND
        if duration >= hold:
            self._pressed = device.clock.after(hold, device.pairing_mode.open)
        elif duration < SHORT or device.chosen("any-short-press-acts"):
            self._pressed = device.clock.after(duration, self._released)

    def release(self):
        """Forgets a press that has not ended."""
        if self._pressed:
            self._pressed.cancel()

    def _released(self):
        if self._waiting and self._waiting.action:
            self._waiting.cancel()
            self._act(self._device.memory.advanced.double_press)
        else:
            single = self._device.memory.advanced.single_press
            self._waiting = self._device.clock.after(SECOND_PRESS, lambda: self._act(single))

    def _act(self, setting):
        if not self._device.memory.config.button:
            return
        action = actions.intelligent(self._device) if setting == 1 else ACTIONS.get(setting)
        actions.by_hand(self._device, action, motor.BUTTON)
