"""What the lock advertises (1.2): as a beacon, in pairing mode and before its initialization."""

from gatt import BASE

FLAGS = bytes.fromhex("020106")
BEACON = bytes.fromhex("1aff4c000215")
SERVICE_DATA = bytes.fromhex("1521")
POWER = 0xC4


class Advertising:
    """Says what is on the air whenever it changes."""

    def __init__(self, device):
        self._device = device
        self._last = None

    def refresh(self):
        """Tells the change, if there is one."""
        current = self._current()
        if current != self._last:
            self._last = current
            self._device.say("advertising", **current)

    def _current(self):
        on_air = self._device.free_slots() > 0
        return {
            "data": self._data().hex() if on_air else "",
            "scan_response": self._scan_response().hex() if on_air else "",
            "address": self._address(),
        }

    def _data(self):
        device = self._device
        if device.pairing_mode.shown():
            return self._service_data("a92ee100")
        if not device.memory.initialized and not device.broken("uninitialized-not-advertised"):
            return self._service_data("a92ee000")
        return FLAGS + BEACON + _uuid("a92ee200") + self._nuki_id() + bytes([self._power()])

    def _service_data(self, service):
        return FLAGS + SERVICE_DATA + _uuid(service)[::-1] + self._nuki_id()

    def _power(self):
        if self._device.broken("change-never-advertised"):
            return POWER
        return POWER | self._device.changed

    def _nuki_id(self):
        order = "little" if self._device.broken("beacon-id-little-endian") else "big"
        return self._device.nuki_id.to_bytes(4, order)

    def _scan_response(self):
        name = f"Nuki_{self._device.nuki_id:08X}"
        if self._device.broken("advertised-name-lower-case"):
            name = f"Nuki_{self._device.nuki_id:08x}"
        return bytes([len(name) + 1, 0x09]) + name.encode()

    def _address(self):
        low = self._device.nuki_id.to_bytes(4, "big")[1:]
        return ":".join(f"{byte:02X}" for byte in b"\x54\xd2\x72" + low)


def _uuid(short):
    return bytes.fromhex(BASE.format(short).replace("-", ""))
