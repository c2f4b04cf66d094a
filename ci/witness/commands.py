"""The table of commands that a user may send to a92ee202 (5.1)."""

import actions
import authorizations
import journal
import reading
import schedule
import settings
import upkeep

NONE, NONCE, NONCE_AND_PIN = range(3)


class Row:
    """One command: its fields' size, what proves it, and what runs it."""

    def __init__(self, slug, size, proof, run, longer=()):
        self.slug = slug
        self.size = size
        self.nonce = proof >= NONCE
        self.pin = proof == NONCE_AND_PIN
        self.run = run
        self._longer = longer

    def fits(self, device, length):
        """Whether a payload may be that long."""
        fields = length - self._proof_size()
        return fields in self._sizes(device) or (fields > self.size and self._takes_additional(device))

    def split(self, payload):
        """Fields, nonce and PIN; the last two stand at the end."""
        end = len(payload) - 2 * self.pin
        pin = int.from_bytes(payload[end:], "little")
        start = end - 32 * self.nonce
        return payload[:start], payload[start:end], pin

    def _proof_size(self):
        return 32 * self.nonce + 2 * self.pin

    def _sizes(self, device):
        return (self.size, *self._longer) if device.chosen("v2-forms") else (self.size,)

    def _takes_additional(self, device):
        return self.slug == "request-data" and device.chosen("additional-data-ignored")


ROWS = {
    0x0001: Row("request-data", 2, NONE, reading.request_data),
    0x0008: Row("remove-authorization", 4, NONCE_AND_PIN, authorizations.remove),
    0x0009: Row("list-authorizations", 4, NONCE_AND_PIN, authorizations.listed),
    0x000B: Row("invite", 86, NONCE_AND_PIN, authorizations.invite),
    0x000D: Row("lock-action", 6, NONCE, actions.lock_action, longer=(26,)),
    0x0013: Row("set-config", 51, NONCE_AND_PIN, settings.set_config, longer=(53, 55)),
    0x0014: Row("request-config", 0, NONCE, settings.request_config),
    0x0019: Row("set-pin", 2, NONCE_AND_PIN, upkeep.set_pin),
    0x001A: Row("calibrate", 0, NONCE_AND_PIN, actions.calibrate),
    0x001D: Row("reboot", 0, NONCE_AND_PIN, upkeep.reboot),
    0x0020: Row("verify-pin", 0, NONCE_AND_PIN, upkeep.verify_pin),
    0x0021: Row("update-time", 7, NONCE_AND_PIN, upkeep.update_time),
    0x0025: Row("update-authorization", 58, NONCE_AND_PIN, authorizations.update),
    0x0030: Row("disconnect", 0, NONE, upkeep.disconnect),
    0x0031: Row("list-log", 8, NONCE_AND_PIN, journal.listed),
    0x0034: Row("enable-logging", 1, NONCE_AND_PIN, journal.enable),
    0x0035: Row("set-advanced-config", 15, NONCE_AND_PIN, settings.set_advanced_config, longer=(26, 31)),
    0x0036: Row("request-advanced-config", 0, NONCE, settings.request_advanced_config),
    0x0039: Row("add-time-control", 4, NONCE_AND_PIN, schedule.add),
    0x003B: Row("remove-time-control", 1, NONCE_AND_PIN, schedule.remove),
    0x003C: Row("list-time-control", 0, NONCE_AND_PIN, schedule.listed),
    0x003F: Row("update-time-control", 6, NONCE_AND_PIN, schedule.update),
}

# Messages that only a lock sends, with their sizes.
LOCK_ONLY = {
    0x0004: 32, 0x0007: 84, 0x000A: 56, 0x000C: 18, 0x000E: 1, 0x000F: 2, 0x0010: 8, 0x0011: 5, 0x0012: 3,
    0x0015: 63, 0x001F: 11, 0x0027: 2, 0x0032: 49, 0x0033: 3, 0x0037: 17, 0x003A: 1, 0x003D: 1, 0x003E: 6,
}
