"""Config and Advanced Config: what a client sets, and reads back (0x0013 to 0x0015, 0x0035 to 0x0037)."""

import math
import struct

from authorizations import flags_valid
from users import FOB, shown_name, stored_name

BAD_PARAMETER = 0x23
CONFIG, ADVANCED_CONFIG = 0x0015, 0x0037
TOTAL_DEGREES = 1080
# V2.x: single lock, advertising mode, has keypad, firmware, hardware, HomeKit, time zone id.
CONFIG_TAIL = bytes([0, 0, 0, 1, 10, 0, 1, 0, 0, 0xFF, 0xFF])
ADVANCED_TAIL = bytes(11)


class Config:
    """The fields of Set Config, in their order."""

    LAYOUT = struct.Struct("<32sff5BhB3B")

    def __init__(self, raw):
        (self.name, self.latitude, self.longitude, self.auto_unlatch, self.pairing, self.button, self.led,
         self.brightness, self.timezone, self.dst, *self.fob_actions) = self.LAYOUT.unpack(raw[:51])

    def valid(self, device):
        """Whether every field is in its range."""
        return (
            flags_valid(device, self.auto_unlatch, self.pairing, self.button, self.led)
            and (self.brightness <= 5 or device.broken("brightness-unchecked"))
            and (self.dst <= 1 or device.broken("dst-mode-unchecked"))
            and (max(self.fob_actions) <= 4 or device.broken("fob-actions-unchecked"))
            and _position_valid(self.latitude, 90) and _position_valid(self.longitude, 180)
            and (abs(self.timezone) <= 840 or not device.chosen("timezone-range-checked"))
        )


def _position_valid(degrees, most):
    return math.isfinite(degrees) and abs(degrees) <= most


FACTORY_CONFIG = Config.LAYOUT.pack(b"Witness", 47.07, 15.44, 0, 1, 1, 1, 3, 60, 1, 1, 2, 4)


class AdvancedConfig:
    """The fields of Set Advanced Config, in their order."""

    LAYOUT = struct.Struct("<4h7B")

    def __init__(self, raw):
        (*self.offsets, self.lock_n_go, self.single_press, self.double_press, self.detached,
         self.battery_type, self.battery_detection, self.unlatch_duration) = self.LAYOUT.unpack(raw[:15])

    def valid(self, device):
        """Whether every field is in its range."""
        printed = (
            flags_valid(device, self.detached, self.battery_detection)
            and (max(self.single_press, self.double_press) <= 6 or device.broken("button-actions-unchecked"))
            and (self.battery_type <= 2 or device.broken("battery-type-unchecked"))
        )
        return printed and (self._in_field_ranges() or not device.chosen("advanced-ranges-checked"))

    def _in_field_ranges(self):
        """The ranges that the vendor's app keeps to."""
        lows, highs = (-90, -180, -180, -180), (180, 90, 180, 180)
        degrees = all(low <= value <= high for low, value, high in zip(lows, self.offsets, highs))
        return degrees and 5 <= self.lock_n_go <= 60 and 1 <= self.unlatch_duration <= 30


FACTORY_ADVANCED = AdvancedConfig.LAYOUT.pack(0, 0, 0, 0, 10, 1, 5, 0, 0, 1, 3)


def set_config(device, request, fields):
    """Stores the configuration."""
    wanted = Config(fields)
    if not wanted.valid(device):
        request.fail(BAD_PARAMETER)
        return
    if device.broken("set-config-changes-pin"):
        device.memory.pin = request.pin
    if not device.broken("set-config-only-reported"):
        _spoil_config(device, wanted, device.memory.config)
        shown = device.wall.shown()
        device.memory.config = wanted
        if device.chosen("utc-times"):
            device.wall.set_shown(shown)
    device.configured()
    request.complete()


def _spoil_config(device, wanted, old):
    wanted.name = stored_name(device, wanted.name)
    if device.broken("brightness-not-stored"):
        wanted.brightness = old.brightness
    if device.broken("timezone-sign-lost"):
        wanted.timezone = abs(wanted.timezone)
    if device.broken("timezone-in-one-byte"):
        wanted.timezone &= 0xFF
    if device.broken("fob-actions-swapped"):
        wanted.fob_actions.reverse()
    if device.broken("latitude-and-longitude-swapped"):
        wanted.latitude, wanted.longitude = wanted.longitude, wanted.latitude
    if device.broken("position-in-whole-degrees"):
        wanted.latitude, wanted.longitude = float(int(wanted.latitude)), float(int(wanted.longitude))
    if device.broken("button-flag-not-stored"):
        wanted.button = old.button


def request_config(device, request, _fields):
    """Answers the configuration."""
    config = device.memory.config
    request.answer(CONFIG, b"".join((
        _nuki_id(device), shown_name(device, config.name), struct.pack("<ff", config.latitude, config.longitude),
        bytes([config.auto_unlatch, _pairing_flag(device), config.button, config.led, config.brightness]),
        device.wall.stamp(), struct.pack("<hB", config.timezone, config.dst),
        bytes([_has_fob(device), *config.fob_actions]), _tail(device, CONFIG_TAIL),
    )))


def _tail(device, tail):
    if device.chosen("config-72"):
        return tail[:-2]
    return tail if device.chosen("config-74") else b""


def _nuki_id(device):
    return device.nuki_id.to_bytes(4, "big" if device.broken("nuki-id-big-endian") else "little")


def _pairing_flag(device):
    """The setting, or in some locks what is going on (fairness 18)."""
    if device.chosen("config-opens-pairing"):
        return int(device.pairing_mode.active())
    return device.memory.config.pairing


def _has_fob(device):
    return int(any(user.id_type == FOB for user in device.memory.users.all()))


def set_advanced_config(device, request, fields):
    """Stores the advanced configuration."""
    wanted = AdvancedConfig(fields)
    if not wanted.valid(device):
        request.fail(BAD_PARAMETER)
        return
    if not device.broken("set-advanced-config-only-reported"):
        _spoil_advanced(device, wanted, device.memory.advanced)
        device.memory.advanced = wanted
    device.memory.updates += 1
    request.complete()


def _spoil_advanced(device, wanted, old):
    if device.broken("offset-sign-lost"):
        wanted.offsets = [abs(offset) for offset in wanted.offsets]
    if device.broken("button-actions-swapped"):
        wanted.single_press, wanted.double_press = wanted.double_press, wanted.single_press
    if device.broken("unlatch-duration-not-stored"):
        wanted.unlatch_duration = old.unlatch_duration


def request_advanced_config(device, request, _fields):
    """Answers the advanced configuration."""
    one = device.memory.advanced
    payload = struct.pack("<H4h7B", TOTAL_DEGREES, *one.offsets, one.lock_n_go, one.single_press, one.double_press,
                          one.detached, one.battery_type, one.battery_detection, one.unlatch_duration)
    request.answer(ADVANCED_CONFIG, payload + (ADVANCED_TAIL if device.chosen("advanced-config-28") else b""))
