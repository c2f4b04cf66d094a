"""Lock Action (0x000D), calibration (0x001A), and orders from the button and the clock."""

import struct

import motor as m
from clock import SECOND
from motor import Step

BAD_PARAMETER, TOO_RECENT, BUSY = 0x23, 0x40, 0x45
UNLOCK, LOCK, UNLATCH, LOCK_N_GO, LOCK_N_GO_UNLATCH = range(1, 6)
FULL_LOCK = 0x06
FOB_ACTIONS = (0x81, 0x82, 0x83)
AUTO_UNLOCK, RESERVED = 0x01, 0xFC
RECENT = 30 * SECOND


class Order:
    """What the motor shall do, for whom."""

    def __init__(self, device, action, motion, trigger, request=None, auto=0):
        self.device = device
        self.action = action
        self.trigger = trigger
        self.request = request
        self.user = request.user if request else None
        self.auto = auto
        self.announces = True
        self.is_calibration = False
        self.steps, self.rest = _plan(device, motion)
        self.moves = bool(self.steps)
        states = {step.state for step in self.steps}
        self.opens, self.closes = bool(states & {m.UNLOCKING, m.UNLATCHING}), m.LOCKING in states
        self.first_state = self.steps[0].state if self.moves else self.rest

    def is_from(self, link):
        """Whether the order came over that link."""
        return self.request is not None and self.request.link is link

    def complete(self):
        """Tells that it is done."""
        if self.request:
            self.request.complete()

    def fail(self, code):
        """Tells that it went wrong."""
        if self.request:
            self.request.fail(code)

    def ended(self, completion):
        """Records the action."""
        if self.is_calibration:
            return
        if completion == m.SUCCESS:
            self.device.count_motion(self.opens, self.closes)
        self.device.record(self.action, self.trigger, completion, self.user, self.auto)


def lock_action(device, request, fields):
    """Runs a Lock Action."""
    action, app_id, flags = struct.unpack_from("<BIB", fields)
    code = _parameter_error(device, request, action, app_id, flags) or _state_error(device, action, flags)
    if code:
        _refuse(device, request, action, flags, code)
        return
    request.user.lock_count = (request.user.lock_count + 1) & 0xFFFF
    if device.chosen("update-count-also-on-actions"):
        device.memory.updates += 1
    auto = flags & AUTO_UNLOCK
    if auto or device.chosen("any-action-is-recent"):
        device.recent_action = device.clock.now()
    order = Order(device, action, _motion(device, action), m.SYSTEM, request, auto)
    _accept(device, request, order)


def calibrate(device, request, fields):
    """Finds both ends of the way."""
    if device.motor.busy():
        request.fail(BUSY)
        return
    order = Order(device, 0, None, m.SYSTEM, request)
    order.is_calibration, order.rest = True, device.motor.state
    moving = (m.CALIBRATION, m.CALIBRATION) if device.chosen("calibration-state-fc") else (m.UNLOCKING, m.LOCKING)
    order.steps = [Step(state, 3 * SECOND) for state in moving]
    if order.rest in (m.BLOCKED, m.UNDEFINED):
        order.rest = m.LOCKED
    if device.broken("calibration-never-ends"):
        order.steps[1].duration = 3600 * SECOND
    order.announces = not device.chosen("no-calibration-states")
    request.accepted()
    device.motor.start(order)


def by_hand(device, action, trigger):
    """Starts an action that nobody asked for by message, unless something moves already."""
    if action and not device.motor.busy():
        device.motor.start(Order(device, action, _motion(device, action), trigger))


def intelligent(device):
    """Unlock when locked, lock when unlocked."""
    return LOCK if device.motor.state == m.UNLOCKED else UNLOCK


