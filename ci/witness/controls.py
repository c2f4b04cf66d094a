"""The control actions of the line protocol: a person's hand, or the bench's relay."""

from datetime import datetime

import motor

MILLISECOND = 1000


def button(device, members):
    """Presses the button."""
    device.button.press(members.number("press_ms") * MILLISECOND)


def power_cycle(device, _members):
    """Removes and restores power."""
    device.power_cycle()


def factory_reset(device, _members):
    """Back to the factory state."""
    device.factory_reset()


def set_clock(device, members):
    """Puts the lock's clock to a local time."""
    try:
        moment = datetime.fromisoformat(members.text("time"))
    except ValueError:
        return False
    device.wall.set(moment.replace(tzinfo=None, microsecond=0))
    device.schedule.arm()
    return True


def limit_users(device, members):
    """Makes the user table small."""
    device.memory.users.room = members.number("max")


def jam(device, members):
    """Blocks the motor, or frees it."""
    device.motor.jammed = members.flag("on")


def turn_key(device, members):
    """Turns the bolt by hand."""
    state = {"locked": motor.LOCKED, "unlocked": motor.UNLOCKED}.get(members.text("to"))
    if state is None:
        return False
    device.motor.turn_by_hand(state)
    return True


def defect(device, members):
    """Builds a fault in, or takes it out."""
    import defects  # A large table that most runs do not need.

    name = members.text_or_none("name")
    if name is not None and name not in defects.NAMES:
        return False
    device.set_defect(name)
    return True


# Each answers False when it cannot do that.
ACTIONS = {
    "button": button,
    "power-cycle": power_cycle,
    "factory-reset": factory_reset,
    "set-clock": set_clock,
    "limit-users": limit_users,
    "jam": jam,
    "turn-key": turn_key,
    "defect": defect,
}