def _accept(device, request, order):
    silent = device.broken("accepted-missing") or device.broken("accepted-after-states")
    if device.broken("accepted-after-5-s"):
        device.clock.after(5 * SECOND, request.accepted)
    elif not silent and (order.moves or not device.chosen("no-accepted-when-already-there")):
        request.accepted()
    device.motor.start(order)
    if device.broken("accepted-after-states"):
        request.accepted()


def _parameter_error(device, request, action, app_id, flags):
    known = UNLOCK <= action <= LOCK_N_GO_UNLATCH or action in FOB_ACTIONS
    known = known or (action == FULL_LOCK and device.chosen("v2-forms"))
    if not known and not device.broken("undefined-action-unlocks"):
        return BAD_PARAMETER
    if flags & RESERVED and device.chosen("reserved-flags-refused"):
        return BAD_PARAMETER
    if device.chosen("app-id-checked") and request.user.app_id and app_id != request.user.app_id:
        return BAD_PARAMETER
    return None


def _state_error(device, action, flags):
    if device.motor.busy() and not device.broken("never-busy") and not _interruptible(device):
        return 0xFF if device.broken("busy-gives-unknown") else BUSY
    recent = device.recent_action is not None and device.clock.now() - device.recent_action < RECENT
    if flags & AUTO_UNLOCK and action != LOCK and recent and not device.broken("auto-unlock-never-too-recent"):
        return TOO_RECENT
    return None


def _interruptible(device):
    return device.chosen("lock-n-go-completes-early") and device.motor.waiting_to_lock()


def _refuse(device, request, action, flags, code):
    if device.chosen("refusals-are-logged") and code in (BUSY, TOO_RECENT):
        completion = m.BUSY if code == BUSY else m.TOO_RECENT
        device.log.add_action(request.user, action, m.SYSTEM, flags & AUTO_UNLOCK, completion)
    request.fail(code)


def _motion(device, action):
    """The movement that an action stands for."""
    if action in FOB_ACTIONS:
        return _fob_motion(device, device.memory.config.fob_actions[action - FOB_ACTIONS[0]])
    if action == FULL_LOCK:
        return LOCK
    return action if UNLOCK <= action <= LOCK_N_GO_UNLATCH else UNLOCK


def _fob_motion(device, setting):
    unlatch = device.memory.config.auto_unlatch
    if setting == 4:
        setting = 1 if intelligent(device) == UNLOCK else 2
    return {
        0: None,
        1: UNLATCH if unlatch else UNLOCK,
        2: LOCK,
        3: LOCK_N_GO_UNLATCH if unlatch else LOCK_N_GO,
    }.get(setting)


def _plan(device, motion):
    """The steps of a movement and the state it ends in."""
    state = device.motor.state
    already = not device.chosen("full-motion-when-already-there")
    opening = [] if already and state in (m.UNLOCKED, m.LOCK_N_GO) else [_moving(device, m.UNLOCKING)]
    closing = [_moving(device, m.LOCKING)]
    latch = [_moving(device, _unlatching(device)), Step(m.UNLATCHED, _unlatch_duration(device))]
    hold = [Step(m.LOCK_N_GO, device.memory.advanced.lock_n_go * SECOND)]
    return {
        None: ([], state),
        UNLOCK: (opening, m.UNLOCKED),
        LOCK: ([] if already and state == m.LOCKED else closing, m.LOCKED),
        UNLATCH: (latch, m.UNLOCKED),
        LOCK_N_GO: (opening + hold + closing, m.LOCKED),
        LOCK_N_GO_UNLATCH: (latch + hold + closing, m.LOCKED),
    }[motion]


def _moving(device, state):
    seconds = 5 if device.chosen("slow-motor") else 2.5
    if device.broken("action-takes-60-s"):
        seconds = 60
    return Step(state, int(seconds * SECOND))


def _unlatching(device):
    return m.UNLOCKING if device.chosen("no-unlatching-state") else m.UNLATCHING


def _unlatch_duration(device):
    return max(1, device.memory.advanced.unlatch_duration) * SECOND

